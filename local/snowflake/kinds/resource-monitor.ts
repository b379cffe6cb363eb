import { unsupported } from "../core/errors";
import { instant, text } from "../core/result";
import { readPlainOptions } from "../catalog/definition";
import { interpret, readOptions } from "../ddl/options";
import type { TokenStream } from "../ddl/stream";
import { identifier, integer, listOf, nullable, oneOf, text as word } from "../ddl/types";
import type { ObjectKind, Properties } from "./kind";
import { createdOn, listOf as items, numberOf, rejected, textOf } from "./values";

const ACTIONS = ["SUSPEND_IMMEDIATE", "SUSPEND", "NOTIFY"] as const;

/** Reads `TRIGGERS ON 90 PERCENT DO SUSPEND ON ..` */
function readTriggers(stream: TokenStream): Properties {
  const notify: number[] = [];
  const triggers: Properties = {};
  if (!stream.take("TRIGGERS")) return triggers;
  while (stream.take("ON")) {
    const threshold = stream.integer();
    stream.expect("PERCENT", "DO");
    const action = stream.takeOne(ACTIONS);
    if (action === undefined) throw stream.unexpected("NOTIFY, SUSPEND or SUSPEND_IMMEDIATE");
    if (threshold < 1) throw rejected(`the threshold of a trigger is at least 1 percent, not ${threshold}`);
    if (action === "NOTIFY") notify.push(threshold);
    else if (triggers[action] !== undefined) throw rejected(`only one ${action} trigger is allowed`);
    else triggers[action] = threshold;
  }
  if (notify.length > 5) throw rejected("at most five NOTIFY triggers are allowed");
  return {
    ...triggers,
    NOTIFY: notify,
    SUSPEND: triggers["SUSPEND"] ?? null,
    SUSPEND_IMMEDIATE: triggers["SUSPEND_IMMEDIATE"] ?? null,
  };
}

const options = {
  CREDIT_QUOTA: nullable(integer(1)),
  FREQUENCY: oneOf(["MONTHLY", "DAILY", "WEEKLY", "YEARLY", "NEVER"]),
  START_TIMESTAMP: word,
  END_TIMESTAMP: nullable(word),
  NOTIFY_USERS: listOf(identifier),
};

const percent = (value: number | undefined): string | null => (value === undefined ? null : `${value}%`);
const credits = (value: number): string => value.toFixed(2);

/** Kept and shown; the local cloud spends no credits, so no trigger is ever reached. */
export const resourceMonitor: ObjectKind = {
  name: "RESOURCE MONITOR",
  plural: "RESOURCE MONITORS",
  scope: "account",
  privileges: ["MODIFY", "MONITOR"],
  createPrivilege: "CREATE RESOURCE MONITOR",
  rename: false,
  options,
  defaults: { FREQUENCY: "MONTHLY" },
  alterPrivileges: () => ["MODIFY"],
  parseCreate: (stream) => {
    const definition = readPlainOptions(resourceMonitor, stream);
    return { ...definition, properties: { ...definition.properties, ...readTriggers(stream) } };
  },
  parseAlter: (stream, { object }) => {
    const set = stream.take("SET");
    if (!set && !stream.atWords("TRIGGERS")) return undefined;
    const given = interpret(readOptions(stream), options, "RESOURCE MONITOR");
    if (given["FREQUENCY"] !== undefined && given["START_TIMESTAMP"] === undefined)
      throw unsupported("FREQUENCY without START_TIMESTAMP (Snowflake wants both)");
    return { properties: { ...object.properties, ...given, ...readTriggers(stream) } };
  },
  show: {
    columns: [
      text("name"),
      text("credit_quota"),
      text("used_credits"),
      text("remaining_credits"),
      text("level"),
      text("frequency"),
      text("start_time"),
      text("end_time"),
      text("notify_at"),
      text("suspend_at"),
      text("suspend_immediately_at"),
      instant("created_on"),
      text("owner"),
      text("comment"),
      text("notify_users"),
    ],
    row: (object, { catalog }) => {
      const quota = numberOf(object, "CREDIT_QUOTA");
      const used = catalog
        .list("WAREHOUSE")
        .some((each) => textOf(each, "RESOURCE_MONITOR") === object.path[0]);
      return [
        object.path[0] ?? "",
        quota === undefined ? null : credits(quota),
        credits(0),
        quota === undefined ? null : credits(quota),
        used ? "WAREHOUSE" : null,
        textOf(object, "FREQUENCY") ?? "MONTHLY",
        textOf(object, "START_TIMESTAMP") ?? new Date(object.createdOn).toISOString().slice(0, 10),
        textOf(object, "END_TIMESTAMP") ?? null,
        items(object, "NOTIFY")
          .map((each) => `${each}%`)
          .join(",") || null,
        percent(numberOf(object, "SUSPEND")),
        percent(numberOf(object, "SUSPEND_IMMEDIATE")),
        createdOn(object),
        object.owner,
        object.comment,
        items(object, "NOTIFY_USERS").join(", "),
      ];
    },
  },
};

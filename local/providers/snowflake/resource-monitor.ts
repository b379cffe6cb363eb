import type { Bag } from "../../../provider/framework/resource";
import { fixed, integer, text, type StandInProperty } from "../common/properties";
import { arr, need, num, scalar, str, strings } from "../common/values";
import { fullName, shown, snowflake } from "./define";
import { filled, numeric, outputRow } from "./rows";
import { drop, showRow } from "./show";
import { ident, literal, partsOf } from "./sql";

const percents = (description: string): StandInProperty => ({
  type: "array",
  items: integer("Percent."),
  description,
});
const sorted = (value: Bag[string]): number[] =>
  arr(value)
    .flatMap((entry) => num(entry) ?? [])
    .sort((a, b) => a - b);

const triggersOf = (inputs: Bag): string[] => {
  const triggers = [
    ...sorted(inputs.notifyTriggers).map((percent) => `ON ${percent} PERCENT DO NOTIFY`),
    ...(num(inputs.suspendTrigger) === undefined
      ? []
      : [`ON ${scalar(inputs.suspendTrigger)} PERCENT DO SUSPEND`]),
    ...(num(inputs.suspendImmediateTrigger) === undefined
      ? []
      : [`ON ${scalar(inputs.suspendImmediateTrigger)} PERCENT DO SUSPEND_IMMEDIATE`]),
  ];
  return triggers.length === 0 ? [] : [`TRIGGERS ${triggers.join(" ")}`];
};
const settingsOf = (inputs: Bag): string[] => [
  ...(num(inputs.creditQuota) === undefined ? [] : [`CREDIT_QUOTA = ${scalar(inputs.creditQuota)}`]),
  ...(str(inputs.frequency) === undefined ? [] : [`FREQUENCY = ${need(inputs, "frequency").toUpperCase()}`]),
  ...(str(inputs.startTimestamp) === undefined
    ? []
    : [`START_TIMESTAMP = ${literal(need(inputs, "startTimestamp"))}`]),
  ...(str(inputs.endTimestamp) === undefined
    ? []
    : [`END_TIMESTAMP = ${literal(need(inputs, "endTimestamp"))}`]),
  ...(strings(inputs.notifyUsers).length === 0
    ? []
    : [`NOTIFY_USERS = (${strings(inputs.notifyUsers).map(ident).join(", ")})`]),
];
const percentsIn = (text: string | undefined): number[] =>
  (text ?? "")
    .split(",")
    .map((part) => parseInt(part, 10))
    .filter((part) => !Number.isNaN(part));
const time = (value: unknown): number =>
  typeof value === "string" && value.toUpperCase() !== "IMMEDIATELY"
    ? Date.parse(value.replace(" ", "T"))
    : NaN;

export const resourceMonitor = snowflake({
  token: "snowflake:index/resourceMonitor:ResourceMonitor",
  description: "A limit on the credits of warehouses.",
  status: "recorded",
  note: "kept and shown by the local Snowflake, which bills nothing: no trigger ever fires",
  inputs: {
    ...fixed({ name: text("Name of the resource monitor.") }),
    creditQuota: integer("Credits of a period."),
    frequency: text("Length of a period.", { caseless: true }),
    startTimestamp: text("First period.", { computed: true }),
    endTimestamp: text("End."),
    notifyTriggers: percents("Percents at which users are told."),
    suspendTrigger: integer("Percent at which warehouses are suspended."),
    suspendImmediateTrigger: integer("Percent at which statements are cancelled."),
    notifyUsers: { type: "array", items: text("User."), description: "Users that are told." },
  },
  outputs: { ...fullName, ...shown },
  naming: { property: "name", longest: 255 },
  check(inputs, unknown) {
    const given = (name: string) => inputs[name] !== undefined || unknown.has(name);
    return given("frequency") === given("startTimestamp")
      ? []
      : [{ property: "frequency", reason: "frequency and startTimestamp must be given together" }];
  },
  same(property, old, value) {
    if (property === "notifyTriggers") return sorted(old).join() === sorted(value).join();
    if (property === "notifyUsers") return strings(old).sort().join() === strings(value).sort().join();
    return property.endsWith("Timestamp") && time(old) === time(value);
  },
  derive: ({ name }) =>
    str(name) === undefined ? {} : { fullyQualifiedName: ident(need({ name }, "name")) },
  async create(inputs, call) {
    const name = need(inputs, "name");
    const parts = [...settingsOf(inputs), ...triggersOf(inputs)];
    await call.sql(
      [`CREATE RESOURCE MONITOR ${ident(name)}`, ...(parts.length === 0 ? [] : ["WITH", ...parts])].join(" "),
    );
    return name;
  },
  async read(id, call, prior) {
    const name = partsOf(id).join(".");
    const row = await showRow(call, "RESOURCE MONITORS", name);
    if (row === undefined) return undefined;
    const asked = prior?.inputs.frequency !== undefined;
    const frequency = filled(row, "frequency");
    return {
      id: name,
      name,
      creditQuota: numeric(row, "credit_quota"),
      // Monthly is what the service takes by itself.
      frequency: !asked && frequency?.toUpperCase() === "MONTHLY" ? undefined : frequency,
      ...(prior?.inputs.startTimestamp === "IMMEDIATELY"
        ? {}
        : { startTimestamp: filled(row, "start_time") }),
      endTimestamp: filled(row, "end_time"),
      notifyTriggers: percentsIn(filled(row, "notify_at")),
      suspendTrigger: percentsIn(filled(row, "suspend_at"))[0],
      suspendImmediateTrigger: percentsIn(filled(row, "suspend_immediately_at"))[0],
      notifyUsers: filled(row, "notify_users")
        ?.split(",")
        .map((user) => user.trim()),
      fullyQualifiedName: ident(name),
      showOutputs: [outputRow(row)],
    };
  },
  async update(id, { changed, news }, call) {
    const settings = settingsOf(
      Object.fromEntries(
        Object.entries(news).filter(
          ([property]) => changed.has(property) || property === "frequency" || property === "startTimestamp",
        ),
      ),
    );
    const triggers = ["notifyTriggers", "suspendTrigger", "suspendImmediateTrigger"].some((property) =>
      changed.has(property),
    );
    const alter = `ALTER RESOURCE MONITOR ${ident(id)}`;
    if (changed.has("creditQuota") && news.creditQuota === undefined) settings.unshift("CREDIT_QUOTA = NULL");
    if (changed.has("endTimestamp") && news.endTimestamp === undefined) settings.push("END_TIMESTAMP = NULL");
    if (changed.has("notifyUsers") && strings(news.notifyUsers).length === 0)
      settings.push("NOTIFY_USERS = ()");
    const set = settings.length === 0 ? "" : ` SET ${settings.join(" ")}`;
    const all = triggers ? triggersOf(news) : [];
    if (set !== "" || all.length > 0) await call.sql([alter + set, ...all].join(" "));
    return undefined;
  },
  delete: (id, _state, call) => drop(call, "RESOURCE MONITOR", ident(partsOf(id).join("."))),
});

import type { Account } from "../core/account";
import type { CatalogObject } from "../core/cloud";
import { unsupported } from "../core/errors";
import { identifier, integer, oneOf } from "../ddl/types";
import type { TokenStream } from "../ddl/stream";
import type { AlterContext, Change, ObjectKind, Properties } from "../kinds/kind";
import { describeTable } from "../tables/describe";
import { readDynamicTable } from "./create";
import { dynamicDefinition, KIND, lagOption } from "./definition";
import type { DynamicTables } from "./refresher";
import { dynamicColumns, dynamicRow } from "./show";

/** A table that is what its query answers, at most TARGET_LAG ago. */
export function dynamicTableKind(account: () => Account, tables: () => DynamicTables): ObjectKind {
  const kind: ObjectKind = {
    name: KIND,
    plural: "DYNAMIC TABLES",
    title: "Dynamic table",
    scope: "schema",
    namespace: "RELATION",
    privileges: ["SELECT", "MONITOR", "OPERATE"],
    modifiers: ["TRANSIENT"],
    options: {
      TARGET_LAG: lagOption,
      WAREHOUSE: identifier,
      REFRESH_MODE: oneOf(["AUTO", "FULL", "INCREMENTAL"]),
      INITIALIZE: oneOf(["ON_CREATE", "ON_SCHEDULE"]),
      DATA_RETENTION_TIME_IN_DAYS: integer(0, 90),
      MAX_DATA_EXTENSION_TIME_IN_DAYS: integer(0, 90),
    },
    defaults: { REFRESH_MODE: "AUTO", INITIALIZE: "ON_CREATE" },
    fixedOptions: ["REFRESH_MODE", "INITIALIZE"],
    undrop: true,
    swap: true,
    alterPrivileges: (words) => (words[0] === "SUSPEND" || words[0] === "RESUME" ? ["OPERATE"] : []),
    parseCreate: (stream, context) =>
      readDynamicTable(stream, context, account(), kind, (...made) => tables().created(...made)),
    complete(properties, { access, session, before }) {
      const warehouse = properties["WAREHOUSE"];
      if (
        before !== undefined &&
        typeof warehouse === "string" &&
        warehouse !== before.properties["WAREHOUSE"]
      )
        access.require(session, "USAGE", "WAREHOUSE", [warehouse]);
      return properties;
    },
    parseAlter,
    show: { columns: dynamicColumns, row: (table) => dynamicRow(table, account(), tables()) },
    describe: describeTable,
  };
  return kind;
}

async function parseAlter(stream: TokenStream, context: AlterContext): Promise<Change | undefined> {
  const { object, catalog } = context;
  if (stream.take("SUSPEND")) {
    for (const reader of downstream(context, object))
      if (dynamicDefinition(reader).active)
        await catalog.update(reader.id, { properties: suspended(reader, "UPSTREAM_USER_SUSPENDED") });
    return { properties: suspended(object, "USER_SUSPENDED") };
  }
  if (stream.take("RESUME")) {
    for (const reader of downstream(context, object))
      if (reader.properties["SUSPEND_REASON"] === "UPSTREAM_USER_SUSPENDED")
        await catalog.update(reader.id, { properties: resumed(reader) });
    return { properties: resumed(object) };
  }
  if (stream.take("CLUSTER BY"))
    return { properties: { ...object.properties, CLUSTER_BY: `LINEAR(${stream.parenthesised()})` } };
  if (stream.take("DROP CLUSTERING KEY")) return { properties: { ...object.properties, CLUSTER_BY: null } };
  if (stream.atWords("ADD") || stream.atWords("DROP") || stream.atWords("MODIFY"))
    throw unsupported(`ALTER DYNAMIC TABLE .. ${stream.rest()}`);
  return undefined;
}

const suspended = ({ properties }: CatalogObject, reason: string): Properties => ({
  ...properties,
  STATE: "SUSPENDED",
  LAST_SUSPENDED_ON: new Date().toISOString(),
  SUSPEND_REASON: reason,
});

const resumed = ({ properties }: CatalogObject): Properties => ({
  ...properties,
  STATE: "ACTIVE",
  SUSPEND_REASON: null,
});

/** The dynamic tables that read a table, and those that read them. */
function downstream({ catalog }: AlterContext, table: CatalogObject): readonly CatalogObject[] {
  const found = new Map<number, CatalogObject>();
  const add = (id: number): void => {
    for (const reader of catalog.list(KIND))
      if (!found.has(reader.id) && dynamicDefinition(reader).reads.includes(id)) {
        found.set(reader.id, reader);
        add(reader.id);
      }
  };
  add(table.id);
  return [...found.values()];
}

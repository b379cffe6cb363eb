import type { Account } from "../core/account";
import type { CatalogObject } from "../core/cloud";
import { fixed, instant, text, type Cell, type ResultColumn } from "../core/result";
import { createdOn, ownerType, textOf } from "../kinds/values";
import { storageOf } from "../tables/storage";
import { CHANGING, dynamicDefinition } from "./definition";
import type { DynamicTables } from "./refresher";

export const dynamicColumns: readonly ResultColumn[] = [
  instant("created_on"),
  ...["name", "reserved", "database_name", "schema_name", "cluster_by"].map(text),
  fixed("rows"),
  fixed("bytes"),
  ...["owner", "target_lag", "refresh_mode", "refresh_mode_reason", "warehouse", "comment", "text"].map(text),
  ...["automatic_clustering", "scheduling_state"].map(text),
  instant("last_suspended_on"),
  ...["is_clone", "is_replica", "is_iceberg"].map(text),
  instant("data_timestamp"),
  text("owner_role_type"),
];

/** AUTO becomes what Snowflake would choose: only a query with a value that changes by itself is computed anew. */
function refreshMode(table: CatalogObject): readonly [string, string | null] {
  const asked = textOf(table, "REFRESH_MODE") ?? "AUTO";
  if (asked !== "AUTO") return [asked, null];
  const changing = CHANGING.exec(dynamicDefinition(table).query)?.[1];
  return changing === undefined
    ? ["INCREMENTAL", null]
    : ["FULL", `The query uses ${changing.toUpperCase()}, which changes by itself.`];
}

export async function dynamicRow(
  table: CatalogObject,
  account: Account,
  tables: DynamicTables,
): Promise<readonly Cell[]> {
  const definition = dynamicDefinition(table);
  const [mode, reason] = refreshMode(table);
  const reader = await account.database.transaction((connection) =>
    connection.runAndReadAll(`SELECT count(*) FROM ${storageOf(table)}`),
  );
  const suspended = textOf(table, "LAST_SUSPENDED_ON");
  const data = tables.dataTimestamp(table);
  return [
    createdOn(table),
    table.path[2] ?? "",
    "",
    table.path[0] ?? "",
    table.path[1] ?? "",
    textOf(table, "CLUSTER_BY") ?? "",
    Number(reader.getRowsJson()[0]?.[0] ?? 0),
    0,
    table.owner,
    definition.targetLag,
    mode,
    reason,
    definition.warehouse,
    table.comment,
    textOf(table, "text") ?? "",
    "OFF",
    definition.active ? "ACTIVE" : "SUSPENDED",
    suspended === undefined ? null : new Date(suspended),
    "false",
    "false",
    "false",
    data === undefined ? null : new Date(data),
    ownerType(table),
  ];
}

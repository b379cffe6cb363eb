import type { LocalAccount } from "../account";
import type { Account, TableFunction } from "../core/account";
import { SnowflakeError } from "../core/errors";
import { fixed, instant, text, type ResultColumn } from "../core/result";
import { asText } from "../core/text";
import { parseName } from "../ddl/names";
import { literal } from "../movement/sql-text";
import type { WarehouseUse } from "../query/handler";
import type { Clock } from "../tasks/scheduler";
import { KIND } from "./definition";
import { RefreshHistory } from "./history";
import { DynamicTables } from "./refresher";

const found = new WeakMap<Account, DynamicTables>();

/** The dynamic tables of an account that is open. */
export function dynamicTablesOf(account: Account): DynamicTables {
  const tables = found.get(account);
  if (tables === undefined) throw new Error("registerDynamicTables was not called for this account");
  return tables;
}

/** Plugs dynamic tables into an account; the answer is to be started. */
export function registerDynamicTables(
  account: LocalAccount,
  warehouses: WarehouseUse,
  clock?: Clock,
): DynamicTables {
  const history = new RefreshHistory(account.database);
  const tables = new DynamicTables(account, warehouses, history, clock);
  account.extensions.workHooks.push(tables);
  account.extensions.tableFunctions.set("DYNAMIC_TABLE_REFRESH_HISTORY", refreshHistory(account, history));
  found.set(account, tables);
  return tables;
}

const columns: readonly ResultColumn[] = [
  ...["NAME", "SCHEMA_NAME", "DATABASE_NAME", "STATE", "STATE_CODE", "STATE_MESSAGE", "QUERY_ID"].map(text),
  ...["DATA_TIMESTAMP", "REFRESH_START_TIME", "REFRESH_END_TIME", "COMPLETION_TARGET"].map(instant),
  ...["QUALIFIED_NAME", "LAST_COMPLETED_DEPENDENCY", "STATISTICS", "REFRESH_ACTION", "REFRESH_TRIGGER"].map(
    text,
  ),
  fixed("TARGET_LAG_SEC"),
  instant("GRAPH_HISTORY_VALID_FROM"),
];

const MOST_ROWS = 10_000;

/** `TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(..))`: of the tables the session may monitor. */
function refreshHistory(account: Account, history: RefreshHistory): TableFunction {
  return (call, session) => {
    const limit = Number(call.named.get("RESULT_LIMIT") ?? 100);
    if (!Number.isInteger(limit) || limit < 1 || limit > MOST_ROWS)
      throw new SnowflakeError("000938", "22023", `RESULT_LIMIT must be within 1 to ${MOST_ROWS}.`);
    const mine = account.catalog
      .list(KIND)
      .filter((table) =>
        ["MONITOR", "OPERATE", "OWNERSHIP"].some((privilege) =>
          account.access.allows(session, privilege, KIND, table.path),
        ),
      );
    const where = [
      `"QUALIFIED_NAME" IN (${["''", ...mine.map(({ path }) => literal(path.join(".")))].join(", ")})`,
    ];
    const name = call.named.get("NAME");
    if (typeof name === "string")
      where.push(`"QUALIFIED_NAME" = ${literal(session.resolve(parseName(name), 3).join("."))}`);
    const prefix = call.named.get("NAME_PREFIX");
    if (typeof prefix === "string")
      where.push(`starts_with("QUALIFIED_NAME", ${literal(prefix.toUpperCase())})`);
    if (call.named.get("ERROR_ONLY") === true) where.push(`"STATE" = 'FAILED'`);
    for (const [key, column, operator] of [
      ["DATA_TIMESTAMP_START", "DATA_TIMESTAMP", ">="],
      ["DATA_TIMESTAMP_END", "DATA_TIMESTAMP", "<="],
      ["REFRESH_START_TIMESTAMP", "REFRESH_START_TIME", ">="],
    ] as const) {
      const at = call.named.get(key);
      if (at !== undefined) where.push(`"${column}" ${operator} CAST(${literal(asText(at))} AS TIMESTAMPTZ)`);
    }
    const named = columns.map((column) => `"${column.name}"`).join(", ");
    return Promise.resolve({
      columns,
      sql: `SELECT * FROM (${history.source}) AS h(${named}) WHERE ${where.join(" AND ")} ORDER BY "REFRESH_START_TIME" DESC LIMIT ${limit}`,
    });
  };
}

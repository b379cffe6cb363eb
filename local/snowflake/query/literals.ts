import type { Cell, ResultColumn } from "../core/result";
import { duckTypeOf } from "../tables/types";
import { duckString, quoteDuck } from "./database";
import type { Relation } from "./translate/scope";

/** Rows made in TypeScript as a DuckDB query. */
export function literalRelation(
  columns: readonly ResultColumn[],
  rows: readonly (readonly Cell[])[],
): Relation {
  const names = columns.map((column) => quoteDuck(column.name)).join(", ");
  const list = columns
    .map((column, index) => `CAST(v.c${index} AS ${duckTypeOf(column.type)}) AS ${quoteDuck(column.name)}`)
    .join(", ");
  const cells = columns.map((_, index) => `c${index}`).join(", ");
  const scope = columns.map(({ name, type }) => ({ name, type }));
  if (rows.length === 0) {
    const nulls = columns.map((column) => `CAST(NULL AS ${duckTypeOf(column.type)})`).join(", ");
    return { sql: `(SELECT * FROM (SELECT ${nulls}) AS v(${names}) WHERE FALSE)`, columns: scope };
  }
  const values = rows.map((row) => `(${columns.map((_, index) => literal(row[index] ?? null)).join(", ")})`);
  return { sql: `(SELECT ${list} FROM (VALUES ${values.join(", ")}) AS v(${cells}))`, columns: scope };
}

function literal(value: Cell): string {
  if (value === null) return "CAST(NULL AS VARCHAR)";
  if (value instanceof Date) return duckString(value.toISOString());
  return duckString(String(value));
}

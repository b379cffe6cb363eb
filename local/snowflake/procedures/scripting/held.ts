import { SnowflakeError } from "../../core/errors";
import { columnType } from "../../tables/types";
import { isScriptType } from "./parser";
import { cellOf, NULL, type Held } from "./values";

/** What a variable holds before it is assigned. */
export function emptyOf(type: string | undefined): Held {
  if (type?.toUpperCase() === "RESULTSET")
    return { k: "rows", result: { kind: "select", columns: [], rows: [] } };
  return isScriptType(type) || type === undefined ? NULL : { ...NULL, type: columnType(type) };
}

/** A query given to a scalar variable stands for its one value: `name := (SELECT ...)`. */
export function single(held: Held): Held {
  if (held.k !== "rows") return held;
  if (held.result.rows.length > 1)
    throw new SnowflakeError("090150", "22000", "Single-row subquery returns more than one row.");
  return held.result.rows.length === 0 ? NULL : cellOf(held.result, 0, 0);
}

/** Replaces `?` marks by values. */
export function bindMarks(sql: string, values: readonly string[]): string {
  let at = 0;
  return values.length === 0
    ? sql
    : sql.replace(/'(?:[^'\\]|''|\\.)*'|\?/g, (part) => (part === "?" ? (values[at++] ?? "NULL") : part));
}

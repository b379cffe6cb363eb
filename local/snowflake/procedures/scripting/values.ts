import type { Cell, ColumnType, Result } from "../../core/result";
import { duckString } from "../../query/database";
import { typeText } from "../../tables/types";

/** What a scripting variable holds. */
export interface Scalar {
  readonly k: "scalar";
  readonly value: Cell;
  readonly type: ColumnType;
}

export type Held =
  | Scalar
  | { readonly k: "rows"; readonly result: Result }
  | { readonly k: "cursor"; readonly source: string; result: Result | undefined; at: number }
  | { readonly k: "row"; readonly result: Result; readonly index: number }
  | { readonly k: "exception"; readonly code: number; readonly message: string };

export const NULL: Scalar = { k: "scalar", value: null, type: { kind: "text", length: 16_777_216 } };

export const textValue = (value: string): Scalar => ({
  k: "scalar",
  value,
  type: { kind: "text", length: 16_777_216 },
});
export const numberValue = (value: number): Scalar => ({
  k: "scalar",
  value,
  type: { kind: "fixed", precision: 38, scale: 0 },
});
export const flagValue = (value: boolean): Scalar => ({ k: "scalar", value, type: { kind: "boolean" } });

const plainText = (value: Cell): string => (value instanceof Date ? value.toISOString() : String(value));

/** Backslashes mean something inside Snowflake's string literals. */
const literal = (text: string): string => duckString(text.replaceAll("\\", "\\\\"));

/** A value as a Snowflake expression that evaluates to it. */
export function toSql({ value, type }: Scalar): string {
  if (value === null) return `CAST(NULL AS ${typeText(type)})`;
  switch (type.kind) {
    case "fixed":
      return plainText(value);
    case "real":
      return `CAST(${literal(plainText(value))} AS FLOAT)`;
    case "boolean":
      return String(value).toUpperCase() === "TRUE" || value === true || value === "1" ? "TRUE" : "FALSE";
    case "text":
      return literal(plainText(value));
    case "variant":
    case "object":
    case "array":
      return `PARSE_JSON(${literal(plainText(value))})`;
    case "binary":
      return `TO_BINARY(${literal(plainText(value))}, 'HEX')`;
    default:
      return `CAST(${literal(plainText(value))} AS ${typeText(type)})`;
  }
}

/** A value as text, for names and statements. */
export const toText = ({ value }: Scalar): string => (value === null ? "" : plainText(value));

export const isTrue = ({ value }: Scalar): boolean =>
  value === true || String(value).toLowerCase() === "true" || value === 1 || value === "1";

/** One cell of a result. */
export function cellOf(result: Result, row: number, column: number): Scalar {
  const type = result.columns[column]?.type;
  return type === undefined ? NULL : { k: "scalar", value: result.rows[row]?.[column] ?? null, type };
}

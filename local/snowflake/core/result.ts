/** A Snowflake column type, as the drivers' row types name it. */
export type ColumnType =
  | { readonly kind: "fixed"; readonly precision: number; readonly scale: number }
  | { readonly kind: "text"; readonly length: number }
  | { readonly kind: "binary"; readonly length: number }
  | { readonly kind: "time" | "timestamp_ntz" | "timestamp_ltz" | "timestamp_tz"; readonly scale: number }
  | { readonly kind: "real" | "boolean" | "date" | "variant" | "object" | "array" };

export interface ResultColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable?: boolean;
}

/**
 * One value of a result, in the form the column's type asks for: numbers and bigints for `fixed` (a string when it
 * would lose digits), Date for timestamps of SHOW rows, ISO text for what comes from the engine, JSON text for
 * semi-structured kinds. The protocol layer encodes it for the drivers.
 */
export type Cell = string | number | bigint | boolean | Date | null;

/** What kind of statement ran; the protocol layer maps it to the drivers' statement type ids. */
export type StatementKind =
  "select" | "insert" | "update" | "delete" | "merge" | "copy" | "ddl" | "show" | "call" | "transfer";

/** The rows a statement answers with. DML answers with its count columns ("number of rows inserted"), as Snowflake does. */
export interface Result {
  readonly kind: StatementKind;
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly Cell[])[];
  /** PUT and GET only: the extra fields of the transfer answer, merged into the response's data. */
  readonly transfer?: Readonly<Record<string, unknown>>;
}

export const text = (name: string): ResultColumn => ({ name, type: { kind: "text", length: 16_777_216 } });
export const fixed = (name: string, precision = 38, scale = 0): ResultColumn => ({
  name,
  type: { kind: "fixed", precision, scale },
});
export const flag = (name: string): ResultColumn => ({ name, type: { kind: "boolean" } });
export const instant = (name: string): ResultColumn => ({ name, type: { kind: "timestamp_ltz", scale: 3 } });

/** The one-row answer of a statement that only succeeds: `Table T successfully created.` */
export function status(message: string): Result {
  return { kind: "ddl", columns: [text("status")], rows: [[message]] };
}

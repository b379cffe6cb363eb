import type { Cell, ColumnType, Result, ResultColumn, StatementKind } from "../core/result";
import { EncodedResult } from "../query/encode";

/** Statement type ids of the drivers' protocol: drivers tell DML by them. */
const TYPE_IDS: Readonly<Record<StatementKind, number>> = {
  select: 0x1000,
  insert: 0x3100,
  update: 0x3200,
  delete: 0x3300,
  merge: 0x3400,
  copy: 0x1000,
  show: 0x1000,
  call: 0x1000,
  transfer: 0x1000,
  ddl: 0x6000,
};
export const MULTI_STATEMENT = 0xa000;

export const statementTypeId = (kind: StatementKind): number => TYPE_IDS[kind];

/** A column as drivers read it. */
export function rowType(column: ResultColumn): Record<string, unknown> {
  const { type } = column;
  return {
    name: column.name,
    database: "",
    schema: "",
    table: "",
    nullable: column.nullable ?? true,
    type: type.kind,
    length: "length" in type ? type.length : null,
    byteLength: "length" in type ? (type.kind === "text" ? type.length * 4 : type.length) : null,
    precision: type.kind === "fixed" ? type.precision : "scale" in type ? 0 : null,
    scale: "scale" in type ? type.scale : null,
    collation: null,
  };
}

/** The rows as JSON text. */
export function rowSet(result: Result): string {
  if (result instanceof EncodedResult) return `[${result.encoded.join(",")}]`;
  return JSON.stringify(
    result.rows.map((row) => row.map((cell, index) => encodeCell(cell, result.columns[index]?.type))),
  );
}

/** At most `limit` of a result's rows; 0 means all. */
export function limited(result: Result, limit: number): Result {
  if (limit <= 0 || rowCount(result) <= limit) return result;
  return result instanceof EncodedResult
    ? new EncodedResult(result.columns, result.encoded.slice(0, limit))
    : { ...result, rows: result.rows.slice(0, limit) };
}

export const rowCount = (result: Result): number =>
  result instanceof EncodedResult ? result.encoded.length : result.rows.length;

/** One value made in TypeScript, in the drivers' text form. */
export function encodeCell(cell: Cell, type: ColumnType | undefined): string | null {
  if (cell === null) return null;
  if (typeof cell === "boolean") return type?.kind === "boolean" ? (cell ? "1" : "0") : String(cell);
  if (cell instanceof Date) return encodeDate(cell, type);
  if (typeof cell === "string" && type !== undefined && isTemporal(type)) {
    const zoned = /[+-]\d\d(:?\d\d)?$|Z$/.test(cell) ? cell : `${cell.replace(" ", "T")}Z`;
    const parsed = new Date(zoned);
    return Number.isNaN(parsed.getTime()) ? cell : encodeDate(parsed, type);
  }
  return String(cell);
}

const isTemporal = (type: ColumnType): boolean =>
  ["date", "timestamp_ntz", "timestamp_ltz", "timestamp_tz"].includes(type.kind);

function encodeDate(date: Date, type: ColumnType | undefined): string {
  if (type?.kind === "date") return String(Math.floor(date.getTime() / 86_400_000));
  const seconds = `${Math.floor(date.getTime() / 1000)}.${String(((date.getTime() % 1000) + 1000) % 1000).padStart(3, "0")}000000`;
  return type?.kind === "timestamp_tz" ? `${seconds} 1440` : seconds;
}

import { syntaxError, unsupported } from "../core/errors";
import type { ColumnType } from "../core/result";
import { TokenStream } from "../ddl/stream";

const MAX_TEXT = 16_777_216;
const MAX_BINARY = 8_388_608;

const INTEGERS = ["INT", "INTEGER", "BIGINT", "SMALLINT", "TINYINT", "BYTEINT"];
const FLOATS = ["FLOAT", "FLOAT4", "FLOAT8", "DOUBLE PRECISION", "DOUBLE", "REAL"];
const TEXTS = ["VARCHAR", "STRING", "TEXT", "NVARCHAR", "NVARCHAR2", "CHAR VARYING", "NCHAR VARYING"];
const CHARS = ["CHARACTER", "CHAR", "NCHAR"];
const INSTANTS: Readonly<Record<string, "timestamp_ntz" | "timestamp_ltz" | "timestamp_tz">> = {
  TIMESTAMP_NTZ: "timestamp_ntz",
  TIMESTAMPNTZ: "timestamp_ntz",
  "TIMESTAMP WITHOUT TIME ZONE": "timestamp_ntz",
  DATETIME: "timestamp_ntz",
  TIMESTAMP: "timestamp_ntz",
  TIMESTAMP_LTZ: "timestamp_ltz",
  TIMESTAMPLTZ: "timestamp_ltz",
  "TIMESTAMP WITH LOCAL TIME ZONE": "timestamp_ltz",
  TIMESTAMP_TZ: "timestamp_tz",
  TIMESTAMPTZ: "timestamp_tz",
  "TIMESTAMP WITH TIME ZONE": "timestamp_tz",
};

const size = (stream: TokenStream, otherwise: number, most: number): number => {
  if (!stream.takeSymbol("(")) return otherwise;
  const value = stream.integer();
  stream.expectSymbol(")");
  if (value < 0 || value > most)
    throw syntaxError(`Invalid length or precision ${value}: it must be within 0 to ${most}.`);
  return value;
};

function decimal(stream: TokenStream): ColumnType {
  if (!stream.takeSymbol("(")) return { kind: "fixed", precision: 38, scale: 0 };
  const precision = stream.integer();
  const scale = stream.takeSymbol(",") ? stream.integer() : 0;
  stream.expectSymbol(")");
  if (precision < 1 || precision > 38)
    throw syntaxError(`Invalid precision ${precision}: it must be within 1 to 38.`);
  if (scale < 0 || scale > precision || scale > 37)
    throw syntaxError(
      `Invalid scale ${scale}: it must be within 0 to the precision ${precision}, at most 37.`,
    );
  return { kind: "fixed", precision, scale };
}

/** Reads a Snowflake data type from a statement. */
export function readType(stream: TokenStream): ColumnType {
  if (stream.takeOne(["NUMBER", "NUMERIC", "DECIMAL", "DEC"]) !== undefined) return decimal(stream);
  if (stream.takeOne(INTEGERS) !== undefined) return { kind: "fixed", precision: 38, scale: 0 };
  if (stream.takeOne(FLOATS) !== undefined) return { kind: "real" };
  if (stream.takeOne(TEXTS) !== undefined)
    return { kind: "text", length: size(stream, MAX_TEXT, 134_217_728) };
  if (stream.takeOne(CHARS) !== undefined) return { kind: "text", length: size(stream, 1, 134_217_728) };
  if (stream.takeOne(["BINARY", "VARBINARY"]) !== undefined)
    return { kind: "binary", length: size(stream, MAX_BINARY, 67_108_864) };
  if (stream.takeOne(["BOOLEAN", "BOOL"]) !== undefined) return { kind: "boolean" };
  if (stream.take("DATE")) return { kind: "date" };
  const instant = stream.takeOne(Object.keys(INSTANTS));
  if (instant !== undefined) return { kind: INSTANTS[instant] ?? "timestamp_ntz", scale: size(stream, 9, 9) };
  if (stream.take("TIME")) return { kind: "time", scale: size(stream, 9, 9) };
  if (stream.take("VARIANT")) return { kind: "variant" };
  if (stream.take("OBJECT")) return structured(stream, { kind: "object" });
  if (stream.take("ARRAY")) return structured(stream, { kind: "array" });
  const rejected = stream.takeOne(["GEOGRAPHY", "GEOMETRY", "VECTOR", "MAP", "FILE", "DECFLOAT", "UUID"]);
  if (rejected !== undefined) throw unsupported(`data type ${rejected}`);
  throw syntaxError(`Unsupported data type '${stream.peek()?.value ?? "<EOF>"}'.`);
}

function structured(stream: TokenStream, type: ColumnType): ColumnType {
  if (stream.atSymbol("(")) throw unsupported("structured OBJECT and ARRAY types");
  return type;
}

/** The type that DESCRIBE prints back as `text`. */
export function columnType(text: string): ColumnType {
  const stream = new TokenStream(text);
  const type = readType(stream);
  stream.end();
  return type;
}

/** A type as DESCRIBE TABLE prints it. */
export function typeText(type: ColumnType): string {
  switch (type.kind) {
    case "fixed":
      return `NUMBER(${type.precision},${type.scale})`;
    case "text":
      return `VARCHAR(${type.length})`;
    case "binary":
      return `BINARY(${type.length})`;
    case "real":
      return "FLOAT";
    case "time":
    case "timestamp_ntz":
    case "timestamp_ltz":
    case "timestamp_tz":
      return `${type.kind.toUpperCase()}(${type.scale})`;
    default:
      return type.kind.toUpperCase();
  }
}

/** The DuckDB type that stores a Snowflake type. Semi-structured values are JSON; instants keep microseconds. */
export function duckTypeOf(type: ColumnType): string {
  switch (type.kind) {
    case "fixed":
      return `DECIMAL(${type.precision},${type.scale})`;
    case "text":
      return "VARCHAR";
    case "binary":
      return "BLOB";
    case "real":
      return "DOUBLE";
    case "timestamp_ntz":
      return "TIMESTAMP";
    case "timestamp_ltz":
    case "timestamp_tz":
      return "TIMESTAMPTZ";
    case "variant":
    case "object":
    case "array":
      return "JSON";
    default:
      return type.kind.toUpperCase();
  }
}

export const duckType = (snowflakeType: string): string => duckTypeOf(columnType(snowflakeType));

export const NUMBER = (precision = 38, scale = 0): ColumnType => ({
  kind: "fixed",
  precision: Math.min(38, precision),
  scale,
});
export const FLOAT: ColumnType = { kind: "real" };
export const TEXT: ColumnType = { kind: "text", length: MAX_TEXT };
export const BINARY: ColumnType = { kind: "binary", length: MAX_BINARY };
export const BOOLEAN: ColumnType = { kind: "boolean" };
export const DATE: ColumnType = { kind: "date" };
export const TIME: ColumnType = { kind: "time", scale: 9 };
export const NTZ: ColumnType = { kind: "timestamp_ntz", scale: 9 };
export const LTZ: ColumnType = { kind: "timestamp_ltz", scale: 9 };
export const TZ: ColumnType = { kind: "timestamp_tz", scale: 9 };
export const VARIANT: ColumnType = { kind: "variant" };
export const OBJECT: ColumnType = { kind: "object" };
export const ARRAY: ColumnType = { kind: "array" };

import type { ColumnType } from "../../core/result";
import { BOOLEAN, DATE, duckTypeOf, FLOAT, LTZ, NTZ, NUMBER, TEXT, TIME, VARIANT } from "../../tables/types";

/** A piece of DuckDB SQL and the Snowflake type of its value; undefined is the type of NULL and of what is unknown. */
export interface Typed {
  readonly sql: string;
  readonly type: ColumnType | undefined;
  /** A literal as written, for arguments that must be constants. */
  readonly literal?: string | number | boolean | null;
}

export const typed = (sql: string, type: ColumnType | undefined): Typed => ({ sql, type });
export const is = (value: Typed, ...kinds: readonly ColumnType["kind"][]): boolean =>
  value.type !== undefined && kinds.includes(value.type.kind);

export const isSemi = (value: Typed): boolean => is(value, "variant", "object", "array");
export const isInstant = (value: Typed): boolean =>
  is(value, "timestamp_ntz", "timestamp_ltz", "timestamp_tz");
export const isNumeric = (value: Typed): boolean => is(value, "fixed", "real");
export const scaleOf = (value: Typed): number => (value.type?.kind === "fixed" ? value.type.scale : 0);

/** Integer literals, widened so that arithmetic never happens in 32 bits. */
export function wide(value: Typed): Typed {
  if (typeof value.literal !== "number" || !/^-?\d+$/.test(value.sql)) return value;
  const digits = value.sql.replace("-", "").length;
  return digits > 38 ? value : { ...value, sql: `CAST(${value.sql} AS DECIMAL(${digits},0))` };
}

const NTZ_FORMAT = "%Y-%m-%d %H:%M:%S.%g";

/** The value as text, the way a cast to VARCHAR prints it. */
export function text(value: Typed): string {
  switch (value.type?.kind) {
    case "text":
      return value.sql;
    case "variant":
    case "object":
    case "array":
      return `(${value.sql} ->> '$')`;
    case "real":
      return `regexp_replace(CAST(${value.sql} AS VARCHAR), '\\.0$', '')`;
    case "timestamp_ntz":
      return `strftime(${value.sql}, '${NTZ_FORMAT}')`;
    case "timestamp_ltz":
    case "timestamp_tz":
      return `strftime(${value.sql}, '${NTZ_FORMAT} %z')`;
    case "binary":
      return `hex(${value.sql})`;
    default:
      return `CAST(${value.sql} AS VARCHAR)`;
  }
}

/** The value as a number that keeps its fraction. */
export function number(value: Typed): Typed {
  if (isNumeric(value)) return value;
  if (is(value, "boolean")) return typed(`CAST(${value.sql} AS INTEGER)`, NUMBER());
  if (isSemi(value)) return typed(`CAST((${value.sql} ->> '$') AS DOUBLE)`, FLOAT);
  if (is(value, "text")) return typed(`CAST(${value.sql} AS DOUBLE)`, FLOAT);
  return value;
}

export const double = (value: Typed): string =>
  is(value, "real") ? value.sql : `CAST(${number(value).sql} AS DOUBLE)`;

/** The value as a 64-bit integer, for lengths, positions and amounts. */
export const integer = (value: Typed): string =>
  typeof value.literal === "number" && /^-?\d+$/.test(value.sql)
    ? value.sql
    : `CAST(${number(value).sql} AS BIGINT)`;

export const json = (value: Typed): string =>
  isSemi(value)
    ? value.sql
    : value.type === undefined && value.literal === null
      ? "NULL::JSON"
      : `to_json(${jsonable(value)})`;

/** JSON has no dates, times or binary: Snowflake writes them as text. Whole numbers print without a fraction. */
function jsonable(value: Typed): string {
  if (isInstant(value) || is(value, "date", "time", "binary")) return text(value);
  if (value.type?.kind === "fixed" && value.type.scale > 0) return `CAST(${value.sql} AS DOUBLE)`;
  if (value.type?.kind === "fixed")
    return `CAST(${value.sql} AS ${value.type.precision > 18 ? "HUGEINT" : "BIGINT"})`;
  return value.sql;
}

/** Date or timestamp, from what may be text. */
export function temporal(value: Typed): Typed {
  if (is(value, "date", "time") || isInstant(value)) return value;
  if (isSemi(value) || is(value, "text")) return typed(`CAST(${text(value)} AS TIMESTAMP)`, NTZ);
  return typed(`CAST(${value.sql} AS TIMESTAMP)`, NTZ);
}

/** Local wall-clock time as a DuckDB TIMESTAMP. */
export const wall = (value: Typed): string =>
  is(value, "timestamp_ntz") ? value.sql : `CAST(${temporal(value).sql} AS TIMESTAMP)`;

export const boolean = (value: Typed): string =>
  is(value, "boolean")
    ? value.sql
    : isSemi(value)
      ? `CAST((${value.sql} ->> '$') AS BOOLEAN)`
      : `CAST(${value.sql} AS BOOLEAN)`;

/** `CAST(value AS type)` or, when `safe`, `TRY_CAST`. */
export function cast(value: Typed, type: ColumnType, safe = false): Typed {
  const word = safe ? "TRY_CAST" : "CAST";
  const plain = isSemi(value) ? `(${value.sql} ->> '$')` : value.sql;
  switch (type.kind) {
    case "text": {
      const sql = text(value);
      return typed(type.length < 16_777_216 ? `left(${sql}, ${type.length})` : sql, type);
    }
    case "variant":
      return typed(json(value), type);
    case "object":
    case "array":
      return typed(
        isSemi(value)
          ? value.sql
          : type.kind === "array"
            ? `to_json([${value.sql}])`
            : `CAST(${value.sql} AS JSON)`,
        type,
      );
    case "binary":
      return typed(is(value, "text") ? `unhex(${value.sql})` : value.sql, type);
    case "fixed":
      return typed(toDecimal(value, plain, type, word), type);
    case "timestamp_ntz":
    case "timestamp_ltz":
    case "timestamp_tz":
    case "date":
      if (is(value, "fixed", "real")) return typed(fromEpoch(value, type), type);
      if (is(value, "text", "variant"))
        return typed(`${word}(${instantText(value, plain, type)} AS ${duckTypeOf(type)})`, type);
      return typed(`${word}(${plain} AS ${duckTypeOf(type)})`, type);
    default:
      return typed(`${word}(${plain} AS ${duckTypeOf(type)})`, type);
  }
}

/**
 * DuckDB reads text into wide decimals a hundred times slower than into 64 bits: what fits goes the short way. The
 * slow one still decides what is an error.
 */
function toDecimal(value: Typed, sql: string, type: ColumnType & { kind: "fixed" }, word: string): string {
  const target = duckTypeOf(type);
  if (!is(value, "text") && !isSemi(value)) return `${word}(${sql} AS ${target})`;
  const trimmed = `trim(${sql})`;
  const slow = `${word}(${trimmed} AS ${target})`;
  if (type.precision <= 18 || value.literal !== undefined || type.scale > 9) return slow;
  const narrow = type.scale === 0 ? "BIGINT" : `DECIMAL(18,${type.scale})`;
  return `coalesce(CAST(TRY_CAST(${trimmed} AS ${narrow}) AS ${target}), ${slow})`;
}

/** A time zone offset as DuckDB reads it (`+02:00`); without time zone it is left out, as Snowflake does. */
function instantText(value: Typed, sql: string, type: ColumnType): string {
  const replacement = type.kind === "timestamp_ntz" || type.kind === "date" ? "" : "\\1:\\2";
  const literal = typeof value.literal === "string" && !/[+-]\d\d:?\d\d$/.test(value.literal);
  return literal ? sql : `regexp_replace(${sql}, ' ?([+-]\\d\\d):?(\\d\\d)$', '${replacement}')`;
}

/** Seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by size as Snowflake does. */
function fromEpoch(value: Typed, type: ColumnType): string {
  const x = `CAST(${value.sql} AS DOUBLE)`;
  const seconds = `CASE WHEN abs(${x}) < 31536000000 THEN ${x} WHEN abs(${x}) < 31536000000000 THEN ${x} / 1e3 WHEN abs(${x}) < 31536000000000000 THEN ${x} / 1e6 ELSE ${x} / 1e9 END`;
  const instant = `to_timestamp(${seconds})`;
  if (type.kind === "timestamp_ltz" || type.kind === "timestamp_tz") return instant;
  return `CAST((${instant} AT TIME ZONE 'UTC') AS ${duckTypeOf(type)})`;
}

/** The type two branches meet at, and the branches cast to it where DuckDB would not agree. */
export function unify(values: readonly Typed[]): {
  readonly sqls: readonly string[];
  readonly type: ColumnType | undefined;
} {
  const known = values.flatMap((value) => (value.type === undefined ? [] : [value.type]));
  const kinds = new Set(known.map((type) => type.kind));
  const [first] = known;
  if (first === undefined) return { sqls: values.map((value) => value.sql), type: undefined };
  const all = (type: ColumnType, convert: (value: Typed) => string): ReturnType<typeof unify> => ({
    sqls: values.map((value) => (value.type === undefined ? value.sql : convert(value))),
    type,
  });
  if (kinds.has("variant") || (kinds.has("array") && kinds.has("object"))) return all(VARIANT, json);
  if (kinds.size === 1 && first.kind !== "fixed")
    return { sqls: values.map((value) => value.sql), type: first };
  if ([...kinds].every((kind) => kind === "fixed")) {
    const fixed = known.filter((type) => type.kind === "fixed");
    const scale = Math.max(...fixed.map((type) => type.scale));
    const whole = Math.max(...fixed.map((type) => type.precision - type.scale));
    return { sqls: values.map((value) => wide(value).sql), type: NUMBER(whole + scale, scale) };
  }
  if ([...kinds].every((kind) => kind === "fixed" || kind === "real")) return all(FLOAT, double);
  for (const [kind, type] of [
    ["timestamp_ltz", LTZ],
    ["timestamp_tz", LTZ],
    ["timestamp_ntz", NTZ],
    ["date", DATE],
    ["time", TIME],
    ["boolean", BOOLEAN],
    ["real", FLOAT],
  ] as const)
    if (kinds.has(kind)) return all(type, (value) => cast(value, type).sql);
  const fixed = known.find((type) => type.kind === "fixed");
  if (fixed !== undefined) return all(NUMBER(38, 5), (value) => cast(value, NUMBER(38, 5)).sql);
  return all(TEXT, text);
}

/** Both sides of a comparison, in one type. */
export function comparable(left: Typed, right: Typed): readonly [string, string] {
  if (isSemi(left) !== isSemi(right) && left.type !== undefined && right.type !== undefined) {
    if (isSemi(left)) return [cast(left, loose(right)).sql, right.sql];
    return [left.sql, cast(right, loose(left)).sql];
  }
  const { sqls } = unify([left, right]);
  return [sqls[0] ?? left.sql, sqls[1] ?? right.sql];
}

/** A variant compared with a number keeps its fraction. */
const loose = (value: Typed): ColumnType => (value.type?.kind === "fixed" ? FLOAT : (value.type ?? TEXT));

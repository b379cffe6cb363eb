import type { TableColumn } from "../core/account";
import { unsupported } from "../core/errors";
import { columnType, duckTypeOf } from "../tables/types";
import type { CsvFormat } from "./format";
import { literal } from "./sql-text";

/** How one text field becomes a value of a column. */
export interface Conversion {
  /** A DuckDB expression that fails on a bad value. */
  readonly strict: string;
  /** The same, but NULL for a bad value. */
  readonly lenient: string;
  /** Whether a field is bad: present, but without a value. */
  readonly bad: string;
}

const MAX_TEXT = 16_777_216;

/** Snowflake's format elements, longest first, and what strptime calls them. */
const ELEMENTS: readonly (readonly [string, string])[] = [
  ["YYYY", "%Y"],
  ["YY", "%y"],
  ["MON", "%b"],
  ["MMMM", "%B"],
  ["MM", "%m"],
  ["DD", "%d"],
  ["DY", "%a"],
  ["HH24", "%H"],
  ["HH12", "%I"],
  ["AM", "%p"],
  ["PM", "%p"],
  ["MI", "%M"],
  ["SS", "%S"],
  ["FF3", "%g"],
  ["FF6", "%f"],
  ["FF9", "%n"],
  ["FF", "%f"],
  ["TZHTZM", "%z"],
  ["TZH:TZM", "%z"],
];

/** A Snowflake date or time format in DuckDB's notation. Elements it does not have are rejected. */
export function duckFormat(format: string): string {
  let out = "";
  for (let at = 0; at < format.length;) {
    const rest = format.slice(at).toUpperCase();
    const element = [...ELEMENTS]
      .sort((a, b) => b[0].length - a[0].length)
      .find(([name]) => rest.startsWith(name));
    if (element !== undefined) {
      out += element[1];
      at += element[0].length;
    } else if (format[at] === '"') {
      const close = format.indexOf('"', at + 1);
      out += format.slice(at + 1, close < 0 ? undefined : close);
      at = close < 0 ? format.length : close + 1;
    } else if (/[A-Za-z]/.test(format.charAt(at)))
      throw unsupported(`format element '${format.slice(at)}' of '${format}'`);
    else out += format.charAt(at++);
  }
  return out;
}

const TRUE = "('true','t','yes','y','on','1')";
const FALSE = "('false','f','no','n','off','0')";

function lenientOf(field: string, column: TableColumn, format: CsvFormat): string {
  const type = columnType(column.type);
  const duck = duckTypeOf(type);
  const parsed = (given: string, automatic: string): string =>
    given.toUpperCase() === "AUTO"
      ? automatic
      : `TRY_CAST(try_strptime(${field}, ${literal(duckFormat(given))}) AS ${duck})`;
  switch (type.kind) {
    case "boolean":
      return `CASE WHEN lower(trim(${field})) IN ${TRUE} THEN true WHEN lower(trim(${field})) IN ${FALSE} THEN false END`;
    case "date":
      return parsed(
        format.dateFormat,
        `COALESCE(TRY_CAST(${field} AS DATE), CAST(TRY_CAST(${field} AS TIMESTAMP) AS DATE), CAST(try_strptime(${field}, ['%d-%b-%Y', '%m/%d/%Y']) AS DATE))`,
      );
    case "time":
      return parsed(format.timeFormat, `TRY_CAST(${field} AS TIME)`);
    case "timestamp_ntz":
      return parsed(
        format.timestampFormat,
        `COALESCE(TRY_CAST(${field} AS TIMESTAMP), TRY_CAST(regexp_replace(${field}, '\\s*(Z|[+-]\\d\\d:?\\d\\d)$', '') AS TIMESTAMP))`,
      );
    case "timestamp_ltz":
    case "timestamp_tz":
      return parsed(
        format.timestampFormat,
        `COALESCE(TRY_CAST(${field} AS TIMESTAMPTZ), TRY_CAST(regexp_replace(regexp_replace(${field}, '\\s+(Z|[+-]\\d\\d:?\\d\\d)$', '\\1'), '([+-]\\d\\d)(\\d\\d)$', '\\1:\\2') AS TIMESTAMPTZ))`,
      );
    case "binary":
      return `TRY(unhex(${field}))`;
    case "variant":
    case "object":
    case "array":
      return `COALESCE(TRY_CAST(${field} AS JSON), to_json(${field}))`;
    case "fixed":
      return numberOf(field, type.precision, type.scale, "TRY_CAST");
    default:
      return `TRY_CAST(${field} AS ${duck})`;
  }
}

/** Text to a wide decimal takes DuckDB 34 microseconds a value; by way of 64 bits, which nearly all values fit, half of one. */
export function numberOf(field: string, precision: number, scale: number, cast: "CAST" | "TRY_CAST"): string {
  const type = `DECIMAL(${precision},${scale})`;
  if (precision <= 18) return `${cast}(${field} AS ${type})`;
  const narrow = scale === 0 ? "BIGINT" : `DECIMAL(18,${Math.min(scale, 18)})`;
  return `COALESCE(CAST(TRY_CAST(${field} AS ${narrow}) AS ${type}), ${cast}(${field} AS ${type}))`;
}

/** How a text field of a CSV file becomes a value of the column. */
export function conversion(
  name: string,
  column: TableColumn,
  format: CsvFormat,
  truncate: boolean,
): Conversion {
  const type = columnType(column.type);
  const field = format.trimSpace ? `trim(${name})` : name;
  if (type.kind === "text") {
    if (truncate || type.length >= MAX_TEXT) {
      const value = truncate && type.length < MAX_TEXT ? `left(${field}, ${type.length})` : field;
      return { strict: value, lenient: value, bad: "false" };
    }
    const bad = `(${field} IS NOT NULL AND length(${field}) > ${type.length})`;
    return { strict: `CASE WHEN ${bad} THEN error('too long') ELSE ${field} END`, lenient: field, bad };
  }
  const lenient = lenientOf(field, column, format);
  const bad = `(${field} IS NOT NULL AND (${lenient}) IS NULL)`;
  if (type.kind === "fixed")
    return { strict: numberOf(field, type.precision, type.scale, "CAST"), lenient, bad };
  const strict =
    type.kind === "real"
      ? `CAST(${field} AS ${duckTypeOf(type)})`
      : `CASE WHEN ${bad} THEN error('not recognized') ELSE ${lenient} END`;
  return { strict, lenient, bad };
}

/** What Snowflake says of a bad field. */
export function badValue(value: string, column: TableColumn): string {
  const type = columnType(column.type);
  switch (type.kind) {
    case "text":
      return `User character length limit (${type.length}) exceeded by string '${value}'`;
    case "fixed":
    case "real":
      return `Numeric value '${value}' is not recognized`;
    case "boolean":
      return `Boolean value '${value}' is not recognized`;
    case "date":
      return `Date '${value}' is not recognized`;
    case "time":
      return `Time '${value}' is not recognized`;
    case "binary":
      return `The following string is not a legal hex-encoded value: '${value}'`;
    default:
      return `Timestamp '${value}' is not recognized`;
  }
}

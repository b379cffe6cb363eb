import type { Json } from "../core/cloud";
import { invalidProperty, type OptionTable, type OptionType } from "../ddl/options";
import { boolean, integer, listOf, oneOf, orWord, string } from "../ddl/types";
import type { Properties } from "./kind";
import type { PropertyType } from "./integration";
import { rejected } from "./values";

/** One option of a file format: what it may be, its type in DESCRIBE, its default, the file types that have it. */
interface FormatOption {
  readonly parse: OptionType;
  readonly type: PropertyType;
  readonly default: string;
  readonly of: readonly FileType[];
}

export const FILE_TYPES = ["CSV", "JSON", "AVRO", "ORC", "PARQUET", "XML"] as const;
export type FileType = (typeof FILE_TYPES)[number];

const COMPRESSIONS: Readonly<Record<FileType, readonly string[]>> = {
  CSV: ["AUTO", "GZIP", "BZ2", "BROTLI", "ZSTD", "DEFLATE", "RAW_DEFLATE", "NONE"],
  JSON: ["AUTO", "GZIP", "BZ2", "BROTLI", "ZSTD", "DEFLATE", "RAW_DEFLATE", "NONE"],
  AVRO: ["AUTO", "GZIP", "BROTLI", "ZSTD", "DEFLATE", "RAW_DEFLATE", "NONE"],
  ORC: [],
  PARQUET: ["AUTO", "LZO", "SNAPPY", "NONE", "GZIP"],
  XML: ["AUTO", "GZIP", "BZ2", "BROTLI", "ZSTD", "DEFLATE", "RAW_DEFLATE", "NONE"],
};

const orNone = orWord(string, "NONE");
const orAuto = orWord(string, "AUTO");
const flag = (value: boolean, ...of: FileType[]): FormatOption => ({
  parse: boolean,
  type: "Boolean",
  default: String(value),
  of,
});
const words = (parse: OptionType, value: string, ...of: FileType[]): FormatOption => ({
  parse,
  type: "String",
  default: value,
  of,
});

const OPTIONS: Readonly<Record<string, FormatOption>> = {
  RECORD_DELIMITER: words(orNone, "\\n", "CSV"),
  FIELD_DELIMITER: words(orNone, ",", "CSV"),
  FILE_EXTENSION: words(string, "", "CSV", "JSON"),
  SKIP_HEADER: { parse: integer(), type: "Integer", default: "0", of: ["CSV"] },
  PARSE_HEADER: flag(false, "CSV"),
  DATE_FORMAT: words(orAuto, "AUTO", "CSV", "JSON"),
  TIME_FORMAT: words(orAuto, "AUTO", "CSV", "JSON"),
  TIMESTAMP_FORMAT: words(orAuto, "AUTO", "CSV", "JSON"),
  BINARY_FORMAT: words(oneOf(["HEX", "BASE64", "UTF8"], { "UTF-8": "UTF8" }), "HEX", "CSV", "JSON"),
  ESCAPE: words(orNone, "NONE", "CSV"),
  ESCAPE_UNENCLOSED_FIELD: words(orNone, "\\\\", "CSV"),
  TRIM_SPACE: flag(false, "CSV", "JSON", "AVRO", "ORC", "PARQUET"),
  FIELD_OPTIONALLY_ENCLOSED_BY: words(orNone, "NONE", "CSV"),
  NULL_IF: {
    parse: listOf(string),
    type: "List",
    default: "[\\N]",
    of: ["CSV", "JSON", "AVRO", "ORC", "PARQUET"],
  },
  COMPRESSION: words(
    oneOf([...new Set(Object.values(COMPRESSIONS).flat())]),
    "AUTO",
    "CSV",
    "JSON",
    "AVRO",
    "PARQUET",
    "XML",
  ),
  ERROR_ON_COLUMN_COUNT_MISMATCH: flag(true, "CSV"),
  VALIDATE_UTF8: flag(true, "CSV"),
  SKIP_BLANK_LINES: flag(false, "CSV"),
  REPLACE_INVALID_CHARACTERS: flag(false, "CSV", "JSON", "AVRO", "ORC", "PARQUET", "XML"),
  EMPTY_FIELD_AS_NULL: flag(true, "CSV"),
  SKIP_BYTE_ORDER_MARK: flag(true, "CSV", "JSON", "XML"),
  ENCODING: words(string, "UTF8", "CSV"),
  MULTI_LINE: flag(true, "CSV", "JSON"),
  ENABLE_OCTAL: flag(false, "JSON"),
  ALLOW_DUPLICATE: flag(false, "JSON"),
  STRIP_OUTER_ARRAY: flag(false, "JSON"),
  STRIP_NULL_VALUES: flag(false, "JSON"),
  IGNORE_UTF8_ERRORS: flag(false, "JSON", "XML"),
  SNAPPY_COMPRESSION: flag(true, "PARQUET"),
  BINARY_AS_TEXT: flag(true, "PARQUET"),
  USE_LOGICAL_TYPE: flag(false, "PARQUET"),
  USE_VECTORIZED_SCANNER: flag(false, "PARQUET"),
  PRESERVE_SPACE: flag(false, "XML"),
  STRIP_OUTER_ELEMENT: flag(false, "XML"),
  DISABLE_SNOWFLAKE_DATA: flag(false, "XML"),
  DISABLE_AUTO_CONVERT: flag(false, "XML"),
};

/** Every option of every file type, for `FILE_FORMAT = ( ... )` and CREATE FILE FORMAT. */
export const fileFormatOptions: OptionTable = {
  TYPE: oneOf(FILE_TYPES),
  ...Object.fromEntries(Object.entries(OPTIONS).map(([name, option]) => [name, option.parse])),
};

/** Throws unless each option belongs to the file type and its compression is one the type knows. */
export function checkFileFormat(properties: Properties): void {
  const type = fileType(properties);
  for (const name of Object.keys(properties))
    if (name !== "TYPE" && OPTIONS[name]?.of.includes(type) !== true)
      throw invalidProperty(name, `FILE FORMAT of TYPE ${type}`);
  const compression = properties["COMPRESSION"];
  if (typeof compression === "string" && !COMPRESSIONS[type].includes(compression))
    throw rejected(
      `invalid value '${compression}' for property 'COMPRESSION': ${type} knows ${COMPRESSIONS[type].join(", ")}`,
    );
  if (properties["PARSE_HEADER"] === true && Number(properties["SKIP_HEADER"] ?? 0) > 0)
    throw rejected("PARSE_HEADER = TRUE and SKIP_HEADER exclude each other");
}

export const fileType = (properties: Properties): FileType =>
  FILE_TYPES.find((type) => type === properties["TYPE"]) ?? "CSV";

export interface FormatRow {
  readonly property: string;
  readonly type: PropertyType;
  readonly value: string;
  readonly default: string;
}

/** All options of the file type with value and default, as DESCRIBE FILE FORMAT and DESCRIBE STAGE print them. */
export function formatRows(properties: Properties): FormatRow[] {
  const type = fileType(properties);
  const options = Object.entries(OPTIONS)
    .filter(([name, option]) => option.of.includes(type) && name !== "SNAPPY_COMPRESSION")
    .map(([property, option]) => {
      const preset = property === "NULL_IF" && type !== "CSV" ? "[]" : option.default;
      const value = properties[property];
      return {
        property,
        type: option.type,
        value: value === undefined ? preset : shown(value),
        default: preset,
      };
    });
  return [{ property: "TYPE", type: "String", value: type, default: "CSV" }, ...options];
}

/** Control characters and backslashes are printed escaped, lists in brackets. */
function shown(value: Json): string {
  if (Array.isArray(value)) return `[${value.map((item) => shown(item as Json)).join(", ")}]`;
  if (typeof value !== "string") return JSON.stringify(value);
  return value
    .replaceAll("\\", "\\\\")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t");
}

import type { Catalog, Json, Session } from "../core/cloud";
import { notFound, SnowflakeError, unsupported } from "../core/errors";
import { invalidProperty, invalidValue, type OptionValue, type RawOptions } from "../ddl/options";
import { parseName } from "../ddl/names";
import { fileFormatDefinition, type FormatOptions, type StageDefinition } from "../stages/definition";
import { asText } from "../core/text";

/** The options of CSV files, with Snowflake's defaults applied. */
export interface CsvFormat {
  readonly type: "CSV";
  readonly compression: string;
  readonly fieldDelimiter: string;
  readonly recordDelimiter: string;
  readonly skipHeader: number;
  readonly parseHeader: boolean;
  /** Empty: fields are never enclosed. */
  readonly enclosedBy: string;
  readonly escape: string;
  readonly trimSpace: boolean;
  readonly nullIf: readonly string[];
  readonly emptyFieldAsNull: boolean;
  readonly errorOnColumnCountMismatch: boolean;
  readonly dateFormat: string;
  readonly timeFormat: string;
  readonly timestampFormat: string;
  readonly fileExtension: string;
}

export interface JsonFormat {
  readonly type: "JSON";
  readonly compression: string;
  readonly stripOuterArray: boolean;
  readonly stripNullValues: boolean;
  readonly fileExtension: string;
}

export interface ParquetFormat {
  readonly type: "PARQUET";
  readonly compression: string;
}

export type FileFormat = CsvFormat | JsonFormat | ParquetFormat;

/** Options accepted because their only value with an effect on these files is the default one. */
const FIXED: Readonly<Record<string, readonly Json[]>> = {
  ENCODING: ["UTF8", "UTF-8"],
  SKIP_BYTE_ORDER_MARK: [true],
  SKIP_BLANK_LINES: [false],
  REPLACE_INVALID_CHARACTERS: [false],
  MULTI_LINE: [true],
  BINARY_FORMAT: ["HEX"],
  ESCAPE_UNENCLOSED_FIELD: ["\\", "NONE", ""],
  ENABLE_OCTAL: [false],
  ALLOW_DUPLICATE: [false],
  IGNORE_UTF8_ERRORS: [false],
  BINARY_AS_TEXT: [true, false],
  USE_LOGICAL_TYPE: [true, false],
  USE_VECTORIZED_SCANNER: [true, false],
  SNAPPY_COMPRESSION: [true],
};

const KNOWN: Readonly<Record<string, readonly string[]>> = {
  CSV: [
    ...[
      "COMPRESSION",
      "FIELD_DELIMITER",
      "RECORD_DELIMITER",
      "SKIP_HEADER",
      "PARSE_HEADER",
      "TRIM_SPACE",
      "NULL_IF",
    ],
    ...[
      "FIELD_OPTIONALLY_ENCLOSED_BY",
      "ESCAPE",
      "ESCAPE_UNENCLOSED_FIELD",
      "EMPTY_FIELD_AS_NULL",
      "FILE_EXTENSION",
    ],
    ...[
      "ERROR_ON_COLUMN_COUNT_MISMATCH",
      "DATE_FORMAT",
      "TIME_FORMAT",
      "TIMESTAMP_FORMAT",
      "BINARY_FORMAT",
      "ENCODING",
    ],
    ...["SKIP_BYTE_ORDER_MARK", "SKIP_BLANK_LINES", "REPLACE_INVALID_CHARACTERS", "MULTI_LINE"],
  ],
  JSON: [
    ...[
      "COMPRESSION",
      "STRIP_OUTER_ARRAY",
      "STRIP_NULL_VALUES",
      "FILE_EXTENSION",
      "TRIM_SPACE",
      "NULL_IF",
      "ENABLE_OCTAL",
    ],
    ...[
      "DATE_FORMAT",
      "TIME_FORMAT",
      "TIMESTAMP_FORMAT",
      "BINARY_FORMAT",
      "ALLOW_DUPLICATE",
      "IGNORE_UTF8_ERRORS",
    ],
    ...["REPLACE_INVALID_CHARACTERS", "SKIP_BYTE_ORDER_MARK", "MULTI_LINE"],
  ],
  PARQUET: [
    ...["COMPRESSION", "SNAPPY_COMPRESSION", "BINARY_AS_TEXT", "USE_LOGICAL_TYPE", "USE_VECTORIZED_SCANNER"],
    ...["TRIM_SPACE", "NULL_IF", "REPLACE_INVALID_CHARACTERS"],
  ],
};

class Reader {
  constructor(
    private readonly options: FormatOptions,
    readonly type: string,
  ) {
    for (const [key, value] of Object.entries(options)) {
      if (key === "TYPE" || key === "COMMENT") continue;
      if (KNOWN[type]?.includes(key) !== true) throw invalidProperty(key, "FILE_FORMAT");
      const fixed = FIXED[key];
      if (
        fixed !== undefined &&
        value !== null &&
        !fixed.includes(typeof value === "string" ? value.toUpperCase() : value)
      )
        throw unsupported(`file format option ${key} = ${JSON.stringify(value)}`);
    }
  }

  text(key: string, fallback: string): string {
    const value = this.options[key];
    return value === undefined || value === null ? fallback : asText(value);
  }

  /** A character option, where NONE means no character. */
  character(key: string, fallback: string): string {
    const value = this.text(key, fallback);
    return value.toUpperCase() === "NONE" ? "" : value;
  }

  flag(key: string, fallback: boolean): boolean {
    const value = this.options[key];
    return value === undefined || value === null
      ? fallback
      : value === true || asText(value).toUpperCase() === "TRUE";
  }

  count(key: string): number {
    return Number(this.text(key, "0"));
  }

  list(key: string, fallback: readonly string[]): readonly string[] {
    const value = this.options[key];
    if (value === undefined || value === null) return fallback;
    return Array.isArray(value) ? value.map((item) => String(item)) : [asText(value)];
  }
}

/** Applies defaults to the options of a file format and checks them. */
export function completeFormat(options: FormatOptions): FileFormat {
  const type = typeof options["TYPE"] === "string" ? options["TYPE"].toUpperCase() : "CSV";
  if (!Object.hasOwn(KNOWN, type))
    throw unsupported(`file format TYPE = ${type} (CSV, JSON and PARQUET exist locally)`);
  const read = new Reader(options, type);
  const compression = read.text("COMPRESSION", "AUTO").toUpperCase();
  const allowed =
    type === "PARQUET" ? ["AUTO", "SNAPPY", "LZO", "NONE", "GZIP"] : ["AUTO", "GZIP", "ZSTD", "NONE"];
  if (!allowed.includes(compression)) throw unsupported(`COMPRESSION = ${compression} for ${type} files`);
  if (type === "PARQUET") return { type, compression };
  const fileExtension = read.text("FILE_EXTENSION", "");
  if (type === "JSON") {
    const [stripOuterArray, stripNullValues] = [
      read.flag("STRIP_OUTER_ARRAY", false),
      read.flag("STRIP_NULL_VALUES", false),
    ];
    return { type, compression, stripOuterArray, stripNullValues, fileExtension };
  }
  const skipHeader = read.count("SKIP_HEADER");
  const parseHeader = read.flag("PARSE_HEADER", false);
  if (parseHeader && skipHeader > 0)
    throw new SnowflakeError(
      "001434",
      "22023",
      "SQL compilation error:\nSKIP_HEADER and PARSE_HEADER cannot both be set",
    );
  return {
    type: "CSV",
    compression,
    fileExtension,
    skipHeader,
    parseHeader,
    fieldDelimiter: read.character("FIELD_DELIMITER", ","),
    recordDelimiter: read.character("RECORD_DELIMITER", "\n"),
    enclosedBy: read.character("FIELD_OPTIONALLY_ENCLOSED_BY", "NONE"),
    escape: read.character("ESCAPE", "NONE"),
    trimSpace: read.flag("TRIM_SPACE", false),
    nullIf: read.list("NULL_IF", ["\\N"]),
    emptyFieldAsNull: read.flag("EMPTY_FIELD_AS_NULL", true),
    errorOnColumnCountMismatch: read.flag("ERROR_ON_COLUMN_COUNT_MISMATCH", true),
    dateFormat: read.text("DATE_FORMAT", "AUTO"),
    timeFormat: read.text("TIME_FORMAT", "AUTO"),
    timestampFormat: read.text("TIMESTAMP_FORMAT", "AUTO"),
  };
}

/** An option's plain value: words TRUE and FALSE become booleans, lists become arrays. */
export function plain(value: OptionValue): Json {
  switch (value.kind) {
    case "string":
      return value.text;
    case "number":
      return Number(value.text);
    case "list":
      return value.items.map(plain);
    case "options":
      return Object.fromEntries([...value.options].map(([key, inner]) => [key, plain(inner)]));
    case "word": {
      const word = value.text.toUpperCase();
      return word === "TRUE" ? true : word === "FALSE" ? false : word === "NULL" ? null : value.text;
    }
  }
}

/** The file format of a statement: its own clause, else the stage's, else CSV. The places are not cumulative. */
export function resolveFormat(
  clause: OptionValue | undefined,
  stage: StageDefinition | undefined,
  catalog: Catalog,
  session: Session,
): FileFormat {
  if (clause !== undefined) return completeFormat(fromClause(clause, catalog, session));
  if (stage === undefined) return completeFormat({});
  const { name, options } = stage.fileFormat;
  return completeFormat(name === undefined ? options : named(name, catalog, session));
}

function fromClause(clause: OptionValue, catalog: Catalog, session: Session): FormatOptions {
  if (clause.kind === "string") return named(clause.text, catalog, session);
  if (clause.kind === "word") return named(clause.text, catalog, session);
  if (clause.kind === "list" && clause.items.length === 0) return {};
  if (clause.kind !== "options")
    throw invalidValue("FILE_FORMAT", clause.text, "write ( TYPE = CSV ... ) or ( FORMAT_NAME = name )");
  const options: RawOptions = clause.options;
  const name = options.get("FORMAT_NAME");
  if (name === undefined) return Object.fromEntries([...options].map(([key, value]) => [key, plain(value)]));
  if (options.size > 1)
    throw invalidValue("FILE_FORMAT", clause.text, "FORMAT_NAME and TYPE exclude each other");
  return named(name.text, catalog, session);
}

function named(name: string, catalog: Catalog, session: Session): FormatOptions {
  const path = session.resolve(parseName(name), 3);
  const format = catalog.find("FILE FORMAT", path);
  if (format === undefined) throw notFound("File format", path.join("."));
  return fileFormatDefinition(format);
}

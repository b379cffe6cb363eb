import { qualifiedName, quoteIdentifier, quoteString, stageReference } from "./identifiers";

export interface LoadSpec {
  readonly table: readonly [string, string, string];
  /** Columns in the order of the file's fields. */
  readonly columns: readonly string[];
  readonly stage: readonly [string, string, string];
  /** Paths below the stage. */
  readonly files: readonly string[];
  readonly format: CsvFormat;
}

/** How a CSV file is written. */
export interface CsvFormat {
  /** Lines before the data. Default: 1, a header. */
  readonly skipHeader?: number;
  /** Texts that mean NULL. Default: the empty text and `NA`. */
  readonly nullTexts?: readonly string[];
  /** Default: AUTO, by the file's ending. */
  readonly compression?: "AUTO" | "GZIP" | "NONE" | "ZSTD" | "BZ2";
}

/** `FILE_FORMAT = (..)` options of a CSV file. */
export function csvFormat(format: CsvFormat): string {
  const nulls = (format.nullTexts ?? ["", "NA"]).map(quoteString).join(", ");
  return [
    "TYPE = CSV",
    `COMPRESSION = ${format.compression ?? "AUTO"}`,
    `SKIP_HEADER = ${format.skipHeader ?? 1}`,
    "FIELD_OPTIONALLY_ENCLOSED_BY = '\"'",
    `NULL_IF = (${nulls})`,
    "EMPTY_FIELD_AS_NULL = TRUE",
  ].join(" ");
}

/** `COPY INTO table FROM @stage FILES = (..)`: loads each file once, and fails on the first bad row. */
export function loadStatement(spec: LoadSpec): string {
  return [
    `COPY INTO ${qualifiedName(...spec.table)} (${spec.columns.map(quoteIdentifier).join(", ")})`,
    `FROM ${stageReference(spec.stage)}`,
    `FILES = (${spec.files.map(quoteString).join(", ")})`,
    `FILE_FORMAT = (${csvFormat(spec.format)})`,
    "ON_ERROR = ABORT_STATEMENT",
  ].join(" ");
}

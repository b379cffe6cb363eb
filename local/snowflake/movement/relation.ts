import type { DuckDBConnection } from "@duckdb/node-api";
import { unsupported } from "../core/errors";
import type { CsvFormat, FileFormat, JsonFormat } from "./format";
import { ident, literal } from "./sql-text";
import type { LocalFile } from "./workspace";
import { asText } from "../core/text";

/** What a read of a file should tell beside its fields. */
export interface ReadOptions {
  /** How many fields a CSV record has. */
  readonly fields: number;
  /** Records of another length: an error, made up with NULLs, or kept in the rejects table of this name. */
  readonly mismatch: "error" | "pad" | { readonly rejects: string };
  /** Whether METADATA$ columns are wanted. */
  readonly metadata: boolean;
}

const COMPRESSIONS: Readonly<Record<string, string>> = {
  GZIP: "gzip",
  ZSTD: "zstd",
  NONE: "none",
};

const compression = (format: { readonly compression: string }, auto = "auto"): string =>
  `compression=${literal(COMPRESSIONS[format.compression] ?? auto)}`;

function dialect(format: CsvFormat): string[] {
  const record = format.recordDelimiter;
  if (!["\n", "\r\n", "\r", ""].includes(record))
    throw unsupported(`RECORD_DELIMITER = ${JSON.stringify(record)}`);
  return [
    "header=false",
    `skip=${format.parseHeader ? 1 : format.skipHeader}`,
    `delim=${literal(format.fieldDelimiter === "" ? "\u0001" : format.fieldDelimiter)}`,
    `quote=${literal(format.enclosedBy)}`,
    `escape=${literal(format.enclosedBy === "" ? "" : format.escape === "" ? format.enclosedBy : format.escape)}`,
    compression(format),
  ];
}

export const fieldName = (index: number): string => ident(`$${index + 1}`);

function readCsv(path: string, format: CsvFormat, options: ReadOptions): string {
  const columns = Array.from({ length: options.fields }, (_, i) => `${literal(`$${i + 1}`)}: 'VARCHAR'`);
  const nulls = [...format.nullIf, ...(format.emptyFieldAsNull ? [""] : [])];
  const settings = [
    "auto_detect=false",
    ...dialect(format),
    `columns={${columns.join(", ")}}`,
    `nullstr=[${(nulls.length === 0 ? ["\u0001\u0002"] : nulls).map(literal).join(", ")}]`,
    `allow_quoted_nulls=${String(!format.emptyFieldAsNull)}`,
  ];
  if (options.mismatch === "pad") settings.push("null_padding=true", "strict_mode=false", "parallel=false");
  else if (options.mismatch !== "error")
    settings.push(
      `store_rejects=true, rejects_table=${literal(options.mismatch.rejects)}, rejects_scan=${literal(`${options.mismatch.rejects}_scan`)}`,
    );
  return `SELECT * FROM read_csv(${literal(path)}, ${settings.join(", ")})`;
}

function readJson(path: string, format: JsonFormat): string {
  const layout = format.stripOuterArray ? "array" : "unstructured";
  const value = format.stripNullValues ? "json_merge_patch('{}'::JSON, json)" : "json";
  return `SELECT ${value} AS "$1" FROM read_json_objects(${literal(path)}, format=${literal(layout)}, maximum_object_size=16777216, ${compression(format, "auto_detect")})`;
}

/** A DuckDB query with the file's fields as `"$1"`, `"$2"`, .. (text for CSV, one variant for JSON and Parquet). */
export function fileQuery({ file, path }: LocalFile, format: FileFormat, options: ReadOptions): string {
  let query: string;
  if (format.type === "CSV") query = readCsv(path, format, options);
  else if (format.type === "JSON") query = readJson(path, format);
  else query = `SELECT to_json(file_row) AS "$1" FROM read_parquet(${literal(path)}) file_row`;
  if (!options.metadata) return query;
  const instant = literal(file.lastModified.toISOString());
  return `SELECT *, ${literal(file.name)} AS "METADATA$FILENAME", row_number() OVER () AS "METADATA$FILE_ROW_NUMBER", ${literal(file.md5)} AS "METADATA$FILE_CONTENT_KEY", CAST(${instant} AS TIMESTAMPTZ)::TIMESTAMP AS "METADATA$FILE_LAST_MODIFIED", get_current_timestamp() AS "METADATA$START_SCAN_TIME" FROM (${query})`;
}

/** How many fields the first record of a file has; 0 for an empty file. */
export async function countFields(
  connection: DuckDBConnection,
  path: string,
  format: CsvFormat,
): Promise<number> {
  const record = await firstRecord(
    connection,
    path,
    format,
    format.skipHeader + (format.parseHeader ? 1 : 0),
  );
  return record.length;
}

/** The names in a file's header line. */
export const headerOf = (connection: DuckDBConnection, path: string, format: CsvFormat): Promise<string[]> =>
  firstRecord(connection, path, format, 0);

async function firstRecord(
  connection: DuckDBConnection,
  path: string,
  format: CsvFormat,
  skip: number,
): Promise<string[]> {
  const settings = dialect(format).filter((setting) => !setting.startsWith("skip="));
  const sql = `SELECT * FROM read_csv(${literal(path)}, ${settings.join(", ")}, skip=${skip}, all_varchar=true, null_padding=true, strict_mode=false, parallel=false, sample_size=1) LIMIT 1`;
  try {
    const rows = (await connection.runAndReadAll(sql)).getRows();
    return (rows[0] ?? []).map((value) => (value === null ? "" : asText(value)));
  } catch (error) {
    if (/sniff|empty/i.test(String(error))) return [];
    throw error;
  }
}

import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { SnowflakeError, unsupported } from "../core/errors";
import type { PreparedQuery } from "../core/hooks";
import type { ResultColumn } from "../core/result";
import type { UnloadOptions } from "./copy-options";
import { duckFormat } from "./convert";
import type { CsvFormat, FileFormat } from "./format";
import { ident, literal } from "./sql-text";
import { asText } from "../core/text";

export interface WrittenFile {
  readonly path: string;
  readonly index: number;
  readonly rows: number;
  /** With PARTITION BY: the expression's value. */
  readonly partition?: string | null;
}

export interface WriteOptions {
  readonly folder: string;
  readonly format: FileFormat;
  readonly options: UnloadOptions;
  readonly partitioned: boolean;
}

const PARTITION = "floe$partition";

/** Writes a query's rows as uncompressed text files, or as Parquet, into a folder. No rows: no files. */
export async function writeFiles(
  connection: DuckDBConnection,
  query: PreparedQuery,
  how: WriteOptions,
): Promise<WrittenFile[]> {
  const columns = query.columns.filter(({ name }) => name !== PARTITION);
  const select = (from: string): string => selection(columns, from, how);
  if (!how.partitioned)
    return writeOne(connection, select(query.sql), columns, how, join(how.folder, "0"), 0);
  const source = `floe_unload_${++unique}`;
  await connection.run(`CREATE TEMP TABLE ${source} AS ${query.sql}`);
  try {
    const values = (
      await connection.runAndReadAll(
        `SELECT DISTINCT CAST(${ident(PARTITION)} AS VARCHAR) FROM ${source} ORDER BY 1`,
      )
    ).getRows();
    const files: WrittenFile[] = [];
    for (const [value] of values) {
      const partition = value === null || value === undefined ? null : asText(value);
      const where = partition === null ? "IS NULL" : `= ${literal(partition)}`;
      const rows = `SELECT * EXCLUDE (${ident(PARTITION)}) FROM ${source} WHERE CAST(${ident(PARTITION)} AS VARCHAR) ${where}`;
      const written = await writeOne(
        connection,
        select(rows),
        columns,
        how,
        join(how.folder, String(files.length)),
        0,
      );
      files.push(...written.map((file) => ({ ...file, partition })));
    }
    return files;
  } finally {
    await connection.run(`DROP TABLE ${source}`);
  }
}

let unique = 0;

async function writeOne(
  connection: DuckDBConnection,
  sql: string,
  columns: readonly ResultColumn[],
  how: WriteOptions,
  target: string,
  first: number,
): Promise<WrittenFile[]> {
  const { options } = how;
  const settings = copySettings(how, columns);
  if (!options.single) settings.push(`FILE_SIZE_BYTES ${options.maxFileSize}`);
  const copied = await connection.run(`COPY (${sql}) TO ${literal(target)} (${settings.join(", ")})`);
  const rows = copied.rowsChanged;
  if (rows === 0) return [];
  if (options.single) {
    const { size } = await stat(target);
    if (size > options.maxFileSize)
      throw new SnowflakeError(
        "001098",
        "22000",
        `Max file size (${options.maxFileSize}) exceeded for unload single file mode`,
      );
    return [{ path: target, index: first, rows }];
  }
  const names = (await readdir(target)).sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  if (names.length === 1) return [{ path: join(target, names[0] ?? ""), index: first, rows }];
  const counts = await rowCounts(
    connection,
    names.map((name) => join(target, name)),
    how.format,
  );
  return names.map((name, index) => ({
    path: join(target, name),
    index: first + index,
    rows: counts[index] ?? 0,
  }));
}

/** Rows per file, only asked for when there are several. */
async function rowCounts(
  connection: DuckDBConnection,
  paths: readonly string[],
  format: FileFormat,
): Promise<number[]> {
  const counts: number[] = [];
  for (const path of paths) {
    const source =
      format.type === "PARQUET"
        ? `read_parquet(${literal(path)})`
        : `read_csv(${literal(path)}, auto_detect=false, header=false, columns={'l': 'VARCHAR'}, delim='\u0001', quote=${literal(format.type === "CSV" ? format.enclosedBy : "")}, escape='', max_line_size=134217728)`;
    counts.push(
      Number((await connection.runAndReadAll(`SELECT count(*) FROM ${source}`)).getRows()[0]?.[0] ?? 0),
    );
  }
  return counts;
}

function copySettings({ format, options }: WriteOptions, columns: readonly ResultColumn[]): string[] {
  if (format.type === "PARQUET")
    return ["FORMAT parquet", `COMPRESSION ${format.compression === "NONE" ? "uncompressed" : "snappy"}`];
  if (format.type === "JSON")
    return ["FORMAT csv", "HEADER false", "QUOTE ''", "ESCAPE ''", "DELIMITER '\u0007'"];
  const settings = [
    "FORMAT csv",
    `HEADER ${String(options.header)}`,
    `DELIMITER ${literal(format.fieldDelimiter)}`,
    `QUOTE ${literal(format.enclosedBy)}`,
    `ESCAPE ${literal(format.enclosedBy)}`,
    `NULLSTR ${literal(format.nullIf[0] ?? "")}`,
  ];
  if (!["\n", ""].includes(format.recordDelimiter))
    throw unsupported(`RECORD_DELIMITER = ${JSON.stringify(format.recordDelimiter)} when unloading`);
  const texts = columns.filter(({ name, type }) => type.kind === "text" && name !== PARTITION);
  if (format.enclosedBy !== "" && texts.length > 0)
    settings.push(`FORCE_QUOTE (${texts.map(({ name }) => ident(name)).join(", ")})`);
  return settings;
}

function selection(
  columns: readonly ResultColumn[],
  from: string,
  { format, options }: WriteOptions,
): string {
  const inner = columns.map((_, index) => `c${index}`);
  const source = `FROM (${from}) AS unloaded(${inner.join(", ")})`;
  if (format.type === "JSON") {
    const [only] = columns;
    if (only === undefined || columns.length > 1 || !["variant", "object", "array"].includes(only.type.kind))
      throw new SnowflakeError(
        "002019",
        "0A000",
        "SQL compilation error:\nJSON file format can produce one and only one column of type variant, object, or array. Use CSV file format if you want to load more than one column.",
      );
    return `SELECT CAST(c0 AS VARCHAR) ${source}`;
  }
  const values = columns.map((column, index) => {
    const name = format.type === "PARQUET" && !options.header ? `_COL_${index}` : column.name;
    const value = format.type === "CSV" ? csvValue(`c${index}`, column, format) : `c${index}`;
    return `${value} AS ${ident(name)}`;
  });
  return `SELECT ${values.join(", ")} ${source}`;
}

/** How a value is written as text: Snowflake's output formats, unless the file format says otherwise. */
function csvValue(value: string, { type }: ResultColumn, format: CsvFormat): string {
  const given = (text: string): string | undefined =>
    text.toUpperCase() === "AUTO" ? undefined : literal(duckFormat(text));
  switch (type.kind) {
    case "date": {
      const layout = given(format.dateFormat);
      return layout === undefined ? value : `strftime(${value}, ${layout})`;
    }
    case "timestamp_ntz":
      return `strftime(${value}, ${given(format.timestampFormat) ?? "'%Y-%m-%d %H:%M:%S.%g'"})`;
    case "timestamp_ltz":
    case "timestamp_tz":
      return `strftime(${value}, ${given(format.timestampFormat) ?? "'%Y-%m-%d %H:%M:%S.%g %z'"})`;
    case "binary":
      return `hex(${value})`;
    case "variant":
    case "object":
    case "array":
      return `CAST(${value} AS VARCHAR)`;
    default:
      return value;
  }
}

import type { DuckDBConnection } from "@duckdb/node-api";
import type { Account, TableColumn } from "../core/account";
import type { CatalogObject } from "../core/cloud";
import { SnowflakeError } from "../core/errors";
import type { Work } from "../core/hooks";
import type { ColumnType } from "../core/result";
import { columnType, duckTypeOf } from "../tables/types";
import { numberOf } from "./convert";
import type { LoadOptions } from "./copy-options";
import type { FileFormat } from "./format";
import { fileQuery } from "./relation";
import { ident, literal, physical } from "./sql-text";
import { stagedName, stagedRelation } from "./staged-name";
import type { LocalFile } from "./workspace";
import { asText } from "../core/text";

/** A load of one file through a query over it. Answers the number of rows. */
export interface FileLoad {
  load(connection: DuckDBConnection, file: LocalFile): Promise<number>;
}

const semi = (type: ColumnType): boolean => ["variant", "object", "array"].includes(type.kind);

/** A value of one type as a value of a column, on assignment. */
function assign(value: string, from: ColumnType, to: ColumnType): string {
  if (semi(from) && !semi(to)) return `CAST((${value} ->> '$') AS ${duckTypeOf(to)})`;
  if (!semi(from) && semi(to)) return `to_json(${value})`;
  if (from.kind === "text" && to.kind === "fixed") return numberOf(value, to.precision, to.scale, "CAST");
  return `CAST(${value} AS ${duckTypeOf(to)})`;
}

export interface TransformContext {
  readonly work: Work;
  readonly table: CatalogObject;
  readonly format: FileFormat;
  readonly transform: { readonly before: string; readonly after: string };
  readonly targets: readonly TableColumn[];
  /** How many fields a record has. */
  readonly fields: number;
}

/** COPY INTO t FROM (SELECT ... FROM @stage): the query runs over each file in turn. */
export function queryLoad(account: Account, context: TransformContext): FileLoad {
  const { work, table, format, transform, targets } = context;
  const name = stagedName();
  const read = {
    fields: context.fields,
    mismatch: "pad" as const,
    metadata: /METADATA\$/i.test(transform.before + transform.after),
  };
  let insert: string | undefined;
  const prepare = async (): Promise<string> => {
    const query = await account.query.prepare(
      `${transform.before} ${stagedRelation(name)} ${transform.after}`,
      work,
      { forDml: true },
    );
    if (query.columns.length !== targets.length)
      throw new SnowflakeError(
        "002020",
        "21S01",
        `SQL compilation error:\nInsert value list does not match column list expecting ${targets.length} but got ${query.columns.length}`,
      );
    const values = query.columns.map((column, index) =>
      assign(`v${index}`, column.type, columnType(targets[index]?.type ?? "VARCHAR")),
    );
    const names = query.columns.map((_, index) => `v${index}`).join(", ");
    const into = targets.map((column) => ident(column.name)).join(", ");
    return `INSERT INTO ${physical(table)} (${into}) SELECT ${values.join(", ")} FROM (${query.sql}) AS source(${names})`;
  };
  return {
    async load(connection, file) {
      const relation = stagedRelation(name);
      await connection.run(`CREATE OR REPLACE TEMP VIEW ${relation} AS ${fileQuery(file, format, read)}`);
      try {
        insert ??= await prepare();
        return (await connection.run(insert)).rowsChanged;
      } catch (error) {
        throw loadFailure(error, file.file.name);
      }
    },
  };
}

/** A conversion that failed inside the query, in Snowflake's words. */
function loadFailure(error: unknown, file: string): unknown {
  if (error instanceof SnowflakeError) return error;
  const message = String(error);
  const match =
    /Could not convert string '(.*)' to ([A-Z]+)/s.exec(message) ??
    /Failed to cast value: .*?'(.*?)'.* to ([A-Z]+)/s.exec(message);
  if (match === null) return error;
  const what = /DATE/.test(match[2] ?? "")
    ? "Date"
    : /TIMESTAMP/.test(match[2] ?? "")
      ? "Timestamp"
      : /BOOL/.test(match[2] ?? "")
        ? "Boolean"
        : "Numeric value";
  return new SnowflakeError(
    "100038",
    "22018",
    `${what} '${match[1] ?? ""}' is not recognized\n  File '${file}'`,
  );
}

export interface ColumnContext {
  readonly table: CatalogObject;
  readonly format: FileFormat;
  readonly options: LoadOptions;
  readonly targets: readonly TableColumn[];
}

/** JSON and Parquet without a query: one variant column, or columns matched by name. */
export function columnLoad(context: ColumnContext): FileLoad {
  const { table, format, options, targets } = context;
  const into = (columns: readonly TableColumn[]): string =>
    `INSERT INTO ${physical(table)} (${columns.map(({ name }) => ident(name)).join(", ")})`;
  const plain = { fields: 1, mismatch: "pad" as const, metadata: false };
  return {
    async load(connection, file) {
      if (options.matchBy === "NONE")
        return (await connection.run(`${into(targets)} SELECT "$1" FROM (${fileQuery(file, format, plain)})`))
          .rowsChanged;
      const fold =
        options.matchBy === "CASE_INSENSITIVE"
          ? (name: string) => name.toLowerCase()
          : (name: string) => name;
      const { source, names } = await namedColumns(connection, file, format);
      const byName = new Map(names.map((name) => [fold(name), name]));
      const matched = targets.flatMap((column) => {
        const found = byName.get(fold(column.name));
        if (found === undefined) return [];
        const to = columnType(column.type);
        const value = format.type === "JSON" ? jsonValue(found, to) : parquetValue(found, to);
        return [{ column, value }];
      });
      if (matched.length === 0) return 0;
      const values = matched.map(({ value }) => value).join(", ");
      return (
        await connection.run(`${into(matched.map(({ column }) => column))} SELECT ${values} FROM (${source})`)
      ).rowsChanged;
    },
  };
}

const jsonValue = (name: string, to: ColumnType): string => {
  const path = literal(`/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`);
  return semi(to)
    ? `json_extract("$1", ${path})`
    : `CAST(json_extract_string("$1", ${path}) AS ${duckTypeOf(to)})`;
};

const parquetValue = (name: string, to: ColumnType): string =>
  semi(to) ? `to_json(${ident(name)})` : `CAST(${ident(name)} AS ${duckTypeOf(to)})`;

async function namedColumns(
  connection: DuckDBConnection,
  file: LocalFile,
  format: FileFormat,
): Promise<{ source: string; names: string[] }> {
  const source =
    format.type === "PARQUET"
      ? `SELECT * FROM read_parquet(${literal(file.path)})`
      : fileQuery(file, format, { fields: 1, mismatch: "pad", metadata: false });
  const sql =
    format.type === "PARQUET"
      ? `SELECT column_name FROM (DESCRIBE ${source})`
      : `SELECT DISTINCT unnest(json_keys("$1")) FROM (${source})`;
  const rows = (await connection.runAndReadAll(sql)).getRows();
  return { source, names: rows.map(([name]) => asText(name)) };
}

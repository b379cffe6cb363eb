import type { DuckDBConnection } from "@duckdb/node-api";
import { tableColumns } from "../core/account";
import type { CatalogObject } from "../core/cloud";
import { ident, physical } from "../movement/sql-text";
import { duckType } from "../tables/types";
import { asText } from "../core/text";

/*
 * Each stream has a change log of its own: a DuckDB table in schema `floe_streams` with the changed rows that nobody has
 * consumed yet. DML appends to it in its own transaction; consuming deletes from it in the consumer's transaction, so
 * offsets have DuckDB's isolation and durability and need no counter that concurrent commits could reorder.
 */

export const LOG_SCHEMA = "floe_streams";

/** Runs SQL in a transaction, whoever opened it, and answers its rows. */
export type Run = (sql: string) => Promise<readonly (readonly unknown[])[]>;

export const runOn =
  (connection: DuckDBConnection): Run =>
  async (sql) =>
    (await connection.runAndReadAll(sql)).getRows();

/** Columns of a log besides the table's own. */
export const ACTION = "floe$action";
export const UPDATE = "floe$update";
export const ROW = "floe$row";
export const SEQUENCE = "floe$sequence";
export const WORK = "floe$work";
export const HASH = "floe$hash";

export const logTable = (streamId: number): string => `${LOG_SCHEMA}.${ident(`s${streamId}`)}`;

/** The names a table's columns have in its rows, in order. */
export const columnList = (table: CatalogObject, prefix = ""): string =>
  tableColumns(table)
    .map(({ name }) => `${prefix}${ident(name)}`)
    .join(", ");

/** A hash of a row's content. */
export const contentHash = (table: CatalogObject, prefix = ""): string =>
  `hash(${columnList(table, prefix)})`;

export async function createLogSchema(run: Run): Promise<void> {
  await run(`CREATE SCHEMA IF NOT EXISTS ${LOG_SCHEMA}`);
  await run(`CREATE SEQUENCE IF NOT EXISTS ${LOG_SCHEMA}.changes`);
  await run(`CREATE TABLE IF NOT EXISTS ${LOG_SCHEMA}.offsets (stream_id BIGINT, "at" TIMESTAMPTZ)`);
}

/** Creates the log of a stream over a table, with the table's present rows if it shows initial rows. */
export async function createLog(
  run: Run,
  streamId: number,
  table: CatalogObject,
  initialRows: boolean,
): Promise<void> {
  await createLogSchema(run);
  // DuckDB reads compressed wide decimals hundreds of times slower than plain ones.
  const storage = (type: string): string =>
    /^DECIMAL\((?:19|[23]\d),/.test(duckType(type))
      ? `${duckType(type)} USING COMPRESSION uncompressed`
      : duckType(type);
  const columns = tableColumns(table).map(({ name, type }) => `${ident(name)} ${storage(type)}`);
  await run(
    `CREATE TABLE ${logTable(streamId)} ("${ACTION}" VARCHAR, "${UPDATE}" BOOLEAN, "${ROW}" VARCHAR, "${SEQUENCE}" BIGINT, "${WORK}" BIGINT, "${HASH}" UBIGINT, ${columns.join(", ")})`,
  );
  if (initialRows) await appendRows(run, streamId, table, `SELECT * FROM ${physical(table)}`, 0n);
}

/** A range of sequence numbers for one statement: asking DuckDB for each row's number is ten times slower. */
export async function nextSequence(run: Run): Promise<bigint> {
  const rows = await run(`SELECT nextval('${LOG_SCHEMA}.changes')`);
  return BigInt(asText(rows[0]?.[0] ?? 0)) * 10_000_000n;
}

/** Appends rows as plain insertions. */
export async function appendRows(
  run: Run,
  streamId: number,
  table: CatalogObject,
  rows: string,
  work: bigint,
): Promise<void> {
  const columns = columnList(table);
  const first = await nextSequence(run);
  await run(
    `INSERT INTO ${logTable(streamId)} ("${ACTION}", "${UPDATE}", "${ROW}", "${SEQUENCE}", "${WORK}", "${HASH}", ${columns}) SELECT 'INSERT', false, md5(concat('${streamId}:', sequence)), sequence, ${work}, ${contentHash(table)}, ${columns} FROM (SELECT *, ${first} + row_number() OVER () AS sequence FROM (${rows}))`,
  );
}

/** Adds to a log the columns its table has got since. Dropped columns stay in the log and are not shown. */
export async function alignLog(run: Run, streamId: number, table: CatalogObject): Promise<void> {
  const rows = await run(
    `SELECT column_name FROM duckdb_columns() WHERE schema_name = '${LOG_SCHEMA}' AND table_name = 's${streamId}'`,
  );
  const known = new Set(rows.map(([name]) => asText(name)));
  for (const { name, type } of tableColumns(table))
    if (!known.has(name))
      await run(`ALTER TABLE ${logTable(streamId)} ADD COLUMN ${ident(name)} ${duckType(type)}`);
}

export async function dropLog(run: Run, streamId: number): Promise<void> {
  await run(`DROP TABLE IF EXISTS ${logTable(streamId)}`);
  await run(`DELETE FROM ${LOG_SCHEMA}.offsets WHERE stream_id = ${streamId}`);
}

import type { DuckDBConnection } from "@duckdb/node-api";
import { tableColumns } from "../core/account";
import type { CatalogObject } from "../core/cloud";
import type { RunDuck } from "../core/hooks";
import { ident, physical } from "../movement/sql-text";
import { duckType } from "../tables/types";
import { asText } from "../core/text";

/*
 * Each stream has a change log of its own: a DuckDB table in schema `floe_streams` with the changed rows that nobody has
 * consumed yet; a table with change tracking has one that nobody consumes, its history. DML appends to it in its own transaction; consuming deletes from it in the consumer's transaction, so
 * offsets have DuckDB's isolation and durability and need no counter that concurrent commits could reorder.
 */

export const LOG_SCHEMA = "floe_streams";

export type Run = RunDuck;

export const runOn =
  (connection: DuckDBConnection): Run =>
  async (sql) =>
    (await connection.runAndReadAll(sql)).getRows();

/** Since when tables keep a history, when works committed (microseconds), and what statements belonged to them. */
export const HISTORIES = `${LOG_SCHEMA}.histories`;
export const COMMITS = `${LOG_SCHEMA}.commits`;
export const STATEMENTS = `${LOG_SCHEMA}.statements`;

/** Columns of a log besides the table's own. */
export const ACTION = "floe$action";
export const UPDATE = "floe$update";
export const ROW = "floe$row";
export const SEQUENCE = "floe$sequence";
export const WORK = "floe$work";
export const HASH = "floe$hash";

/** The log of a stream. */
export const streamLog = (streamId: number): string => `s${streamId}`;

/** The DuckDB table that is a log. */
export const logTable = (log: string): string => `${LOG_SCHEMA}.${ident(log)}`;

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
  await run(`CREATE TABLE IF NOT EXISTS ${HISTORIES} (table_id BIGINT, since BIGINT)`);
  await run(`CREATE TABLE IF NOT EXISTS ${COMMITS} (work BIGINT, "at" BIGINT)`);
  await run(`CREATE TABLE IF NOT EXISTS ${STATEMENTS} (query_id VARCHAR, work BIGINT)`);
}

/** DuckDB reads compressed wide decimals hundreds of times slower than plain ones. */
const storage = (type: string): string =>
  /^DECIMAL\((?:19|[23]\d),/.test(duckType(type))
    ? `${duckType(type)} USING COMPRESSION uncompressed`
    : duckType(type);

/** Creates a log over a table, with the table's present rows if wanted. */
export async function createLog(
  run: Run,
  log: string,
  table: CatalogObject,
  initialRows: boolean,
): Promise<void> {
  const columns = tableColumns(table).map(({ name, type }) => `${ident(name)} ${storage(type)}`);
  await run(
    `CREATE TABLE ${logTable(log)} ("${ACTION}" VARCHAR, "${UPDATE}" BOOLEAN, "${ROW}" VARCHAR, "${SEQUENCE}" BIGINT, "${WORK}" BIGINT, "${HASH}" UBIGINT, ${columns.join(", ")})`,
  );
  if (initialRows) await appendRows(run, log, table, `SELECT * FROM ${physical(table)}`, 0n);
}

/** A range of sequence numbers for one statement: asking DuckDB for each row's number is ten times slower. */
export async function nextSequence(run: Run): Promise<bigint> {
  const rows = await run(`SELECT nextval('${LOG_SCHEMA}.changes')`);
  return BigInt(asText(rows[0]?.[0] ?? 0)) * 10_000_000n;
}

/** Appends rows as plain insertions. */
export async function appendRows(
  run: Run,
  log: string,
  table: CatalogObject,
  rows: string,
  work: bigint,
): Promise<void> {
  const columns = columnList(table);
  const first = await nextSequence(run);
  await run(
    `INSERT INTO ${logTable(log)} ("${ACTION}", "${UPDATE}", "${ROW}", "${SEQUENCE}", "${WORK}", "${HASH}", ${columns}) SELECT 'INSERT', false, CAST(sequence AS VARCHAR), sequence, ${work}, ${contentHash(table)}, ${columns} FROM (SELECT *, ${first} + row_number() OVER () AS sequence FROM (${rows}))`,
  );
}

interface Stored {
  readonly type: string;
  readonly usual: string | null;
}

async function storedColumns(run: Run, table: string): Promise<ReadonlyMap<string, Stored>> {
  const rows = await run(`SELECT column_name, column_type, "default" FROM (DESCRIBE ${table})`);
  return new Map(
    rows.map(([name, type, usual]) => [
      asText(name),
      { type: asText(type), usual: usual === null ? null : asText(usual) },
    ]),
  );
}

/** A column's default that is the same for every row and whenever it is computed. */
const CONSTANT = /^(?:CAST\()*(?:-?[\d.]+|'(?:[^']|'')*'|true|false)(?: AS [\w (),]+\))*$/i;

/**
 * Gives a log the columns its table has now, as Snowflake shows the past: in the present shape. Rows from before a column
 * was added have its default.
 */
export async function alignLog(run: Run, log: string, table: CatalogObject): Promise<void> {
  const present = await storedColumns(run, physical(table));
  const known = await storedColumns(run, logTable(log));
  const changes: string[] = [];
  for (const { name, type } of tableColumns(table)) {
    const column = ident(name);
    const [now, was] = [present.get(name), known.get(name)];
    if (was === undefined) {
      const usual = now?.usual?.replace(/^\((.*)\)$/, "$1");
      const filled = typeof usual === "string" && CONSTANT.test(usual);
      changes.push(`ADD COLUMN ${column} ${storage(type)}${filled ? ` DEFAULT ${usual}` : ""}`);
      if (filled) changes.push(`ALTER COLUMN ${column} DROP DEFAULT`);
    } else if (now !== undefined && was.type !== now.type)
      changes.push(
        `ALTER COLUMN ${column} TYPE ${duckType(type)} USING TRY_CAST(${column} AS ${duckType(type)})`,
      );
  }
  for (const name of known.keys())
    if (!name.startsWith("floe$") && !present.has(name)) changes.push(`DROP COLUMN ${ident(name)}`);
  if (changes.length === 0) return;
  for (const change of changes) await run(`ALTER TABLE ${logTable(log)} ${change}`);
  await run(`UPDATE ${logTable(log)} SET "${HASH}" = ${contentHash(table)}`);
}

/** Keeps what a log says of columns that got another name. */
export async function renameLogged(
  run: Run,
  log: string,
  before: CatalogObject,
  after: CatalogObject,
): Promise<void> {
  const [old, fresh] = [tableColumns(before), tableColumns(after)];
  if (old.length !== fresh.length) return;
  for (const [index, { name }] of old.entries()) {
    const to = fresh[index]?.name;
    if (to !== undefined && to !== name)
      await run(`ALTER TABLE ${logTable(log)} RENAME COLUMN ${ident(name)} TO ${ident(to)}`);
  }
}

export async function dropLog(run: Run, log: string): Promise<void> {
  await run(`DROP TABLE IF EXISTS ${logTable(log)}`);
}

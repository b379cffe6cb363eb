import type { DuckDBConnection } from "@duckdb/node-api";
import type { Account, TableColumn } from "../core/account";
import type { Session } from "../core/cloud";
import type { Work } from "../core/hooks";
import { duckString, quoteDuck } from "../query/database";
import { assign } from "../query/dml";
import { StatementParser } from "../query/parse/dml";
import { prepareEnvironment } from "../query/prepare";
import { translate } from "../query/translate/expressions";
import { topScope } from "../query/translate/query";
import { newStorage } from "./storage";
import { columnType, duckTypeOf } from "./types";

const UNLIMITED = 16_777_216;
/** DuckDB decompresses 128-bit integers hundreds of times slower than it reads them plain (measured: 370 to 1). */
const WIDE = "USING COMPRESSION uncompressed";

/** A work on the metadata connection, for DDL that reads data. */
export function ddlWork(connection: DuckDBConnection, session: Session): Work {
  return {
    id: BigInt(Date.now()) * 1000n,
    connection,
    session,
    consumed: new Set(),
    changed: new Set(),
    read: new Set(),
  };
}

/** Creates the DuckDB table for the columns and answers its name. */
export async function createStorage(
  account: Account,
  connection: DuckDBConnection,
  session: Session,
  path: readonly string[],
  columns: readonly TableColumn[],
): Promise<string> {
  const storage = newStorage(path);
  const parts: string[] = [];
  for (const column of columns) parts.push(await columnSql(account, connection, session, storage, column));
  await connection.run(`CREATE TABLE ${storage} (${parts.join(", ")})`);
  return storage;
}

/** One column with its checks: NOT NULL and the length of text are enforced, as Snowflake does. */
export async function columnSql(
  account: Account,
  connection: DuckDBConnection,
  session: Session,
  storage: string,
  column: TableColumn,
): Promise<string> {
  const type = columnType(column.type);
  const name = quoteDuck(column.name);
  let sql = `${name} ${duckTypeOf(type)}`;
  if (column.identity !== undefined)
    sql += ` DEFAULT nextval(${duckString(await identitySequence(connection, storage, column))})`;
  else if (column.default !== undefined)
    sql += ` DEFAULT ${await defaultSql(account, connection, session, column)}`;
  if (type.kind === "fixed" && type.precision > 18) sql += ` ${WIDE}`;
  if (!column.nullable) sql += " NOT NULL";
  if (type.kind === "text" && type.length < UNLIMITED) sql += ` CHECK (length(${name}) <= ${type.length})`;
  return sql;
}

async function identitySequence(
  connection: DuckDBConnection,
  storage: string,
  column: TableColumn,
): Promise<string> {
  const sequence = storage.replace(/"$/, `.${column.name.replaceAll('"', '""')}"`);
  const { start, step } = column.identity ?? { start: 1, step: 1 };
  const bounds =
    step < 0
      ? ` MINVALUE -9223372036854775807 MAXVALUE ${Math.max(start, -1)}`
      : ` MINVALUE ${Math.min(start, 1)}`;
  await connection.run(`CREATE SEQUENCE ${sequence} START WITH ${start} INCREMENT BY ${step}${bounds}`);
  return sequence;
}

async function defaultSql(
  account: Account,
  connection: DuckDBConnection,
  session: Session,
  column: TableColumn,
): Promise<string> {
  const expression = new StatementParser(column.default ?? "NULL").expression();
  const work = ddlWork(connection, session);
  const environment = await prepareEnvironment(account, expression, work, { inline: true });
  return `(${assign(translate(expression, topScope(environment)), columnType(column.type))})`;
}

/** Makes the table anew with other columns and copies the rows, each column from its expression. */
export async function rebuildStorage(
  account: Account,
  connection: DuckDBConnection,
  session: Session,
  path: readonly string[],
  old: string,
  columns: readonly TableColumn[],
  source: (column: TableColumn) => string | undefined,
): Promise<string> {
  const storage = await createStorage(account, connection, session, path, columns);
  const copied = columns.filter((column) => source(column) !== undefined);
  const names = copied.map((column) => quoteDuck(column.name)).join(", ");
  const values = copied.map((column) => source(column) ?? "NULL").join(", ");
  if (copied.length > 0)
    await connection.run(`INSERT INTO ${storage} (${names}) SELECT ${values} FROM ${old}`);
  await connection.run(`DROP TABLE ${old}`);
  return storage;
}

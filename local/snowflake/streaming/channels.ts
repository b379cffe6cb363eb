import type { DuckDBConnection } from "@duckdb/node-api";
import { randomBytes } from "node:crypto";
import type { Database } from "../core/account";
import { asText } from "../core/text";
import { literal } from "../movement/sql-text";
import type { StreamKey } from "./chunk";

const SCHEMA = "floe_streaming";
const COLUMNS = "client_sequencer, row_sequencer, offset_token";

/** Where a channel is: kept beside the rows, and changed in their transactions. */
export interface Position {
  /** Counts the openings: whoever opened last may write, nobody else. */
  readonly client: number;
  /** Counts the parts that were written. */
  readonly row: number;
  /** The client's own position, of the last row. */
  readonly offset: string | null;
}

export interface Channel extends Position {
  readonly tableId: number;
  readonly name: string;
  readonly createdOn: number;
}

/** The account's channels, in DuckDB tables beside the data. */
export class Channels {
  private key: StreamKey | undefined;

  constructor(private readonly database: Database) {}

  /** Makes the tables. */
  async open(): Promise<void> {
    await this.database.transaction(async (connection) => {
      await connection.run(`CREATE SCHEMA IF NOT EXISTS ${SCHEMA}`);
      await connection.run(
        `CREATE TABLE IF NOT EXISTS ${SCHEMA}.channels (table_id BIGINT, name VARCHAR, client_sequencer BIGINT, row_sequencer BIGINT, offset_token VARCHAR, created_on BIGINT)`,
      );
      await connection.run(`CREATE TABLE IF NOT EXISTS ${SCHEMA}.keys (id BIGINT, secret VARCHAR)`);
    });
  }

  /** The account's key, made when first asked for. */
  async streamKey(): Promise<StreamKey> {
    this.key ??= await this.database.transaction(async (connection) => {
      const read = async (): Promise<readonly unknown[] | undefined> =>
        (
          await connection.runAndReadAll(`SELECT id, secret FROM ${SCHEMA}.keys ORDER BY id LIMIT 1`)
        ).getRows()[0];
      if ((await read()) === undefined)
        await connection.run(
          `INSERT INTO ${SCHEMA}.keys VALUES (1, ${literal(randomBytes(32).toString("base64"))})`,
        );
      const [id, secret] = (await read()) ?? [];
      return { id: Number(id), secret: Buffer.from(asText(secret), "base64") };
    });
    return this.key;
  }

  async find(connection: DuckDBConnection, tableId: number, name: string): Promise<Position | undefined> {
    const rows = await connection.runAndReadAll(
      `SELECT ${COLUMNS} FROM ${SCHEMA}.channels WHERE ${which(tableId, name)}`,
    );
    const [row] = rows.getRows();
    return row === undefined ? undefined : position(row);
  }

  /** Channels of one table, or of all, by name. */
  async list(tableId?: number): Promise<readonly Channel[]> {
    const where = tableId === undefined ? "" : `WHERE table_id = ${tableId}`;
    return this.database.transaction(async (connection) => {
      const rows = await connection.runAndReadAll(
        `SELECT ${COLUMNS}, table_id, name, created_on FROM ${SCHEMA}.channels ${where} ORDER BY table_id, name`,
      );
      return rows.getRows().map((row) => ({
        ...position(row),
        tableId: Number(row[3]),
        name: asText(row[4]),
        createdOn: Number(row[5]),
      }));
    });
  }

  /** Writes where a channel is now. */
  async put(connection: DuckDBConnection, tableId: number, name: string, now: Position): Promise<void> {
    const offset = now.offset === null ? "NULL" : literal(now.offset);
    const changed = await connection.run(
      `UPDATE ${SCHEMA}.channels SET client_sequencer = ${now.client}, row_sequencer = ${now.row}, offset_token = ${offset} WHERE ${which(tableId, name)}`,
    );
    if (changed.rowsChanged === 0)
      await connection.run(
        `INSERT INTO ${SCHEMA}.channels VALUES (${tableId}, ${literal(name)}, ${now.client}, ${now.row}, ${offset}, ${Date.now()})`,
      );
  }

  async drop(connection: DuckDBConnection, tableId: number, name: string): Promise<void> {
    await connection.run(`DELETE FROM ${SCHEMA}.channels WHERE ${which(tableId, name)}`);
  }
}

const which = (tableId: number, name: string): string => `table_id = ${tableId} AND name = ${literal(name)}`;

const position = ([client, row, offset]: readonly unknown[]): Position => ({
  client: Number(client),
  row: Number(row),
  offset: offset === null || offset === undefined ? null : asText(offset),
});

import type { DuckDBConnection } from "@duckdb/node-api";
import type { Catalog, CatalogObject } from "../core/cloud";
import { SnowflakeError } from "../core/errors";
import type { RelationSource, Work, WorkHooks } from "../core/hooks";
import type { ResultColumn } from "../core/result";
import { formatPath } from "../ddl/names";
import { ACTION, alignLog, LOG_SCHEMA, logTable, runOn, streamLog, WORK } from "./log";
import { changeColumns, net, shown } from "./net";
import { streamDefinition } from "./definition";
import { isStale, type Staleness } from "./staleness";

/** FROM <stream>: the net changes since the stream's offset. */
export class StreamSource implements RelationSource, WorkHooks {
  readonly kind = "STREAM";

  constructor(
    private readonly catalog: () => Catalog,
    private readonly staleness: Staleness,
    /** Told which streams got new rows or were consumed, once that is committed. */
    private readonly committedChanges: (tables: ReadonlySet<number>) => void,
  ) {}

  /** The table a stream watches; throws Snowflake's error when it is gone or the stream is stale. */
  tableOf(stream: CatalogObject): CatalogObject {
    const { tableId, tableName } = streamDefinition(stream);
    const table = this.catalog().byId(tableId);
    if (table === undefined)
      throw new SnowflakeError(
        "091901",
        "55000",
        `Base table '${tableName}' dropped, cannot read from stream '${stream.path.at(-1) ?? ""}'`,
      );
    return table;
  }

  async relation(
    stream: CatalogObject,
    work: Work,
  ): Promise<{ sql: string; columns: readonly ResultColumn[] }> {
    const table = this.tableOf(stream);
    work.read.add(table.id);
    if (isStale(stream, table, this.staleness))
      throw new SnowflakeError(
        "091903",
        "55000",
        `Base table '${formatPath(table.path)}' has been changed beyond the retention period of stream '${stream.path.at(-1) ?? ""}'. The stream is stale and must be recreated.`,
      );
    await alignLog(runOn(work.connection), streamLog(stream.id), table);
    // Inside a transaction a stream shows what had been committed before it: never the transaction's own changes.
    const pending = `SELECT * FROM ${logTable(streamLog(stream.id))} WHERE "${WORK}" <> ${work.id}`;
    const plain = streamDefinition(stream).mode === "APPEND_ONLY" || !(await this.hasDeletions(stream, work));
    return { sql: shown(table, plain ? pending : net(pending)), columns: changeColumns(table) };
  }

  private async hasDeletions(stream: CatalogObject, work: Work): Promise<boolean> {
    const sql = `SELECT 1 FROM ${logTable(streamLog(stream.id))} WHERE "${WORK}" <> ${work.id} AND "${ACTION}" = 'DELETE' LIMIT 1`;
    return (await work.connection.runAndReadAll(sql)).currentRowCount > 0;
  }

  /** Whether reading the stream would show a row. */
  async hasData(stream: CatalogObject, connection: DuckDBConnection): Promise<boolean> {
    const table = this.tableOf(stream);
    const log = logTable(streamLog(stream.id));
    const any = async (sql: string): Promise<boolean> =>
      (await connection.runAndReadAll(`${sql} LIMIT 1`)).currentRowCount > 0;
    if (!(await any(`SELECT 1 FROM ${log}`))) return false;
    const deletions = await any(`SELECT 1 FROM ${log} WHERE "${ACTION}" = 'DELETE'`);
    return !deletions || any(shown(table, net(`SELECT * FROM ${log}`)));
  }

  /** Advances the offset of every stream that the transaction's DML has read. */
  async beforeCommit(work: Work): Promise<void> {
    for (const id of work.consumed) {
      await work.connection.run(`DELETE FROM ${logTable(streamLog(id))} WHERE "${WORK}" <> ${work.id}`);
      await work.connection.run(`DELETE FROM ${LOG_SCHEMA}.offsets WHERE stream_id = ${id}`);
      await work.connection.run(`INSERT INTO ${LOG_SCHEMA}.offsets VALUES (${id}, get_current_timestamp())`);
    }
  }

  committed(work: Work): void {
    for (const id of work.consumed) this.staleness.consumed(id);
    if (work.changed.size > 0) this.committedChanges(work.changed);
  }
}

import type { DuckDBConnection } from "@duckdb/node-api";
import { tableColumns } from "../core/account";
import type { Catalog, CatalogObject } from "../core/cloud";
import { SnowflakeError } from "../core/errors";
import type { RelationSource, Work, WorkHooks } from "../core/hooks";
import { flag, text, type ResultColumn } from "../core/result";
import { formatPath } from "../ddl/names";
import { columnType } from "../tables/types";
import {
  columnList,
  alignLog,
  ACTION,
  HASH,
  LOG_SCHEMA,
  logTable,
  ROW,
  runOn,
  SEQUENCE,
  UPDATE,
  WORK,
} from "./log";
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
    await alignLog(runOn(work.connection), stream.id, table);
    const columns: ResultColumn[] = tableColumns(table).map(({ name, type }) => ({
      name,
      type: columnType(type),
      nullable: true,
    }));
    const metadata = [text("METADATA$ACTION"), flag("METADATA$ISUPDATE"), text("METADATA$ROW_ID")];
    // Inside a transaction a stream shows what had been committed before it: never the transaction's own changes.
    const pending = `SELECT * FROM ${logTable(stream.id)} WHERE "${WORK}" <> ${work.id}`;
    const plain = streamDefinition(stream).mode === "APPEND_ONLY" || !(await this.hasDeletions(stream, work));
    return {
      sql: plain ? shown(table, pending) : shown(table, net(pending)),
      columns: [...columns, ...metadata],
    };
  }

  private async hasDeletions(stream: CatalogObject, work: Work): Promise<boolean> {
    const sql = `SELECT 1 FROM ${logTable(stream.id)} WHERE "${WORK}" <> ${work.id} AND "${ACTION}" = 'DELETE' LIMIT 1`;
    return (await work.connection.runAndReadAll(sql)).currentRowCount > 0;
  }

  /** Whether reading the stream would show a row. */
  async hasData(stream: CatalogObject, connection: DuckDBConnection): Promise<boolean> {
    const table = this.tableOf(stream);
    const log = logTable(stream.id);
    const any = async (sql: string): Promise<boolean> =>
      (await connection.runAndReadAll(`${sql} LIMIT 1`)).currentRowCount > 0;
    if (!(await any(`SELECT 1 FROM ${log}`))) return false;
    const deletions = await any(`SELECT 1 FROM ${log} WHERE "${ACTION}" = 'DELETE'`);
    return !deletions || any(shown(table, net(`SELECT * FROM ${log}`)));
  }

  /** Advances the offset of every stream that the transaction's DML has read. */
  async beforeCommit(work: Work): Promise<void> {
    for (const id of work.consumed) {
      await work.connection.run(`DELETE FROM ${logTable(id)} WHERE "${WORK}" <> ${work.id}`);
      await work.connection.run(`DELETE FROM ${LOG_SCHEMA}.offsets WHERE stream_id = ${id}`);
      await work.connection.run(`INSERT INTO ${LOG_SCHEMA}.offsets VALUES (${id}, get_current_timestamp())`);
    }
  }

  committed(work: Work): void {
    for (const id of work.consumed) this.staleness.consumed(id);
    if (work.changed.size > 0) this.committedChanges(work.changed);
  }
}

const shown = (table: CatalogObject, rows: string): string =>
  `SELECT ${columnList(table)}, "${ACTION}" AS "METADATA$ACTION", "${UPDATE}" AS "METADATA$ISUPDATE", "${ROW}" AS "METADATA$ROW_ID" FROM (${rows})`;

/**
 * Net changes per row: a row that came and went is not shown; one that changed several times is shown once, as the
 * deletion of what it was and the insertion of what it is.
 */
function net(pending: string): string {
  const order = `ORDER BY "${SEQUENCE}", "${ACTION}"`;
  const marked = `SELECT *, row_number() OVER (PARTITION BY "${ROW}" ${order}) AS "floe$first", row_number() OVER (PARTITION BY "${ROW}" ORDER BY "${SEQUENCE}" DESC, "${ACTION}" DESC) AS "floe$last", first_value("${ACTION}") OVER (PARTITION BY "${ROW}" ${order}) AS "floe$began", last_value("${ACTION}") OVER (PARTITION BY "${ROW}" ${order} ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS "floe$ended", first_value("${HASH}") OVER (PARTITION BY "${ROW}" ${order}) AS "floe$was", last_value("${HASH}") OVER (PARTITION BY "${ROW}" ${order} ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS "floe$is" FROM (${pending})`;
  const deleted = `("floe$first" = 1 AND "${ACTION}" = 'DELETE' AND NOT ("floe$ended" = 'INSERT' AND "floe$was" = "floe$is"))`;
  const inserted = `("floe$last" = 1 AND "${ACTION}" = 'INSERT' AND NOT ("floe$began" = 'DELETE' AND "floe$was" = "floe$is"))`;
  return `SELECT * REPLACE ("floe$began" = 'DELETE' AND "floe$ended" = 'INSERT' AS "${UPDATE}") FROM (${marked}) WHERE ${deleted} OR ${inserted}`;
}

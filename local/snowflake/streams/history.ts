import type { Database } from "../core/account";
import type { Catalog, CatalogObject } from "../core/cloud";
import type { RunDuck, TableWatcher, Work, WorkHooks } from "../core/hooks";
import { asText } from "../core/text";
import { objectParameter } from "../catalog/parameters/inheritance";
import { flagOf } from "../kinds/values";
import { LocalSession } from "../session/session";
import { duckString } from "../query/database";
import { streamDefinition } from "./definition";
import {
  COMMITS,
  createLog,
  createLogSchema,
  dropLog,
  HISTORIES,
  logTable,
  renameLogged,
  runOn,
  STATEMENTS,
  streamLog,
  WORK,
} from "./log";

const DAY = 86_400_000_000n;
const HOUR_MS = 3_600_000;
/** Query ids are known for 14 days, as on Snowflake. */
const STATEMENT_DAYS = 14n;

/** The log of a table's history. */
export const historyLog = (tableId: number): string => `h${tableId}`;

/** Days of Time Travel of a table, its own or inherited. */
export const retentionDays = (catalog: Catalog, table: CatalogObject): number =>
  Number(objectParameter(catalog, table, "DATA_RETENTION_TIME_IN_DAYS").value || 1);

/**
 * Which tables keep a history: those with change tracking, set on them or begun by a standard stream. It is kept for the
 * table's Time Travel days.
 */
export class History implements WorkHooks, TableWatcher {
  private readonly known = new Set<number>();
  private readonly written = new Set<bigint>();
  private pruned = Date.now();

  constructor(
    private readonly catalog: () => Catalog,
    private readonly database: () => Database,
    readonly now: () => bigint,
  ) {}

  async open(): Promise<void> {
    await this.database().transaction(async (connection) => {
      const run = runOn(connection);
      await createLogSchema(run);
      for (const [id] of await run(`SELECT table_id FROM ${HISTORIES}`)) this.known.add(Number(id));
      await this.prune(run);
    });
  }

  tracked(table: CatalogObject): boolean {
    if (table.id < 0) return false;
    return this.known.has(table.id) || flagOf(table, "CHANGE_TRACKING") || this.standardStreams(table.id);
  }

  private standardStreams(tableId: number): boolean {
    return this.catalog()
      .list("STREAM")
      .map(streamDefinition)
      .some((stream) => stream.tableId === tableId && stream.mode === "DEFAULT");
  }

  /** Since when the table has a history, in microseconds. */
  async since(run: RunDuck, table: CatalogObject): Promise<bigint | undefined> {
    const [row] = await run(`SELECT since FROM ${HISTORIES} WHERE table_id = ${table.id}`);
    return row === undefined ? undefined : BigInt(asText(row[0]));
  }

  /** Makes the table keep its history from now on, if it does not yet. */
  async ensure(run: RunDuck, table: CatalogObject): Promise<void> {
    await createLogSchema(run);
    if ((await this.since(run, table)) === undefined) {
      await createLog(run, historyLog(table.id), table, false);
      await run(`INSERT INTO ${HISTORIES} VALUES (${table.id}, ${this.now()})`);
    }
    this.known.add(table.id);
  }

  private async forget(run: RunDuck, tableId: number): Promise<void> {
    await dropLog(run, historyLog(tableId));
    await run(`DELETE FROM ${HISTORIES} WHERE table_id = ${tableId}`);
    this.known.delete(tableId);
  }

  /** Said when a work writes to a history. */
  async note(run: RunDuck, work: Work): Promise<void> {
    this.written.add(work.id);
    const id = work.session instanceof LocalSession ? work.session.statementId : undefined;
    if (id !== undefined) await run(`INSERT INTO ${STATEMENTS} VALUES (${duckString(id)}, ${work.id})`);
  }

  async created(table: CatalogObject, run: RunDuck): Promise<void> {
    if (table.id >= 0 && flagOf(table, "CHANGE_TRACKING")) await this.ensure(run, table);
  }

  async altered(before: CatalogObject, after: CatalogObject, run: RunDuck): Promise<void> {
    if (after.id < 0) return;
    const [was, is] = [flagOf(before, "CHANGE_TRACKING"), flagOf(after, "CHANGE_TRACKING")];
    if (is && !was) await this.ensure(run, after);
    if (was && !is && !this.standardStreams(after.id)) await this.forget(run, after.id);
    if (this.known.has(after.id)) await renameLogged(run, historyLog(after.id), before, after);
    for (const stream of this.catalog().list("STREAM"))
      if (streamDefinition(stream).tableId === after.id)
        await renameLogged(run, streamLog(stream.id), before, after);
  }

  async beforeCommit(work: Work): Promise<void> {
    if (this.written.delete(work.id))
      await work.connection.run(`INSERT INTO ${COMMITS} VALUES (${work.id}, ${this.now()})`);
  }

  committed(): void {
    if (Date.now() - this.pruned < HOUR_MS) return;
    this.pruned = Date.now();
    // A conflict with a statement that runs right now: the next hour will do.
    void this.database()
      .transaction((connection) => this.prune(runOn(connection)))
      .catch(() => undefined);
  }

  /** Lets go what no statement may ask for any more. */
  private async prune(run: RunDuck): Promise<void> {
    const now = this.now();
    let longest = STATEMENT_DAYS;
    for (const id of this.known) {
      const table = this.catalog().byId(id);
      const days = table === undefined ? 1n : BigInt(Math.ceil(retentionDays(this.catalog(), table)));
      if (days > longest) longest = days;
      const old = `SELECT work FROM ${COMMITS} WHERE "at" < ${now - days * DAY}`;
      await run(`DELETE FROM ${logTable(historyLog(id))} WHERE "${WORK}" IN (${old})`);
      // What is gone is not told as if nothing had happened, should the table's retention be raised or it come back.
      const since = now - days * DAY;
      await run(`UPDATE ${HISTORIES} SET since = ${since} WHERE table_id = ${id} AND since < ${since}`);
    }
    await run(`DELETE FROM ${COMMITS} WHERE "at" < ${now - longest * DAY}`);
    await run(`DELETE FROM ${STATEMENTS} WHERE work < ${now - STATEMENT_DAYS * DAY}`);
  }
}

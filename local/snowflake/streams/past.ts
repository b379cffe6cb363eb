import type { Account } from "../core/account";
import type { CatalogObject } from "../core/cloud";
import { notFound, SnowflakeError, syntaxError, unsupported } from "../core/errors";
import type { PastMoment, PastQuery, PastSource, RunDuck, Work } from "../core/hooks";
import type { ResultColumn } from "../core/result";
import { asText } from "../core/text";
import { formatPath } from "../ddl/names";
import { physical } from "../movement/sql-text";
import { tableRelation } from "../query/prepare";
import { streamDefinition } from "./definition";
import { historyLog, retentionDays, type History } from "./history";
import {
  ACTION,
  alignLog,
  columnList,
  COMMITS,
  logTable,
  runOn,
  STATEMENTS,
  streamLog,
  UPDATE,
  WORK,
} from "./log";
import { changeColumns, net, shown } from "./net";

const DAY = 86_400_000_000;

/** A moment as the log knows it: which of its rows came after. */
interface Point {
  readonly log: string;
  readonly after: string;
}

const tooOld = (table: CatalogObject): SnowflakeError =>
  new SnowflakeError(
    "000707",
    "02000",
    `Time travel data is not available for table ${table.path.at(-1) ?? ""}. The requested time is either beyond the allowed time travel period or before the object creation time.`,
  );

const untracked = (table: CatalogObject): SnowflakeError =>
  new SnowflakeError(
    "091930",
    "22000",
    `Change tracking is not enabled or has been missing for the time range requested on table '${table.path.at(-1) ?? ""}'.`,
  );

/** Tables as they were and what has changed in them, from the history of those with change tracking. */
export class TablePast implements PastSource {
  constructor(
    private readonly account: Account,
    private readonly history: History,
  ) {}

  async relation(
    table: CatalogObject,
    query: PastQuery,
    work: Work,
  ): Promise<{ sql: string; columns: readonly ResultColumn[] }> {
    const run = runOn(work.connection);
    const since = this.history.tracked(table) ? await this.history.since(run, table) : undefined;
    const { changes } = query;
    if (changes !== undefined) return this.changes(table, query.start, changes, since, run, work);
    if (since === undefined)
      throw unsupported(
        `time travel on ${formatPath(table.path)}, which has no change tracking: set CHANGE_TRACKING = TRUE first`,
      );
    const { log, after } = await this.point(table, query.start, since, run);
    await alignLog(run, log, table);
    const names = columnList(table);
    const logged = (action: string): string =>
      `SELECT ${names} FROM ${logTable(log)} WHERE "${ACTION}" = '${action}' AND ${after}`;
    const any = await run(`SELECT 1 FROM ${logTable(log)} WHERE ${after} LIMIT 1`);
    const now = `SELECT ${names} FROM ${physical(table)}`;
    const columns = tableRelation(table).columns.map(({ name, type }): ResultColumn => ({
      name,
      type: type ?? { kind: "variant" },
      nullable: true,
    }));
    // What is there now, with what has since gone and without what has since come: as often as either happened.
    const sql =
      any.length === 0 ? now : `(${now} UNION ALL ${logged("DELETE")}) EXCEPT ALL (${logged("INSERT")})`;
    return { sql, columns };
  }

  private async changes(
    table: CatalogObject,
    start: PastMoment,
    { appendOnly, end }: NonNullable<PastQuery["changes"]>,
    since: bigint | undefined,
    run: RunDuck,
    work: Work,
  ): Promise<{ sql: string; columns: readonly ResultColumn[] }> {
    const from =
      start.kind === "stream"
        ? this.streamPoint(table, start, appendOnly, work)
        : await this.point(table, start, since, run);
    const until = end && (await this.point(table, end, since, run));
    await alignLog(run, from.log, table);
    const rows = `SELECT * FROM ${logTable(from.log)} WHERE "${WORK}" <> ${work.id} AND ${from.after}${until === undefined ? "" : ` AND NOT (${until.after})`}`;
    return {
      sql: shown(table, appendOnly ? `${rows} AND "${ACTION}" = 'INSERT' AND NOT "${UPDATE}"` : net(rows)),
      columns: changeColumns(table),
    };
  }

  private streamPoint(
    table: CatalogObject,
    { path }: Extract<PastMoment, { kind: "stream" }>,
    appendOnly: boolean,
    work: Work,
  ): Point {
    const stream = this.account.catalog.find("STREAM", path);
    if (stream === undefined) throw notFound("Stream", formatPath(path));
    this.account.access.require(work.session, "SELECT", "STREAM", path);
    const { tableId, mode } = streamDefinition(stream);
    if (tableId !== table.id)
      throw syntaxError(`Stream '${formatPath(path)}' is not on table '${formatPath(table.path)}'.`);
    if (mode === "APPEND_ONLY" && !appendOnly)
      throw unsupported(
        "AT (STREAM => ..) of an append-only stream, but for CHANGES (INFORMATION => APPEND_ONLY)",
      );
    return { log: streamLog(stream.id), after: "true" };
  }

  private async point(
    table: CatalogObject,
    moment: PastMoment,
    since: bigint | undefined,
    run: RunDuck,
  ): Promise<Point> {
    if (moment.kind === "stream")
      throw syntaxError("STREAM is for CHANGES (INFORMATION => ..) AT (STREAM => ..) only.");
    const micros = moment.kind === "time" ? moment.micros : await this.statement(moment.id, run);
    const oldest = this.history.now() - BigInt(Math.round(retentionDays(this.account.catalog, table) * DAY));
    if (micros < oldest || micros < BigInt(table.createdOn) * 1000n) throw tooOld(table);
    if (since === undefined || micros < since) throw untracked(table);
    const before = `SELECT work FROM ${COMMITS} WHERE "at" ${moment.inclusive ? "<=" : "<"} ${micros}`;
    return { log: historyLog(table.id), after: `"${WORK}" NOT IN (${before})` };
  }

  /** When the work of a statement committed; of one that changed nothing, when it ended. */
  private async statement(id: string, run: RunDuck): Promise<bigint> {
    const [row] = await run(
      `SELECT "at" FROM ${STATEMENTS} JOIN ${COMMITS} USING (work) WHERE query_id = '${id.replaceAll("'", "''")}'`,
    );
    const at = row === undefined ? this.account.extensions.statementEnds.get(id) : BigInt(asText(row[0]));
    if (at === undefined) throw new SnowflakeError("000709", "02000", `Statement ${id} not found`);
    return at;
  }
}

import type { Catalog, CatalogObject } from "../core/cloud";
import type { ChangeCapture, DataChange, Work } from "../core/hooks";
import { tableColumns } from "../core/account";
import { ident, physical } from "../movement/sql-text";
import {
  ACTION,
  alignLog,
  appendRows,
  columnList,
  contentHash,
  HASH,
  logTable,
  nextSequence,
  ROW,
  runOn,
  SEQUENCE,
  streamLog,
  UPDATE,
  WORK,
} from "./log";
import { streamDefinition } from "./definition";
import { historyLog, type History } from "./history";

let unique = 0;

/**
 * Writes to the logs of a table's streams what a statement changes. Insertions are found by DuckDB's row ids, which grow;
 * for any other change the table is compared with itself as it was before.
 */
export class StreamCapture implements ChangeCapture {
  constructor(
    private readonly catalog: () => Catalog,
    private readonly history: History,
  ) {}

  async begin(
    work: Work,
    table: CatalogObject,
    change: DataChange,
  ): Promise<(() => Promise<void>) | undefined> {
    work.changed.add(table.id);
    const streams = this.catalog()
      .list("STREAM")
      .filter((stream) => streamDefinition(stream).tableId === table.id);
    const of = (mode: string): string[] =>
      streams
        .filter((stream) => streamDefinition(stream).mode === mode)
        .map((stream) => streamLog(stream.id));
    const [standard, appendOnly] = [of("DEFAULT"), of("APPEND_ONLY")];
    const run = runOn(work.connection);
    if (this.history.tracked(table)) {
      await this.history.ensure(run, table);
      await this.history.note(run, work);
      standard.push(historyLog(table.id));
    }
    if (standard.length + appendOnly.length === 0) return undefined;
    for (const log of [...standard, ...appendOnly]) await alignLog(run, log, table);
    return change === "insert" || standard.length === 0
      ? this.insertion(work, table, change, [...standard, ...appendOnly])
      : this.comparison(work, table, standard, appendOnly);
  }

  private async insertion(
    work: Work,
    table: CatalogObject,
    change: DataChange,
    logs: readonly string[],
  ): Promise<(() => Promise<void>) | undefined> {
    if (change === "delete" || change === "truncate" || change === "update") return undefined;
    const { connection } = work;
    // INSERT OVERWRITE and MERGE may remove rows too, but new rows still get the greatest row ids.
    const answer = await connection.runAndReadAll(`SELECT max(rowid) FROM ${physical(table)}`);
    const last = answer.getRows()[0]?.[0];
    const after = typeof last === "bigint" ? `WHERE rowid > ${last}` : "";
    return async () => {
      for (const log of logs)
        await appendRows(runOn(connection), log, table, `SELECT * FROM ${physical(table)} ${after}`, work.id);
    };
  }

  private async comparison(
    work: Work,
    table: CatalogObject,
    standard: readonly string[],
    appendOnly: readonly string[],
  ): Promise<() => Promise<void>> {
    const { connection } = work;
    const before = `floe_before_${++unique}`;
    await connection.run(
      `CREATE TEMP TABLE ${before} AS SELECT rowid AS "floe$id", * FROM ${physical(table)}`,
    );
    return async () => {
      const changes = `floe_changes_${++unique}`;
      const [old, fresh] = [columnsOf(table, "b"), columnsOf(table, "a")];
      const first = await nextSequence(runOn(connection));
      const same = `(${contentHash(table, "b.")}) = (${contentHash(table, "a.")})`;
      const now = `SELECT rowid AS "floe$id", * FROM ${physical(table)}`;
      await connection.run(
        `CREATE TEMP TABLE ${changes} AS SELECT b."floe$id" AS was, a."floe$id" AS is_now, ${first} + row_number() OVER () AS seq, ${old.renamed}, ${fresh.renamed} FROM ${before} b FULL OUTER JOIN (${now}) a ON a."floe$id" = b."floe$id" WHERE a."floe$id" IS NULL OR b."floe$id" IS NULL OR NOT ${same}`,
      );
      for (const log of standard) await this.writeChanges(work, log, table, changes);
      for (const log of appendOnly)
        await appendRows(
          runOn(connection),
          log,
          table,
          `SELECT ${fresh.named} FROM ${changes} WHERE was IS NULL`,
          work.id,
        );
      await connection.run(`DROP TABLE ${changes}`);
      await connection.run(`DROP TABLE ${before}`);
    };
  }

  /**
   * Appends deletions and insertions. A deleted row that this stream has already seen arrive (same content, not yet
   * deleted) keeps that row's id, so that reading can tell net changes; an updated row keeps its id.
   */
  private async writeChanges(work: Work, name: string, table: CatalogObject, changes: string): Promise<void> {
    const { connection } = work;
    const log = logTable(name);
    const names = columnList(table);
    const [old, fresh] = [columnsOf(table, "b"), columnsOf(table, "a")];
    const order = `"${SEQUENCE}" * 2 + CAST("${ACTION}" = 'INSERT' AS BIGINT)`;
    const gone = `SELECT seq, hash(${old.bare}) AS h, row_number() OVER (PARTITION BY hash(${old.bare}) ORDER BY seq) AS n FROM ${changes} WHERE was IS NOT NULL`;
    const seen = `SELECT "${ROW}" FROM ${log} WHERE "${HASH}" IN (SELECT h FROM gone)`;
    const latest = `SELECT "${ROW}" AS id, arg_max("${HASH}", ${order}) AS h, max(${order}) AS last FROM ${log} WHERE "${ROW}" IN (${seen}) GROUP BY ALL`;
    const live = `SELECT id, h, row_number() OVER (PARTITION BY h ORDER BY last DESC) AS n FROM (${latest}) WHERE last % 2 = 1`;
    const identified = `${changes}_ids`;
    await connection.run(
      `CREATE TEMP TABLE ${identified} AS WITH gone AS MATERIALIZED (${gone}), live AS (${live}) SELECT gone.seq AS changed, coalesce(live.id, CAST(gone.seq AS VARCHAR)) AS id FROM gone LEFT JOIN live ON live.h = gone.h AND live.n = gone.n`,
    );
    const insert = `INSERT INTO ${log} ("${ACTION}", "${UPDATE}", "${ROW}", "${SEQUENCE}", "${WORK}", "${HASH}", ${names})`;
    await connection.run(
      `${insert} SELECT 'DELETE', is_now IS NOT NULL, id, seq, ${work.id}, hash(${old.bare}), ${old.bare} FROM ${changes} JOIN ${identified} ON changed = seq WHERE was IS NOT NULL`,
    );
    await connection.run(
      `${insert} SELECT 'INSERT', was IS NOT NULL, coalesce(id, CAST(seq AS VARCHAR)), seq, ${work.id}, hash(${fresh.bare}), ${fresh.bare} FROM ${changes} LEFT JOIN ${identified} ON changed = seq WHERE is_now IS NOT NULL`,
    );
    await connection.run(`DROP TABLE ${identified}`);
  }
}

/** The columns of the comparison's old (`b`) or new (`a`) side. */
function columnsOf(table: CatalogObject, side: "a" | "b"): { bare: string; named: string; renamed: string } {
  const columns = tableColumns(table);
  return {
    bare: columns.map((_, index) => `"${side}${index}"`).join(", "),
    renamed: columns.map(({ name }, index) => `${side}.${ident(name)} AS "${side}${index}"`).join(", "),
    named: columns.map(({ name }, index) => `"${side}${index}" AS ${ident(name)}`).join(", "),
  };
}

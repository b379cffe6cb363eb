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
  UPDATE,
  WORK,
} from "./log";
import { streamDefinition } from "./definition";

let unique = 0;

/**
 * Writes to the logs of a table's streams what a statement changes. Insertions are found by DuckDB's row ids, which grow;
 * for any other change the table is compared with itself as it was before.
 */
export class StreamCapture implements ChangeCapture {
  constructor(private readonly catalog: () => Catalog) {}

  async begin(
    work: Work,
    table: CatalogObject,
    change: DataChange,
  ): Promise<(() => Promise<void>) | undefined> {
    work.changed.add(table.id);
    const streams = this.catalog()
      .list("STREAM")
      .filter((stream) => streamDefinition(stream).tableId === table.id);
    if (streams.length === 0) return undefined;
    for (const stream of streams) await alignLog(runOn(work.connection), stream.id, table);
    const standard = streams.filter((stream) => streamDefinition(stream).mode === "DEFAULT");
    const appendOnly = streams.filter((stream) => streamDefinition(stream).mode === "APPEND_ONLY");
    return change === "insert" || standard.length === 0
      ? this.insertion(work, table, change, [...standard, ...appendOnly])
      : this.comparison(work, table, standard, appendOnly);
  }

  private async insertion(
    work: Work,
    table: CatalogObject,
    change: DataChange,
    streams: readonly CatalogObject[],
  ): Promise<(() => Promise<void>) | undefined> {
    if (change === "delete" || change === "truncate" || change === "update") return undefined;
    const { connection } = work;
    // INSERT OVERWRITE and MERGE may remove rows too, but new rows still get the greatest row ids.
    const answer = await connection.runAndReadAll(`SELECT max(rowid) FROM ${physical(table)}`);
    const last = answer.getRows()[0]?.[0];
    const after = typeof last === "bigint" ? `WHERE rowid > ${last}` : "";
    return async () => {
      for (const stream of streams)
        await appendRows(
          runOn(connection),
          stream.id,
          table,
          `SELECT * FROM ${physical(table)} ${after}`,
          work.id,
        );
    };
  }

  private async comparison(
    work: Work,
    table: CatalogObject,
    standard: readonly CatalogObject[],
    appendOnly: readonly CatalogObject[],
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
      for (const stream of standard) await this.writeChanges(work, stream.id, table, changes);
      for (const stream of appendOnly)
        await appendRows(
          runOn(connection),
          stream.id,
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
  private async writeChanges(
    work: Work,
    streamId: number,
    table: CatalogObject,
    changes: string,
  ): Promise<void> {
    const { connection } = work;
    const log = logTable(streamId);
    const names = columnList(table);
    const [old, fresh] = [columnsOf(table, "b"), columnsOf(table, "a")];
    const live = `SELECT "${HASH}" AS h, "${ROW}" AS id, row_number() OVER (PARTITION BY "${HASH}" ORDER BY "${SEQUENCE}" DESC) AS n FROM (SELECT *, row_number() OVER (PARTITION BY "${ROW}" ORDER BY "${SEQUENCE}" DESC, "${ACTION}" DESC) AS latest FROM ${log}) WHERE latest = 1 AND "${ACTION}" = 'INSERT'`;
    const identified = `${changes}_ids`;
    await connection.run(
      `CREATE TEMP TABLE ${identified} AS WITH live AS (${live}), gone AS (SELECT *, hash(${old.bare}) AS h, row_number() OVER (PARTITION BY hash(${old.bare}) ORDER BY seq) AS n FROM ${changes} WHERE was IS NOT NULL) SELECT gone.seq AS changed, coalesce(live.id, md5(concat('${streamId}:', gone.seq))) AS id FROM gone LEFT JOIN live ON live.h = gone.h AND live.n = gone.n`,
    );
    const insert = `INSERT INTO ${log} ("${ACTION}", "${UPDATE}", "${ROW}", "${SEQUENCE}", "${WORK}", "${HASH}", ${names})`;
    await connection.run(
      `${insert} SELECT 'DELETE', is_now IS NOT NULL, id, seq, ${work.id}, hash(${old.bare}), ${old.bare} FROM ${changes} JOIN ${identified} ON changed = seq WHERE was IS NOT NULL`,
    );
    await connection.run(
      `${insert} SELECT 'INSERT', was IS NOT NULL, coalesce(id, md5(concat('${streamId}:', seq))), seq, ${work.id}, hash(${fresh.bare}), ${fresh.bare} FROM ${changes} LEFT JOIN ${identified} ON changed = seq WHERE is_now IS NOT NULL`,
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

import { tableColumns } from "../core/account";
import type { CatalogObject } from "../core/cloud";
import { flag, text, type ResultColumn } from "../core/result";
import { columnType } from "../tables/types";
import { ACTION, columnList, HASH, ROW, SEQUENCE, UPDATE } from "./log";

/** The columns of a stream or of CHANGES: the table's and what says how a row changed. */
export function changeColumns(table: CatalogObject): readonly ResultColumn[] {
  const columns = tableColumns(table).map(({ name, type }): ResultColumn => ({
    name,
    type: columnType(type),
    nullable: true,
  }));
  return [...columns, text("METADATA$ACTION"), flag("METADATA$ISUPDATE"), text("METADATA$ROW_ID")];
}

/** Logged rows as a stream shows them. */
export const shown = (table: CatalogObject, rows: string): string =>
  `SELECT ${columnList(table)}, "${ACTION}" AS "METADATA$ACTION", "${UPDATE}" AS "METADATA$ISUPDATE", sha1(concat('${table.id}:', "${ROW}")) AS "METADATA$ROW_ID" FROM (${rows})`;

/**
 * Net changes per row: a row that came and went is not shown; one that changed several times is shown once, as the
 * deletion of what it was and the insertion of what it is.
 */
export function net(pending: string): string {
  const order = `ORDER BY "${SEQUENCE}", "${ACTION}"`;
  const marked = `SELECT *, row_number() OVER (PARTITION BY "${ROW}" ${order}) AS "floe$first", row_number() OVER (PARTITION BY "${ROW}" ORDER BY "${SEQUENCE}" DESC, "${ACTION}" DESC) AS "floe$last", first_value("${ACTION}") OVER (PARTITION BY "${ROW}" ${order}) AS "floe$began", last_value("${ACTION}") OVER (PARTITION BY "${ROW}" ${order} ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS "floe$ended", first_value("${HASH}") OVER (PARTITION BY "${ROW}" ${order}) AS "floe$was", last_value("${HASH}") OVER (PARTITION BY "${ROW}" ${order} ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS "floe$is" FROM (${pending})`;
  const deleted = `("floe$first" = 1 AND "${ACTION}" = 'DELETE' AND NOT ("floe$ended" = 'INSERT' AND "floe$was" = "floe$is"))`;
  const inserted = `("floe$last" = 1 AND "${ACTION}" = 'INSERT' AND NOT ("floe$began" = 'DELETE' AND "floe$was" = "floe$is"))`;
  return `SELECT * REPLACE ("floe$began" = 'DELETE' AND "floe$ended" = 'INSERT' AS "${UPDATE}") FROM (${marked}) WHERE ${deleted} OR ${inserted}`;
}

import type { DuckDBConnection } from "@duckdb/node-api";
import { tableColumns, type Account, type TableColumn } from "../core/account";
import type { CatalogObject, Path, Session } from "../core/cloud";
import type { Work } from "../core/hooks";
import type { ResultColumn } from "../core/result";
import { bindColumns } from "../query/column-types";
import { quoteDuck } from "../query/database";
import { assign } from "../query/dml";
import { ownerSession, prepareQuery } from "../query/prepare";
import { typed } from "../query/translate/typed";
import { storageOf } from "../tables/storage";
import { columnType, duckTypeOf } from "../tables/types";
import { dynamicDefinition } from "./definition";

let unique = 0;

export interface DynamicQuery {
  readonly sql: string;
  readonly columns: readonly ResultColumn[];
  /** Hidden ids of all it reads. */
  readonly reads: ReadonlySet<number>;
}

/** The query of a dynamic table, with its owner's rights, from its own schema. */
export async function dynamicQuery(
  account: Account,
  { query, path, owner }: { readonly query: string; readonly path: Path; readonly owner: string },
  work: Pick<Work, "connection" | "id"> & { readonly session: Session },
): Promise<DynamicQuery> {
  const [database, schema] = path;
  const acting: Work = {
    id: work.id,
    connection: work.connection,
    session: ownerSession(work.session, owner, database, schema),
    consumed: new Set(),
    changed: new Set(),
    read: new Set(),
  };
  const prepared = await prepareQuery(account, query, acting, { inline: true });
  const columns = await bindColumns(work.connection, prepared.sql, prepared.columns);
  return { sql: prepared.sql, columns, reads: acting.read };
}

/** A query of the rows as the table's columns hold them. */
function rowsAs(query: DynamicQuery, columns: readonly TableColumn[]): string {
  const cells = columns.map((_, index) => `c${index}`).join(", ");
  const values = columns.map((column, index) => {
    const type = columnType(column.type);
    const value = assign(typed(`c${index}`, query.columns[index]?.type), type);
    return `CAST(${value} AS ${duckTypeOf(type)}) AS ${quoteDuck(column.name)}`;
  });
  return `SELECT ${values.join(", ")} FROM (${query.sql}) AS q(${cells})`;
}

/** Fills a table that was just made. */
export async function fill(
  connection: DuckDBConnection,
  storage: string,
  query: DynamicQuery,
  columns: readonly TableColumn[],
): Promise<number> {
  await connection.run(`INSERT INTO ${storage} ${rowsAs(query, columns)}`);
  const counted = await connection.runAndReadAll(`SELECT count(*) FROM ${storage}`);
  return Number(counted.getRowsJson()[0]?.[0] ?? 0);
}

export interface Refreshed {
  readonly inserted: number;
  readonly deleted: number;
  readonly reads: ReadonlySet<number>;
}

/**
 * Makes a table's rows those of its query: only rows that are gone are deleted and only new ones inserted, so that
 * streams on it show what has changed.
 */
export async function refresh(account: Account, table: CatalogObject, work: Work): Promise<Refreshed> {
  const { connection } = work;
  const { query: text } = dynamicDefinition(table);
  const query = await dynamicQuery(account, { ...table, query: text }, work);
  const columns = tableColumns(table);
  const names = columns.map(({ name }) => quoteDuck(name)).join(", ");
  const storage = storageOf(table);
  const mark = ++unique;
  const [fresh, gone, come] = ["fresh", "gone", "come"].map((name) => `floe_dynamic_${name}_${mark}`);
  // The same row may be there several times: of each content, the first n of both sides are the same rows.
  const numbered = (from: string, extra = ""): string =>
    `SELECT ${extra}*, hash(${names}) AS "floe$h", row_number() OVER (PARTITION BY hash(${names})) AS "floe$n" FROM ${from}`;
  const on = `f."floe$h" = k."floe$h" AND f."floe$n" = k."floe$n"`;
  const kept = numbered(storage, 'rowid AS "floe$id", ');
  await connection.run(`CREATE TEMP TABLE ${fresh ?? ""} AS ${numbered(`(${rowsAs(query, columns)})`)}`);
  const count = async (name: string, sql: string): Promise<number> => {
    await connection.run(`CREATE TEMP TABLE ${name} AS ${sql}`);
    const reader = await connection.runAndReadAll(`SELECT count(*) FROM ${name}`);
    return Number(reader.getRowsJson()[0]?.[0] ?? 0);
  };
  const deleted = await count(
    gone ?? "",
    `SELECT k."floe$id" FROM (${kept}) AS k ANTI JOIN ${fresh ?? ""} AS f ON ${on}`,
  );
  const inserted = await count(
    come ?? "",
    `SELECT ${names} FROM ${fresh ?? ""} AS f ANTI JOIN (${kept}) AS k ON ${on}`,
  );
  if (deleted + inserted > 0) {
    const after: (() => Promise<void>)[] = [];
    for (const capture of account.extensions.captures) {
      const done = await capture.begin(work, table, "merge");
      if (done !== undefined) after.push(done);
    }
    if (deleted > 0)
      await connection.run(`DELETE FROM ${storage} WHERE rowid IN (SELECT "floe$id" FROM ${gone ?? ""})`);
    if (inserted > 0)
      await connection.run(`INSERT INTO ${storage} (${names}) SELECT ${names} FROM ${come ?? ""}`);
    for (const done of after) await done();
  }
  for (const name of [fresh, gone, come]) await connection.run(`DROP TABLE ${name ?? ""}`);
  return { inserted, deleted, reads: query.reads };
}

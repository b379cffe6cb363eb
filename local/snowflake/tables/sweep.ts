import { jsonText } from "../core/json-text";
import type { Database } from "../core/account";
import type { CatalogStore } from "../catalog/store";
import { duckString, quoteDuck } from "../query/database";

/** How long a dropped table can be restored with UNDROP: Snowflake's default retention of one day. */
const RETENTION_MS = 86_400_000;

/** Drops DuckDB tables and sequences that no object, live or restorable, refers to: those of temporary and purged tables. */
export async function sweepStorage(database: Database, catalog: CatalogStore): Promise<void> {
  await catalog.purge(Date.now() - RETENTION_MS);
  const used = new Set<string>();
  for (const kind of ["TABLE", "DYNAMIC TABLE", "SEQUENCE"])
    for (const object of [...catalog.list(kind), ...catalog.listDropped(kind)])
      used.add(jsonText(object.properties["storage"]));
  await database.transaction(async (connection) => {
    const tables = await connection.runAndReadAll(
      `SELECT table_name FROM duckdb_tables() WHERE schema_name = ${duckString("data")}`,
    );
    for (const [name] of tables.getRowsJson()) {
      const storage = `"data".${quoteDuck(jsonText(name))}`;
      if (!used.has(storage)) await connection.run(`DROP TABLE IF EXISTS ${storage}`);
    }
  });
}

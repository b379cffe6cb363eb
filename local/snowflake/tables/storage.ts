import type { CatalogObject } from "../core/cloud";
import { quoteDuck } from "../query/database";

let counter = 0;

/** The DuckDB table that holds a TABLE's rows. It does not follow the table's name. */
export function storageOf(table: CatalogObject): string {
  const storage = table.properties["storage"];
  if (typeof storage !== "string") throw new Error(`${table.kind} ${table.path.join(".")} stores no rows`);
  return storage;
}

/** A new, unused DuckDB name for the object; readable, because people look into the file. */
export function newStorage(path: readonly string[]): string {
  counter = (counter + 1) % 1_000_000;
  return `"data".${quoteDuck(`${path.join(".")}#${Date.now().toString(36)}${counter.toString(36)}`)}`;
}

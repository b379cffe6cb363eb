import type { CatalogObject } from "../core/cloud";
import { storageOf } from "../tables/storage";

export { duckString as literal, quoteDuck as ident } from "../query/database";

/** The DuckDB table that holds a Snowflake table's rows. */
export const physical = (table: CatalogObject): string => storageOf(table);

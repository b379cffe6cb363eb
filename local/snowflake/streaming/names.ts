import { quoteIfNeeded } from "../ddl/names";
import type { Path } from "../core/cloud";

/** An identifier as clients send it: as it would be written in SQL. */
export const identifier = (text: string): string =>
  /^".*"$/s.test(text) ? text.slice(1, -1).replaceAll('""', '"') : text.toUpperCase();

/** A table as requests name it, and as answers must. */
export interface TableName {
  readonly database: string;
  readonly schema: string;
  readonly table: string;
}

export const pathOf = ({ database, schema, table }: TableName): Path =>
  [database, schema, table].map(identifier);

export function tableName([database = "", schema = "", table = ""]: Path): TableName {
  // Clients send the names back, and fold to upper case what has no quotes.
  return { database: quoteIfNeeded(database), schema: quoteIfNeeded(schema), table: quoteIfNeeded(table) };
}

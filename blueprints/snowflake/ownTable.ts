import { qualifiedName, quoteIdentifier, quoteString } from "./identifiers";

export interface OwnTableSpec {
  /** Database, schema and name. */
  readonly table: readonly [string, string, string];
  readonly transient?: boolean;
  /** What follows the name: columns in parentheses, then options. */
  readonly definition: string;
  /** Tells the table from others of its name: a table that has another comment is somebody else's. */
  readonly comment: string;
}

/**
 * Makes a table, and takes up one that an interrupted deployment has made. A table of somebody else is refused: it would
 * be written to now, and dropped with the stack.
 */
export function ownTableStatement({ table, transient, definition, comment }: OwnTableSpec): string {
  const [database, schema, name] = table;
  const kind = transient === true ? "TRANSIENT TABLE" : "TABLE";
  const said = quoteString(
    `table ${table.join(".")} exists and is not of this stack. Fix: name another here, or rename or drop that one`,
  );
  const others = [
    `SELECT COUNT(*) FROM ${quoteIdentifier(database)}.INFORMATION_SCHEMA.TABLES`,
    `WHERE TABLE_SCHEMA = ${quoteString(schema)} AND TABLE_NAME = ${quoteString(name)}`,
    `AND COALESCE(COMMENT, '') <> ${quoteString(comment)}`,
  ].join(" ");
  return [
    `EXECUTE IMMEDIATE $$DECLARE taken EXCEPTION (-20001, ${said}); others INTEGER; BEGIN`,
    `others := (${others});`,
    "IF (others > 0) THEN RAISE taken; END IF;",
    `CREATE ${kind} IF NOT EXISTS ${qualifiedName(...table)} ${definition} COMMENT = ${quoteString(comment)};`,
    "RETURN 'ok'; END$$",
  ].join(" ");
}

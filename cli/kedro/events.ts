import { qualifiedName, quoteString } from "../../blueprints/snowflake";
import { nameParts } from "../../provider/snowflake/names";
import { cell, type Session, StatementFailed } from "../../provider/snowflake/session";

/** A line that a task wrote to the log. */
export interface LogLine {
  readonly queryId: string;
  readonly at: string;
  readonly level: string;
  readonly text: string;
}

/** How many lines are read at most. */
export const mostLines = 1000;

/**
 * Log lines of queries from the event table of the database, or the account's (documentation, "Event table columns").
 * Undefined when there is none that the role may read.
 */
export async function logLines(
  session: Session,
  database: string,
  queryIds: readonly string[],
  since: string,
): Promise<LogLine[] | undefined> {
  const ids = queryIds.filter((id) => /^[\w-]+$/.test(id));
  if (ids.length === 0) return [];
  try {
    const table = await eventTable(session, database);
    if (table === undefined) return undefined;
    const rows = await session.run(
      `SELECT TIMESTAMP AS AT, RESOURCE_ATTRIBUTES:"snow.query.id"::VARCHAR AS QUERY_ID, ` +
        `RECORD:"severity_text"::VARCHAR AS LEVEL, VALUE::VARCHAR AS TEXT FROM ${table} ` +
        `WHERE RECORD_TYPE = 'LOG' AND TIMESTAMP >= ${quoteString(since)}::TIMESTAMP_NTZ ` +
        `AND RESOURCE_ATTRIBUTES:"snow.query.id"::VARCHAR IN (${ids.map(quoteString).join(", ")}) ` +
        `ORDER BY TIMESTAMP LIMIT ${mostLines}`,
    );
    return rows.map((row) => ({
      queryId: cell(row, "QUERY_ID"),
      at: cell(row, "AT"),
      level: cell(row, "LEVEL"),
      text: cell(row, "TEXT"),
    }));
  } catch (error) {
    if (error instanceof StatementFailed) return undefined;
    throw error;
  }
}

async function eventTable(session: Session, database: string): Promise<string | undefined> {
  const rows = await session.run(`SHOW PARAMETERS LIKE 'EVENT_TABLE' IN DATABASE ${qualifiedName(database)}`);
  const name = cell(rows[0], "value");
  if (name === "") return undefined;
  const [own, schema, table] = nameParts(name);
  return own === undefined || schema === undefined || table === undefined
    ? undefined
    : qualifiedName(own, schema, table);
}

import type { Bag, Call } from "../framework";

export type Cell = string | number | boolean | null | undefined | Date;
export type Row = Readonly<Record<string, Cell>>;

/** A logged-in session: statements run one after another, as one role. */
export interface Session {
  run(sql: string): Promise<readonly Row[]>;
}

/** Opens (or reuses) the session of a role. Statements are cancelled when the call's signal aborts. */
export type OpenSession = (
  call: Pick<Call, "config" | "signal">,
  role: string | undefined,
) => Promise<Session>;

/** A statement Snowflake refused. */
export class StatementFailed extends Error {
  override readonly name = "StatementFailed";
  constructor(
    message: string,
    readonly code: string,
    readonly sqlState: string,
  ) {
    super(message);
  }

  /** The object does not exist, or the role may not see it: Snowflake does not tell the two apart. */
  get missing(): boolean {
    return this.sqlState === "02000" || this.code === "002003" || this.code === "2003";
  }

  get exists(): boolean {
    return this.sqlState === "42710" || this.code === "002002" || this.code === "2002";
  }
}

/** Text of a cell, "" when null. */
export function cell(row: Row | undefined, column: string): string {
  const value = row?.[column] ?? row?.[column.toUpperCase()];
  if (value === null || value === undefined || value === "null") return "";
  return value instanceof Date ? value.toISOString() : String(value);
}

export type Config = Bag;

import type { Connection, RowStatement, SnowflakeError } from "snowflake-sdk";
import { reasonOf } from "../framework";
import { Links, type Options } from "./links";
import { type OpenSession, type Row, type Session, StatementFailed } from "./session";
import { connectionOptions } from "./settings";

/** Sessions of one process. */
export interface Sessions {
  readonly open: OpenSession;
  /** Ends every connection. */
  readonly close: () => Promise<void>;
}

/** Sessions through the official driver, loaded on first use. */
export function driverSessions(): Sessions {
  const links = new Links();
  return {
    open: async ({ config, signal }, role) => {
      const options = connectionOptions(config, role);
      return new DriverSession(links, options, await links.get(options, signal), signal);
    },
    close: () => links.close(),
  };
}

/**
 * Codes of statements that were turned away at the door: the session is gone (390104, 390111, 401004), or its tokens
 * have expired (390112, 390114), as after hours in which only AWS was at work; and the driver's own word for it
 * (407002).
 */
const turnedAway = new Set(["390104", "390111", "390112", "390114", "401004", "407002"]);

class DriverSession implements Session {
  /** The warehouse the session was told to use: another session must be told again. */
  private warehouse: string | undefined;

  constructor(
    private readonly links: Links,
    private readonly options: Options,
    private connection: Connection,
    private readonly signal: AbortSignal,
  ) {}

  async run(sql: string): Promise<readonly Row[]> {
    const rows = await this.answered(sql);
    if (sql.startsWith("USE WAREHOUSE ")) this.warehouse = sql;
    return rows;
  }

  private async answered(sql: string): Promise<readonly Row[]> {
    const sent: { id?: string } = {};
    try {
      return await this.execute(sql, sent);
    } catch (error) {
      if (!(error instanceof StatementFailed && turnedAway.has(error.code)) || this.signal.aborted)
        throw error;
      this.connection = await this.links.renew(this.options, this.connection, this.signal);
      if (this.warehouse !== undefined && this.warehouse !== sql) await this.execute(this.warehouse, {});
      // By its id Snowflake knows a statement that was executed after all.
      return await this.execute(sql, sent);
    }
  }

  private execute(sql: string, sent: { id?: string }): Promise<readonly Row[]> {
    const { signal } = this;
    if (signal.aborted) return Promise.reject(reasonOf(signal));
    return new Promise((resolve, reject) => {
      const abort = () => {
        statement.cancel(() => undefined);
        reject(reasonOf(signal));
      };
      signal.addEventListener("abort", abort, { once: true });
      const statement: RowStatement = this.connection.execute({
        sqlText: sql,
        ...(sent.id === undefined ? {} : { requestId: sent.id }),
        complete: (error: SnowflakeError | undefined, _statement, rows) => {
          signal.removeEventListener("abort", abort);
          if (!(error instanceof Error)) resolve((rows ?? []) as Row[]);
          else reject(new StatementFailed(error.message, String(error.code ?? ""), error.sqlState ?? ""));
        },
      });
      sent.id = statement.getRequestId();
    });
  }
}

export const { open: openSession, close: closeConnections } = driverSessions();

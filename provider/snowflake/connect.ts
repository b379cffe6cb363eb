import type { Connection, RowStatement, SnowflakeError } from "snowflake-sdk";
import { reasonOf } from "../framework";
import { type OpenSession, type Row, type Session, StatementFailed } from "./session";
import { connectionOptions } from "./settings";

/** One connection per role, kept for the life of the provider: logging in costs more than most statements. */
const connections = new Map<string, Promise<Connection>>();

/** Sessions through the official driver, loaded on first use. */
export const openSession: OpenSession = async (call, role) => {
  const connection = await connected(call.config, role);
  return new DriverSession(connection, call.signal);
};

async function connected(
  config: Parameters<OpenSession>[0]["config"],
  role: string | undefined,
): Promise<Connection> {
  const options = connectionOptions(config, role);
  const key = JSON.stringify([
    options.account,
    options.accessUrl,
    options.username,
    options.role,
    options.warehouse,
  ]);
  const found = await connections.get(key);
  if (found?.isUp() === true) return found;
  const opening = connect(options);
  connections.set(key, opening);
  opening.catch(() => connections.delete(key));
  return opening;
}

async function connect(options: ReturnType<typeof connectionOptions>): Promise<Connection> {
  const sdk = await import("snowflake-sdk");
  sdk.default.configure({ logLevel: "OFF", additionalLogToConsole: false });
  const connection = sdk.default.createConnection(options);
  await new Promise<void>((resolve, reject) => {
    connection.connect((error) => {
      if (!(error instanceof Error)) resolve();
      else reject(new Error(`cannot log in to Snowflake account ${options.account}: ${error.message}`));
    });
  });
  return connection;
}

class DriverSession implements Session {
  constructor(
    private readonly connection: Connection,
    private readonly signal: AbortSignal,
  ) {}

  run(sql: string): Promise<readonly Row[]> {
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
        complete: (error: SnowflakeError | undefined, _statement, rows) => {
          signal.removeEventListener("abort", abort);
          if (!(error instanceof Error)) resolve((rows ?? []) as Row[]);
          else reject(new StatementFailed(error.message, String(error.code ?? ""), error.sqlState ?? ""));
        },
      });
    });
  }
}

/** Ends every connection. */
export async function closeConnections(): Promise<void> {
  const open = [...connections.values()];
  connections.clear();
  await Promise.all(
    open.map(async (opening) => {
      const connection = await opening.catch(() => undefined);
      await new Promise<void>((resolve) => {
        if (connection === undefined) resolve();
        else connection.destroy(() => resolve());
      });
    }),
  );
}

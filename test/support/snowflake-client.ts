import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import snowflake, { type Bind, type Connection, type ConnectionOptions } from "snowflake-sdk";
import { startSnowflake, type RunningSnowflake } from "../../local/snowflake/server/start";

snowflake.configure({ logLevel: "OFF", additionalLogToConsole: false });

export const ADMIN = { user: "FLOE", password: "a-long-test-password" };

export interface TestServer {
  readonly stateDir: string;
  server: RunningSnowflake;
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** A local Snowflake on a free port, in a state folder of its own. */
export async function startServer(): Promise<TestServer> {
  const stateDir = mkdtempSync(join(tmpdir(), "floe-snowflake-"));
  const start = (): Promise<RunningSnowflake> =>
    startSnowflake({ stateDir, port: 0, admin: ADMIN, log: () => undefined });
  const test: TestServer = {
    stateDir,
    server: await start(),
    restart: async () => {
      await test.server.stop();
      test.server = await start();
    },
    close: async () => {
      await test.server.stop();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
  return test;
}

/** A session of the official driver. */
export class Client {
  private constructor(readonly connection: Connection) {}

  static async connect(
    server: Pick<RunningSnowflake, "host" | "port" | "url">,
    options: Partial<ConnectionOptions> = {},
  ): Promise<Client> {
    const connection = snowflake.createConnection({
      account: "FLOE_LOCAL",
      username: ADMIN.user,
      ...(options.authenticator === undefined && { password: ADMIN.password }),
      host: server.host,
      port: server.port,
      protocol: "http",
      accessUrl: server.url,
      rowMode: "array",
      fetchAsString: ["Number", "Date", "JSON"],
      ...options,
    } as ConnectionOptions);
    await new Promise<void>((resolve, reject) =>
      connection.connect((error) => (error ? reject(error) : resolve())),
    );
    return new Client(connection);
  }

  /** The rows as arrays of the texts the server sent. */
  rows(sqlText: string, binds?: readonly unknown[]): Promise<unknown[][]> {
    return new Promise((resolve, reject) => {
      this.connection.execute({
        sqlText,
        ...(binds && { binds: binds as Bind[] }),
        complete: (error, _statement, rows) => (error ? reject(error) : resolve((rows ?? []) as unknown[][])),
      });
    });
  }

  async row(sqlText: string, binds?: readonly unknown[]): Promise<unknown[]> {
    return (await this.rows(sqlText, binds))[0] ?? [];
  }

  /** The error's code, or "ok". */
  async code(sqlText: string): Promise<string> {
    try {
      await this.rows(sqlText);
      return "ok";
    } catch (error) {
      return String((error as { code?: unknown }).code);
    }
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.connection.destroy(() => resolve()));
  }
}

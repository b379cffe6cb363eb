import snowflake from "snowflake-sdk";
import type { SnowflakeConnection } from "../local/cloud/state";

export interface ResultSet {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** A connection of the official driver to local Snowflake. */
export class SnowflakeClient {
  private constructor(private readonly connection: snowflake.Connection) {}

  static async connect(to: SnowflakeConnection): Promise<SnowflakeClient> {
    snowflake.configure({ logLevel: "OFF", additionalLogToConsole: false });
    const options = {
      account: to.account,
      username: to.user,
      password: to.password,
      host: to.host,
      port: to.port,
      protocol: to.protocol,
      role: "ACCOUNTADMIN",
      application: "floe",
    };
    const connection = snowflake.createConnection(options);
    await new Promise<void>((resolve, reject) => {
      connection.connect((error) => (error ? reject(plain(error)) : resolve()));
    });
    return new SnowflakeClient(connection);
  }

  /** Runs one or more statements; one result set per statement. */
  async run(sqlText: string): Promise<ResultSet[]> {
    const results: ResultSet[] = [];
    await new Promise<void>((resolve, reject) => {
      this.connection.execute({
        sqlText,
        parameters: { MULTI_STATEMENT_COUNT: 0 },
        complete: (error, statement, rows) => {
          if (error) {
            reject(plain(error));
            return;
          }
          results.push({
            columns: (statement.getColumns() ?? []).map((column) => ({
              name: column.getName(),
              type: column.getType(),
            })),
            rows: (rows ?? []) as Record<string, unknown>[],
          });
          if ("hasNext" in statement && statement.hasNext()) statement.NextResult();
          else resolve();
        },
      });
    });
    return results;
  }

  /** Rows of one statement. */
  async query(sqlText: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    return (await this.run(sqlText)).at(-1)?.rows ?? [];
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.connection.destroy(() => resolve());
    });
  }
}

/** The driver's errors carry whole requests; people need the message and Snowflake's code. */
function plain(error: Error): Error {
  const code =
    "code" in error && (typeof error.code === "string" || typeof error.code === "number")
      ? ` (${error.code})`
      : "";
  return new Error(`${error.message}${code}`);
}

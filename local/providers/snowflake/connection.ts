import type { Connection, ConnectionOptions } from "snowflake-sdk";
import type { Bag } from "../../../provider/framework/resource";
import { map, num, str } from "../common/values";

export type Row = Readonly<Record<string, unknown>>;

/** A value of the provider's configuration, else of the environment variable that the real provider reads. */
const setting = (config: Bag, property: string, variable: string): string | undefined => {
  const given = str(config[property]);
  const value = given ?? process.env[`SNOWFLAKE_${variable}`];
  return value === "" ? undefined : value;
};

export const optionsOf = (config: Bag): ConnectionOptions => {
  const organization = setting(config, "organizationName", "ORGANIZATION_NAME");
  const name = setting(config, "accountName", "ACCOUNT_NAME");
  const account =
    organization === undefined || name === undefined
      ? process.env.SNOWFLAKE_ACCOUNT
      : `${organization}-${name}`;
  if (account === undefined) {
    throw new Error(
      "the snowflake provider needs organizationName and accountName (or SNOWFLAKE_ORGANIZATION_NAME and SNOWFLAKE_ACCOUNT_NAME)",
    );
  }
  const username = setting(config, "user", "USER");
  if (username === undefined) throw new Error("the snowflake provider needs user (or SNOWFLAKE_USER)");
  const host = setting(config, "host", "HOST");
  const port = num(config.port) ?? Number(process.env.SNOWFLAKE_PORT ?? 443);
  const protocol = setting(config, "protocol", "PROTOCOL") ?? "https";
  const role = setting(config, "role", "ROLE");
  const warehouse = setting(config, "warehouse", "WAREHOUSE");
  const privateKey = setting(config, "privateKey", "PRIVATE_KEY");
  const privateKeyPass = setting(config, "privateKeyPassphrase", "PRIVATE_KEY_PASSPHRASE");
  const password = setting(config, "password", "PASSWORD");
  const wanted = setting(config, "authenticator", "AUTHENTICATOR")?.toUpperCase();
  const byKey =
    wanted === "SNOWFLAKE_JWT" || wanted === "JWT" || (wanted === undefined && privateKey !== undefined);
  if (byKey ? privateKey === undefined : password === undefined) {
    throw new Error(
      `the snowflake provider needs ${byKey ? "privateKey" : "password"} to log in as ${username}`,
    );
  }
  return {
    account,
    username,
    application: "FLOE",
    ...(host === undefined ? {} : { accessUrl: `${protocol}://${host}:${port}` }),
    ...(role === undefined ? {} : { role }),
    ...(warehouse === undefined ? {} : { warehouse }),
    ...(byKey
      ? {
          authenticator: "SNOWFLAKE_JWT",
          privateKey,
          ...(privateKeyPass === undefined ? {} : { privateKeyPass }),
        }
      : { authenticator: "SNOWFLAKE", password }),
  };
};

let opened: Promise<Connection> | undefined;

const open = async (config: Bag): Promise<Connection> => {
  const sdk = (await import("snowflake-sdk")).default;
  sdk.configure({ logLevel: "OFF", additionalLogToConsole: false });
  const connection = sdk.createConnection(optionsOf(config));
  await new Promise<void>((resolve, reject) => {
    connection.connect((error) => (error ? reject(error) : resolve()));
  });
  const parameters = Object.entries(map(config.params)).map(
    ([name, value]) => `${name} = '${value.replaceAll("'", "''")}'`,
  );
  if (parameters.length > 0) await execute(connection, `ALTER SESSION SET ${parameters.join(" ")}`);
  return connection;
};

const execute = (connection: Connection, sqlText: string, signal?: AbortSignal): Promise<Row[]> =>
  new Promise((resolve, reject) => {
    const statement = connection.execute({
      sqlText,
      complete: (error, _statement, rows) => {
        signal?.removeEventListener("abort", cancel);
        if (error) reject(error);
        else resolve((rows ?? []) as Row[]);
      },
    });
    const cancel = (): void => statement.cancel(() => undefined);
    signal?.addEventListener("abort", cancel, { once: true });
  });

/** Runs one statement on the process's only connection, which is opened by the first statement. */
export const run = async (config: Bag, sql: string, signal?: AbortSignal): Promise<Row[]> => {
  opened ??= open(config);
  let connection: Connection;
  try {
    connection = await opened;
  } catch (error) {
    opened = undefined;
    throw error;
  }
  return execute(connection, sql, signal);
};

export const closeConnection = async (): Promise<void> => {
  const connection = await opened?.catch(() => undefined);
  opened = undefined;
  if (connection === undefined) return;
  await new Promise<void>((resolve) => {
    connection.destroy(() => resolve());
  });
};

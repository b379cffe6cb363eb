import { createPrivateKey } from "node:crypto";
import type { ConnectionOptions } from "snowflake-sdk";
import { type Bag, number, text } from "../framework";

const loopback = new Set(["127.0.0.1", "localhost", "::1", "[::1]"]);

/** Connection settings from the provider's configuration and, for what it leaves out, the standard environment. */
export function connectionOptions(
  config: Bag,
  role: string | undefined,
  env = process.env,
): ConnectionOptions {
  const read = (key: string, variable: string) => text(config[key]) ?? nonEmpty(env[variable]);
  const account =
    read("account", "SNOWFLAKE_ACCOUNT") ??
    joined(env.SNOWFLAKE_ORGANIZATION_NAME, env.SNOWFLAKE_ACCOUNT_NAME);
  if (account === undefined) {
    throw new Error(
      "no Snowflake account is known: set floe:account, or SNOWFLAKE_ORGANIZATION_NAME and SNOWFLAKE_ACCOUNT_NAME",
    );
  }
  const host = read("host", "SNOWFLAKE_HOST");
  const port =
    number(config.port) ??
    (nonEmpty(env.SNOWFLAKE_PORT) === undefined ? undefined : Number(env.SNOWFLAKE_PORT));
  const protocol = read("protocol", "SNOWFLAKE_PROTOCOL") ?? "https";
  return {
    account,
    username: read("user", "SNOWFLAKE_USER"),
    role: role ?? read("role", "SNOWFLAKE_ROLE"),
    warehouse: read("warehouse", "SNOWFLAKE_WAREHOUSE"),
    application: "floe",
    ...(host === undefined
      ? {}
      : { accessUrl: `${protocol}://${host}${port === undefined ? "" : `:${port}`}` }),
    ...login(read, host),
  };
}

type Read = (key: string, variable: string) => string | undefined;

function login(read: Read, host: string | undefined): Partial<ConnectionOptions> {
  const privateKey = read("privateKey", "SNOWFLAKE_PRIVATE_KEY");
  const password = read("password", "SNOWFLAKE_PASSWORD");
  const authenticator =
    read("authenticator", "SNOWFLAKE_AUTHENTICATOR") ??
    (privateKey === undefined ? "SNOWFLAKE" : "SNOWFLAKE_JWT");
  switch (authenticator) {
    case "SNOWFLAKE_JWT":
      if (privateKey === undefined)
        throw missing("a private key", "floe:privateKey or SNOWFLAKE_PRIVATE_KEY");
      return {
        authenticator,
        privateKey: opened(privateKey, read("privateKeyPassphrase", "SNOWFLAKE_PRIVATE_KEY_PASSPHRASE")),
      };
    case "WORKLOAD_IDENTITY":
      return {
        authenticator,
        workloadIdentityProvider: identityProvider(
          read("workloadIdentityProvider", "SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER"),
        ),
        token: read("token", "SNOWFLAKE_TOKEN"),
      };
    case "OAUTH":
      return { authenticator, token: read("token", "SNOWFLAKE_TOKEN") };
    default:
      if (password === undefined) throw missing("a private key", "floe:privateKey or SNOWFLAKE_PRIVATE_KEY");
      // A password in a deployment is a secret that never expires; the local cloud has nothing to protect.
      if (!loopback.has(host ?? "")) {
        throw new Error(
          "a password logs in to a local cloud only: use floe:privateKey, or WORKLOAD_IDENTITY with a token",
        );
      }
      return { authenticator: "SNOWFLAKE", password };
  }
}

const identityProviders = ["AWS", "AZURE", "GCP", "OIDC"] as const;

function identityProvider(value: string | undefined) {
  const found = identityProviders.find((provider) => provider === value);
  if (found === undefined) {
    throw missing("a workload identity provider (AWS, AZURE, GCP or OIDC)", "floe:workloadIdentityProvider");
  }
  return found;
}

function missing(what: string, where: string): Error {
  return new Error(`Snowflake needs ${what}: set ${where}`);
}

/** The driver takes an unencrypted key only. */
function opened(pem: string, passphrase: string | undefined): string {
  try {
    const key = createPrivateKey({
      key: pem,
      format: "pem",
      ...(passphrase === undefined ? {} : { passphrase }),
    });
    return key.export({ type: "pkcs8", format: "pem" }).toString();
  } catch {
    throw new Error("the Snowflake private key is not a PEM key, or its passphrase is wrong or missing");
  }
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || value === "" ? undefined : value;
}

function joined(organization: string | undefined, account: string | undefined): string | undefined {
  return nonEmpty(organization) === undefined || nonEmpty(account) === undefined
    ? undefined
    : `${organization ?? ""}-${account ?? ""}`;
}

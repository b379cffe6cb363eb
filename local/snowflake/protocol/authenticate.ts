import { jsonText } from "../core/json-text";
import { createPublicKey, verify } from "node:crypto";
import type { CatalogObject } from "../core/cloud";
import { SnowflakeError } from "../core/errors";
import type { LocalAccount } from "../account";
import { verifyPassword } from "../kinds/password";
import { findLogin } from "../kinds/user";

/** What a driver sends to log in. */
export interface Credentials {
  readonly login: string;
  readonly password?: string;
  readonly authenticator?: string;
  readonly token?: string;
}

const denied = (): SnowflakeError =>
  new SnowflakeError("390100", "08001", "Incorrect username or password was specified.");
const badToken = (why: string): SnowflakeError =>
  new SnowflakeError("390144", "08001", `JWT token is invalid. [${why}]`);

/** The user whose password or signed token this is. Says no more than that it does not fit. */
export function authenticate(account: LocalAccount, credentials: Credentials): CatalogObject {
  const method = (credentials.authenticator ?? "SNOWFLAKE").toUpperCase();
  const user = findLogin(account.catalog, credentials.login);
  if (user?.properties["DISABLED"] === true)
    throw new SnowflakeError(
      "390101",
      "08001",
      "User access disabled. Contact your local system administrator.",
    );
  if (method === "SNOWFLAKE_JWT") return byKeyPair(user, credentials.token ?? "");
  if (method !== "SNOWFLAKE" && method !== "USERNAME_PASSWORD_MFA")
    throw new SnowflakeError(
      "390190",
      "08001",
      `The local Snowflake knows no authenticator '${method}': use a password or a key pair (SNOWFLAKE_JWT).`,
    );
  if (user === undefined || credentials.password === undefined || !verifyPassword(user, credentials.password))
    throw denied();
  return user;
}

interface Claims {
  readonly iss?: string;
  readonly sub?: string;
  readonly exp?: number;
}

const decode = (part: string): unknown => JSON.parse(Buffer.from(part, "base64url").toString("utf8"));

/** A token signed with one of the user's keys, naming the key by its fingerprint. */
function byKeyPair(user: CatalogObject | undefined, token: string): CatalogObject {
  const [head = "", body = "", signature = ""] = token.split(".");
  let claims: Claims;
  try {
    claims = decode(body) as Claims;
  } catch {
    throw badToken("it cannot be read");
  }
  if (user === undefined) throw badToken("no such user or key");
  if (claims.exp === undefined || claims.exp * 1000 < Date.now()) throw badToken("it has expired");
  const fingerprint = /SHA256:.*$/.exec(claims.iss ?? "")?.[0];
  const key = ["RSA_PUBLIC_KEY", "RSA_PUBLIC_KEY_2"].find(
    (name) => user.properties[`${name}_FP`] === fingerprint && fingerprint !== undefined,
  );
  const named = (claims.sub ?? "").split(".").at(-1)?.toUpperCase();
  if (key === undefined || named !== jsonText(user.properties["LOGIN_NAME"]).toUpperCase())
    throw badToken("no such user or key");
  const der = Buffer.from(jsonText(user.properties[key]).replace(/-----[A-Z ]+-----|\s/g, ""), "base64");
  const signed = verify(
    "RSA-SHA256",
    Buffer.from(`${head}.${body}`),
    createPublicKey({ key: der, format: "der", type: "spki" }),
    Buffer.from(signature, "base64url"),
  );
  if (!signed) throw badToken("its signature does not fit the user's key");
  return user;
}

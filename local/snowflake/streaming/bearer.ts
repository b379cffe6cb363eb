import type { LocalAccount } from "../account";
import type { Session } from "../core/cloud";
import { SnowflakeError } from "../core/errors";
import { authenticate } from "../protocol/authenticate";
import { identifier } from "./names";

/** The request's token is missing, expired or not the user's: HTTP 401, at which clients make a new one. */
export class Unauthorized extends Error {
  override readonly name = "Unauthorized";
}

/**
 * A session for one request, as the user who signed its token, with the role it names and no other: what a client may
 * stream into does not depend on the roles its user happens to have besides.
 *
 * Throws {@link Unauthorized}.
 */
export async function bearerSession(
  account: LocalAccount,
  authorization: string | undefined,
  role: string,
): Promise<Session> {
  const token = /^Bearer (.+)$/.exec(authorization ?? "")?.[1];
  if (token === undefined) throw new Unauthorized("the request has no bearer token");
  const user = signer(account, token);
  const wanted = role === "" ? undefined : identifier(role);
  const found = wanted === undefined ? undefined : account.catalog.find("ROLE", [wanted]);
  if (wanted !== undefined && (found === undefined || !account.access.roles.mayUse(user, found)))
    throw new Unauthorized(`role '${wanted}' does not exist or is not granted to the user`);
  const session = await account.createSession({ user, ...(wanted !== undefined && { role: wanted }) });
  session.secondaryRoles = [];
  return session;
}

function signer(account: LocalAccount, token: string): string {
  try {
    const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8")) as {
      sub?: string;
    };
    // The subject is ACCOUNT.USER.
    const login = (claims.sub ?? "").split(".").at(-1) ?? "";
    return authenticate(account, { login, authenticator: "SNOWFLAKE_JWT", token }).path[0] ?? "";
  } catch (error) {
    throw new Unauthorized(error instanceof SnowflakeError ? error.message : "the token cannot be read");
  }
}

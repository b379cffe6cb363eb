import { checkArn, isPlain, quoteIdentifier, quoteString, type Problems } from "../../../blueprints";
import * as pulumi from "@pulumi/pulumi";

/** How a service user proves who it is. There is no password: Snowflake ends them for services. */
export type ServiceLogin =
  | {
      /** RSA key pair. Rotate by setting the second key, moving the clients, then dropping the first. */
      readonly keyPair: {
        /** Public key, PEM or its base64 body, at least 2,048 bits. Needed unless there is a second one. */
        readonly publicKey?: pulumi.Input<string> | undefined;
        readonly secondPublicKey?: pulumi.Input<string> | undefined;
      };
    }
  | {
      /** An external OAuth integration vouches for it: the user has no key of its own. */
      readonly oauth: {
        /** Login name the integration finds in the token. */
        readonly loginName: string;
      };
    }
  | {
      /** Workload identity: no secret exists at all. */
      readonly workloadIdentity:
        | { readonly aws: { /** Role or user whose workloads log in. */ readonly arn: pulumi.Input<string> } }
        | {
            readonly oidc: {
              /** For GitHub Actions: `https://token.actions.githubusercontent.com`. */
              readonly issuer: string;
              /** For GitHub Actions: `repo:org/name:environment:prod`. */
              readonly subject: string;
              /** Default: `snowflakecomputing.com`. */
              readonly audiences?: readonly string[];
            };
          };
    };

export interface ServiceUserSpec {
  readonly login: ServiceLogin;
  /** Roles of the same {@link Access} the user may take. The first is its default role. */
  readonly roles: readonly string[];
  /** Warehouse its sessions start with. Default: none. */
  readonly warehouse?: string;
  /** Network policy the user is bound to. Default: the account's. */
  readonly networkPolicy?: string;
  readonly comment?: string;
}

/** Every rule of a service user; `known` are the roles it may name. */
export function checkServiceUser(problems: Problems, user: ServiceUserSpec, known: readonly string[]): void {
  for (const forbidden of ["password", "mustChangePassword", "token"]) {
    problems.require(
      !(forbidden in user),
      forbidden,
      "is refused: service users have no secret that can be typed",
      "use login.keyPair or login.workloadIdentity",
    );
  }
  problems.require(
    user.roles.length > 0,
    "roles",
    "a user without roles can do nothing",
    "name at least one role",
  );
  for (const [index, role] of user.roles.entries()) {
    problems.require(
      known.includes(role),
      `roles[${index}]`,
      `"${role}" is not one of the roles ${known.join(", ")}`,
      "declare the role under roles, or name another",
    );
  }
  checkLogin(problems.at("login"), user.login);
}

function checkLogin(problems: Problems, login: Partial<Record<string, unknown>> | undefined): void {
  const ways = Object.keys(login ?? {});
  const one = ways.length === 1 && ["keyPair", "workloadIdentity", "oauth"].includes(ways[0] ?? "");
  if (
    !problems.require(
      one,
      "",
      "must be exactly one of keyPair, workloadIdentity and oauth",
      "give one of the three",
    ) ||
    login === undefined
  )
    return;
  if (ways[0] === "keyPair") {
    const keys = login["keyPair"] as Readonly<Record<string, unknown>>;
    for (const name of ["publicKey", "secondPublicKey"])
      checkPublicKey(
        problems,
        `keyPair.${name}`,
        keys[name],
        name === "publicKey" && keys["secondPublicKey"] === undefined,
      );
    return;
  }
  if (ways[0] === "oauth") {
    const { loginName } = login["oauth"] as { readonly loginName: string };
    problems.require(
      loginName.trim() !== "",
      "oauth.loginName",
      "must not be empty",
      "write the name the integration maps tokens to",
    );
    return;
  }
  const identity = login["workloadIdentity"] as {
    readonly aws?: { readonly arn: unknown };
    readonly oidc?: { readonly issuer: string; readonly subject: string };
  };
  if (identity.aws !== undefined) checkArn(problems, "workloadIdentity.aws.arn", identity.aws.arn, "user");
  if (identity.oidc !== undefined) {
    problems.require(
      /^https:\/\/[^\s]+$/.test(identity.oidc.issuer),
      "workloadIdentity.oidc.issuer",
      "must be an https address",
      "for GitHub Actions write https://token.actions.githubusercontent.com",
    );
    problems.require(
      identity.oidc.subject.trim() !== "",
      "workloadIdentity.oidc.subject",
      "must not be empty",
      "for GitHub Actions write repo:org/name:environment:prod",
    );
  }
  problems.require(
    identity.aws !== undefined || identity.oidc !== undefined,
    "workloadIdentity",
    "must hold aws or oidc",
    "add one of the two",
  );
}

function checkPublicKey(problems: Problems, argument: string, key: unknown, required: boolean): void {
  if (key === undefined && !required) return;
  if (key !== undefined && !isPlain(key)) return;
  const body = typeof key === "string" ? publicKeyBody(key) : "";
  problems.require(
    /^MII[A-Za-z0-9+/]{340,}={0,2}$/.test(body),
    argument,
    "must be an RSA public key of at least 2,048 bits in PEM or base64",
    "make one with: openssl rsa -in key.p8 -pubout",
  );
  problems.require(
    typeof key !== "string" || !key.includes("PRIVATE KEY"),
    argument,
    "holds a private key",
    "pass the public half; a private key never goes into a stack",
  );
}

/** Base64 body of a PEM text: what Snowflake's RSA_PUBLIC_KEY takes. */
export function publicKeyBody(text: string): string {
  return text.replace(/-----[A-Z ]+-----/g, "").replace(/\s+/g, "");
}

/** Text of `ALTER USER .. SET WORKLOAD_IDENTITY`, which the provider's user resource has no input for. */
export function workloadIdentityStatement(
  user: string,
  login: Extract<ServiceLogin, { readonly workloadIdentity: unknown }>,
): pulumi.Output<string> {
  const identity = login.workloadIdentity;
  const options =
    "aws" in identity
      ? pulumi.output(identity.aws.arn).apply((arn) => `TYPE = AWS ARN = ${quoteString(arn)}`)
      : pulumi.output(oidcOptions(identity.oidc));
  return options.apply((text) => `ALTER USER ${quoteIdentifier(user)} SET WORKLOAD_IDENTITY = (${text})`);
}

function oidcOptions(oidc: {
  readonly issuer: string;
  readonly subject: string;
  readonly audiences?: readonly string[];
}): string {
  const audiences =
    oidc.audiences === undefined
      ? ""
      : ` OIDC_AUDIENCE_LIST = (${oidc.audiences.map(quoteString).join(", ")})`;
  return `TYPE = OIDC ISSUER = ${quoteString(oidc.issuer)} SUBJECT = ${quoteString(oidc.subject)}${audiences}`;
}

import { checkIdentifier, suggestIdentifier, type Problems } from "../../../blueprints";
import type { AccessArgs, RoleSpec } from "../../snowflake";
import { checkConnectorLogin, serviceLogin, type ConnectorLogin } from "./login";

/** A user of the connector's own, or one that exists and only gets its role. */
export type ConnectorUser =
  | {
      readonly create: {
        /** Default: the connector's name in capitals. */
        readonly name?: string;
        /** Network policy the user is bound to, such as one of the workers' addresses. Default: the account's. */
        readonly networkPolicy?: string;
      };
    }
  | { readonly existing: string };

/** Who a connector is in Snowflake. */
export interface ConnectorIdentity {
  readonly login: ConnectorLogin;
  /** Default: a user named like the connector. */
  readonly user?: ConnectorUser;
  /** Name of the connector's role, which is made. Default: the connector's name in capitals. */
  readonly role?: string;
  /** Role the connector's is granted to, so that administrators manage what it owns. Default: SYSADMIN. */
  readonly parentRole?: string | null;
}

export interface IdentityNames {
  readonly role: string;
  readonly user: string;
  readonly existing: boolean;
}

export function identityNames(connector: string, { user, role }: ConnectorIdentity): IdentityNames {
  const standard = suggestIdentifier(connector);
  const existing = user !== undefined && "existing" in user;
  const name = existing ? user.existing : (user?.create.name ?? standard);
  return { role: role ?? standard, user: name, existing };
}

export function checkIdentity(problems: Problems, connector: string, identity: ConnectorIdentity): void {
  const { role, user, existing } = identityNames(connector, identity);
  checkIdentifier(problems, "role", role);
  checkIdentifier(problems, existing ? "user.existing" : "user.create.name", user);
  checkConnectorLogin(problems.at("login"), identity.login);
  if (!existing && "keyPair" in identity.login) {
    const { publicKey, secondPublicKey } = identity.login.keyPair;
    problems.require(
      publicKey !== undefined || secondPublicKey !== undefined,
      "login.keyPair.publicKey",
      "is required for a user that is made here: nothing else proves who it is",
      "pass the public key, or user: { existing }",
    );
  }
}

/** Role and, unless there is one, user. */
export function accessArgs(
  connector: string,
  identity: ConnectorIdentity,
  options: {
    readonly comment: string;
    readonly warehouse?: string;
    readonly others?: Readonly<Record<string, RoleSpec>>;
  },
): AccessArgs {
  const { role, user, existing } = identityNames(connector, identity);
  const create = identity.user !== undefined && "create" in identity.user ? identity.user.create : {};
  return {
    roles: { [role]: { comment: options.comment }, ...options.others },
    ...(identity.parentRole === undefined ? {} : { parentRole: identity.parentRole }),
    users: existing
      ? {}
      : {
          [user]: {
            login: serviceLogin(identity.login),
            roles: [role],
            comment: options.comment,
            ...(options.warehouse === undefined ? {} : { warehouse: options.warehouse }),
            ...(create.networkPolicy === undefined ? {} : { networkPolicy: create.networkPolicy }),
          },
        },
  };
}

import { checkIdentifier, Problems, quoteIdentifier } from "../../../blueprints";
import * as snowflake from "@pulumi/snowflake";
import * as pulumi from "@pulumi/pulumi";
import { FloeComponent, type Transform } from "../../component";
import {
  checkServiceUser,
  publicKeyBody,
  workloadIdentityStatement,
  type ServiceUserSpec,
} from "./serviceUser";

export interface RoleSpec {
  readonly comment?: string;
  /** Roles of the same {@link Access} whose privileges this one has too. */
  readonly includes?: readonly string[];
}

export interface AccessArgs {
  /**
   * Roles by name. A functional role (what a person or service does) includes access roles (what one may do with
   * one place); privileges are granted with {@link RoleGrants} once the objects exist.
   */
  roles: Readonly<Record<string, RoleSpec>>;
  /** Service users by name. Default: none. */
  users?: Readonly<Record<string, ServiceUserSpec>>;
  /**
   * Role every role is granted to, so that administrators can manage what the roles own. Default: SYSADMIN, as
   * Snowflake advises. `null` leaves the roles on their own.
   */
  parentRole?: string | null;
  transform?: {
    role?: Transform<snowflake.AccountRoleArgs>;
    user?: Transform<snowflake.ServiceUserArgs>;
  };
}

/**
 * Who may act: roles, their hierarchy and passwordless service users. Costs nothing.
 *
 * @example Minimal
 * ```ts
 * new Access("access", { roles: { FLIGHTS_READER: {} } });
 * ```
 * @example A role for continuous integration, entered by GitHub Actions without any secret
 * ```ts
 * new Access("access", {
 *   roles: { FLIGHTS_READ: {}, FLIGHTS_CI: { includes: ["FLIGHTS_READ"] } },
 *   users: {
 *     FLIGHTS_CI: {
 *       roles: ["FLIGHTS_CI"],
 *       login: { workloadIdentity: { oidc: {
 *         issuer: "https://token.actions.githubusercontent.com",
 *         subject: "repo:example/flights:environment:prod",
 *       } } },
 *     },
 *   },
 * });
 * ```
 */
export class Access extends FloeComponent {
  /** Name of each role, known once it exists: use it so that grants wait for the role. */
  readonly roleNames: Readonly<Record<string, pulumi.Output<string>>>;
  readonly nodes: {
    readonly roles: Readonly<Record<string, snowflake.AccountRole>>;
    readonly users: Readonly<Record<string, snowflake.ServiceUser>>;
    readonly hierarchy: readonly snowflake.GrantAccountRole[];
  };

  constructor(name: string, args: AccessArgs, opts?: pulumi.ComponentResourceOptions) {
    checkAccess(name, args);
    const users = args.users ?? {};
    super(
      "floe:components:Access",
      name,
      { roles: Object.keys(args.roles), users: Object.keys(users) },
      opts,
    );
    const roles = mapValues(args.roles, (spec, role) => this.#role(role, spec, args));
    const hierarchy = this.#hierarchy(args, roles);
    const made = mapValues(users, (spec, user) => this.#user(user, spec, roles, args));
    this.nodes = { roles, users: made, hierarchy };
    this.roleNames = mapValues(roles, (role) => role.name);
    this.registerOutputs({ roleNames: this.roleNames });
  }

  #role(role: string, spec: RoleSpec, args: AccessArgs): snowflake.AccountRole {
    return this.child(
      snowflake.AccountRole,
      `role-${role}`,
      { name: role, comment: spec.comment },
      { transform: args.transform?.role },
    );
  }

  #hierarchy(
    args: AccessArgs,
    roles: Readonly<Record<string, snowflake.AccountRole>>,
  ): readonly snowflake.GrantAccountRole[] {
    const granted = (lower: string, upper: string, to: pulumi.Input<string>) =>
      this.child(snowflake.GrantAccountRole, `role-${lower}-to-${upper}`, {
        roleName: roles[lower]?.name ?? lower,
        parentRoleName: to,
      });
    const included = Object.entries(args.roles).flatMap(([upper, spec]) =>
      (spec.includes ?? []).map((lower) => granted(lower, upper, roles[upper]?.name ?? upper)),
    );
    const parent = args.parentRole === undefined ? "SYSADMIN" : args.parentRole;
    return parent === null
      ? included
      : [...included, ...Object.keys(args.roles).map((role) => granted(role, parent, parent))];
  }

  #user(
    user: string,
    spec: ServiceUserSpec,
    roles: Readonly<Record<string, snowflake.AccountRole>>,
    args: AccessArgs,
  ): snowflake.ServiceUser {
    const made = this.child(
      snowflake.ServiceUser,
      `user-${user}`,
      {
        name: user,
        loginName: "oauth" in spec.login ? spec.login.oauth.loginName : user,
        comment: spec.comment,
        defaultRole: spec.roles[0],
        defaultSecondaryRolesOption: "NONE",
        defaultWarehouse: spec.warehouse,
        networkPolicy: spec.networkPolicy,
        ...keys(spec),
      },
      { transform: args.transform?.user },
    );
    if ("workloadIdentity" in spec.login) {
      this.child(
        snowflake.Execute,
        `identity-${user}`,
        {
          execute: workloadIdentityStatement(user, spec.login),
          revert: `ALTER USER IF EXISTS ${quoteIdentifier(user)} UNSET WORKLOAD_IDENTITY`,
        },
        { opts: { dependsOn: [made] } },
      );
    }
    for (const role of spec.roles) {
      this.child(snowflake.GrantAccountRole, `role-${role}-to-user-${user}`, {
        roleName: roles[role]?.name ?? role,
        userName: made.name,
      });
    }
    return made;
  }
}

function keys(spec: ServiceUserSpec): Pick<snowflake.ServiceUserArgs, "rsaPublicKey" | "rsaPublicKey2"> {
  if (!("keyPair" in spec.login)) return {};
  const { publicKey, secondPublicKey } = spec.login.keyPair;
  const body = (key: pulumi.Input<string>) => pulumi.output(key).apply(publicKeyBody);
  return {
    ...(publicKey === undefined ? {} : { rsaPublicKey: body(publicKey) }),
    ...(secondPublicKey === undefined ? {} : { rsaPublicKey2: body(secondPublicKey) }),
  };
}

function checkAccess(name: string, args: AccessArgs): void {
  const problems = new Problems();
  const known = Object.keys(args.roles);
  for (const [role, spec] of Object.entries(args.roles)) {
    checkIdentifier(problems, `roles.${role}`, role);
    for (const [index, lower] of (spec.includes ?? []).entries()) {
      problems.require(
        known.includes(lower),
        `roles.${role}.includes[${index}]`,
        `"${lower}" is not one of the roles ${known.join(", ")}`,
        "declare it under roles",
      );
    }
    problems.require(
      !includesItself(args.roles, role),
      `roles.${role}.includes`,
      "the role includes itself, directly or through others",
      "remove one of the inclusions",
    );
  }
  for (const [user, spec] of Object.entries(args.users ?? {})) {
    checkIdentifier(problems, `users.${user}`, user);
    checkServiceUser(problems.at(`users.${user}`), spec, known);
  }
  checkIdentifier(problems, "parentRole", args.parentRole ?? undefined);
  problems.raise(`Access "${name}"`);
}

function includesItself(roles: Readonly<Record<string, RoleSpec>>, role: string): boolean {
  const seen = new Set<string>();
  const queue = [...(roles[role]?.includes ?? [])];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (next === role) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    queue.push(...(roles[next]?.includes ?? []));
  }
  return false;
}

function mapValues<In, Out>(
  record: Readonly<Record<string, In>>,
  change: (value: In, key: string) => Out,
): Record<string, Out> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}

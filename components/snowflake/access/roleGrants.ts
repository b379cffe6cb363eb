import * as snowflake from "@pulumi/snowflake";
import type * as pulumi from "@pulumi/pulumi";
import { FloeComponent, type Transform } from "../../component";
import { grantArgs, grantTarget, type Grant } from "./grants";

export interface RoleGrantsArgs {
  /** Role that receives the privileges. */
  role: pulumi.Input<string>;
  /** Privileges, one entry per object. Their number and targets are plain values, so a preview lists them. */
  grants: readonly Grant[];
  transform?: { grant?: Transform<snowflake.GrantPrivilegesToAccountRoleArgs> };
}

/**
 * Privileges of one role, one resource per object, so that adding a privilege never touches the others.
 *
 * @example
 * ```ts
 * new RoleGrants("scorer", {
 *   role: "FLIGHTS_SCORER",
 *   grants: [{ on: "table", name: ["FLIGHTS", "FEATURES", "FLIGHTS"], privileges: ["SELECT"] }],
 * });
 * ```
 */
export class RoleGrants extends FloeComponent {
  readonly nodes: { readonly grants: readonly snowflake.GrantPrivilegesToAccountRole[] };

  constructor(name: string, args: RoleGrantsArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      "floe:components:RoleGrants",
      name,
      { role: args.role, targets: args.grants.map(grantTarget) },
      opts,
    );
    const grants = args.grants.map((grant) =>
      this.child(snowflake.GrantPrivilegesToAccountRole, grantTarget(grant), grantArgs(args.role, grant), {
        transform: args.transform?.grant,
      }),
    );
    this.nodes = { grants };
    this.registerOutputs({ role: args.role });
  }
}

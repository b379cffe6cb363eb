import { qualifiedName, shortHash } from "../../../blueprints";
import type * as snowflake from "@pulumi/snowflake";
import type * as pulumi from "@pulumi/pulumi";

/** Privileges on one object. Names are exact: no quotes, the case the object was created with. */
export type Grant =
  | { readonly on: "account"; readonly privileges: readonly string[] }
  | {
      readonly on: "database" | "warehouse" | "integration";
      readonly name: string;
      readonly privileges: readonly string[];
    }
  | {
      readonly on: "schema";
      readonly name: readonly [string, string];
      readonly privileges: readonly string[];
    }
  | {
      readonly on:
        "table" | "view" | "stream" | "stage" | "file format" | "pipe" | "sequence" | "dynamic table";
      readonly name: readonly [string, string, string];
      readonly privileges: readonly string[];
    }
  | {
      readonly on: "procedure" | "function";
      readonly name: readonly [string, string, string];
      /** Types of the arguments, which are part of a procedure's identity. */
      readonly argumentTypes: readonly string[];
      readonly privileges: readonly string[];
    };

/** What a grant is on, as one text: part of the grant's logical name. */
export function grantTarget(grant: Grant): string {
  if (grant.on === "account") return "account";
  const parts = typeof grant.name === "string" ? [grant.name] : [...grant.name];
  const text = `${grant.on}-${parts.join(".")}`.toLowerCase().replace(/[^a-z0-9.]+/g, "-");
  const folded = parts.some((part) => part !== part.toUpperCase()) || "argumentTypes" in grant;
  return folded ? `${text}-${shortHash(JSON.stringify(grant), 6)}` : text;
}

/** Arguments of the provider's grant resource. */
export function grantArgs(
  role: pulumi.Input<string>,
  grant: Grant,
): snowflake.GrantPrivilegesToAccountRoleArgs {
  const common = { accountRoleName: role, privileges: [...grant.privileges].sort() };
  switch (grant.on) {
    case "account":
      return { ...common, onAccount: true };
    case "database":
    case "warehouse":
    case "integration":
      return {
        ...common,
        onAccountObject: { objectType: grant.on.toUpperCase(), objectName: qualifiedName(grant.name) },
      };
    case "schema":
      return { ...common, onSchema: { schemaName: qualifiedName(...grant.name) } };
    case "procedure":
    case "function":
      return {
        ...common,
        onSchemaObject: {
          objectType: grant.on.toUpperCase(),
          objectName: `${qualifiedName(...grant.name)}(${grant.argumentTypes.join(", ")})`,
        },
      };
    default:
      return {
        ...common,
        onSchemaObject: { objectType: grant.on.toUpperCase(), objectName: qualifiedName(...grant.name) },
      };
  }
}

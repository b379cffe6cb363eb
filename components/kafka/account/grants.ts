import type { KafkaGrant } from "../../../blueprints";
import type { Grant } from "../../snowflake";

/** Privileges of a role that are granted, and objects it owns. */
export interface GrantPlan {
  readonly grants: readonly Grant[];
  readonly owned: readonly {
    readonly kind: KafkaGrant["kind"];
    readonly name: readonly [string, string, string];
  }[];
}

const kinds = {
  TABLE: "table",
  VIEW: "view",
  "DYNAMIC TABLE": "dynamic table",
  STREAM: "stream",
} as const;

/** Ownership is a resource of its own: it is given back, not revoked. */
export function planGrants(grants: readonly KafkaGrant[]): GrantPlan {
  const owns = ({ privileges }: KafkaGrant) => privileges.includes("OWNERSHIP");
  return {
    grants: merged(grants.filter((grant) => !owns(grant))).map(grantOf),
    owned: grants.filter(owns).map(({ kind, name }) => ({ kind, name: three(name) })),
  };
}

/** One entry for each object: privileges on it are one resource. */
function merged(grants: readonly KafkaGrant[]): readonly KafkaGrant[] {
  const found = new Map<string, KafkaGrant>();
  for (const grant of grants) {
    const key = JSON.stringify([grant.kind, grant.name]);
    const privileges = [...(found.get(key)?.privileges ?? []), ...grant.privileges];
    found.set(key, { ...grant, privileges: [...new Set(privileges)] });
  }
  return [...found.values()];
}

function grantOf({ kind, name, privileges }: KafkaGrant): Grant {
  const [first = "", second = ""] = name;
  switch (kind) {
    case "WAREHOUSE":
      return { on: "warehouse", name: first, privileges };
    case "DATABASE":
      return { on: "database", name: first, privileges };
    case "SCHEMA":
      return { on: "schema", name: [first, second], privileges };
    default:
      return { on: kinds[kind], name: three(name), privileges };
  }
}

function three([database = "", schema = "", name = ""]: readonly string[]): readonly [
  string,
  string,
  string,
] {
  return [database, schema, name];
}

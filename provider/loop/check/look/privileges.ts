import { quoteIdentifier } from "../../../../blueprints/snowflake";
import { nameParts } from "../../../snowflake/names";
import { cell, type Row, StatementFailed } from "../../../snowflake/session";
import { type Finding, redeploy } from "../leg";
import type { Place } from "../place";
import type { Privilege } from "../spec";

/** Every required privilege a role lacks, of its own and inherited. */
export async function lookAtPrivileges(place: Place): Promise<Finding[]> {
  const findings: Finding[] = [];
  const roles = new Map<string, Privilege[]>();
  for (const wanted of place.spec.privileges)
    roles.set(wanted.role, [...(roles.get(wanted.role) ?? []), wanted]);
  for (const [role, wanted] of roles) {
    place.call.status(`privileges: role ${role}`);
    const held = await heldBy(place, role, new Set());
    if (held === undefined) {
      const fact = `role ${role} is gone, or the deploying role may not see it`;
      findings.push({ leg: "privileges", fact, fix: redeploy });
      continue;
    }
    for (const { privileges, on, name } of wanted) {
      const target = key(on, name);
      const missing = privileges.filter(
        (privilege) => !held.has(`${privilege} ${target}`) && !held.has(`OWNERSHIP ${target}`),
      );
      if (missing.length === 0) continue;
      const object = name === undefined ? "the account" : `${on.toLowerCase()} ${name}`;
      const clause = name === undefined ? "ACCOUNT" : `${on.toUpperCase()} ${name}`;
      findings.push({
        leg: "privileges",
        fact: `role ${role} lacks ${missing.join(", ")} on ${object}`,
        fix: `GRANT ${missing.join(", ")} ON ${clause} TO ROLE ${quoteIdentifier(role)}; or ${redeploy}`,
      });
    }
  }
  return findings;
}

/** `PRIVILEGE kind name` for all a role has, or undefined when there is no such role. */
async function heldBy(place: Place, role: string, seen: Set<string>): Promise<Set<string> | undefined> {
  seen.add(role);
  let rows: readonly Row[];
  try {
    rows = await place.run(`SHOW GRANTS TO ROLE ${quoteIdentifier(role)}`);
  } catch (error) {
    if (error instanceof StatementFailed && error.missing) return undefined;
    throw error;
  }
  const held = new Set<string>();
  for (const row of rows) {
    const privilege = cell(row, "privilege");
    const kind = cell(row, "granted_on");
    const name = cell(row, "name");
    held.add(`${privilege} ${key(kind, name)}`);
    if (kind !== "ROLE" || privilege !== "USAGE") continue;
    const inherited = nameParts(name).at(-1) ?? "";
    if (seen.has(inherited)) continue;
    for (const one of (await heldBy(place, inherited, seen)) ?? []) held.add(one);
  }
  return held;
}

/** A kind and a name as one text, however either side writes them. */
function key(kind: string, name: string | undefined): string {
  const word = kind.trim().toUpperCase().replaceAll(" ", "_");
  if (word === "ACCOUNT" || name === undefined) return "ACCOUNT";
  const routine = routineOf(name);
  if (routine === undefined) return `${word} ${JSON.stringify(nameParts(name))}`;
  return `${word} ${JSON.stringify(nameParts(routine.name))} (${routine.types.join(",")})`;
}

/** SHOW GRANTS writes DB.S."NAME(A NUMBER):VARCHAR", a program "DB"."S"."NAME"(NUMBER). */
function routineOf(name: string): { readonly name: string; readonly types: readonly string[] } | undefined {
  // The sizes of types are no part of a routine's identity.
  const plain = name.replaceAll(/\(\d+(\s*,\s*\d+)?\)/g, "");
  const [, begin, list = ""] = /^([^(]+)\(([^)]*)\)/.exec(plain) ?? [];
  if (begin === undefined) return undefined;
  const isOpen = (begin.split('"').length - 1) % 2 === 1;
  const types = list.split(",").map((one) => one.trim().split(/\s+/).at(-1)?.toUpperCase() ?? "");
  return { name: isOpen ? `${begin}"` : begin, types };
}

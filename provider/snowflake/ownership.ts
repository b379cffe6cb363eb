import { quoteIdentifier } from "../../blueprints/snowflake";
import type { Call } from "../framework";
import { cell, type OpenSession, type Session, StatementFailed } from "./session";

/**
 * Gives an object to another role with the grants on it kept, as its present owner. Does nothing when that role owns
 * it already, as after a run that was cut off. `undefined` is the connection's own role.
 *
 * `object` is as GRANT names it: `PROCEDURE "DB"."S"."P"(NUMBER)`.
 */
export async function giveTo(
  open: OpenSession,
  object: string,
  from: string | undefined,
  to: string | undefined,
  call: Call,
): Promise<void> {
  const receiver = to ?? (await currentRole(await open(call, undefined)));
  if ((await ownerOf(await open(call, to), object)) === receiver) return;
  const giver = await open(call, from);
  await giver.run(`GRANT OWNERSHIP ON ${object} TO ROLE ${quoteIdentifier(receiver)} COPY CURRENT GRANTS`);
}

async function currentRole(session: Session): Promise<string> {
  const [row] = await session.run('SELECT CURRENT_ROLE() AS "ROLE"');
  return cell(row, "ROLE");
}

/** The role that owns the object, or undefined when this session may not see it. */
async function ownerOf(session: Session, object: string): Promise<string | undefined> {
  try {
    const grants = await session.run(`SHOW GRANTS ON ${object}`);
    const owner = grants.find((row) => cell(row, "privilege") === "OWNERSHIP");
    return owner === undefined ? undefined : cell(owner, "grantee_name");
  } catch (error) {
    if (error instanceof StatementFailed) return undefined;
    throw error;
  }
}

import type { CatalogObject, Session, Statement } from "../core/cloud";
import { SnowflakeError, unsupported } from "../core/errors";
import { status, type Result } from "../core/result";
import { runDdl, type DdlRun, type DdlServices } from "../catalog/services";
import { formatPath } from "../ddl/names";
import type { TokenStream } from "../ddl/stream";
import { ACCOUNT_ID } from "./grants";
import { grantOwnership } from "./ownership";
import { readGrantee, readPrivileges, readRole, readTarget, type GrantTarget } from "./parse";
import { checkPrivileges } from "./privileges";
import { expandTarget, grantor, requireFutureGrantor } from "./targets";

export const DONE = "Statement executed successfully.";

/** GRANT <privileges> | ROLE | DATABASE ROLE | OWNERSHIP .. TO .. */
export function grant(
  services: DdlServices,
  stream: TokenStream,
  statement: Statement,
  session: Session,
): Promise<Result> {
  stream.expect("GRANT");
  const role = stream.takeOne(["DATABASE ROLE", "ROLE"] as const);
  return runDdl(services, statement, session, async (run) => {
    if (role !== undefined) return grantRole(run, stream, role);
    const privileges = readPrivileges(stream);
    if (privileges.some((privilege) => privilege.startsWith("INHERITED ")))
      throw unsupported("GRANT INHERITED");
    stream.expect("ON");
    const target = readTarget(stream, services, session);
    stream.expect("TO");
    const grantee = readGrantee(stream, services, session);
    if (privileges.length === 1 && privileges[0] === "OWNERSHIP")
      return grantOwnership(run, stream, target, grantee);
    if (grantee.kind === "USER") throw unsupported("GRANT of privileges TO USER");
    const grantOption = stream.take("WITH GRANT OPTION");
    stream.end();
    if (target.type === "future") await grantFuture(run, privileges, target, grantee, grantOption);
    else await grantPrivileges(run, privileges, target, grantee, grantOption);
    return status(DONE);
  });
}

async function grantRole(run: DdlRun, stream: TokenStream, kind: "ROLE" | "DATABASE ROLE"): Promise<Result> {
  const { services, session, access } = run;
  const role = readRole(stream, services, session, kind);
  stream.expect("TO");
  const grantee = readGrantee(stream, services, session);
  stream.end();
  if (kind === "ROLE" && grantee.kind === "DATABASE ROLE")
    throw unsupported("granting an account role to a database role (Snowflake does not allow it)");
  if (kind === "DATABASE ROLE" && grantee.kind === "DATABASE ROLE" && grantee.path[0] !== role.path[0])
    throw unsupported("granting a database role to a role of another database (Snowflake does not allow it)");
  if (!access.ownedBy(session, role) && !access.onAccount(session, "MANAGE GRANTS"))
    throw new SnowflakeError(
      "003013",
      "42501",
      `SQL access control error:\nInsufficient privileges to operate on role '${role.path.at(-1) ?? ""}'`,
    );
  if (grantee.kind !== "USER" && access.roles.inherits(role, grantee))
    throw new SnowflakeError(
      "003024",
      "42601",
      `SQL access control error:\nCannot grant role '${formatPath(role.path)}' to '${formatPath(grantee.path)}': it would inherit itself.`,
    );
  await access.grants.add({
    type: "role",
    privilege: "USAGE",
    onId: role.id,
    onKind: kind,
    grantee: grantee.id,
    grantOption: false,
    grantedBy: run.owner,
  });
  return status(DONE);
}

async function grantPrivileges(
  run: DdlRun,
  names: readonly string[],
  target: GrantTarget,
  grantee: CatalogObject,
  grantOption: boolean,
): Promise<void> {
  for (const entry of expandTarget(run, names, target)) {
    if (
      grantee.kind === "DATABASE ROLE" &&
      (entry.object === undefined || entry.object.path[0] !== grantee.path[0])
    )
      throw new SnowflakeError(
        "003011",
        "42501",
        `Grant not executed: a database role can only hold privileges inside its database '${grantee.path[0] ?? ""}'.`,
      );
    await run.access.grants.add({
      type: "privilege",
      privilege: entry.privilege,
      onId: entry.object?.id ?? ACCOUNT_ID,
      onKind: entry.onKind,
      grantee: grantee.id,
      grantOption,
      grantedBy: grantor(run, entry),
    });
  }
}

async function grantFuture(
  run: DdlRun,
  names: readonly string[],
  target: Extract<GrantTarget, { kinds: unknown }>,
  grantee: CatalogObject,
  grantOption: boolean,
): Promise<void> {
  const grantedBy = requireFutureGrantor(run, target.container);
  for (const kind of target.kinds) {
    const onKind = kind.grantName ?? kind.name;
    for (const privilege of checkPrivileges(names, kind.privileges, onKind))
      await run.access.grants.add({
        type: "future",
        privilege,
        onId: target.container.id,
        onKind,
        grantee: grantee.id,
        grantOption,
        grantedBy,
      });
  }
}

import type { CatalogObject, Session, Statement } from "../core/cloud";
import { SnowflakeError } from "../core/errors";
import { status, type Result } from "../core/result";
import { runDdl, type DdlRun, type DdlServices } from "../catalog/services";
import { formatPath } from "../ddl/names";
import type { TokenStream } from "../ddl/stream";
import { DONE } from "./grant";
import { ACCOUNT_ID, type Grant } from "./grants";
import { readGrantee, readPrivileges, readRole, readTarget, type GrantTarget } from "./parse";
import { checkPrivileges } from "./privileges";
import { expandTarget, grantor, requireFutureGrantor } from "./targets";

/** REVOKE [GRANT OPTION FOR] <privileges> | ROLE | DATABASE ROLE .. FROM .. [CASCADE | RESTRICT] */
export function revoke(
  services: DdlServices,
  stream: TokenStream,
  statement: Statement,
  session: Session,
): Promise<Result> {
  stream.expect("REVOKE");
  const role = stream.takeOne(["DATABASE ROLE", "ROLE"] as const);
  return runDdl(services, statement, session, async (run) => {
    if (role !== undefined) return revokeRole(run, stream, role);
    const onlyOption = stream.take("GRANT OPTION FOR");
    const privileges = readPrivileges(stream);
    stream.expect("ON");
    const target = readTarget(stream, services, session);
    stream.expect("FROM");
    const grantee = readGrantee(stream, services, session);
    const cascade = stream.take("CASCADE");
    if (!cascade) stream.take("RESTRICT");
    stream.end();
    if (target.type === "future") await revokeFuture(run, privileges, target, grantee);
    else await revokePrivileges(run, privileges, target, grantee, { onlyOption, cascade });
    return status(DONE);
  });
}

async function revokeRole(run: DdlRun, stream: TokenStream, kind: "ROLE" | "DATABASE ROLE"): Promise<Result> {
  const { services, session, access } = run;
  const role = readRole(stream, services, session, kind);
  stream.expect("FROM");
  const grantee = readGrantee(stream, services, session);
  stream.end();
  if (!access.ownedBy(session, role) && !access.onAccount(session, "MANAGE GRANTS"))
    throw access.denied(role);
  const held = access.grants.has("role", "USAGE", role.id, grantee.id);
  if (held !== undefined) await access.grants.remove(held);
  return status(DONE);
}

async function revokePrivileges(
  run: DdlRun,
  names: readonly string[],
  target: GrantTarget,
  grantee: CatalogObject,
  options: { readonly onlyOption: boolean; readonly cascade: boolean },
): Promise<void> {
  const { access } = run;
  for (const entry of expandTarget(run, names, target)) {
    if (entry.privilege === "OWNERSHIP")
      throw new SnowflakeError(
        "003037",
        "42501",
        "SQL access control error:\nOWNERSHIP cannot be revoked; transfer it with GRANT OWNERSHIP.",
      );
    grantor(run, entry);
    const held = access.grants.has("privilege", entry.privilege, entry.object?.id ?? ACCOUNT_ID, grantee.id);
    if (held === undefined) continue;
    await revokeDependents(run, held, grantee, options.cascade);
    await access.grants.remove(held);
    if (options.onlyOption) await access.grants.add({ ...held, grantOption: false });
  }
}

/** Grants that the grantee passed on with its grant option: CASCADE revokes them, RESTRICT refuses. */
async function revokeDependents(
  run: DdlRun,
  held: Grant,
  grantee: CatalogObject,
  cascade: boolean,
): Promise<void> {
  if (!held.grantOption) return;
  const owner = run.catalog.byId(held.onId)?.owner;
  const name = grantee.path.at(-1) ?? "";
  if (name === owner) return;
  const passedOn = run.access.grants
    .on(held.onId)
    .filter(
      (other) =>
        other.type === "privilege" &&
        other.privilege === held.privilege &&
        other.grantedBy === name &&
        other.grantee !== grantee.id,
    );
  const [first] = passedOn;
  if (first !== undefined && !cascade)
    throw new SnowflakeError(
      "003036",
      "42501",
      `SQL execution error:\nDependent grant of privilege '${held.privilege}' to role '${formatPath(run.catalog.byId(first.grantee)?.path ?? [])}' exists. It must be revoked first, or use CASCADE.`,
    );
  for (const other of passedOn) {
    const next = run.catalog.byId(other.grantee);
    if (next !== undefined) await revokeDependents(run, other, next, cascade);
    await run.access.grants.remove(other);
  }
}

async function revokeFuture(
  run: DdlRun,
  names: readonly string[],
  target: Extract<GrantTarget, { kinds: unknown }>,
  grantee: CatalogObject,
): Promise<void> {
  requireFutureGrantor(run, target.container);
  for (const kind of target.kinds) {
    const onKind = kind.grantName ?? kind.name;
    for (const privilege of checkPrivileges(names, kind.privileges, onKind)) {
      const held = run.access.grants.has("future", privilege, target.container.id, grantee.id, onKind);
      if (held !== undefined) await run.access.grants.remove(held);
    }
  }
}

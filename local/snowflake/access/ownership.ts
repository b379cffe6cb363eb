import type { CatalogObject } from "../core/cloud";
import { SnowflakeError, unsupported } from "../core/errors";
import { status, type Result } from "../core/result";
import type { DdlRun } from "../catalog/services";
import { formatPath } from "../ddl/names";
import type { TokenStream } from "../ddl/stream";
import type { GrantTarget } from "./parse";
import { roleText } from "./roles";
import { targetObjects } from "./targets";

type CurrentGrants = "REVOKE CURRENT GRANTS" | "COPY CURRENT GRANTS";

/** GRANT OWNERSHIP ON <object> | ALL .. IN | FUTURE .. IN TO ROLE [ COPY | REVOKE CURRENT GRANTS ]. */
export async function grantOwnership(
  run: DdlRun,
  stream: TokenStream,
  target: GrantTarget,
  grantee: CatalogObject,
): Promise<Result> {
  const current = stream.takeOne(["REVOKE CURRENT GRANTS", "COPY CURRENT GRANTS"] as const);
  stream.end();
  if (target.type === "account") throw unsupported("GRANT OWNERSHIP ON ACCOUNT");
  if (grantee.kind === "USER") throw unsupported("GRANT OWNERSHIP TO USER (Snowflake does not allow it)");
  if (target.type === "future") {
    if (!run.access.onAccount(run.session, "MANAGE GRANTS")) throw run.access.denied(target.container);
    await promise(run, target, grantee);
  } else {
    for (const object of targetObjects(run, target)) await transferOwnership(run, object, grantee, current);
  }
  return status("Statement executed successfully.");
}

async function promise(
  run: DdlRun,
  target: Extract<GrantTarget, { kinds: unknown }>,
  grantee: CatalogObject,
): Promise<void> {
  for (const kind of target.kinds) {
    const onKind = kind.grantName ?? kind.name;
    const before = run.access.grants
      .on(target.container.id)
      .find((grant) => grant.type === "future" && grant.privilege === "OWNERSHIP" && grant.onKind === onKind);
    if (before !== undefined) await run.access.grants.remove(before);
    await run.access.grants.add({
      type: "future",
      privilege: "OWNERSHIP",
      onId: target.container.id,
      onKind,
      grantee: grantee.id,
      grantOption: true,
      grantedBy: target.container.owner,
    });
  }
}

/** Makes `grantee` the owner. Grants others hold must be copied or revoked explicitly, as in Snowflake. */
async function transferOwnership(
  run: DdlRun,
  object: CatalogObject,
  grantee: CatalogObject,
  current: CurrentGrants | undefined,
): Promise<void> {
  const { access, catalog, session, services } = run;
  const kind = services.registry.get(object.kind);
  if (kind.isSystem?.(object) === true) throw access.denied(object);
  if (!access.ownedBy(session, object) && !access.onAccount(session, "MANAGE GRANTS"))
    throw access.denied(object);
  const owner = roleText(grantee);
  const dependent = access.grants.on(object.id).filter((grant) => grant.type === "privilege");
  const [first] = dependent;
  if (first !== undefined && current === undefined && owner !== object.owner)
    throw new SnowflakeError(
      "003036",
      "42501",
      `SQL execution error:\nDependent grant of privilege '${first.privilege}' on securable '${formatPath(object.path)}' to role '${catalog.byId(first.grantee)?.path.at(-1) ?? ""}' exists. It must be revoked first. More than one dependent grant may exist: use 'SHOW GRANTS' command to view them. To revoke all dependent grants while transferring object ownership, use convenience command 'GRANT OWNERSHIP ON <target_objects> TO <target_role> REVOKE CURRENT GRANTS'.`,
    );
  for (const grant of dependent) {
    await access.grants.remove(grant);
    if (current === "COPY CURRENT GRANTS" && grant.grantee !== grantee.id)
      await access.grants.add({ ...grant, grantedBy: owner });
  }
  const after = await catalog.update(object.id, { owner });
  await kind.onOwner?.(object, after, run);
}

import type { CatalogObject } from "../core/cloud";
import { SnowflakeError } from "../core/errors";
import { getVisible, type DdlRun } from "../catalog/services";
import type { GrantTarget } from "./parse";
import { ACCOUNT_PRIVILEGES, checkPrivileges } from "./privileges";

/** One privilege on one thing, ready to be granted or revoked. */
export interface Entry {
  readonly privilege: string;
  /** Undefined: the account. */
  readonly object: CatalogObject | undefined;
  readonly onKind: string;
}

/** Every (privilege, object) pair a GRANT or REVOKE on existing objects means. */
export function expandTarget(run: DdlRun, names: readonly string[], target: GrantTarget): Entry[] {
  if (target.type === "account")
    return checkPrivileges(names, ACCOUNT_PRIVILEGES, "ACCOUNT").map((privilege) => ({
      privilege,
      object: undefined,
      onKind: "ACCOUNT",
    }));
  return targetObjects(run, target).flatMap((object) => {
    const kind = run.services.registry.get(object.kind);
    const onKind = kind.grantName ?? kind.name;
    return checkPrivileges(names, kind.privileges, onKind).map((privilege) => ({
      privilege,
      object,
      onKind,
    }));
  });
}

/** The object a statement names, or ALL of some kinds in a container; system objects only when named. */
export function targetObjects(
  run: DdlRun,
  target: Exclude<GrantTarget, { readonly type: "account" }>,
): readonly CatalogObject[] {
  if (target.type === "object") return [getVisible(run.services, run.session, target)];
  return target.kinds.flatMap((kind) =>
    run.catalog.list(kind.name, target.container.path).filter((object) => kind.isSystem?.(object) !== true),
  );
}

const notExecuted = (): SnowflakeError =>
  new SnowflakeError("003011", "42501", "Grant not executed: Insufficient privileges.");

/**
 * The role on whose authority the session may grant: the object's owner, or a role with the grant option.
 * In a managed access schema only the schema's owner decides. Throws when there is none.
 */
export function grantor(run: DdlRun, entry: Entry): string {
  const { access, session, catalog } = run;
  const { object, privilege } = entry;
  if (access.onAccount(session, "MANAGE GRANTS")) return object?.owner ?? "ACCOUNTADMIN";
  if (object !== undefined) {
    const schema = object.path.length === 3 ? catalog.find("SCHEMA", object.path.slice(0, 2)) : undefined;
    const managed = schema?.properties["MANAGED_ACCESS"] === true;
    if (access.ownedBy(session, managed ? schema : object)) return managed ? schema.owner : object.owner;
  }
  const roles = access.roles.active(session);
  for (const grant of access.grants.on(object?.id ?? 0)) {
    if (grant.type !== "privilege" || grant.privilege !== privilege || !grant.grantOption) continue;
    const holder = catalog.byId(grant.grantee);
    if (holder !== undefined && roles.has(holder.id)) return holder.path.at(-1) ?? "";
  }
  throw notExecuted();
}

/** Future grants are for the owner of the container (of the database, for schemas) and for MANAGE GRANTS. */
export function requireFutureGrantor(run: DdlRun, container: CatalogObject): string {
  const { access, session } = run;
  const managed = container.properties["MANAGED_ACCESS"] === true;
  if (access.onAccount(session, "MANAGE GRANTS")) return container.owner;
  if (managed && access.ownedBy(session, container)) return container.owner;
  throw notExecuted();
}

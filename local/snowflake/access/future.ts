import type { CatalogObject } from "../core/cloud";
import type { DdlRun } from "../catalog/services";
import { roleText } from "./roles";

/** Gives a new object what FUTURE grants promise. Those of the schema take precedence over those of the database. */
export async function applyFutureGrants(run: DdlRun, object: CatalogObject): Promise<void> {
  const { catalog, access, services } = run;
  if (object.path.length < 2) return;
  const kind = services.registry.get(object.kind);
  const onKind = kind.grantName ?? kind.name;
  const promised = (containerKind: string, depth: number) => {
    const container = catalog.find(containerKind, object.path.slice(0, depth));
    const on = container === undefined ? [] : access.grants.on(container.id);
    return on.filter((grant) => grant.type === "future" && grant.onKind === onKind);
  };
  const fromSchema = object.path.length === 3 ? promised("SCHEMA", 2) : [];
  for (const grant of fromSchema.length > 0 ? fromSchema : promised("DATABASE", 1)) {
    const grantee = catalog.byId(grant.grantee);
    if (grantee === undefined) continue;
    if (grant.privilege === "OWNERSHIP") await catalog.update(object.id, { owner: roleText(grantee) });
    else
      await access.grants.add({
        type: "privilege",
        privilege: grant.privilege,
        onId: object.id,
        onKind,
        grantee: grantee.id,
        grantOption: grant.grantOption,
        grantedBy: object.owner,
      });
  }
}

import type { AccessControl, CatalogObject, Path, Session } from "../core/cloud";
import { insufficientPrivileges, notFound } from "../core/errors";
import { titleCase, type CatalogStore } from "../catalog/store";
import { formatPath } from "../ddl/names";
import { INFORMATION_SCHEMA } from "../kinds/schema";
import { ACCOUNT_ID, GrantStore } from "./grants";
import { RoleGraph, roleText } from "./roles";

/** Account privileges that imply privileges on single objects. */
const IMPLIED: readonly {
  readonly global: string;
  readonly kind: string;
  readonly privileges: readonly string[];
}[] = [
  { global: "MANAGE WAREHOUSES", kind: "WAREHOUSE", privileges: ["MODIFY", "MONITOR", "OPERATE"] },
  { global: "MONITOR USAGE", kind: "WAREHOUSE", privileges: ["MONITOR"] },
  { global: "MONITOR EXECUTION", kind: "TASK", privileges: ["MONITOR"] },
  { global: "MONITOR EXECUTION", kind: "PIPE", privileges: ["MONITOR"] },
  { global: "APPLY TAG", kind: "TAG", privileges: ["APPLY"] },
];

/** Role-based access control over the catalog: every answer comes from grants and ownership. */
export class Access implements AccessControl {
  readonly roles: RoleGraph;

  private constructor(
    private readonly catalog: CatalogStore,
    readonly grants: GrantStore,
  ) {
    this.roles = new RoleGraph(catalog, grants);
  }

  static async open(catalog: CatalogStore): Promise<Access> {
    return new Access(catalog, await GrantStore.open(catalog));
  }

  require(session: Session, privilege: string, kind: string, path: Path): void {
    if (kind === "ACCOUNT") {
      if (!this.onAccount(session, privilege)) throw insufficientPrivileges("account", formatPath(path));
      return;
    }
    const object = this.catalog.find(kind, path);
    if (object === undefined || !this.visible(session, object))
      throw notFound(titleCase(kind), formatPath(path));
    if (!this.on(session, privilege, object)) throw this.denied(object);
  }

  allows(session: Session, privilege: string, kind: string, path: Path): boolean {
    if (kind === "ACCOUNT") return this.onAccount(session, privilege);
    const object = this.catalog.find(kind, path);
    return object !== undefined && this.reaches(session, object) && this.on(session, privilege, object);
  }

  /** Whether a privilege on the account is held. CREATE privileges count only from the primary role. */
  onAccount(session: Session, privilege: string): boolean {
    return this.holds(this.rolesFor(session, privilege), privilege, ACCOUNT_ID);
  }

  /** Whether the privilege (or OWNERSHIP) is held on the object, its parents aside. */
  on(session: Session, privilege: string, object: CatalogObject): boolean {
    const roles = this.rolesFor(session, privilege);
    if (this.owns(roles, object) || this.holds(roles, privilege, object.id)) return true;
    return IMPLIED.some(
      (rule) =>
        rule.kind === object.kind &&
        rule.privileges.includes(privilege) &&
        this.holds(roles, rule.global, ACCOUNT_ID),
    );
  }

  inherits(session: Session, role: CatalogObject): boolean {
    return this.roles.active(session).has(role.id);
  }

  manages(session: Session, object: CatalogObject): boolean {
    return this.ownedBy(session, object) || this.onAccount(session, "MANAGE GRANTS");
  }

  /** Whether a role active in the session owns the object. */
  ownedBy(session: Session, object: CatalogObject): boolean {
    return this.owns(this.roles.active(session), object);
  }

  /** Whether the object is shown to the session: some privilege on it and on its parents, or MANAGE GRANTS. */
  visible(session: Session, object: CatalogObject): boolean {
    if (this.onAccount(session, "MANAGE GRANTS")) return true;
    if (object.kind === "ROLE") return true;
    if (object.kind === "USER" && object.path[0] === session.user) return true;
    const everybodys = object.kind === "SCHEMA" && object.path[1] === INFORMATION_SCHEMA;
    return this.reaches(session, object) && (everybodys || this.touches(session, object));
  }

  /** Snowflake's error for a privilege that is missing on an object the session may see. */
  denied(object: CatalogObject): Error {
    return insufficientPrivileges(object.kind.toLowerCase(), object.path.at(-1) ?? "");
  }

  /** Whether some privilege is held on every parent of the object. */
  private reaches(session: Session, object: CatalogObject): boolean {
    return this.parents(object).every((parent) => this.touches(session, parent));
  }

  private touches(session: Session, object: CatalogObject): boolean {
    const roles = this.roles.active(session);
    if (this.owns(roles, object)) return true;
    if (object.kind === "WAREHOUSE" && this.holds(roles, "MANAGE WAREHOUSES", ACCOUNT_ID)) return true;
    return this.grants.on(object.id).some((grant) => grant.type !== "future" && roles.has(grant.grantee));
  }

  private parents(object: CatalogObject): CatalogObject[] {
    const [database, schema] = object.path;
    const parents: CatalogObject[] = [];
    if (object.path.length > 1 && database !== undefined) {
      const found = this.catalog.find("DATABASE", [database]);
      if (found !== undefined) parents.push(found);
    }
    if (object.path.length > 2 && database !== undefined && schema !== undefined) {
      const found = this.catalog.find("SCHEMA", [database, schema]);
      if (found !== undefined) parents.push(found);
    }
    return parents;
  }

  private rolesFor(session: Session, privilege: string): ReadonlySet<number> {
    return privilege.startsWith("CREATE ") ? this.roles.primary(session) : this.roles.active(session);
  }

  private owns(roles: ReadonlySet<number>, object: CatalogObject): boolean {
    const owner = this.roles.find(object.owner);
    return owner !== undefined && roles.has(owner.id);
  }

  private holds(roles: ReadonlySet<number>, privilege: string, objectId: number): boolean {
    for (const role of roles)
      if (this.grants.has("privilege", privilege, objectId, role) !== undefined) return true;
    return false;
  }

  /** The role that new objects of the session belong to. */
  ownerFor(session: Session): string {
    const role = this.roles.find(session.role ?? "PUBLIC");
    return role === undefined ? "PUBLIC" : roleText(role);
  }
}

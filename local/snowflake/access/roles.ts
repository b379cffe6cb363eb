import type { CatalogObject, Session } from "../core/cloud";
import type { CatalogStore } from "../catalog/store";
import { formatPath, parseName } from "../ddl/names";
import type { GrantStore } from "./grants";

/** The role as `owner` properties and SHOW spell it: `R`, or `DB.R` for a database role. */
export const roleText = (role: CatalogObject): string =>
  role.kind === "DATABASE ROLE" ? formatPath(role.path) : (role.path[0] ?? "");

/** Which roles a role or a session can act with. Cached until a grant or an object changes. */
export class RoleGraph {
  private readonly closures = new Map<number, ReadonlySet<number>>();
  private version = -1;

  constructor(
    private readonly catalog: CatalogStore,
    private readonly grants: GrantStore,
  ) {}

  /** The role of that name; database roles by `DB.ROLE`. */
  find(name: string): CatalogObject | undefined {
    const account = this.catalog.find("ROLE", [name]);
    if (account !== undefined || !name.includes(".")) return account;
    return this.catalog.find("DATABASE ROLE", parseName(name));
  }

  /** The role itself and every role it inherits, PUBLIC included. */
  closure(role: CatalogObject): ReadonlySet<number> {
    if (this.version !== this.grants.version) {
      this.closures.clear();
      this.version = this.grants.version;
    }
    const cached = this.closures.get(role.id);
    if (cached !== undefined) return cached;
    const reached = new Set<number>();
    const visit = (id: number): void => {
      if (reached.has(id)) return;
      reached.add(id);
      for (const grant of this.grants.to(id)) if (grant.type === "role") visit(grant.onId);
    };
    visit(role.id);
    const everybody = this.catalog.find("ROLE", ["PUBLIC"]);
    if (everybody !== undefined) visit(everybody.id);
    this.closures.set(role.id, reached);
    return reached;
  }

  /** Roles granted to the user directly. */
  rolesOfUser(user: string): readonly CatalogObject[] {
    const found = this.catalog.find("USER", [user]);
    if (found === undefined) return [];
    return this.grants
      .to(found.id)
      .filter((grant) => grant.type === "role")
      .flatMap((grant) => this.catalog.byId(grant.onId) ?? []);
  }

  /** Whether the user may USE the role: granted directly, inherited by a granted role, or PUBLIC. */
  mayUse(user: string, role: CatalogObject): boolean {
    if (role.path[0] === "PUBLIC" && role.kind === "ROLE") return true;
    return this.rolesOfUser(user).some((granted) => this.closure(granted).has(role.id));
  }

  /** Ids of the primary role's closure. CREATE privileges and ownership of new objects come from it alone. */
  primary(session: Session): ReadonlySet<number> {
    const role = this.find(session.role ?? "PUBLIC");
    return role === undefined ? new Set() : this.closure(role);
  }

  /** Ids of every role active in the session: primary and secondary, each with what it inherits. */
  active(session: Session): ReadonlySet<number> {
    const primary = this.primary(session);
    const secondary =
      (session.secondaryRoles ?? "ALL") === "ALL"
        ? this.rolesOfUser(session.user)
        : (session.secondaryRoles as readonly string[]).flatMap((name) => this.find(name) ?? []);
    if (secondary.length === 0) return primary;
    const active = new Set(primary);
    for (const role of secondary) for (const id of this.closure(role)) active.add(id);
    return active;
  }

  /** Whether `role` is `other` or inherits it. */
  inherits(role: CatalogObject, other: CatalogObject): boolean {
    return this.closure(role).has(other.id);
  }
}

import type { CatalogStore } from "../catalog/store";
import type { SqlValue, Transaction } from "../catalog/transactions";

/**
 * One grant. `privilege`: a privilege on the object `onId` (0 = the account). `role`: membership in the role `onId`.
 * `future`: a privilege on every future object of kind `onKind` in the database or schema `onId`.
 */
export interface Grant {
  readonly type: "privilege" | "role" | "future";
  readonly privilege: string;
  readonly onId: number;
  readonly onKind: string;
  /** Hidden id of the role, database role or user. */
  readonly grantee: number;
  readonly grantOption: boolean;
  readonly grantedBy: string;
  readonly createdOn: number;
}

/** The account itself as the object of a grant. */
export const ACCOUNT_ID = 0;

const keyOf = (grant: Pick<Grant, "type" | "privilege" | "onId" | "onKind" | "grantee">): string =>
  `${grant.type}|${grant.privilege}|${grant.onId}|${grant.type === "future" ? grant.onKind : ""}|${grant.grantee}`;

const toRow = (grant: Grant): SqlValue[] => [
  grant.type,
  grant.privilege,
  grant.onId,
  grant.onKind,
  grant.grantee,
  String(grant.grantOption),
  grant.grantedBy,
  grant.createdOn,
];

/** All grants: in memory by grantee and by object, written through to `floe.grants`. */
export class GrantStore {
  private readonly grants = new Map<string, Grant>();
  private readonly byGrantee = new Map<number, Map<string, Grant>>();
  private readonly byObject = new Map<number, Map<string, Grant>>();
  /** Grows with every change; caches compare it. */
  version = 0;

  private constructor(private readonly catalog: CatalogStore) {}

  static async open(catalog: CatalogStore): Promise<GrantStore> {
    const store = new GrantStore(catalog);
    await catalog.transaction(async (transaction) => {
      await transaction.run(
        `CREATE TABLE IF NOT EXISTS floe.grants (type VARCHAR, privilege VARCHAR, on_id BIGINT, on_kind VARCHAR,
          grantee BIGINT, grant_option BOOLEAN, granted_by VARCHAR, created_on BIGINT)`,
      );
      const rows = await transaction.run(
        "SELECT type, privilege, on_id, on_kind, grantee, grant_option, granted_by, created_on FROM floe.grants",
      );
      for (const [type, privilege, onId, onKind, grantee, grantOption, grantedBy, createdOn] of rows) {
        store.put({
          type: String(type) as Grant["type"],
          privilege: String(privilege),
          onId: Number(onId),
          onKind: String(onKind),
          grantee: Number(grantee),
          grantOption: grantOption === true,
          grantedBy: String(grantedBy),
          createdOn: Number(createdOn),
        });
      }
    });
    catalog.listen(async (event) => {
      store.version++;
      if (event.type === "remove" && !event.kept) await store.forgetObject(event.object.id);
    });
    return store;
  }

  to(grantee: number): readonly Grant[] {
    return [...(this.byGrantee.get(grantee)?.values() ?? [])];
  }

  on(object: number): readonly Grant[] {
    return [...(this.byObject.get(object)?.values() ?? [])];
  }

  has(type: Grant["type"], privilege: string, onId: number, grantee: number, onKind = ""): Grant | undefined {
    return this.grants.get(keyOf({ type, privilege, onId, onKind, grantee }));
  }

  /** Adds a grant; one that exists already only gains the grant option. */
  add(grant: Omit<Grant, "createdOn">): Promise<void> {
    return this.addAll([grant]);
  }

  /** Adds many grants with one write. */
  async addAll(grants: readonly Omit<Grant, "createdOn">[]): Promise<void> {
    await this.catalog.transaction(async (transaction) => {
      const added: Grant[] = [];
      for (const grant of grants) {
        const before = this.grants.get(keyOf(grant));
        if (before !== undefined && (before.grantOption || !grant.grantOption)) continue;
        if (before !== undefined) await this.erase(transaction, before);
        const now = { ...grant, createdOn: Date.now() };
        this.put(now);
        transaction.undo(() => this.take(now));
        added.push(now);
      }
      if (added.length === 0) return;
      const marks = added.map(() => "(?, ?, ?, ?, ?, ?, ?, ?)").join(", ");
      await transaction.run(`INSERT INTO floe.grants VALUES ${marks}`, added.flatMap(toRow));
    });
  }

  async remove(grant: Grant): Promise<void> {
    await this.catalog.transaction(async (transaction) => {
      await this.erase(transaction, grant);
    });
  }

  private async erase(transaction: Transaction, grant: Grant): Promise<void> {
    this.take(grant);
    transaction.undo(() => this.put(grant));
    await transaction.run(
      "DELETE FROM floe.grants WHERE type = ? AND privilege = ? AND on_id = ? AND on_kind = ? AND grantee = ?",
      [grant.type, grant.privilege, grant.onId, grant.onKind, grant.grantee],
    );
  }

  private async forgetObject(id: number): Promise<void> {
    for (const grant of [...this.on(id), ...this.to(id)]) await this.remove(grant);
  }

  private put(grant: Grant): void {
    const key = keyOf(grant);
    this.version++;
    this.grants.set(key, grant);
    for (const [map, id] of this.indexes(grant)) {
      const entries = map.get(id) ?? new Map<string, Grant>();
      map.set(id, entries.set(key, grant));
    }
  }

  private take(grant: Grant): void {
    const key = keyOf(grant);
    this.version++;
    this.grants.delete(key);
    for (const [map, id] of this.indexes(grant)) map.get(id)?.delete(key);
  }

  private indexes(grant: Grant): readonly (readonly [Map<number, Map<string, Grant>>, number])[] {
    return [
      [this.byGrantee, grant.grantee],
      [this.byObject, grant.onId],
    ];
  }
}

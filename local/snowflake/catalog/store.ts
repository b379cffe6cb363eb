import type { Database } from "../core/account";
import type { Catalog, CatalogObject, Path } from "../core/cloud";
import { alreadyExists, notFound } from "../core/errors";
import { formatPath, quoteIfNeeded } from "../ddl/names";
import { ObjectTable, type DroppedObject, type StoredObject } from "./table";
import { Transactions, type Transaction } from "./transactions";

export type ObjectChange = Partial<Pick<CatalogObject, "path" | "owner" | "comment" | "properties">>;

/** What happened to an object, told to listeners inside the transaction that did it. */
export interface CatalogEvent {
  readonly type: "create" | "update" | "remove" | "restore";
  readonly object: CatalogObject;
  readonly before?: CatalogObject;
  /** Removed objects only: UNDROP can restore it. */
  readonly kept: boolean;
  readonly transaction: Transaction;
}

const key = (namespace: string, path: Path): string => JSON.stringify([namespace, ...path]);

const isWithin = (path: Path, container: Path): boolean =>
  path.length > container.length && container.every((part, index) => path[index] === part);

const live = ({ id, kind, path, owner, comment, createdOn, properties }: StoredObject): CatalogObject => ({
  id,
  kind,
  path,
  owner,
  comment,
  createdOn,
  properties,
});

/** The account's objects: a map in memory, written through to DuckDB's schema `floe`. */
export class CatalogStore implements Catalog {
  private readonly objects = new Map<number, CatalogObject>();
  private readonly index = new Map<string, number>();
  private readonly dropped = new Map<number, DroppedObject>();
  private readonly listeners: ((event: CatalogEvent) => Promise<void> | void)[] = [];
  private readonly table: ObjectTable;
  readonly transactions: Transactions;

  private constructor(
    database: Database,
    /** Maps a kind to the namespace in which its names are unique. */
    private readonly namespaceOf: (kind: string) => string,
  ) {
    this.transactions = new Transactions(database);
    this.table = new ObjectTable(this.transactions);
  }

  static async open(
    database: Database,
    namespaceOf: (kind: string) => string = (kind) => kind,
  ): Promise<CatalogStore> {
    const store = new CatalogStore(database, namespaceOf);
    for (const object of await store.table.load()) {
      if (object.droppedOn === undefined) store.put(object);
      else store.dropped.set(object.id, { ...object, droppedOn: object.droppedOn });
    }
    return store;
  }

  /** Calls the listener inside each change's transaction; its errors undo the change. */
  listen(listener: (event: CatalogEvent) => Promise<void> | void): void {
    this.listeners.push(listener);
  }

  /** Groups changes (and DuckDB statements run through it) into one transaction. */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.transactions.run(work);
  }

  /** By kind or by namespace: `find("INTEGRATION", ...)` finds every kind of integration. */
  find(kind: string, path: Path): CatalogObject | undefined {
    const id = this.index.get(key(this.namespaceOf(kind), path));
    const object = id === undefined ? undefined : this.objects.get(id);
    return object !== undefined && this.isKind(object, kind) ? object : undefined;
  }

  get(kind: string, path: Path): CatalogObject {
    const object = this.find(kind, path);
    if (object === undefined) throw notFound(titleCase(kind), formatPath(path));
    return object;
  }

  byId(id: number): CatalogObject | undefined {
    return this.objects.get(id);
  }

  /** Whether the object exists, or was dropped and can be restored. */
  knows(id: number): boolean {
    return this.objects.has(id) || this.dropped.has(id);
  }

  list(kind: string, within?: Path): readonly CatalogObject[] {
    return [...this.objects.values()].filter(
      (object) => this.isKind(object, kind) && (within === undefined || isWithin(object.path, within)),
    );
  }

  listAll(): readonly CatalogObject[] {
    return [...this.objects.values()];
  }

  /** Everything inside a database or schema. */
  contents(container: CatalogObject): readonly CatalogObject[] {
    if (container.kind !== "DATABASE" && container.kind !== "SCHEMA") return [];
    return [...this.objects.values()].filter((object) => isWithin(object.path, container.path));
  }

  /** Dropped objects that UNDROP can still restore, newest first. */
  listDropped(kind: string, within?: Path): readonly DroppedObject[] {
    return [...this.dropped.values()]
      .filter((object) => object.kind === kind && (within === undefined || isWithin(object.path, within)))
      .sort((a, b) => b.droppedOn - a.droppedOn || b.id - a.id);
  }

  async create(definition: Omit<CatalogObject, "id" | "createdOn">): Promise<CatalogObject> {
    return this.transaction(async (transaction) => {
      const name = key(this.namespaceOf(definition.kind), definition.path);
      if (this.index.has(name)) throw alreadyExists(formatPath(definition.path));
      const object: CatalogObject = { ...definition, id: await this.table.nextId(), createdOn: Date.now() };
      this.put(object);
      transaction.undo(() => this.forget(object));
      await this.table.add(object);
      await this.tell({ type: "create", object, kept: false, transaction });
      return object;
    });
  }

  async update(id: number, change: ObjectChange): Promise<CatalogObject> {
    return this.transaction(async (transaction) => {
      const before = this.objects.get(id);
      if (before === undefined) throw notFound("Object", String(id));
      if (change.path !== undefined) await this.move(transaction, before, change.path);
      const after = { ...before, ...change };
      await this.replace(transaction, before, after);
      return after;
    });
  }

  /**
   * Removes the object and everything inside it. With `keep`, it and its contents can be restored.
   * Its id is never given to another object.
   */
  async remove(id: number, options: { keep?: boolean } = {}): Promise<void> {
    await this.transaction(async (transaction) => {
      const root = this.objects.get(id);
      if (root === undefined) return;
      const droppedOn = Date.now();
      for (const object of [...this.contents(root), root]) {
        this.forget(object);
        transaction.undo(() => this.put(object));
        if (options.keep === true) {
          const kept = { ...object, droppedOn, droppedWith: id };
          this.dropped.set(object.id, kept);
          transaction.undo(() => this.dropped.delete(object.id));
          await this.table.write(kept);
        } else await this.table.erase(object.id);
        await this.tell({ type: "remove", object, kept: options.keep === true, transaction });
      }
    });
  }

  /** Restores the newest dropped object of that name with what was dropped with it. */
  async restore(kind: string, path: Path): Promise<CatalogObject> {
    return this.transaction(async (transaction) => {
      const root = this.listDropped(kind).find(
        (object) => object.droppedWith === object.id && formatPath(object.path) === formatPath(path),
      );
      if (root === undefined) throw notFound(titleCase(kind), formatPath(path));
      if (this.index.has(key(this.namespaceOf(kind), path))) throw alreadyExists(formatPath(path));
      for (const kept of [...this.dropped.values()].filter((object) => object.droppedWith === root.id)) {
        const object = live(kept);
        this.dropped.delete(kept.id);
        this.put(object);
        transaction.undo(() => {
          this.forget(object);
          this.dropped.set(kept.id, kept);
        });
        await this.table.write(object);
        await this.tell({ type: "restore", object, kept: false, transaction });
      }
      return this.get(kind, path);
    });
  }

  /** Forgets for good what was dropped before that moment. */
  async purge(before: number): Promise<readonly DroppedObject[]> {
    const gone = [...this.dropped.values()].filter((object) => object.droppedOn < before);
    await this.transaction(async (transaction) => {
      for (const object of gone) {
        this.dropped.delete(object.id);
        transaction.undo(() => this.dropped.set(object.id, object));
        await this.table.erase(object.id);
      }
    });
    return gone;
  }

  private async move(transaction: Transaction, container: CatalogObject, path: Path): Promise<void> {
    const name = key(this.namespaceOf(container.kind), path);
    const holder = this.index.get(name);
    if (holder !== undefined && holder !== container.id) throw alreadyExists(formatPath(path));
    for (const child of this.contents(container)) {
      const moved = { ...child, path: [...path, ...child.path.slice(container.path.length)] };
      await this.replace(transaction, child, moved);
    }
  }

  private async replace(
    transaction: Transaction,
    before: CatalogObject,
    after: CatalogObject,
  ): Promise<void> {
    this.forget(before);
    this.put(after);
    transaction.undo(() => {
      this.forget(after);
      this.put(before);
    });
    await this.table.write(after);
    await this.tell({ type: "update", object: after, before, kept: false, transaction });
  }

  private isKind(object: CatalogObject, kind: string): boolean {
    return object.kind === kind || this.namespaceOf(object.kind) === kind;
  }

  private put(object: CatalogObject): void {
    this.objects.set(object.id, object);
    this.index.set(key(this.namespaceOf(object.kind), object.path), object.id);
  }

  private forget(object: StoredObject): void {
    this.objects.delete(object.id);
    const name = key(this.namespaceOf(object.kind), object.path);
    if (this.index.get(name) === object.id) this.index.delete(name);
  }

  private async tell(event: CatalogEvent): Promise<void> {
    for (const listener of this.listeners) await listener(event);
  }
}

/** `STORAGE INTEGRATION` as messages spell it: `Storage integration`. */
export const titleCase = (kind: string): string =>
  quoteIfNeeded(kind)
    .replaceAll('"', "")
    .replace(/^(.)(.*)$/, (_whole, first: string, others: string) => first + others.toLowerCase());

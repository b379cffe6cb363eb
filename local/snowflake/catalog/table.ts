import type { CatalogObject, Json } from "../core/cloud";
import type { Cell } from "../core/result";
import type { Transactions } from "./transactions";

/** An object as on disk: live, or dropped and restorable together with its contents (`droppedWith` = id of the root). */
export interface StoredObject extends CatalogObject {
  readonly droppedOn?: number;
  readonly droppedWith?: number;
}

export interface DroppedObject extends StoredObject {
  readonly droppedOn: number;
}

const COLUMNS = "id, kind, path, owner, comment, created_on, properties, dropped_on, dropped_with";

/** The DuckDB tables behind the catalog: `floe.objects`, and `floe.counter` from which ids come that are never reused. */
export class ObjectTable {
  private lastId = 0;

  constructor(private readonly transactions: Transactions) {}

  async load(): Promise<readonly StoredObject[]> {
    await this.transactions.query("CREATE SCHEMA IF NOT EXISTS floe");
    await this.transactions.query(
      `CREATE TABLE IF NOT EXISTS floe.objects (id BIGINT, kind VARCHAR, path VARCHAR, owner VARCHAR, comment VARCHAR,
        created_on BIGINT, properties VARCHAR, dropped_on BIGINT, dropped_with BIGINT)`,
    );
    await this.transactions.query("CREATE TABLE IF NOT EXISTS floe.counter (last BIGINT)");
    const [counter] = await this.transactions.query("SELECT last FROM floe.counter");
    if (counter === undefined) await this.transactions.query("INSERT INTO floe.counter VALUES (0)");
    this.lastId = Number(counter?.[0] ?? 0);
    const rows = await this.transactions.query(`SELECT ${COLUMNS} FROM floe.objects ORDER BY id`);
    return rows.map(fromRow);
  }

  /** The next hidden id. After a rollback the ids that were taken stay unused: they are never given twice in a process. */
  async nextId(): Promise<number> {
    this.lastId += 1;
    const id = this.lastId;
    await this.transactions.run((transaction) => transaction.run("UPDATE floe.counter SET last = ?", [id]));
    return id;
  }

  /** Writes the object's row, in place of the one it has. */
  async write(object: StoredObject): Promise<void> {
    await this.erase(object.id);
    await this.add(object);
  }

  async add(object: StoredObject): Promise<void> {
    const marks = "?, ?, ?, ?, ?, ?, ?, ?, ?";
    await this.transactions.run((transaction) =>
      transaction.run(`INSERT INTO floe.objects (${COLUMNS}) VALUES (${marks})`, [
        object.id,
        object.kind,
        JSON.stringify(object.path),
        object.owner,
        object.comment,
        object.createdOn,
        JSON.stringify(object.properties),
        object.droppedOn ?? null,
        object.droppedWith ?? null,
      ]),
    );
  }

  async erase(id: number): Promise<void> {
    await this.transactions.run((transaction) =>
      transaction.run("DELETE FROM floe.objects WHERE id = ?", [id]),
    );
  }
}

function fromRow(row: readonly Cell[]): StoredObject {
  const [id, kind, path, owner, comment, createdOn, properties, droppedOn, droppedWith] = row;
  return {
    id: Number(id),
    kind: String(kind),
    path: JSON.parse(String(path)) as string[],
    owner: String(owner),
    comment: String(comment),
    createdOn: Number(createdOn),
    properties: JSON.parse(String(properties)) as Record<string, Json>,
    ...(droppedOn === null ? {} : { droppedOn: Number(droppedOn) }),
    ...(droppedWith === null ? {} : { droppedWith: Number(droppedWith) }),
  };
}

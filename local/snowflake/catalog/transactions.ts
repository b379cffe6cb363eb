import type { Database } from "../core/account";
import type { Cell } from "../core/result";

export type SqlValue = string | number | null;

/** What a step of a catalog transaction may do: write to disk, and say how memory is put back on rollback. */
export interface Transaction {
  readonly run: (sql: string, values?: readonly SqlValue[]) => Promise<readonly Cell[][]>;
  undo(step: () => void): void;
  /** Runs once the transaction is on disk. */
  afterCommit(step: () => void): void;
}

/**
 * Changes of the catalog in transactions of the account's database: what is in memory is what is on disk, and a
 * failed statement leaves neither. Nested calls join the open transaction.
 */
export class Transactions {
  constructor(private readonly database: Database) {}

  run<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.database.transaction((connection) =>
      work({
        run: async (sql, values = []) => {
          const reader = await connection.runAndReadAll(sql, [...values]);
          return reader.getRowsJS().map((row) => row.map(toCell));
        },
        undo: (step) => this.database.onRollback(step),
        afterCommit: (step) => this.database.onCommit(step),
      }),
    );
  }

  query(sql: string, values: readonly SqlValue[] = []): Promise<readonly Cell[][]> {
    return this.run((transaction) => transaction.run(sql, values));
  }
}

function toCell(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return value instanceof Date ? value : JSON.stringify(value);
}

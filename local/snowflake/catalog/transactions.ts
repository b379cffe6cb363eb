import { AsyncLocalStorage } from "node:async_hooks";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { Cell } from "../core/result";

export type SqlValue = string | number | null;

/** What a step of a catalog transaction may do: write to disk, and say how memory is put back on rollback. */
export interface Transaction {
  run(sql: string, values?: readonly SqlValue[]): Promise<readonly Cell[][]>;
  undo(step: () => void): void;
  /** Runs once the transaction is on disk. */
  afterCommit(step: () => void): void;
}

/**
 * Serializes changes of the catalog on one DuckDB connection of its own, one transaction each: what is in memory is
 * what is on disk, and a failed statement leaves neither. Nested calls join the open transaction.
 */
export class Transactions {
  private readonly current = new AsyncLocalStorage<Transaction>();
  private queue: Promise<unknown> = Promise.resolve();

  constructor(private readonly connection: DuckDBConnection) {}

  async query(sql: string, values: readonly SqlValue[] = []): Promise<readonly Cell[][]> {
    const reader = await this.connection.runAndReadAll(sql, [...values]);
    return reader.getRowsJS().map((row) => row.map(toCell));
  }

  run<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const open = this.current.getStore();
    if (open !== undefined) return work(open);
    const result = this.queue.then(() => this.alone(work));
    this.queue = result.catch(() => undefined);
    return result;
  }

  private async alone<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const undos: (() => void)[] = [];
    const commits: (() => void)[] = [];
    const transaction: Transaction = {
      run: (sql, values) => this.query(sql, values),
      undo: (step) => void undos.push(step),
      afterCommit: (step) => void commits.push(step),
    };
    await this.connection.run("BEGIN TRANSACTION");
    try {
      const result = await this.current.run(transaction, () => work(transaction));
      await this.connection.run("COMMIT");
      for (const step of commits) step();
      return result;
    } catch (error) {
      for (const step of undos.reverse()) step();
      await this.connection.run("ROLLBACK").catch(() => undefined);
      throw error;
    }
  }
}

function toCell(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return value instanceof Date ? value : JSON.stringify(value);
}

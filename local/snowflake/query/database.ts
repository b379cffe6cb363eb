import { AsyncLocalStorage } from "node:async_hooks";
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import type { Database } from "../core/account";
import { Gate } from "./gate";
import { Mutex } from "./mutex";

/** The local cloud as a whole must stay under 1.5 GB on two cores; past this DuckDB spills to disk. */
const MEMORY_LIMIT = "512MB";
const THREADS = "2";

interface OpenTransaction {
  readonly rollback: (() => void)[];
  readonly commit: (() => void)[];
  ended: boolean;
}

/** The account's DuckDB database: one file, so tables and metadata commit together and survive a restart. */
export class DuckDatabase implements Database {
  private readonly turns = new Mutex();
  private readonly inside = new AsyncLocalStorage<OpenTransaction>();

  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly gate: Gate,
    private readonly system: DuckDBConnection,
  ) {}

  /** Opens or creates the database. `file` may be `:memory:`. Throws when another process holds the file. */
  static async open(file: string): Promise<DuckDatabase> {
    if (file !== ":memory:") mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const instance = await DuckDBInstance.create(file, {
      threads: THREADS,
      memory_limit: MEMORY_LIMIT,
      autoinstall_known_extensions: "false",
      default_null_order: "nulls_last",
    });
    const gate = new Gate();
    return new DuckDatabase(instance, gate, gate.guard(await instance.connect()));
  }

  static fileIn(stateDir: string): string {
    return join(stateDir, "account.duckdb");
  }

  async connect(): Promise<DuckDBConnection> {
    return this.gate.guard(await this.instance.connect());
  }

  async commit(connection: DuckDBConnection): Promise<void> {
    await this.gate.alone(() => connection.run("COMMIT"));
  }

  async transaction<T>(body: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    if (this.open() !== undefined) return body(this.system);
    const steps: OpenTransaction = { rollback: [], commit: [], ended: false };
    return this.turns.run(() =>
      this.inside.run(steps, async () => {
        await this.system.run("BEGIN TRANSACTION");
        try {
          const answer = await body(this.system);
          await this.commit(this.system);
          steps.ended = true;
          for (const step of steps.commit) step();
          return answer;
        } catch (error) {
          steps.ended = true;
          for (const step of steps.rollback.reverse()) step();
          await this.system.run("ROLLBACK").catch(() => undefined);
          throw error;
        }
      }),
    );
  }

  onRollback(step: () => void): void {
    this.open()?.rollback.push(step);
  }

  onCommit(step: () => void): void {
    const open = this.open();
    if (open === undefined) step();
    else open.commit.push(step);
  }

  /** Timers and promises started inside a transaction outlive it: they must not believe to be in it still. */
  private open(): OpenTransaction | undefined {
    const open = this.inside.getStore();
    return open?.ended === false ? open : undefined;
  }

  close(): void {
    this.system.closeSync();
    this.instance.closeSync();
  }
}

export const quoteDuck = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const duckString = (value: string): string => `'${value.replaceAll("'", "''")}'`;

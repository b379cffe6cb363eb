import type { DuckDBConnection } from "@duckdb/node-api";
import { tableColumns } from "../core/account";
import type { Catalog } from "../core/cloud";
import { SnowflakeError } from "../core/errors";
import type { Work } from "../core/hooks";
import type { CommitClock } from "./commit-clock";

/** Past this an open transaction is not remembered any more: a failed statement then ends it. */
const LARGEST = 256 * 1024 * 1024;
const WRITES = /^\s*(?:INSERT|UPDATE|DELETE|MERGE|TRUNCATE|CREATE|DROP|ALTER)\b/i;
const UNREPEATABLE = /\b(?:random|uuid|gen_random_uuid|nextval|get_current_timestamp)\s*\(/i;

interface Step {
  readonly size: number;
  readonly again: (connection: DuckDBConnection) => Promise<unknown>;
}

interface Mark {
  readonly steps: number;
  readonly consumed: ReadonlySet<number>;
  readonly changed: ReadonlySet<number>;
  readonly read: ReadonlySet<number>;
}

const lost = (why: string): SnowflakeError =>
  new SnowflakeError(
    "000603",
    "25000",
    `A statement of this transaction failed, and the local Snowflake could not keep the statements before it: ${why}. Nothing of the transaction was saved: ROLLBACK and run it again.`,
  );

/**
 * What an open transaction has done so far. DuckDB gives a transaction up when a statement fails, Snowflake only undoes
 * the statement: so the transaction is rolled back and its earlier statements are run again. That is refused, loudly,
 * where running them again could give other data than what the session has seen.
 */
export class TransactionLog {
  /** The transaction's connection; what it changes is remembered. */
  readonly connection: DuckDBConnection;
  /** Why the transaction cannot go on. */
  failure: SnowflakeError | undefined;
  /** When its last statement ended, in milliseconds since 1970. */
  used = Date.now();
  private readonly steps: Step[] = [];
  private readonly touched = new Set<number>();
  private size = 0;
  private forgotten = false;
  /** Something random or numbered by a sequence was written. */
  private unrepeatable = false;
  /** .. and the session has read it. */
  private seen = false;
  private opened: number;

  constructor(
    private readonly plain: DuckDBConnection,
    private readonly clock: CommitClock,
    private readonly catalog: Catalog,
  ) {
    this.opened = clock.now();
    this.connection = this.recording();
  }

  /** Runs one statement; when it fails, undoes it and only it. */
  async statement<T>(work: Work, body: (work: Work) => Promise<T>): Promise<T> {
    if (this.failure !== undefined) throw this.failure;
    const mark = this.mark(work);
    work.read.clear();
    try {
      const answer = await body(work);
      this.note(work, mark);
      return answer;
    } catch (error) {
      await this.undo(work, mark);
      throw error;
    } finally {
      for (const id of mark.read) work.read.add(id);
      this.used = Date.now();
    }
  }

  /** Undoes everything, for good. */
  async abort(reason: SnowflakeError): Promise<void> {
    this.failure = reason;
    this.steps.length = 0;
    await this.plain.run("ROLLBACK").catch(() => undefined);
  }

  private mark(work: Work): Mark {
    return {
      steps: this.steps.length,
      consumed: new Set(work.consumed),
      changed: new Set(work.changed),
      read: new Set(work.read),
    };
  }

  private note(work: Work, mark: Mark): void {
    for (const id of [...work.read, ...work.changed]) this.touched.add(id);
    const wrote = this.steps.length > mark.steps;
    if (!wrote && this.unrepeatable && [...work.read].some((id) => work.changed.has(id))) this.seen = true;
    if (wrote && [...work.changed].some((id) => !mark.changed.has(id) && this.numbers(id)))
      this.unrepeatable = true;
  }

  /** Whether a table fills columns by itself with values that differ each time. */
  private numbers(table: number): boolean {
    const object = this.catalog.byId(table);
    return (
      object !== undefined &&
      tableColumns(object).some(
        ({ identity, default: usual = "" }) =>
          identity !== undefined || /nextval|uuid|random|current_|sysdate/i.test(usual),
      )
    );
  }

  private async undo(work: Work, mark: Mark): Promise<void> {
    if (this.failure !== undefined) return;
    restore(work.consumed, mark.consumed);
    restore(work.changed, mark.changed);
    if (this.steps.length === mark.steps && (await this.usable())) return;
    this.steps.length = mark.steps;
    await this.plain.run("ROLLBACK").catch(() => undefined);
    try {
      if (mark.steps > 0) this.mayRepeat();
      await this.plain.run("BEGIN TRANSACTION");
      const began = this.clock.now();
      for (const step of this.steps) await step.again(this.plain);
      if (mark.steps > 0) this.mayRepeat();
      this.opened = began;
    } catch (error) {
      await this.plain.run("ROLLBACK").catch(() => undefined);
      this.failure =
        error instanceof SnowflakeError
          ? error
          : lost(`running them again failed (${error instanceof Error ? error.message : String(error)})`);
    }
  }

  private mayRepeat(): void {
    if (this.forgotten) throw lost("they wrote more than the server remembers");
    if (this.seen) throw lost("the session has read sequence numbers or random values that they made");
    if (this.clock.changedSince(this.opened, this.touched))
      throw lost("another session has changed a table that they used");
  }

  private async usable(): Promise<boolean> {
    return this.plain.run("SELECT 1").then(
      () => true,
      () => false,
    );
  }

  private remember(step: Step): void {
    this.size += step.size;
    if (this.size <= LARGEST) this.steps.push(step);
    else {
      // One step stays, so that a failed statement is known to have something to bring back.
      this.steps.splice(0, this.steps.length, { size: 0, again: () => Promise.resolve() });
      this.forgotten = true;
    }
  }

  private recording(): DuckDBConnection {
    return new Proxy(this.plain, {
      get: (target, property): unknown => {
        const member: unknown = Reflect.get(target, property, target);
        if (typeof member !== "function") return member;
        return (...args: readonly unknown[]): unknown => {
          const call = (on: DuckDBConnection): unknown => Reflect.apply(member, on, args);
          const [sql] = args;
          const written = typeof sql === "string" && WRITES.test(sql);
          if (!written) return call(target);
          if (UNREPEATABLE.test(sql)) this.unrepeatable = true;
          this.remember({
            size: sql.length + sizeOf(args[1]),
            again: async (on) => {
              await call(on);
            },
          });
          return call(target);
        };
      },
    });
  }
}

function restore(set: Set<number>, to: ReadonlySet<number>): void {
  for (const id of set) if (!to.has(id)) set.delete(id);
}

const sizeOf = (values: unknown): number =>
  Array.isArray(values)
    ? values.reduce<number>((sum, value) => sum + (typeof value === "string" ? value.length : 8), 0)
    : 0;

import { setTimeout as sleep } from "node:timers/promises";
import { random } from "./random";
import type { Rig } from "./rig";
import { StatementFailed, type Sql } from "./sql";

/** Rows the table is kept at, by deleting as many as are inserted. */
const KEPT = 3_000;

/**
 * Inserts, updates and deletes rows of a table, step by step, each in one transaction that also counts the step: after a
 * failure the count tells whether the step is in the table. Keys that were deleted come back later.
 */
export class Writer {
  step = 0;
  /** Steps whose outcome had to be looked up. */
  doubted = 0;
  operations = 0;
  private sql: Sql | undefined;
  private stopping = false;
  private running: Promise<void> = Promise.resolve();
  private readonly live = new Set<number>();
  private readonly gone: number[] = [];
  private next = 1;

  constructor(
    private readonly rig: Rig,
    private readonly table: string,
    private readonly seed: number,
    /** Milliseconds between steps. */
    private readonly pause: number,
  ) {}

  /** The table, with one row that counts the steps beside it. */
  async create(): Promise<void> {
    const sql = await this.rig.sql();
    await sql.rows(
      `CREATE TABLE ${this.table} (ID NUMBER(18,0) NOT NULL PRIMARY KEY, STEP NUMBER(9,0), NAME VARCHAR, AMOUNT NUMBER(12,2))`,
    );
    await sql.rows(`CREATE TABLE ${this.table}_STEPS (STEP NUMBER)`);
    await sql.rows(`INSERT INTO ${this.table}_STEPS VALUES (0)`);
  }

  start(): void {
    this.running = this.run();
    this.running.catch(() => undefined);
  }

  /** Ends after the step that is being written. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      const step = this.plan(this.step + 1);
      await this.write(step);
      step.done();
      this.step++;
      this.operations += step.operations;
      await sleep(this.pause);
    }
  }

  private async write(step: Step): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        this.sql ??= await this.rig.sql();
        if (attempt > 0) {
          this.doubted++;
          if (Number(await this.sql.value(`SELECT STEP FROM ${this.table}_STEPS`)) === step.number) return;
        }
        await this.sql.rows("BEGIN");
        for (const sql of step.statements) await this.sql.rows(sql);
        await this.sql.rows(`UPDATE ${this.table}_STEPS SET STEP = ${step.number}`);
        await this.sql.rows("COMMIT");
        return;
      } catch (error) {
        // A server that is started anew knows no sessions; any other answer is a fault of the server or the test.
        if (error instanceof StatementFailed && !/^3901|session|token/i.test(error.message)) throw error;
        this.sql = undefined;
        await sleep(100);
      }
    }
  }

  private plan(number: number): Step {
    const chance = random(this.seed * 100_003 + number);
    const ids = [...this.live];
    const some = (count: number): number[] =>
      ids.length === 0
        ? []
        : [...new Set(Array.from({ length: count }, () => ids[Math.floor(chance() * ids.length)] ?? 0))];
    const deleted = some(ids.length < KEPT ? 4 : 12);
    const updated = some(14).filter((id) => !deleted.includes(id));
    const back = number % 3 === 0 ? this.gone.slice(0, 2) : [];
    const inserted = [...Array.from({ length: 10 }, (_, index) => this.next + index), ...back];
    const amount = (): string => (chance() * 10_000).toFixed(2);
    const values = inserted
      .map((id) => `(${id}, ${number}, 'name ${id} – ${number}', ${amount()})`)
      .join(", ");
    return {
      number,
      operations: deleted.length + updated.length + inserted.length,
      statements: [
        ...(updated.length > 0
          ? [
              `UPDATE ${this.table} SET STEP = ${number}, AMOUNT = ${amount()} WHERE ID IN (${updated.join(", ")})`,
            ]
          : []),
        ...(deleted.length > 0 ? [`DELETE FROM ${this.table} WHERE ID IN (${deleted.join(", ")})`] : []),
        `INSERT INTO ${this.table} VALUES ${values}`,
      ],
      done: () => {
        for (const id of deleted) this.live.delete(id);
        this.gone.splice(0, back.length);
        this.gone.push(...deleted);
        for (const id of inserted) this.live.add(id);
        this.next += 10;
      },
    };
  }
}

interface Step {
  readonly number: number;
  readonly operations: number;
  readonly statements: readonly string[];
  readonly done: () => void;
}

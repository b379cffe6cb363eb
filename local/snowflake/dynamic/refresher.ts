import { randomUUID } from "node:crypto";
import type { Account, BackgroundService } from "../core/account";
import type { CatalogObject, Session } from "../core/cloud";
import { SnowflakeError } from "../core/errors";
import type { Work, WorkHooks } from "../core/hooks";
import { formatPath } from "../ddl/names";
import { textOf } from "../kinds/values";
import type { WarehouseUse } from "../query/handler";
import type { Clock } from "../tasks/scheduler";
import { refresh } from "./compute";
import { CHANGING, dynamicDefinition, KIND } from "./definition";
import type { Refresh, RefreshHistory } from "./history";

/** How often lags are looked at, in milliseconds. */
const TICK = 500;
/** Refreshes that fail in a row before the table is suspended, as on Snowflake. */
const LIMIT = 5;

type Trigger = Refresh["trigger"];

/** Keeps dynamic tables within their lag: those they read first, each only when something it reads has changed. */
export class DynamicTables implements BackgroundService, WorkHooks {
  readonly name = "dynamic tables";
  private readonly times = new Map<number, number>();
  private readonly failures = new Map<number, number>();
  /** Tables whose rows changed since a dynamic table read them, by its id; all at the start. */
  private readonly clean = new Set<number>();
  private readonly turns = new Map<number, Promise<unknown>>();
  private kept: ReadonlyMap<string, number> = new Map();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;

  constructor(
    private readonly account: Account,
    private readonly warehouses: WarehouseUse,
    readonly history: RefreshHistory,
    private readonly clock: Clock = { now: () => Date.now() },
  ) {}

  async start(): Promise<void> {
    await this.history.open();
    this.kept = await this.history.dataTimestamps();
    this.timer = setInterval(() => this.wake(), TICK);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    await this.looking?.catch(() => undefined);
    await Promise.allSettled([...this.turns.values()]);
  }

  beforeCommit(): Promise<void> {
    return Promise.resolve();
  }

  committed({ changed }: Work): void {
    if (changed.size === 0) return;
    for (const table of this.account.catalog.list(KIND))
      if (dynamicDefinition(table).reads.some((id) => changed.has(id))) this.clean.delete(table.id);
  }

  /** When the table's rows are of; undefined when there were none yet. */
  dataTimestamp(table: CatalogObject): number | undefined {
    return this.times.get(table.id) ?? this.kept.get(table.path.join("."));
  }

  /** Rows were made with the table. */
  created(path: readonly string[], rows: number, startedAt: number, queryId: string): void {
    const table = this.account.catalog.find(KIND, path);
    if (table === undefined) return;
    const now = this.clock.now();
    this.times.set(table.id, now);
    const spent = Date.now() - startedAt;
    void this.note(table, {
      ...{ state: "SUCCEEDED", queryId, dataTimestamp: now - spent, startedAt: now - spent, endedAt: now },
      ...{ action: "REINITIALIZE", trigger: "CREATION", inserted: rows, deleted: 0 },
    });
  }

  private wake(): void {
    this.looking ??= this.look()
      .catch((error: unknown) => this.log(error))
      .finally(() => (this.looking = undefined));
  }

  private async look(): Promise<void> {
    for (const table of this.account.catalog.list(KIND)) {
      if (this.timer === undefined) return;
      const { active, lagSeconds } = dynamicDefinition(table);
      if (!active || lagSeconds === undefined) continue;
      const last = this.dataTimestamp(table);
      // Half of the lag: a refresh that begins then is done before the lag is over.
      if (last !== undefined && this.clock.now() - last < lagSeconds * 500) continue;
      await this.refresh(table, "SCHEDULED").catch((error: unknown) => this.log(error));
    }
  }

  private log(error: unknown): void {
    this.account.options.log(`dynamic tables: ${error instanceof Error ? error.message : String(error)}`);
  }

  /** Refreshes the dynamic tables a table reads, then itself. Throws what its query throws. */
  async refresh(table: CatalogObject, trigger: Trigger): Promise<void> {
    for (const id of dynamicDefinition(table).reads) {
      const upstream = this.account.catalog.byId(id);
      if (upstream?.kind === KIND && dynamicDefinition(upstream).active)
        await this.refresh(upstream, trigger);
    }
    const before = this.turns.get(table.id) ?? Promise.resolve();
    const turn = before.catch(() => undefined).then(() => this.one(table.id, trigger));
    this.turns.set(table.id, turn);
    try {
      await turn;
    } finally {
      if (this.turns.get(table.id) === turn) this.turns.delete(table.id);
    }
  }

  private async one(id: number, trigger: Trigger): Promise<void> {
    const table = this.account.catalog.byId(id);
    if (table === undefined) return;
    const { query, initialized } = dynamicDefinition(table);
    const dataTimestamp = this.clock.now();
    const common = { queryId: randomUUID(), dataTimestamp, startedAt: dataTimestamp, trigger };
    if (initialized && this.clean.has(id) && !CHANGING.test(query)) {
      this.times.set(id, dataTimestamp);
      await this.note(table, {
        ...{ ...common, state: "SUCCEEDED", endedAt: this.clock.now() },
        ...{ action: "NO_DATA", inserted: 0, deleted: 0 },
      });
      return;
    }
    // What changes from here on is seen by the next one.
    this.clean.add(id);
    try {
      const { inserted, deleted, reads } = await this.compute(table);
      await this.update(id, { READS: [...reads], INITIALIZED: true });
      this.times.set(id, dataTimestamp);
      this.failures.delete(id);
      const full = textOf(table, "REFRESH_MODE") === "FULL" || CHANGING.test(query);
      const action = !initialized ? "REINITIALIZE" : full ? "FULL" : "INCREMENTAL";
      await this.note(table, {
        ...{ ...common, state: "SUCCEEDED", endedAt: this.clock.now(), inserted, deleted },
        action: inserted + deleted === 0 && initialized ? "NO_DATA" : action,
      });
    } catch (error) {
      this.clean.delete(id);
      const message = error instanceof Error ? error.message : String(error);
      await this.note(table, {
        ...{ ...common, state: "FAILED", endedAt: this.clock.now(), inserted: 0, deleted: 0 },
        ...{ action: "INCREMENTAL", message },
      });
      await this.failed(table);
      throw new SnowflakeError(
        "002735",
        "42601",
        `Dynamic table ${formatPath(table.path)} failed to refresh: ${message}`,
      );
    }
  }

  private async compute(table: CatalogObject) {
    const { account } = this;
    const [database = "", schema = ""] = table.path;
    const { warehouse } = dynamicDefinition(table);
    const session: Session = await account.createSession({
      ...{ user: "SYSTEM", role: table.owner, warehouse, database, schema },
    });
    try {
      const release = await this.warehouses.use(session);
      try {
        return await account.query.work(session, (work) => refresh(account, table, work));
      } finally {
        release();
      }
    } finally {
      await account.closeSession(session);
    }
  }

  private note(table: CatalogObject, refreshed: Omit<Refresh, "path" | "lagSeconds">): Promise<void> {
    return this.history
      .add({ ...refreshed, path: table.path, lagSeconds: dynamicDefinition(table).lagSeconds })
      .catch((error: unknown) => this.log(error));
  }

  /** A table that fails again and again is suspended. */
  private async failed(table: CatalogObject): Promise<void> {
    const count = (this.failures.get(table.id) ?? 0) + 1;
    this.failures.set(table.id, count);
    if (count < LIMIT) return;
    this.failures.delete(table.id);
    const at = new Date(this.clock.now()).toISOString();
    await this.update(table.id, {
      ...{ STATE: "SUSPENDED", LAST_SUSPENDED_ON: at, SUSPEND_REASON: "SUSPENDED_DUE_TO_ERRORS" },
    });
  }

  private async update(id: number, change: CatalogObject["properties"]): Promise<void> {
    const { catalog } = this.account;
    const now = catalog.byId(id);
    if (now === undefined) return;
    const same = Object.entries(change).every(
      ([name, value]) => JSON.stringify(now.properties[name]) === JSON.stringify(value),
    );
    if (!same) await catalog.update(id, { properties: { ...now.properties, ...change } });
  }
}

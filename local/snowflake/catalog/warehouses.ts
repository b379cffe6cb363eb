import type { CatalogObject, Session } from "../core/cloud";
import type { BackgroundService } from "../core/account";
import { SnowflakeError } from "../core/errors";
import { isStarted, startState, stopState, type Load } from "../kinds/warehouse";
import { flagOf, numberOf } from "../kinds/values";
import type { Access } from "../access/access";
import type { CatalogStore } from "./store";

const SWEEP_MS = 1000;

/** Runs the warehouses: resumes them when a statement needs one, suspends them when they were idle long enough. */
export class Warehouses implements Load, BackgroundService {
  readonly name = "warehouses";
  private readonly busy = new Map<number, number>();
  private readonly idleSince = new Map<number, number>();
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> | undefined;
  private parts: { readonly catalog: CatalogStore; readonly access: Access } | undefined;

  /** The kind of warehouses needs the load before the catalog can be opened. */
  connect(catalog: CatalogStore, access: Access): void {
    this.parts = { catalog, access };
  }

  running(id: number): number {
    return this.busy.get(id) ?? 0;
  }

  start(): Promise<void> {
    this.timer ??= setInterval(() => this.tick(), SWEEP_MS).unref();
    return Promise.resolve();
  }

  /** Waits for a suspension that is being written. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    await this.sweeping;
  }

  private tick(): void {
    if (this.sweeping !== undefined) return;
    // A sweep that fails is repeated by the next one.
    const sweep = this.sweep().catch(() => undefined);
    this.sweeping = sweep.then(() => {
      this.sweeping = undefined;
    });
  }

  /**
   * Readies the session's warehouse for a statement and counts it as running there until the returned function is
   * called. Throws Snowflake's 000606 when the session has no usable warehouse or it is suspended without AUTO_RESUME.
   */
  async use(session: Session): Promise<() => void> {
    if (session.serverless === true && session.warehouse === undefined) return () => undefined;
    const warehouse = this.current(session);
    if (!isStarted(warehouse)) {
      const mayResume = flagOf(warehouse, "AUTO_RESUME");
      if (!mayResume) throw suspended(warehouse.path[0] ?? "");
      await this.change(warehouse.id, true);
    }
    this.busy.set(warehouse.id, this.running(warehouse.id) + 1);
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.busy.set(warehouse.id, Math.max(0, this.running(warehouse.id) - 1));
      this.idleSince.set(warehouse.id, Date.now());
    };
  }

  private current(session: Session): CatalogObject {
    const { catalog, access } = this.connected();
    const name = session.warehouse;
    const warehouse = name === undefined ? undefined : catalog.find("WAREHOUSE", [name]);
    if (warehouse === undefined || !access.on(session, "USAGE", warehouse))
      throw new SnowflakeError(
        "000606",
        "57P03",
        "No active warehouse selected in the current session.  Select an active warehouse with the 'use warehouse' command.",
      );
    return warehouse;
  }

  private async sweep(): Promise<void> {
    const { catalog } = this.connected();
    for (const warehouse of catalog.list("WAREHOUSE")) {
      const seconds = numberOf(warehouse, "AUTO_SUSPEND") ?? 0;
      if (!isStarted(warehouse) || seconds === 0 || this.running(warehouse.id) > 0) continue;
      const resumed = numberOf(warehouse, "RESUMED_ON") ?? warehouse.createdOn;
      const idle = Date.now() - Math.max(this.idleSince.get(warehouse.id) ?? 0, resumed);
      if (idle >= seconds * 1000) await this.change(warehouse.id, false);
    }
  }

  private async change(id: number, start: boolean): Promise<void> {
    const { catalog } = this.connected();
    await catalog.transaction(async () => {
      const warehouse = catalog.byId(id);
      if (warehouse === undefined || isStarted(warehouse) === start) return;
      if (!start && this.running(id) > 0) return;
      const state = start ? startState() : stopState();
      await catalog.update(id, { properties: { ...warehouse.properties, ...state } });
    });
  }

  private connected(): { readonly catalog: CatalogStore; readonly access: Access } {
    if (this.parts === undefined) throw new Error("the warehouses are used before the catalog is open");
    return this.parts;
  }
}

const suspended = (name: string): SnowflakeError =>
  new SnowflakeError(
    "000606",
    "57P03",
    `Warehouse '${name}' is suspended and has AUTO_RESUME = FALSE.  Resume it with ALTER WAREHOUSE .. RESUME.`,
  );

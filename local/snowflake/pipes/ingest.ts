import type { Account, BackgroundService } from "../core/account";
import type { CatalogObject, Session } from "../core/cloud";
import { SnowflakeError } from "../core/errors";
import { formatPath } from "../ddl/names";
import { load, type LoadServices } from "../movement/load";
import { literal } from "../movement/sql-text";
import { stageDefinition } from "../stages/definition";
import { pipeDefinition } from "./definition";
import { pipeStatement } from "./kind";
import { newObjects, type NewObject } from "./messages";
import type { PipeQueue } from "./queue";
import { asText } from "../core/text";

const PENDING = "floe.pipe_files";
/** How often a pipe tries a file again after an error that is not the file's, and the pause between, in milliseconds. */
const TRIES = 5;
const PAUSE = 2000;

export interface PipeState {
  lastReceived: number | undefined;
  lastForwarded: number | undefined;
  lastIngested: number | undefined;
  lastFile: string | undefined;
  error: string | undefined;
}

/** Listens to the queue, notes the files each pipe has to load, and loads them. */
export class PipeIngest implements BackgroundService {
  readonly name = "pipes";
  private readonly states = new Map<number, PipeState>();
  private readonly tries = new Map<string, number>();
  private readonly stopping = new AbortController();
  private loops: Promise<unknown>[] = [];
  private readonly rings = new Set<() => void>();
  private lastPulled: number | undefined;

  constructor(
    private readonly account: Account,
    private readonly queue: PipeQueue,
    private readonly services: LoadServices,
  ) {}

  async start(): Promise<void> {
    const connection = await this.account.database.connect();
    try {
      await connection.run("CREATE SCHEMA IF NOT EXISTS floe");
      await connection.run(
        `CREATE TABLE IF NOT EXISTS ${PENDING} (pipe_id BIGINT, file VARCHAR, received TIMESTAMPTZ)`,
      );
    } finally {
      connection.closeSync();
    }
    this.loops = [this.repeat(() => this.listen()), this.repeat(() => this.work())];
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.wake();
    await Promise.allSettled(this.loops);
    this.queue.close();
  }

  /** Something may be to do: a pipe was made, resumed or refreshed, or files arrived. */
  wake(): void {
    for (const ring of [...this.rings]) ring();
  }

  private async repeat(step: () => Promise<boolean>): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const busy = await step().catch((error: unknown) => {
        if (!signal.aborted)
          this.account.options.log(`pipes: ${error instanceof Error ? error.message : String(error)}`);
        return false;
      });
      if (!busy) await this.pause();
    }
  }

  /** Ends at the next wake, or after a while. */
  private pause(): Promise<void> {
    if (this.stopping.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const ring = (): void => {
        clearTimeout(timer);
        this.rings.delete(ring);
        resolve();
      };
      const timer = setTimeout(ring, PAUSE);
      this.rings.add(ring);
    });
  }

  private pipes(): readonly CatalogObject[] {
    return this.account.catalog.list("PIPE");
  }

  private async listen(): Promise<boolean> {
    if (!this.pipes().some((pipe) => pipeDefinition(pipe).autoIngest)) return false;
    const messages = await this.queue.receive(this.stopping.signal);
    this.lastPulled = Date.now();
    const objects = messages.flatMap(({ Body }) => newObjects(Body ?? ""));
    if (objects.length > 0) await this.note(objects);
    await this.queue.done(messages);
    if (objects.length > 0) this.wake();
    return true;
  }

  /** Notes each object for every pipe whose stage path it lies under. */
  private async note(objects: readonly NewObject[]): Promise<void> {
    for (const pipe of this.pipes().filter((each) => pipeDefinition(each).autoIngest)) {
      const place = this.placeOf(pipe);
      if (place === undefined) continue;
      const state = this.stateOf(pipe);
      const mine = objects.filter(
        ({ bucket, key }) => bucket === place.bucket && key.startsWith(place.prefix),
      );
      if (mine.length === 0) continue;
      state.lastReceived = Date.now();
      await this.remember(
        pipe,
        mine.map(({ key }) => key),
      );
      state.lastForwarded = Date.now();
    }
  }

  private async remember(pipe: CatalogObject, files: readonly string[]): Promise<void> {
    const connection = await this.account.database.connect();
    try {
      const values = files.map((file) => `(${pipe.id}, ${literal(file)}, get_current_timestamp())`);
      if (values.length > 0) await connection.run(`INSERT INTO ${PENDING} VALUES ${values.join(", ")}`);
    } finally {
      connection.closeSync();
    }
  }

  /** Bucket and key prefix that a pipe's COPY statement reads from. */
  private placeOf(pipe: CatalogObject): { bucket: string; prefix: string } | undefined {
    const definition = pipeDefinition(pipe);
    const stage = this.account.catalog.byId(definition.stageId);
    const url = stage === undefined ? undefined : stageDefinition(stage).url;
    const match = /^s3:\/\/([^/]+)\/?(.*)$/i.exec(url ?? "");
    if (match === null) return undefined;
    const base = match[2] ?? "";
    const { source } = pipeStatement(definition.sql);
    const below = source.kind === "url" ? "" : source.path;
    return {
      bucket: match[1] ?? "",
      prefix: (base === "" || base.endsWith("/") ? base : `${base}/`) + below,
    };
  }

  stateOf(pipe: CatalogObject): PipeState {
    const known = this.states.get(pipe.id) ?? {
      lastReceived: undefined,
      lastForwarded: undefined,
      lastIngested: undefined,
      lastFile: undefined,
      error: undefined,
    };
    this.states.set(pipe.id, known);
    return known;
  }

  async pending(pipe: CatalogObject): Promise<readonly string[]> {
    const connection = await this.account.database.connect();
    try {
      const rows = await connection.runAndReadAll(
        `SELECT DISTINCT file FROM ${PENDING} WHERE pipe_id = ${pipe.id} ORDER BY file`,
      );
      return rows.getRows().map(([file]) => asText(file));
    } finally {
      connection.closeSync();
    }
  }

  /** Why a pipe does not load, or RUNNING. */
  executionState(pipe: CatalogObject): string {
    const definition = pipeDefinition(pipe);
    if (this.account.catalog.byId(definition.stageId) === undefined) return "STOPPED_STAGE_DROPPED";
    if (this.account.catalog.byId(definition.tableId) === undefined) return "STOPPED_MISSING_TABLE";
    return definition.paused ? "PAUSED" : "RUNNING";
  }

  get pulled(): number | undefined {
    return this.lastPulled;
  }

  /** Loads what is noted; answers whether anything was done. */
  private async work(): Promise<boolean> {
    let busy = false;
    for (const pipe of this.pipes()) {
      if (this.executionState(pipe) !== "RUNNING") continue;
      const files = await this.pending(pipe);
      if (files.length === 0) continue;
      busy = (await this.loadFiles(pipe, files)) || busy;
    }
    return busy;
  }

  private async loadFiles(pipe: CatalogObject, files: readonly string[]): Promise<boolean> {
    const { account } = this;
    const state = this.stateOf(pipe);
    const began = Date.now();
    const [database = "", schema = ""] = pipe.path;
    let session: Session | undefined;
    try {
      session = await account.createSession({ user: "SYSTEM", role: pipe.owner, database, schema });
      const statement = pipeStatement(pipeDefinition(pipe).sql);
      const outcomes = await load(this.services, {
        statement,
        session,
        pipe: { id: pipe.id, files: new Set(files) },
      });
      await this.forget(pipe, files, began);
      state.error = outcomes.find(({ firstError }) => firstError !== undefined)?.firstError?.message;
      state.lastIngested = Date.now();
      state.lastFile = outcomes.at(-1)?.file.name ?? state.lastFile;
      return true;
    } catch (error) {
      state.error = error instanceof Error ? error.message : String(error);
      account.options.log(`pipe ${formatPath(pipe.path)}: ${state.error}`);
      await this.countTries(pipe, files, error);
      return false;
    } finally {
      if (session !== undefined) await account.closeSession(session);
    }
  }

  /** Gives a file up after several tries. */
  private async countTries(pipe: CatalogObject, files: readonly string[], error: unknown): Promise<void> {
    const key = (file: string): string => `${pipe.id}/${file}`;
    for (const file of files) this.tries.set(key(file), (this.tries.get(key(file)) ?? 0) + 1);
    const spent = files.filter((file) => (this.tries.get(key(file)) ?? 0) >= TRIES);
    if (spent.length === 0) return;
    await this.forget(pipe, spent, Date.now());
    for (const file of spent) this.tries.delete(key(file));
    const reason = error instanceof SnowflakeError ? `${error.code}: ${error.message}` : String(error);
    this.account.options.log(
      `pipe ${formatPath(pipe.path)} gave up on ${spent.join(", ")} after ${TRIES} tries: ${reason}`,
    );
  }

  /** Strikes files off that were noted before a moment: what is noted later may have new content. */
  private async forget(pipe: CatalogObject, files: readonly string[], before: number): Promise<void> {
    const connection = await this.account.database.connect();
    try {
      await connection.run(
        `DELETE FROM ${PENDING} WHERE pipe_id = ${pipe.id} AND file IN (${files.map(literal).join(", ")}) AND received <= make_timestamptz(${before * 1000})`,
      );
    } finally {
      connection.closeSync();
    }
  }

  /** Notes the staged files under a prefix, as if they had just arrived; answers their names. */
  async refresh(pipe: CatalogObject, prefix: string, since: number | undefined): Promise<readonly string[]> {
    const [database = "", schema = ""] = pipe.path;
    const session = await this.account.createSession({ user: "SYSTEM", role: pipe.owner, database, schema });
    try {
      const { source } = pipeStatement(pipeDefinition(pipe).sql);
      const stage = await this.services.stages.open(source, session, "read");
      const week = Date.now() - 7 * 86_400_000;
      const files = (await stage.storage.list(stage.prefix + prefix)).filter(
        ({ lastModified }) => lastModified.getTime() >= (since ?? week),
      );
      stage.storage.close();
      await this.remember(
        pipe,
        files.map(({ name }) => name),
      );
      this.wake();
      return files.map(({ name }) => name.slice(stage.root.length));
    } finally {
      await this.account.closeSession(session);
    }
  }
}

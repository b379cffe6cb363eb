import type { Account, BackgroundService } from "../core/account";
import type { CatalogObject } from "../core/cloud";
import { SnowflakeError } from "../core/errors";
import { formatPath, parseName } from "../ddl/names";
import { isTriggered, taskDefinition, triggerStreams } from "./definition";
import { type Graph, graphOf } from "./graph";
import { GraphRun, type GraphRunOptions, type TaskContext } from "./graph-run";
import type { TaskHistory } from "./history";
import { parseSchedule } from "./schedule";

/** How often schedules are looked at, in milliseconds. Commits wake triggered tasks at once. */
const TICK = 500;

/** Times that tests can move. */
export interface Clock {
  now(): number;
}

interface Planned {
  /** Text of the schedule the moment was computed from. */
  readonly schedule: string;
  readonly at: number;
}

/** Starts root tasks when they are due: by schedule, by a stream's data, or by EXECUTE TASK. */
export class TaskScheduler implements BackgroundService {
  readonly name = "tasks";
  readonly contexts = new Map<string, TaskContext>();
  readonly active = new Map<number, Set<GraphRun>>();
  private readonly planned = new Map<number, Planned>();
  private readonly lastTriggered = new Map<number, number>();
  private readonly failures = new Map<number, number>();
  private readonly versions = new Map<string, { text: string; version: number }>();
  private readonly finishing = new Set<Promise<unknown>>();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private again = false;

  constructor(
    private readonly account: () => Account,
    private readonly history: TaskHistory,
    private readonly streamHasData: (path: readonly string[]) => Promise<boolean>,
    readonly clock: Clock = { now: () => Date.now() },
  ) {}

  start(): Promise<void> {
    this.timer = setInterval(() => this.wake(), TICK);
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    for (const runs of this.active.values()) for (const run of runs) run.cancel();
    await this.looking?.catch(() => undefined);
    await Promise.allSettled([...this.finishing]);
  }

  /** Looks for due tasks soon. */
  wake(): void {
    if (this.timer === undefined) return;
    if (this.looking !== undefined) {
      this.again = true;
      return;
    }
    this.looking = this.look()
      .catch((error: unknown) =>
        this.account().options.log(`tasks: ${error instanceof Error ? error.message : String(error)}`),
      )
      .finally(() => {
        this.looking = undefined;
        if (!this.again) return;
        this.again = false;
        this.wake();
      });
  }

  private async look(): Promise<void> {
    const now = this.clock.now();
    for (const task of this.account().catalog.list("TASK")) {
      const definition = taskDefinition(task);
      if (!definition.started || definition.predecessors.length > 0 || definition.finalizes !== undefined) {
        this.planned.delete(task.id);
        continue;
      }
      if (definition.schedule !== undefined) this.lookAtSchedule(task, definition.schedule, now);
      else if (isTriggered(definition)) await this.lookAtStreams(task, now);
    }
  }

  private lookAtSchedule(task: CatalogObject, schedule: string, now: number): void {
    const plan = this.planned.get(task.id);
    if (plan?.schedule !== schedule) {
      this.planned.set(task.id, { schedule, at: parseSchedule(schedule).next(now) });
      return;
    }
    if (plan.at > now) return;
    this.planned.set(task.id, {
      schedule,
      at: parseSchedule(schedule).next(plan.at > now - 1000 ? plan.at : now),
    });
    if (!this.mayBegin(task)) return;
    this.begin(task, {
      scheduledTime: plan.at,
      scheduledFrom: "SCHEDULE",
      config: taskDefinition(task).config,
    });
  }

  private async lookAtStreams(task: CatalogObject, now: number): Promise<void> {
    const definition = taskDefinition(task);
    const last = this.lastTriggered.get(task.id);
    if (last !== undefined && now - last < definition.triggerInterval * 1000) return;
    if (!this.mayBegin(task)) return;
    for (const name of triggerStreams(definition.condition)) {
      const parts = parseName(name);
      const path = [...task.path.slice(0, 3 - parts.length), ...parts];
      if (!(await this.streamHasData(path).catch(() => false))) continue;
      this.lastTriggered.set(task.id, now);
      this.begin(task, { scheduledTime: now, scheduledFrom: "TRIGGER", config: definition.config });
      return;
    }
  }

  /** When a root task runs next by schedule, in epoch milliseconds. */
  nextRun(task: CatalogObject): number | undefined {
    return this.planned.get(task.id)?.at;
  }

  /** Resolves when a further run of the graph may begin. */
  async free(root: CatalogObject): Promise<void> {
    while (!this.mayBegin(root))
      await Promise.race([...this.finishing].map((work) => work.catch(() => undefined)));
  }

  /** Whether the overlap policy lets a run begin beside those under way. */
  mayBegin(root: CatalogObject): boolean {
    const runs = [...(this.active.get(root.id) ?? [])];
    switch (taskDefinition(root).overlap) {
      case "ALLOW_ALL_OVERLAP":
        return true;
      case "ALLOW_CHILD_OVERLAP":
        return runs.every((run) => run.rootEnded);
      case "NO_OVERLAP":
        return runs.length === 0;
    }
  }

  isRunning(task: CatalogObject): boolean {
    return (this.active.get(task.id)?.size ?? 0) > 0;
  }

  /** The runs under way, retries included. */
  runsUnderWay(): GraphRun[] {
    return [...this.active.values()].flatMap((runs) => [...runs]);
  }

  /** Grows by one whenever the definitions of a graph have changed since its last run. */
  versionOf(root: CatalogObject): number {
    const graph = graphOf(this.account().catalog, root);
    const text = JSON.stringify(
      [...graph.tasks, graph.finalizer].map(
        (task) =>
          task && [
            task.id,
            {
              ...task.properties,
              STATE: "",
              LAST_COMMITTED_ON: "",
              LAST_SUSPENDED_ON: "",
              LAST_SUSPENDED_REASON: "",
            },
          ],
      ),
    );
    const uuid = taskDefinition(root).uuid;
    const known = this.versions.get(uuid);
    if (known?.text === text) return known.version;
    const version = (known?.version ?? 0) + 1;
    this.versions.set(uuid, { text, version });
    return version;
  }

  /** Starts a run of the graph as it is now, without waiting for it. */
  begin(root: CatalogObject, options: Omit<GraphRunOptions, "version">): GraphRun {
    const version = this.versionOf(root);
    return this.run(root, graphOf(this.account().catalog, root), { ...options, version });
  }

  private run(root: CatalogObject, graph: Graph, options: GraphRunOptions): GraphRun {
    const { account, history } = this;
    const services = {
      account: account(),
      history,
      contexts: this.contexts,
      now: () => this.clock.now(),
    };
    const run = new GraphRun(services, graph, options);
    const runs = this.active.get(root.id) ?? new Set();
    this.active.set(root.id, runs.add(run));
    const work = this.finish(root, run).finally(() => {
      runs.delete(run);
      this.finishing.delete(work);
      this.wake();
    });
    this.finishing.add(work);
    work.catch((error: unknown) =>
      account().options.log(
        `task graph ${formatPath(root.path)}: ${error instanceof Error ? error.message : String(error)}`,
      ),
    );
    return run;
  }

  private async finish(root: CatalogObject, run: GraphRun): Promise<void> {
    const state = await run.execute();
    if (state === "SUCCEEDED") this.failures.delete(root.id);
    if (state !== "FAILED") return;
    const definition = taskDefinition(root);
    const attempt = run.options.attempt ?? 1;
    if (attempt <= definition.retries && this.timer !== undefined) {
      const kept = new Map(
        run.runs
          .filter(({ state: ended }) => ended === "SUCCEEDED" || ended === "SKIPPED")
          .map((done) => [done.taskUuid, { state: done.state, returnValue: done.returnValue }]),
      );
      for (const [uuid, outcome] of run.options.kept ?? []) if (!kept.has(uuid)) kept.set(uuid, outcome);
      if (run.graph.finalizer !== undefined) kept.delete(taskDefinition(run.graph.finalizer).uuid);
      // A retry belongs to its run, so to the version of the graph the run began with.
      this.run(root, run.graph, { ...run.options, groupId: run.groupId, attempt: attempt + 1, kept });
      return;
    }
    await this.countFailure(root, definition.suspendAfterFailures);
  }

  /** Suspends a root task that failed too often in a row. */
  private async countFailure(root: CatalogObject, limit: number): Promise<void> {
    const count = (this.failures.get(root.id) ?? 0) + 1;
    this.failures.set(root.id, count);
    const { catalog } = this.account();
    const now = catalog.byId(root.id);
    if (limit === 0 || count < limit || now === undefined || !taskDefinition(now).started) return;
    this.failures.delete(root.id);
    await catalog.update(root.id, {
      properties: {
        ...now.properties,
        STATE: "suspended",
        LAST_SUSPENDED_ON: new Date(this.clock.now()).toISOString(),
        LAST_SUSPENDED_REASON: "SUSPENDED_DUE_TO_ERRORS",
      },
    });
  }

  /** EXECUTE TASK .. RETRY LAST: the failed tasks of the last run, and those after them. */
  async retryLast(root: CatalogObject): Promise<GraphRun> {
    const name = formatPath(root.path);
    const last = await this.history.lastRun(taskDefinition(root).uuid);
    const [first] = last;
    const refuse = (why: string): SnowflakeError =>
      new SnowflakeError("091090", "0A000", `Cannot retry task graph ${name}: ${why}`);
    if (first === undefined) throw refuse("it has not run yet.");
    if (this.isRunning(root)) throw refuse("its last run has not ended.");
    if (!last.some(({ state }) => state === "FAILED" || state === "CANCELLED"))
      throw refuse("its last run did not fail.");
    const version = this.versionOf(root);
    if (version !== first.version) throw refuse("the graph has been modified since its last run.");
    const kept = new Map(
      last
        .filter(({ state }) => state === "SUCCEEDED" || state === "SKIPPED")
        .map(({ taskUuid, state, returnValue }) => [taskUuid, { state, returnValue }]),
    );
    const attempt = Math.max(...last.map((run) => run.attempt)) + 1;
    return this.begin(root, {
      scheduledTime: this.clock.now(),
      scheduledFrom: "EXECUTE TASK",
      config: first.config,
      groupId: first.groupId,
      attempt,
      kept,
    });
  }
}

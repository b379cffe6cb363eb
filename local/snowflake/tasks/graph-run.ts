import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import type { Account } from "../core/account";
import type { CatalogObject, Session } from "../core/cloud";
import { SnowflakeError } from "../core/errors";
import { sessionParametersOf, taskDefinition, type TaskDefinition } from "./definition";
import type { Graph } from "./graph";
import type { TaskHistory, TaskRun, TaskState } from "./history";
import { requireExecuteTask, requireImpersonation } from "./permission";

/** What the system functions of a running task know. */
export interface TaskContext {
  readonly run: TaskRun;
  readonly graph: GraphRun;
  readonly task: CatalogObject;
}

export interface GraphRunOptions {
  readonly scheduledTime: number;
  readonly scheduledFrom: TaskRun["scheduledFrom"];
  readonly config: string | undefined;
  readonly version: number;
  readonly groupId?: string;
  readonly attempt?: number;
  /** States of tasks that a retry does not run again, with their return values. */
  readonly kept?: ReadonlyMap<
    string,
    { readonly state: TaskState; readonly returnValue: string | undefined }
  >;
}

export interface RunServices {
  readonly account: Account;
  readonly history: TaskHistory;
  /** Sessions of running tasks, for the system functions. */
  readonly contexts: Map<string, TaskContext>;
  readonly now: () => number;
}

/** BLOCKED: something before it failed. SUSPENDED: passed over, as if it had succeeded. */
type Outcome = TaskState | "SUSPENDED" | "BLOCKED";

/**
 * One run of a task graph. It works on the definitions as they were when it began: a change of the graph meanwhile takes
 * effect with the next run.
 */
export class GraphRun {
  readonly groupId: string;
  readonly runId: string;
  readonly runs: TaskRun[] = [];
  /** The root has ended; its children may still run. */
  rootEnded = false;
  private readonly outcomes = new Map<number, Promise<Outcome>>();
  private readonly returnValues = new Map<string, string>();
  private readonly definitions: ReadonlyMap<number, TaskDefinition>;
  private readonly cancellation = new AbortController();

  constructor(
    private readonly services: RunServices,
    readonly graph: Graph,
    readonly options: GraphRunOptions,
  ) {
    // Every task that runs listens.
    setMaxListeners(0, this.cancellation.signal);
    this.groupId = options.groupId ?? randomUUID();
    this.runId = String(options.scheduledTime);
    const all = [...graph.tasks, ...(graph.finalizer === undefined ? [] : [graph.finalizer])];
    this.definitions = new Map(all.map((task) => [task.id, taskDefinition(task)]));
  }

  get config(): string | undefined {
    return this.options.config;
  }

  /** 1 for the run itself, more for its retries. */
  get attempt(): number {
    return this.options.attempt ?? 1;
  }

  get rootUuid(): string {
    return this.definitionOf(this.graph.root).uuid;
  }

  /** The return value of a finished task of this run, by name. */
  returnValue(name: string): string | undefined {
    return this.returnValues.get(name);
  }

  predecessorsOf(task: CatalogObject): readonly CatalogObject[] {
    const ids = this.definitionOf(task).predecessors;
    return this.graph.tasks.filter(({ id }) => ids.includes(id));
  }

  cancel(): void {
    this.cancellation.abort();
  }

  /** Runs the whole graph; answers FAILED when any task failed, SKIPPED when the root was skipped. */
  async execute(): Promise<"SUCCEEDED" | "FAILED" | "SKIPPED" | "CANCELLED"> {
    const { graph } = this;
    const timeout = setTimeout(() => this.cancel(), this.definitionOf(graph.root).timeoutMs);
    try {
      for (const task of graph.tasks) this.outcomes.set(task.id, this.follow(task));
      void this.outcomes.get(graph.root.id)?.finally(() => (this.rootEnded = true));
      const states = await Promise.all(this.outcomes.values());
      const failed = states.some((state) => state === "FAILED");
      const rootSkipped = states[0] === "SKIPPED";
      if (graph.finalizer !== undefined && !rootSkipped) {
        const finalized = await this.runTask(graph.finalizer, false);
        if (finalized === "FAILED") return "FAILED";
      }
      if (states.includes("CANCELLED")) return "CANCELLED";
      return failed ? "FAILED" : rootSkipped ? "SKIPPED" : "SUCCEEDED";
    } finally {
      clearTimeout(timeout);
    }
  }

  private definitionOf(task: CatalogObject): TaskDefinition {
    return this.definitions.get(task.id) ?? taskDefinition(task);
  }

  /** Waits for a task's predecessors and runs it, unless it is suspended or has nothing to follow. */
  private async follow(task: CatalogObject): Promise<Outcome> {
    const definition = this.definitionOf(task);
    const parents = await Promise.all(
      this.predecessorsOf(task).map(
        ({ id }) => this.outcomes.get(id) ?? Promise.resolve("SUSPENDED" as const),
      ),
    );
    const isRoot = task.id === this.graph.root.id;
    const kept = this.options.kept?.get(definition.uuid);
    if (kept !== undefined) {
      if (kept.returnValue !== undefined) this.returnValues.set(task.path.at(-1) ?? "", kept.returnValue);
      return kept.state;
    }
    if (parents.some((state) => state === "FAILED" || state === "CANCELLED" || state === "BLOCKED"))
      return "BLOCKED";
    if (!isRoot && parents.length > 0 && parents.every((state) => state === "SKIPPED"))
      return this.skip(task);
    if (!isRoot && !definition.started) return "SUSPENDED";
    return this.runTask(task, isRoot);
  }

  private newRun(task: CatalogObject, state: TaskState): TaskRun {
    const { options } = this;
    const definition = this.definitionOf(task);
    const [database = "", schema = "", name = ""] = task.path;
    const run: TaskRun = {
      key: randomUUID(),
      taskUuid: definition.uuid,
      rootUuid: this.rootUuid,
      name,
      database,
      schema,
      sql: definition.sql,
      condition: definition.condition,
      queryId: randomUUID(),
      state,
      errorCode: undefined,
      errorMessage: undefined,
      returnValue: undefined,
      scheduledTime: options.scheduledTime,
      startTime: undefined,
      completedTime: undefined,
      graphVersion: options.version,
      runId: this.runId,
      groupId: this.groupId,
      attempt: this.attempt,
      scheduledFrom: options.scheduledFrom,
      config: options.config,
    };
    this.runs.push(run);
    return run;
  }

  private async skip(task: CatalogObject): Promise<Outcome> {
    const run = this.newRun(task, "SKIPPED");
    run.completedTime = this.services.now();
    await this.services.history.save(run);
    return "SKIPPED";
  }

  private async runTask(task: CatalogObject, isRoot: boolean): Promise<Outcome> {
    const { services } = this;
    const definition = this.definitionOf(task);
    if (!isRoot && !definition.started) return "SUSPENDED";
    const run = this.newRun(task, "EXECUTING");
    run.startTime = services.now();
    await services.history.save(run);
    let session: Session | undefined;
    const abort = new AbortController();
    const stop = (): void => abort.abort();
    this.cancellation.signal.addEventListener("abort", stop);
    const timing = { out: false };
    const timer = setTimeout(() => {
      timing.out = true;
      stop();
    }, definition.timeoutMs);
    try {
      await requireExecuteTask(services.account, task);
      if (definition.user !== undefined)
        await requireImpersonation(services.account, task.owner, definition.user);
      session = await this.openSession(task, definition);
      services.contexts.set(session.id, { run, graph: this, task });
      if (!(await this.holds(definition.condition, session))) {
        run.state = "SKIPPED";
        run.errorCode = "0040003";
        run.errorMessage = "Conditional expression for task evaluated to false.";
      } else {
        await services.account.query.run(definition.sql, session, { signal: abort.signal });
        run.state = "SUCCEEDED";
      }
    } catch (error) {
      run.state = this.cancellation.signal.aborted ? "CANCELLED" : "FAILED";
      run.errorCode = error instanceof SnowflakeError ? error.code : "000603";
      run.errorMessage = timing.out
        ? `Statement reached its statement or warehouse timeout of ${Math.round(definition.timeoutMs / 1000)} second(s) and was canceled.`
        : error instanceof Error
          ? error.message
          : String(error);
    } finally {
      clearTimeout(timer);
      this.cancellation.signal.removeEventListener("abort", stop);
      if (session !== undefined) {
        services.contexts.delete(session.id);
        await services.account.closeSession(session);
      }
    }
    run.completedTime = services.now();
    if (run.returnValue !== undefined) this.returnValues.set(run.name, run.returnValue);
    await services.history.save(run);
    return run.state;
  }

  private openSession(task: CatalogObject, definition: TaskDefinition): Promise<Session> {
    const [database, schema] = task.path;
    return this.services.account.createSession({
      user: definition.user ?? "SYSTEM",
      role: task.owner,
      parameters: sessionParametersOf(task),
      ...(definition.warehouse === undefined ? { serverless: true } : { warehouse: definition.warehouse }),
      ...(database === undefined ? {} : { database }),
      ...(schema === undefined ? {} : { schema }),
    });
  }

  private async holds(condition: string | undefined, session: Session): Promise<boolean> {
    if (condition === undefined) return true;
    const result = await this.services.account.query.run(
      `SELECT CASE WHEN ${condition} THEN 1 ELSE 0 END`,
      session,
    );
    return Number(result.rows[0]?.[0] ?? 0) === 1;
  }
}

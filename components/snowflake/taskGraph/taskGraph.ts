import {
  checkIdentifier,
  checkTaskGraph,
  Problems,
  type AnyTaskSpec,
  type ServerlessTaskSpec,
  type TaskGraphSpec,
  type TaskSpec,
} from "../../../blueprints";
import type * as pulumi from "@pulumi/pulumi";
import * as floe from "../../../provider/sdk";
import { FloeComponent, type Transform } from "../../component";

type GraphTask = TaskSpec<pulumi.Input<string>>;

export interface TaskGraphArgs extends TaskGraphSpec<pulumi.Input<string>> {
  database: pulumi.Input<string>;
  schema: pulumi.Input<string>;
  /**
   * Role that owns the tasks and whose privileges they have. It needs CREATE TASK on the schema, EXECUTE TASK on the
   * account and, for serverless tasks, EXECUTE MANAGED TASK.
   */
  role: pulumi.Input<string>;
  /** Warehouse of every task that names none and is not serverless. Required unless there is no such task. */
  warehouse?: pulumi.Input<string>;
  /** Notification integration told of failed runs. Default: nobody is told. */
  errorIntegration?: pulumi.Input<string>;
  /** Notification integration told of runs that succeeded. Default: nobody is told. */
  successIntegration?: pulumi.Input<string>;
  /** False: the graph exists but nothing starts it. Default: true. */
  started?: boolean;
  transform?: { graph?: Transform<floe.snowflake.TaskGraphArgs> };
}

/**
 * A Snowflake task graph: a root task and what follows it, changed as one, on a warehouse or serverless. Costs the
 * compute of its runs; a root that waits for a stream costs nothing while nothing arrives.
 *
 * @example Minimal
 * ```ts
 * new TaskGraph("nightly", {
 *   database: "FLIGHTS", schema: "ML", role: "FLIGHTS_TRAINER", warehouse: "FLIGHTS_WH",
 *   schedule: "USING CRON 0 3 * * * UTC",
 *   tasks: { NIGHTLY: { sql: "CALL ML.REFRESH()" } },
 * });
 * ```
 * @example Runs when rows arrive, two steps
 * ```ts
 * new TaskGraph("features", {
 *   database: "FLIGHTS", schema: "FEATURES", role: "FLIGHTS_TRANSFORMER", warehouse: "FLIGHTS_WH",
 *   tasks: {
 *     MERGE_FEATURES: { when: "SYSTEM$STREAM_HAS_DATA('FLIGHTS.RAW.FLIGHTS_STREAM')", sql: "MERGE INTO .." },
 *     REFRESH_COUNTS: { after: ["MERGE_FEATURES"], sql: "INSERT OVERWRITE INTO .." },
 *   },
 * });
 * ```
 * @example Serverless, with a task that tidies up whatever happened
 * ```ts
 * new TaskGraph("hourly", {
 *   database: "FLIGHTS", schema: "ML", role: "FLIGHTS_TRAINER", schedule: "60 MINUTES",
 *   serverless: { maxSize: "MEDIUM" }, config: { days: 7 },
 *   tasks: { LOAD: { sql: "CALL ML.LOAD()" }, SCORE: { after: ["LOAD"], sql: "CALL ML.SCORE()", warehouse: "BIG_WH" } },
 *   finalizer: { name: "TIDY", sql: "CALL ML.TIDY()" },
 *   errorIntegration: "ON_CALL",
 * });
 * ```
 */
export class TaskGraph extends FloeComponent {
  /** Fully qualified, quoted name of the root task, known once the whole graph exists. */
  readonly rootTask: pulumi.Output<string>;
  readonly nodes: { readonly graph: floe.snowflake.TaskGraph };

  constructor(name: string, args: TaskGraphArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArgs(name, args);
    super(
      "floe:components:TaskGraph",
      name,
      { tasks: Object.keys(args.tasks), schedule: args.schedule },
      opts,
    );
    const graph = this.child(floe.snowflake.TaskGraph, "graph", graphArgs(args), {
      transform: args.transform?.graph,
    });
    this.nodes = { graph };
    this.rootTask = graph.rootTask;
    this.registerOutputs({ rootTask: this.rootTask });
  }
}

function graphArgs(args: TaskGraphArgs): floe.snowflake.TaskGraphArgs {
  const { minimumTriggerIntervalSeconds, finalizer, config } = args;
  return {
    database: args.database,
    schema: args.schema,
    role: args.role,
    ...defined({
      warehouse: args.warehouse,
      executeAsUser: args.executeAsUser,
      logLevel: args.logLevel,
      overlapPolicy: args.overlapPolicy,
      proxies: args.proxies,
      errorIntegration: args.errorIntegration,
      successIntegration: args.successIntegration,
      minimumTriggerIntervalSeconds,
    }),
    ...(args.warehouse === undefined ? serverlessInputs(args.serverless) : {}),
    suspendAfterFailures: args.suspendAfterFailures ?? 10,
    retries: args.retries ?? 1,
    started: args.started ?? true,
    tasks: Object.fromEntries(
      Object.entries(args.tasks).map(([name, task]) => [name, taskInputs(task, args.schedule)]),
    ),
    ...(finalizer === undefined ? {} : { finalizer: { name: finalizer.name, ...anyTaskInputs(finalizer) } }),
    ...(config === undefined ? {} : { config: { ...config } }),
  };
}

function taskInputs(task: GraphTask, schedule: string | undefined): floe.snowflake.GraphTask {
  const after = task.after ?? [];
  return {
    ...anyTaskInputs(task),
    ...(after.length === 0 ? {} : { after: [...after] }),
    ...defined({ when: task.when, started: task.started }),
    ...(after.length === 0 && schedule !== undefined ? { schedule } : {}),
  };
}

function anyTaskInputs(task: AnyTaskSpec<pulumi.Input<string>>) {
  const { serverless, timeoutSeconds, sessionParameters } = task;
  return {
    sql: task.sql,
    ...defined({
      comment: task.comment,
      warehouse: task.warehouse,
      executeAsUser: task.executeAsUser,
      logLevel: task.logLevel,
    }),
    ...(timeoutSeconds === undefined ? {} : { timeoutMs: timeoutSeconds * 1000 }),
    // A setting is what makes a task serverless where the graph has a warehouse: the least one is Snowflake's default.
    ...(serverless === undefined
      ? {}
      : { serverlessMinSize: "XSMALL" as const, ...serverlessInputs(serverless) }),
    ...(sessionParameters === undefined ? {} : { sessionParameters: { ...sessionParameters } }),
  };
}

function serverlessInputs(spec: ServerlessTaskSpec = {}) {
  return defined({
    serverlessSize: spec.size,
    serverlessMinSize: spec.minSize,
    serverlessMaxSize: spec.maxSize,
    targetCompletionInterval: spec.targetCompletionInterval,
  });
}

type Defined<Members> = { [Key in keyof Members]?: Exclude<Members[Key], undefined> };

/** The members that are given. */
function defined<Members extends object>(members: Members): Defined<Members> {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined),
  ) as Defined<Members>;
}

function checkArgs(name: string, args: TaskGraphArgs): void {
  const problems = new Problems();
  checkTaskGraph(problems, args);
  for (const argument of [
    "database",
    "schema",
    "role",
    "warehouse",
    "errorIntegration",
    "successIntegration",
  ] as const)
    checkIdentifier(problems, argument, args[argument]);
  problems.require(
    args.warehouse === undefined || args.serverless === undefined,
    "serverless",
    "excludes warehouse",
    "remove one of them; single tasks may differ from the graph",
  );
  const all = [
    ...Object.entries(args.tasks),
    ...(args.finalizer ? [[args.finalizer.name, args.finalizer] as const] : []),
  ];
  const homeless = all.find(([, task]) => task.warehouse === undefined && task.serverless === undefined);
  problems.require(
    args.warehouse !== undefined || args.serverless !== undefined || homeless === undefined,
    "warehouse",
    `is required: task ${homeless?.[0] ?? ""} would not know where to run`,
    "name a warehouse, or set serverless: {}",
  );
  problems.raise(`TaskGraph "${name}"`);
}

import { checkIdentifier, checkTaskGraph, Problems, type TaskGraphSpec } from "../../../blueprints";
import type * as pulumi from "@pulumi/pulumi";
import * as floe from "../../../provider/sdk";
import { FloeComponent, type Transform } from "../../component";

export interface TaskGraphArgs extends TaskGraphSpec {
  database: pulumi.Input<string>;
  schema: pulumi.Input<string>;
  /** Role that owns the tasks and whose privileges they have. It needs EXECUTE TASK and CREATE TASK on the schema. */
  role: pulumi.Input<string>;
  /** Warehouse the tasks run on. */
  warehouse: pulumi.Input<string>;
  /** False: the graph exists but nothing starts it. Default: true. */
  started?: boolean;
  transform?: { graph?: Transform<floe.snowflake.TaskGraphArgs> };
}

/**
 * A Snowflake task graph: a root task and what follows it, changed as one. Costs the warehouse time of its runs; a
 * root that waits for a stream costs nothing while nothing arrives.
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
 */
export class TaskGraph extends FloeComponent {
  /** Fully qualified, quoted name of the root task, known once the whole graph exists. */
  readonly rootTask: pulumi.Output<string>;
  readonly nodes: { readonly graph: floe.snowflake.TaskGraph };

  constructor(name: string, args: TaskGraphArgs, opts?: pulumi.ComponentResourceOptions) {
    const problems = new Problems();
    checkTaskGraph(problems, args);
    checkIdentifier(problems, "database", args.database);
    checkIdentifier(problems, "schema", args.schema);
    checkIdentifier(problems, "role", args.role);
    checkIdentifier(problems, "warehouse", args.warehouse);
    problems.raise(`TaskGraph "${name}"`);
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
  return {
    database: args.database,
    schema: args.schema,
    role: args.role,
    warehouse: args.warehouse,
    suspendAfterFailures: args.suspendAfterFailures ?? 10,
    retries: args.retries ?? 1,
    ...(args.minimumTriggerIntervalSeconds === undefined
      ? {}
      : { minimumTriggerIntervalSeconds: args.minimumTriggerIntervalSeconds }),
    started: args.started ?? true,
    tasks: Object.fromEntries(
      Object.entries(args.tasks).map(([name, task]) => [
        name,
        {
          sql: task.sql,
          ...(task.after === undefined || task.after.length === 0 ? {} : { after: [...task.after] }),
          ...(task.when === undefined ? {} : { when: task.when }),
          ...(task.comment === undefined ? {} : { comment: task.comment }),
          ...(task.timeoutSeconds === undefined ? {} : { timeoutMs: task.timeoutSeconds * 1000 }),
          ...((task.after ?? []).length === 0 && args.schedule !== undefined
            ? { schedule: args.schedule }
            : {}),
        },
      ]),
    ),
  };
}

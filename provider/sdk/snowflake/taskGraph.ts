import * as pulumi from "@pulumi/pulumi";

/** One task of a graph. */
export interface GraphTask {
  /** Statement or scripting block the task runs. */
  sql: pulumi.Input<string>;
  /** Tasks of the graph that run before it. The one task without any is the root. */
  after?: pulumi.Input<pulumi.Input<string>[]>;
  /** Condition, such as SYSTEM$STREAM_HAS_DATA('..'). A root with a condition and no schedule is triggered by the stream. */
  when?: pulumi.Input<string>;
  /** `5 MINUTES` or `USING CRON 0 6 * * * UTC`. Root only. */
  schedule?: pulumi.Input<string>;
  comment?: pulumi.Input<string>;
  /** Milliseconds one run of the task may take. */
  timeoutMs?: pulumi.Input<number>;
}

export interface TaskGraphArgs {
  database: pulumi.Input<string>;
  schema: pulumi.Input<string>;
  /** Role that owns the tasks: they run with its privileges, not with the deployer's. */
  role?: pulumi.Input<string>;
  warehouse?: pulumi.Input<string>;
  tasks: pulumi.Input<Record<string, pulumi.Input<GraphTask>>>;
  suspendAfterFailures?: pulumi.Input<number>;
  retries?: pulumi.Input<number>;
  minimumTriggerIntervalSeconds?: pulumi.Input<number>;
  allowOverlap?: pulumi.Input<boolean>;
  /** JSON text every task can read with SYSTEM$GET_TASK_GRAPH_CONFIG. */
  config?: pulumi.Input<string>;
  /** Default: true. */
  started?: pulumi.Input<boolean>;
}

/** A Snowflake root task, its children and finalizer as one resource. */
export class TaskGraph extends pulumi.CustomResource {
  /** Fully qualified, quoted name of the root task. */
  declare readonly rootTask: pulumi.Output<string>;

  constructor(name: string, args: TaskGraphArgs, opts?: pulumi.CustomResourceOptions) {
    super("floe:snowflake:TaskGraph", name, { rootTask: undefined, ...args }, opts);
  }
}

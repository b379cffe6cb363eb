import * as pulumi from "@pulumi/pulumi";

export interface TaskGraphRunArgs {
  rootTask: pulumi.Input<string>;
  /** Role that may operate the graph. Default: the provider's. */
  role?: pulumi.Input<string>;
  /** Read by the run's tasks with SYSTEM$GET_TASK_GRAPH_CONFIG. */
  config?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Values whose change makes the graph run again. */
  triggers?: pulumi.Input<pulumi.Input<string>[]>;
  timeoutSeconds?: pulumi.Input<number>;
}

/** One run of a task graph at deploy time, waited for. */
export class TaskGraphRun extends pulumi.CustomResource {
  /** The run's group id: SYSTEM$TASK_RUNTIME_INFO('CURRENT_TASK_GRAPH_RUN_GROUP_ID') inside its tasks. */
  declare readonly runId: pulumi.Output<string>;
  declare readonly state: pulumi.Output<string>;
  declare readonly returnValues: pulumi.Output<Record<string, string>>;
  declare readonly durationMs: pulumi.Output<number>;

  constructor(name: string, args: TaskGraphRunArgs, opts?: pulumi.CustomResourceOptions) {
    const outputs = { runId: undefined, state: undefined, returnValues: undefined, durationMs: undefined };
    super("floe:snowflake:TaskGraphRun", name, { ...outputs, ...args }, opts);
  }
}

import type * as pulumi from "@pulumi/pulumi";
import { NativeResource } from "../resource";

export interface TaskGraphRunArgs {
  /** Qualified name of the root: `TaskGraph.rootTask`. Another root replaces the run. */
  readonly rootTask: pulumi.Input<string>;
  /** Role that executes the graph; needs OWNERSHIP or OPERATE on the root, and MONITOR to follow it. Default: the connection's. */
  readonly role?: pulumi.Input<string>;
  /** Merged over the graph's own configuration for this run (`EXECUTE TASK … USING CONFIG`). */
  readonly config?: pulumi.Input<Record<string, pulumi.Input<string | number | boolean>>>;
  /** The graph runs again when one of these changes: a data version, the code's hash. */
  readonly triggers?: pulumi.Input<pulumi.Input<string>[]>;
  /** Longest wait for the run, seconds. The run itself is bounded by its tasks' timeouts. Default: 3600. */
  readonly timeoutSeconds?: pulumi.Input<number>;
}

const outputs = ["runId", "state", "returnValues", "durationMs", "scheduledTime"] as const;

/**
 * One run of a task graph at deploy time: executes the root, shows each task's end, waits, and fails with the task
 * and its error when one fails. Deleting it does nothing: a run is history.
 *
 * @see Snowflake documentation, "EXECUTE TASK"
 */
export class TaskGraphRun extends NativeResource {
  /** Run group id of the run, which tasks read as `CURRENT_TASK_GRAPH_RUN_GROUP_ID`. */
  declare readonly runId: pulumi.Output<string>;
  /** `SUCCEEDED`, or `SKIPPED` when the root's WHEN was false. */
  declare readonly state: pulumi.Output<string>;
  /** Values the tasks set with `SYSTEM$SET_RETURN_VALUE` or returned, by task name. */
  declare readonly returnValues: pulumi.Output<Record<string, string>>;
  declare readonly durationMs: pulumi.Output<number>;
  /** When the run was due, ISO 8601. */
  declare readonly scheduledTime: pulumi.Output<string>;

  constructor(name: string, args: TaskGraphRunArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    super("floe:snowflake:TaskGraphRun", name, args, outputs, opts);
  }
}

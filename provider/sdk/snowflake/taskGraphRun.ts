import * as pulumi from "@pulumi/pulumi";
import { NativeResource } from "../resource";

export interface TaskGraphRunArgs {
  /** Qualified name of the root: `TaskGraph.rootTask`. Another root runs that graph. */
  readonly rootTask: pulumi.Input<string>;
  /** Role that executes the graph; needs OWNERSHIP or OPERATE on the root, and MONITOR to follow it. Default: the connection's. */
  readonly role?: pulumi.Input<string>;
  /**
   * Merged over the graph's own configuration for this run, object by object at every depth. The key `floe_run` is
   * added: it marks the run as this resource's.
   */
  readonly config?: pulumi.Input<Record<string, unknown>>;
  /** The graph runs again when one of these changes: a data version, the code's hash. */
  readonly triggers?: pulumi.Input<pulumi.Input<string>[]>;
  /** Longest wait for the run, seconds. The run itself is bounded by its tasks' timeouts. Default: 3600. */
  readonly timeoutSeconds?: pulumi.Input<number>;
  /**
   * What becomes of the run when waiting ends early (cancellation, timeout): `leave` lets it go on and a repeated
   * deployment follows it, `cancel` cancels its tasks, those of overlapping runs included. Default: `leave`.
   */
  readonly onInterrupt?: pulumi.Input<"leave" | "cancel">;
}

const outputs = ["runId", "state", "returnValues", "durationMs", "scheduledTime"] as const;

/**
 * One run of a task graph at deploy time: executes the root, shows each task's end, waits, and fails with the task
 * and its error when one fails. A run that an interrupted deployment began is followed, not begun twice, also when it
 * has succeeded meanwhile: a changed trigger always runs the graph, and so does replacing the resource. Deleting it does
 * nothing: a run is history.
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
    // In this order a replacement cannot take the run of the resource it replaces for its own.
    const first = pulumi.mergeOptions({ deleteBeforeReplace: true }, opts);
    super("floe:snowflake:TaskGraphRun", name, args, outputs, first);
  }
}

import type * as pulumi from "@pulumi/pulumi";
import { NativeResource } from "../resource";

/** One task of a graph. Its key in `tasks` is its name, taken literally. */
export interface GraphTask {
  /** One statement, a CALL, or a scripting block `BEGIN … END`. */
  readonly sql: pulumi.Input<string>;
  /** Tasks that must have succeeded before. Exactly one task of a graph, its root, has none. */
  readonly after?: pulumi.Input<pulumi.Input<string>[]>;
  /** Runs only when true, such as `SYSTEM$STREAM_HAS_DATA('S')`. A root with `when` and no `schedule` is triggered by its stream. */
  readonly when?: pulumi.Input<string>;
  /** Root only: `5 MINUTES`, `30 SECONDS` or `USING CRON 0 6 * * * UTC`. Without one the graph runs when executed or triggered. */
  readonly schedule?: pulumi.Input<string>;
  /** Warehouse of this task. Default: the graph's. */
  readonly warehouse?: pulumi.Input<string>;
  readonly comment?: pulumi.Input<string>;
  /** Longest run, milliseconds (1 to 604,800,000). On the root it bounds the whole graph. Default: one hour. */
  readonly timeoutMs?: pulumi.Input<number>;
  /** Session parameters of the run. */
  readonly sessionParameters?: pulumi.Input<Record<string, pulumi.Input<string | number | boolean>>>;
  /** A suspended child is skipped and counts as succeeded. Default: true. */
  readonly started?: pulumi.Input<boolean>;
}

export interface Finalizer {
  readonly name: pulumi.Input<string>;
  readonly sql: pulumi.Input<string>;
  readonly warehouse?: pulumi.Input<string>;
  readonly comment?: pulumi.Input<string>;
  readonly timeoutMs?: pulumi.Input<number>;
}

export interface TaskGraphArgs {
  readonly database: pulumi.Input<string>;
  readonly schema: pulumi.Input<string>;
  /** Role that owns the tasks and that they run as. Default: the connection's. Another role replaces the graph. */
  readonly role?: pulumi.Input<string>;
  /** Warehouse of every task that names none. Leave out for serverless tasks. */
  readonly warehouse?: pulumi.Input<string>;
  /** First size of serverless tasks, such as `XSMALL`; Snowflake adapts it. Only without `warehouse`. Default: `MEDIUM`. */
  readonly serverlessSize?: pulumi.Input<string>;
  /** Tasks by name, at most 1000. Which tasks there are must be known at preview. */
  readonly tasks: pulumi.Input<Record<string, pulumi.Input<GraphTask>>>;
  /** Runs after every other task, whatever happened to them. */
  readonly finalizer?: pulumi.Input<Finalizer>;
  /** JSON object every task reads with `SYSTEM$GET_TASK_GRAPH_CONFIG`. */
  readonly config?: pulumi.Input<Record<string, unknown>>;
  /** Failed runs in a row after which the graph suspends itself; 0 = never. Default: 10. */
  readonly suspendAfterFailures?: pulumi.Input<number>;
  /** Times a failed graph is retried from its failed tasks (0 to 30). Default: 0. */
  readonly retries?: pulumi.Input<number>;
  /** Least time between two triggered runs, seconds (10 to 604,800). Default: 30. */
  readonly minimumTriggerIntervalSeconds?: pulumi.Input<number>;
  /** A new run may start while one is under way. Default: false. */
  readonly allowOverlap?: pulumi.Input<boolean>;
  /** Notification integration told of failed runs. */
  readonly errorIntegration?: pulumi.Input<string>;
  /** True resumes the graph, false leaves it suspended (it can still be executed by hand). Default: true. */
  readonly started?: pulumi.Input<boolean>;
}

const outputs = ["rootTask", "taskNames", "state", "statements"] as const;

/**
 * A graph of Snowflake tasks as one resource: root, children and finalizer are created, changed, relinked, dropped
 * and resumed together. An update suspends the root, lets a run under way finish on its version, changes only the
 * tasks that differ and resumes; when a step fails the graph is put back as it was and the step is named.
 *
 * Costs: the warehouse time of its runs. Needs: USAGE on database and schema, CREATE TASK on the schema, USAGE on
 * the warehouse, EXECUTE TASK on the account (EXECUTE MANAGED TASK for serverless tasks).
 *
 * @see Snowflake documentation, "Create a sequence of tasks with a task graph"
 */
export class TaskGraph extends NativeResource {
  /** Qualified, quoted name of the root: `"DB"."SCHEMA"."ROOT"`. Known at preview. */
  declare readonly rootTask: pulumi.Output<string>;
  /** Qualified names of all tasks, root first. Known at preview. */
  declare readonly taskNames: pulumi.Output<string[]>;
  /** `started` or `suspended`. */
  declare readonly state: pulumi.Output<string>;
  /** The SQL that creates each task, by name. Known at preview. */
  declare readonly statements: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: TaskGraphArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    super("floe:snowflake:TaskGraph", name, args, outputs, opts);
  }

  /** A graph that exists, by the qualified name of its root. */
  static get(
    name: string,
    rootTask: pulumi.Input<pulumi.ID>,
    opts: pulumi.CustomResourceOptions = {},
  ): TaskGraph {
    return new TaskGraph(name, undefined, { ...opts, id: rootTask });
  }
}

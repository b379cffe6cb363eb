import type * as pulumi from "@pulumi/pulumi";
import { NativeResource } from "../resource";

/** Sizes of serverless tasks. */
export type ServerlessSize = "XSMALL" | "SMALL" | "MEDIUM" | "LARGE" | "XLARGE" | "XXLARGE";
/** Levels of messages, quietest last. */
export type LogLevel = "TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR" | "FATAL" | "OFF";

/** Where, as whom and how loudly tasks run. Said by the graph for all and by a task for itself. */
export interface TaskCompute {
  /** Size of the first serverless runs; Snowflake adapts it later. Default: the schema's, `MEDIUM` unless changed. */
  readonly serverlessSize?: pulumi.Input<ServerlessSize>;
  /** Smallest size of serverless runs. Default: `XSMALL`. */
  readonly serverlessMinSize?: pulumi.Input<ServerlessSize>;
  /** Largest size of serverless runs: a bound on what a run costs per second. Default: `XXLARGE`. */
  readonly serverlessMaxSize?: pulumi.Input<ServerlessSize>;
  /** Time within which serverless runs should end, such as `15 MINUTES`. Default: none, the size follows the schedule. */
  readonly targetCompletionInterval?: pulumi.Input<string>;
  /**
   * User that runs, with the owner role as primary role and the user's secondary roles. The owner role needs
   * IMPERSONATE on the user, and the user needs the owner role. Default: no user, the system runs tasks.
   */
  readonly executeAsUser?: pulumi.Input<string>;
  /** Least severe messages that go to the event table. Default: the schema's. */
  readonly logLevel?: pulumi.Input<LogLevel>;
}

interface AnyTask extends TaskCompute {
  /** One statement, a CALL, or a scripting block `BEGIN … END`. */
  readonly sql: pulumi.Input<string>;
  /** Warehouse of this task. Default: the graph's. A serverless setting of the task makes it serverless instead. */
  readonly warehouse?: pulumi.Input<string>;
  readonly comment?: pulumi.Input<string>;
  /** Longest run, milliseconds (1 to 604,800,000). On the root it bounds the whole graph. Default: one hour. */
  readonly timeoutMs?: pulumi.Input<number>;
  /** Session parameters of the run. Default: none, the account's hold. */
  readonly sessionParameters?: pulumi.Input<Record<string, pulumi.Input<string | number | boolean>>>;
}

/** One task of a graph. Its key in `tasks` is its name, taken literally. */
export interface GraphTask extends AnyTask {
  /** Tasks that must have succeeded before, at most 100 (more with `proxies`). Exactly one task, the root, has none. */
  readonly after?: pulumi.Input<pulumi.Input<string>[]>;
  /** Runs only when true, such as `SYSTEM$STREAM_HAS_DATA('S')`. A root with `when` and no `schedule` is triggered by its stream. */
  readonly when?: pulumi.Input<string>;
  /** Root only: `5 MINUTES`, `30 SECONDS` or `USING CRON 0 6 * * * UTC`. Without one the graph runs when executed or triggered. */
  readonly schedule?: pulumi.Input<string>;
  /** A suspended child is skipped and counts as succeeded. Default: true. */
  readonly started?: pulumi.Input<boolean>;
}

export interface Finalizer extends AnyTask {
  /** Unlike the name of any task. */
  readonly name: pulumi.Input<string>;
}

export interface TaskGraphArgs extends TaskCompute {
  /** Taken literally. Another one replaces the graph. */
  readonly database: pulumi.Input<string>;
  /** Taken literally. Another one replaces the graph. */
  readonly schema: pulumi.Input<string>;
  /** Role that owns the tasks and that they run as. Default: the connection's. Another role replaces the graph. */
  readonly role?: pulumi.Input<string>;
  /** Warehouse of every task that names none. Leave out for serverless tasks. */
  readonly warehouse?: pulumi.Input<string>;
  /** Tasks by name, at most 1000 with finalizer and proxies. Which tasks there are must be known at preview. */
  readonly tasks: pulumi.Input<Record<string, pulumi.Input<GraphTask>>>;
  /**
   * Puts tasks that do nothing between a task and its surplus of predecessors or children, where one has more than
   * 100. Each is one more short run per run of the graph. Default: false, such a graph is refused.
   */
  readonly proxies?: pulumi.Input<boolean>;
  /** Runs after every other task, whatever happened to them. */
  readonly finalizer?: pulumi.Input<Finalizer>;
  /** JSON object every task reads with `SYSTEM$GET_TASK_GRAPH_CONFIG`. */
  readonly config?: pulumi.Input<Record<string, unknown>>;
  /** Failed runs in a row after which the graph suspends itself; 0 = never. Default: 10. */
  readonly suspendAfterFailures?: pulumi.Input<number>;
  /** Times a failed graph is retried from its failed tasks (0 to 30). The finalizer runs before each. Default: 0. */
  readonly retries?: pulumi.Input<number>;
  /** Least time between two triggered runs, seconds (10 to 604,800). Default: 30. */
  readonly minimumTriggerIntervalSeconds?: pulumi.Input<number>;
  /** True: as `overlapPolicy` `ALLOW_CHILD_OVERLAP`, which is to be preferred. Default: false. */
  readonly allowOverlap?: pulumi.Input<boolean>;
  /**
   * When a run may start beside one under way: never, once its root has ended, or always. Default: what
   * `allowOverlap` says.
   */
  readonly overlapPolicy?: pulumi.Input<"NO_OVERLAP" | "ALLOW_CHILD_OVERLAP" | "ALLOW_ALL_OVERLAP">;
  /** Notification integration told of failed runs. Default: nobody is told. */
  readonly errorIntegration?: pulumi.Input<string>;
  /** Notification integration told of runs that succeeded. Default: nobody is told. */
  readonly successIntegration?: pulumi.Input<string>;
  /** True resumes the graph, false leaves it suspended (it can still be executed by hand). Default: true. */
  readonly started?: pulumi.Input<boolean>;
}

const outputs = ["rootTask", "taskNames", "state", "statements", "owner"] as const;

/**
 * A graph of Snowflake tasks as one resource: root, children and finalizer are created, changed, relinked, dropped
 * and resumed together. An update suspends the root, lets a run under way finish on its version, changes only the
 * tasks that differ and resumes; when a statement fails the graph is put back as it was and the statement is named.
 *
 * Costs: the warehouse time of its runs. Needs: USAGE on database and schema, CREATE TASK on the schema, USAGE on
 * the warehouse and integrations, EXECUTE TASK on the account (EXECUTE MANAGED TASK for serverless tasks), IMPERSONATE
 * on `executeAsUser`.
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
  /** Role that owned the tasks when they were imported. Of a graph made here: absent. */
  declare readonly owner: pulumi.Output<string | undefined>;

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

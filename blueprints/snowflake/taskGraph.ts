import type { Problems } from "../checks/problems";
import { checkInteger, checkOneOf, isPlain } from "../checks/values";
import { checkIdentifier } from "./identifiers";
import { checkSchedule } from "./schedule";
import { checkServerlessTask, type ServerlessTaskSpec } from "./serverlessTask";

/** Levels of messages, quietest last. */
export const logLevels = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL", "OFF"] as const;
export type LogLevel = (typeof logLevels)[number];

/** When a run may start beside one under way: never, once its root has ended, or always. */
export const overlapPolicies = ["NO_OVERLAP", "ALLOW_CHILD_OVERLAP", "ALLOW_ALL_OVERLAP"] as const;
export type OverlapPolicy = (typeof overlapPolicies)[number];

/** As whom tasks run and what they log. `Text` is what a text may be: plain, or an output of another resource. */
interface TaskIdentity<Text> {
  /**
   * User that runs, with the owner role as primary role and the user's secondary roles. The owner role needs IMPERSONATE
   * on the user, and the user needs the owner role. Default: no user, the system runs tasks.
   */
  readonly executeAsUser?: Text;
  /** Least severe messages that go to the event table. Default: the schema's. */
  readonly logLevel?: LogLevel;
}

/** What tasks and finalizers have in common. */
export interface AnyTaskSpec<Text = string> extends TaskIdentity<Text> {
  /** Statement or scripting block it runs, as the role that owns the graph. */
  readonly sql: Text;
  readonly comment?: string;
  /** Seconds one run of the task may take, 1 to 604,800. Default: 3,600, Snowflake's own. */
  readonly timeoutSeconds?: number;
  /** Warehouse of this task. Default: the graph's. */
  readonly warehouse?: Text;
  /** Runs this task serverless, whatever the graph says; `{}` leaves the size to Snowflake. Default: as the graph. */
  readonly serverless?: ServerlessTaskSpec;
  /** Session parameters of the run, such as `TIMEZONE`. Default: the account's. */
  readonly sessionParameters?: Readonly<Record<string, string | number | boolean>>;
}

/** One task of a graph. */
export interface TaskSpec<Text = string> extends AnyTaskSpec<Text> {
  /** Tasks of the graph that must succeed first. The one task without any is the root. */
  readonly after?: readonly string[];
  /** Condition of a run, such as `SYSTEM$STREAM_HAS_DATA('..')`. A false condition costs no warehouse time. */
  readonly when?: Text;
  /** False, for a child: it is passed over and counts as having succeeded. Default: true. */
  readonly started?: boolean;
}

/** Task that runs after all others, whatever happened to them, unless the root was skipped. */
export interface FinalizerSpec<Text = string> extends AnyTaskSpec<Text> {
  /** Unlike that of any task. */
  readonly name: string;
}

export interface TaskGraphSpec<Text = string> extends TaskIdentity<Text> {
  readonly tasks: Readonly<Record<string, TaskSpec<Text>>>;
  /** Default: none. */
  readonly finalizer?: FinalizerSpec<Text>;
  /** When the root runs. Default: none, so it runs when its stream has data, or when told to. */
  readonly schedule?: string;
  /** Runs every task that names no warehouse serverless, instead of on the graph's warehouse. Default: on the warehouse. */
  readonly serverless?: ServerlessTaskSpec;
  /** JSON object that tasks read with `SYSTEM$GET_TASK_GRAPH_CONFIG`; a single run may override parts. Default: none. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Default: NO_OVERLAP. The others need an account with the clause OVERLAP_POLICY (since March 2026). */
  readonly overlapPolicy?: OverlapPolicy;
  /**
   * Puts tasks that do nothing between a task and its surplus of parents or children, where one has more than 100. Each
   * is one more short run per run of the graph. Default: false, such a graph is refused.
   */
  readonly proxies?: boolean;
  /** Failures in a row after which the graph is suspended, 0 (never) to 1,000. Default: 10. */
  readonly suspendAfterFailures?: number;
  /** Times a failed graph run is tried again, 0 to 30. Default: 1. */
  readonly retries?: number;
  /** Least seconds between two triggered runs, 10 to 604,800. Default: 30, Snowflake's own. */
  readonly minimumTriggerIntervalSeconds?: number;
}

/** Most tasks of one graph, and most parents or children of one task (doc page "Introduction to tasks"). */
const maxTasks = 1000;
const maxParents = 100;

/** Rules of a graph. What is not known yet is for Snowflake to judge. */
export function checkTaskGraph(problems: Problems, graph: TaskGraphSpec<unknown>): void {
  const names = Object.keys(graph.tasks);
  checkSchedule(problems, "schedule", graph.schedule);
  checkInteger(problems, "suspendAfterFailures", graph.suspendAfterFailures, { min: 0, max: 1000 });
  checkInteger(problems, "retries", graph.retries, { min: 0, max: 30 });
  checkInteger(problems, "minimumTriggerIntervalSeconds", graph.minimumTriggerIntervalSeconds, {
    min: 10,
    max: 604800,
    unit: "seconds",
  });
  problems.require(
    names.length > 0 && names.length <= maxTasks,
    "tasks",
    `a graph has 1 to ${maxTasks} tasks, not ${names.length}`,
    "split or fill the graph",
  );
  for (const [name, task] of Object.entries(graph.tasks))
    checkTask(problems.at(`tasks.${name}`), name, task, names, graph.proxies === true);
  checkWhole(problems, graph, names);
  const roots = rootTasks(graph.tasks);
  problems.require(
    names.length === 0 || roots.length === 1,
    "tasks",
    `a graph has exactly one root, not ${roots.length}${roots.length > 1 ? ` (${roots.join(", ")})` : ""}`,
    "give every task but one an after",
  );
  const circle = findCircle(graph.tasks);
  problems.require(
    circle === undefined,
    "tasks",
    `the order goes in a circle: ${circle?.join(" -> ") ?? ""}`,
    "remove one of these after entries",
  );
}

/** What is said once for the graph, and its finalizer. */
function checkWhole(problems: Problems, graph: TaskGraphSpec<unknown>, names: readonly string[]): void {
  checkIdentity(problems, graph);
  checkServerlessTask(problems.at("serverless"), graph.serverless);
  checkOneOf(problems, "overlapPolicy", graph.overlapPolicy, overlapPolicies);
  const { finalizer } = graph;
  if (finalizer === undefined) return;
  const at = problems.at("finalizer");
  checkIdentifier(at, "name", finalizer.name);
  at.require(
    !names.includes(finalizer.name),
    "name",
    `"${finalizer.name}" is a task, too`,
    "give the finalizer a name of its own",
  );
  checkAnyTask(at, finalizer);
}

function checkIdentity(problems: Problems, spec: TaskIdentity<unknown>): void {
  checkIdentifier(problems, "executeAsUser", spec.executeAsUser);
  checkOneOf(problems, "logLevel", spec.logLevel, logLevels);
}

function checkAnyTask(problems: Problems, task: AnyTaskSpec<unknown>): void {
  if (isPlain(task.sql))
    problems.require(String(task.sql).trim() !== "", "sql", "is empty", "give the statement the task runs");
  checkInteger(problems, "timeoutSeconds", task.timeoutSeconds, { min: 1, max: 604800, unit: "seconds" });
  checkIdentity(problems, task);
  checkIdentifier(problems, "warehouse", task.warehouse);
  checkServerlessTask(problems.at("serverless"), task.serverless);
  problems.require(
    task.warehouse === undefined || task.serverless === undefined,
    "serverless",
    "excludes warehouse",
    "remove one of them",
  );
  for (const parameter of Object.keys(task.sessionParameters ?? {}))
    problems.require(
      /^[A-Za-z_]+$/.test(parameter),
      `sessionParameters.${parameter}`,
      "is not the name of a session parameter",
      "use letters and _, such as TIMEZONE",
    );
}

function checkTask(
  problems: Problems,
  name: string,
  task: TaskSpec<unknown>,
  names: readonly string[],
  proxies: boolean,
): void {
  checkIdentifier(problems, "", name);
  checkAnyTask(problems, task);
  const after = task.after ?? [];
  problems.require(
    after.length > 0 || task.started !== false,
    "started",
    "is for children; this is the root",
    "suspend the graph with its own started: false",
  );
  problems.require(
    proxies || after.length <= maxParents,
    "after",
    `a task has at most ${maxParents} parents`,
    "put a task between them, or set proxies: true",
  );
  for (const [index, parent] of after.entries()) {
    problems.require(
      names.includes(parent),
      `after[${index}]`,
      `"${parent}" is not a task of the graph (${names.join(", ")})`,
      "name a task of the graph",
    );
  }
  if (task.when !== undefined && isPlain(task.when)) {
    problems.require(
      /SYSTEM\$(STREAM_HAS_DATA|GET_PREDECESSOR_RETURN_VALUE|GET_TASK_GRAPH_CONFIG)\s*\(/i.test(
        String(task.when),
      ),
      "when",
      "may only ask SYSTEM$STREAM_HAS_DATA, SYSTEM$GET_PREDECESSOR_RETURN_VALUE and SYSTEM$GET_TASK_GRAPH_CONFIG",
      "move other conditions into the statement",
    );
  }
}

export function rootTasks(tasks: Readonly<Record<string, TaskSpec<unknown>>>): readonly string[] {
  return Object.entries(tasks)
    .filter(([, task]) => (task.after ?? []).length === 0)
    .map(([name]) => name);
}

/** Tasks along a circle of `after`, or undefined when there is none. */
function findCircle(tasks: Readonly<Record<string, TaskSpec<unknown>>>): readonly string[] | undefined {
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    if (done.has(name)) return undefined;
    for (const parent of tasks[name]?.after ?? []) {
      const circle = visit(parent, [...path, name]);
      if (circle !== undefined) return circle;
    }
    done.add(name);
    return undefined;
  };
  for (const name of Object.keys(tasks)) {
    const circle = visit(name, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

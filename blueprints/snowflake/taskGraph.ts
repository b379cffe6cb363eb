import type { Problems } from "../checks/problems";
import { checkInteger } from "../checks/values";
import { checkIdentifier } from "./identifiers";
import { checkSchedule } from "./schedule";

/** One task of a graph. */
export interface TaskSpec {
  /** Statement or scripting block it runs, as the role that owns the graph. */
  readonly sql: string;
  /** Tasks of the graph that must succeed first. The one task without any is the root. */
  readonly after?: readonly string[];
  /** Condition of a run, such as `SYSTEM$STREAM_HAS_DATA('..')`. A false condition costs no warehouse time. */
  readonly when?: string;
  readonly comment?: string;
  /** Seconds one run of the task may take, 1 to 604,800. Default: 3,600, Snowflake's own. */
  readonly timeoutSeconds?: number;
}

export interface TaskGraphSpec {
  readonly tasks: Readonly<Record<string, TaskSpec>>;
  /** When the root runs. Default: none, so it runs when its stream has data, or when told to. */
  readonly schedule?: string;
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

export function checkTaskGraph(problems: Problems, graph: TaskGraphSpec): void {
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
    checkTask(problems.at(`tasks.${name}`), name, task, names);
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

function checkTask(problems: Problems, name: string, task: TaskSpec, names: readonly string[]): void {
  checkIdentifier(problems, "", name);
  problems.require(task.sql.trim() !== "", "sql", "is empty", "give the statement the task runs");
  checkInteger(problems, "timeoutSeconds", task.timeoutSeconds, { min: 1, max: 604800, unit: "seconds" });
  const after = task.after ?? [];
  problems.require(
    after.length <= maxParents,
    "after",
    `a task has at most ${maxParents} parents`,
    "put a task between them",
  );
  for (const [index, parent] of after.entries()) {
    problems.require(
      names.includes(parent),
      `after[${index}]`,
      `"${parent}" is not a task of the graph (${names.join(", ")})`,
      "name a task of the graph",
    );
  }
  if (task.when !== undefined) {
    problems.require(
      /SYSTEM\$(STREAM_HAS_DATA|GET_PREDECESSOR_RETURN_VALUE)\s*\(/i.test(task.when),
      "when",
      "may only ask SYSTEM$STREAM_HAS_DATA and SYSTEM$GET_PREDECESSOR_RETURN_VALUE",
      "move other conditions into the statement",
    );
  }
}

export function rootTasks(tasks: Readonly<Record<string, TaskSpec>>): readonly string[] {
  return Object.entries(tasks)
    .filter(([, task]) => (task.after ?? []).length === 0)
    .map(([name]) => name);
}

/** Tasks along a circle of `after`, or undefined when there is none. */
function findCircle(tasks: Readonly<Record<string, TaskSpec>>): readonly string[] | undefined {
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

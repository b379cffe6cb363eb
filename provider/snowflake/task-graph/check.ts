import { identifierLimit, scheduleProblem } from "../../../blueprints/snowflake";
import { type Bag, bag, flag, didYouMean, number, type Problem, text, texts } from "../../framework";
import { cyclic } from "./model";

type Report = (property: string, reason: string) => void;
type Unknown = ReadonlySet<string>;

/** Limits and rules of task graphs (documentation, "Create a sequence of tasks with a task graph" and "CREATE TASK"). */
export const limits = { tasks: 1000, predecessors: 100, children: 100 } as const;

export function check(inputs: Bag, unknown: Unknown): Problem[] {
  const problems: Problem[] = [];
  const report: Report = (property, reason) => problems.push({ property, reason });
  for (const key of ["database", "schema", "warehouse", "role", "errorIntegration"])
    checkName(text(inputs[key]), key, report);
  checkNumbers(inputs, report);
  if (inputs.warehouse !== undefined && inputs.serverlessSize !== undefined) {
    report("serverlessSize", "is for serverless tasks only: remove it, or remove warehouse");
  }
  const config = inputs.config;
  if (config !== undefined && (typeof config !== "object" || config === null || Array.isArray(config))) {
    report("config", "must be a JSON object");
  }
  if (unknown.has("tasks")) return problems;
  const tasks = bag(inputs.tasks);
  const linksKnown = ![...unknown].some(
    (path) => /^tasks.*\.after/.test(path) || /^tasks\.[^.]+$/.test(path) || /^tasks\["[^"]*"\]$/.test(path),
  );
  for (const [name, task] of Object.entries(tasks)) checkTask(tasks, name, bag(task), unknown, report);
  checkFinalizer(tasks, inputs, report);
  if (linksKnown) checkShape(tasks, inputs, report);
  return problems;
}

function checkName(value: string | undefined, path: string, report: Report): void {
  if (value === undefined) return;
  if (value === "" || value.length > identifierLimit)
    report(path, `must be 1 to ${identifierLimit} characters`);
}

function within(
  value: number | undefined,
  path: string,
  min: number,
  max: number,
  what: string,
  report: Report,
): void {
  if (value !== undefined && (value < min || value > max)) report(path, `must be ${min} to ${max} ${what}`);
}

function checkNumbers(inputs: Bag, report: Report): void {
  within(number(inputs.retries), "retries", 0, 30, "retries", report);
  within(number(inputs.suspendAfterFailures), "suspendAfterFailures", 0, 2 ** 31 - 1, "failures", report);
  within(
    number(inputs.minimumTriggerIntervalSeconds),
    "minimumTriggerIntervalSeconds",
    10,
    604_800,
    "seconds",
    report,
  );
}

function checkTask(tasks: Bag, name: string, task: Bag, unknown: Unknown, report: Report): void {
  const path = `tasks.${name}`;
  checkName(name, path, report);
  checkName(text(task.warehouse), `${path}.warehouse`, report);
  if (text(task.sql)?.trim() === "") report(`${path}.sql`, "must not be empty");
  if (text(task.when)?.trim() === "") report(`${path}.when`, "must not be empty: leave it out to always run");
  within(number(task.timeoutMs), `${path}.timeoutMs`, 1, 604_800_000, "milliseconds (7 days)", report);
  for (const [key, value] of Object.entries(bag(task.sessionParameters))) {
    if (!/^[A-Za-z_]+$/.test(key) || typeof value === "object") {
      report(
        `${path}.sessionParameters.${key}`,
        "must be a session parameter with a text, number or boolean",
      );
    }
  }
  const after = texts(task.after);
  if (after.length > limits.predecessors) {
    report(
      `${path}.after`,
      `has ${after.length} predecessors; Snowflake allows ${limits.predecessors}: join some through a task in between`,
    );
  }
  if (new Set(after).size < after.length) report(`${path}.after`, "names a task twice");
  for (const other of after) {
    if (other === name) report(`${path}.after`, "names the task itself");
    else if (!(other in tasks) && !isUnknown(unknown, other))
      report(
        `${path}.after`,
        `names ${other}, which is not a task of this graph${didYouMean(other, Object.keys(tasks))}`,
      );
  }
  const schedule = text(task.schedule);
  if (schedule === undefined) return;
  if (after.length > 0)
    report(`${path}.schedule`, "is for the root only: a child runs after its predecessors");
  const wrong = scheduleProblem(schedule);
  if (wrong !== undefined)
    report(`${path}.schedule`, `${wrong}; write '5 MINUTES' or 'USING CRON 0 6 * * * UTC'`);
}

/** A task whose every setting is still unknown is absent from the inputs. */
function isUnknown(unknown: Unknown, task: string): boolean {
  return unknown.has(`tasks.${task}`) || unknown.has(`tasks[${JSON.stringify(task)}]`);
}

function checkFinalizer(tasks: Bag, inputs: Bag, report: Report): void {
  if (inputs.finalizer === undefined) return;
  const finalizer = bag(inputs.finalizer);
  const name = text(finalizer.name);
  checkName(name, "finalizer.name", report);
  if (name !== undefined && name in tasks)
    report("finalizer.name", "is the name of a task; the finalizer needs its own");
  if (text(finalizer.sql)?.trim() === "") report("finalizer.sql", "must not be empty");
}

function checkShape(tasks: Bag, inputs: Bag, report: Report): void {
  const names = Object.keys(tasks);
  const total = names.length + (inputs.finalizer === undefined ? 0 : 1);
  if (names.length === 0) report("tasks", "must hold at least one task");
  if (total > limits.tasks)
    report("tasks", `has ${total} tasks; a graph may have ${limits.tasks}: split it in two`);
  const roots = names.filter((name) => texts(bag(tasks[name]).after).length === 0);
  if (names.length > 0 && roots.length !== 1) {
    const found =
      roots.length === 0
        ? "every task comes after another"
        : `${roots.slice(0, 5).join(", ")} have no predecessor`;
    report("tasks", `must have exactly one root: ${found}`);
  }
  const children = new Map<string, number>();
  for (const name of names)
    for (const other of texts(bag(tasks[name]).after)) children.set(other, (children.get(other) ?? 0) + 1);
  for (const [name, count] of children) {
    if (count > limits.children)
      report(
        `tasks.${name}`,
        `has ${count} children; Snowflake allows ${limits.children}: fan out through a task in between`,
      );
  }
  const [root] = roots;
  if (roots.length === 1 && root !== undefined && flag(bag(tasks[root]).started) === false) {
    report(`tasks.${root}.started`, "is for children: suspend the graph with started: false");
  }
  const cycle = cyclic(tasks).filter((name) => !texts(bag(tasks[name]).after).includes(name));
  if (roots.length > 0 && cycle.length > 0)
    report("tasks", `has a cycle among ${cycle.slice(0, 5).join(", ")}`);
}

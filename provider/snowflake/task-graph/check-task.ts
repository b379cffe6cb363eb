import { scheduleProblem } from "../../../blueprints/snowflake";
import { type Bag, bag, didYouMean, number, text, texts } from "../../framework";
import { checkName, type Report, type Unknown, within } from "./check";
import { intervalSeconds } from "./interval";
import { serverlessKeys } from "./model";
import { serverlessTaskSizes } from "../../../blueprints/snowflake/serverlessTask";
import { limits } from "../../../blueprints/snowflake/task-graph/proxies";

/** Rules of one task, or of the finalizer. */
export function checkTask(
  tasks: Bag,
  name: string,
  task: Bag,
  unknown: Unknown,
  report: Report,
  proxies: boolean,
  path = `tasks.${name}`,
): void {
  if (path !== "finalizer") checkName(name, path, report);
  for (const key of ["warehouse", "executeAsUser"]) checkName(text(task[key]), `${path}.${key}`, report);
  checkCompute(task, `${path}.`, report);
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
  checkAfter(tasks, name, texts(task.after), unknown, report, proxies);
  const schedule = text(task.schedule);
  if (schedule === undefined) return;
  if (texts(task.after).length > 0)
    report(`${path}.schedule`, "is for the root only: a child runs after its predecessors");
  const wrong = scheduleProblem(schedule);
  if (wrong !== undefined)
    report(`${path}.schedule`, `${wrong}; write '5 MINUTES' or 'USING CRON 0 6 * * * UTC'`);
}

function checkAfter(
  tasks: Bag,
  name: string,
  after: readonly string[],
  unknown: Unknown,
  report: Report,
  proxies: boolean,
): void {
  const path = `tasks.${name}.after`;
  if (after.length > limits.predecessors && !proxies) {
    report(
      path,
      `has ${after.length} predecessors; Snowflake allows ${limits.predecessors}: join some through a task in between, or set proxies: true`,
    );
  }
  if (new Set(after).size < after.length) report(path, "names a task twice");
  for (const other of after) {
    if (other === name) report(path, "names the task itself");
    else if (!(other in tasks) && !isUnknown(unknown, other))
      report(
        path,
        `names ${other}, which is not a task of this graph${didYouMean(other, Object.keys(tasks))}`,
      );
  }
}

/** A task whose every setting is still unknown is absent from the inputs. */
function isUnknown(unknown: Unknown, task: string): boolean {
  return unknown.has(`tasks.${task}`) || unknown.has(`tasks[${JSON.stringify(task)}]`);
}

/** A warehouse or serverless settings, not both; sizes in their order; an interval that is one. */
export function checkCompute(said: Bag, path: string, report: Report): void {
  if (said.warehouse !== undefined) {
    for (const key of serverlessKeys)
      if (said[key] !== undefined)
        report(`${path}${key}`, "is for serverless tasks only: remove it, or remove warehouse");
  }
  const rank = (key: string) => {
    const at = serverlessTaskSizes.findIndex((size) => size === said[key]);
    return at < 0 ? undefined : at;
  };
  const [least, first, most] = [rank("serverlessMinSize"), rank("serverlessSize"), rank("serverlessMaxSize")];
  if (least !== undefined && most !== undefined && least > most)
    report(`${path}serverlessMinSize`, "must not be larger than serverlessMaxSize");
  else if (first !== undefined && ((least ?? first) > first || (most ?? first) < first))
    report(`${path}serverlessSize`, "must lie between serverlessMinSize and serverlessMaxSize");
  const interval = text(said.targetCompletionInterval);
  if (interval !== undefined && (intervalSeconds(interval) ?? 0) < 1)
    report(
      `${path}targetCompletionInterval`,
      "must be an interval: write '15 MINUTES', '30 SECONDS' or '1 HOUR'",
    );
}

import { identifierLimit } from "../../../blueprints/snowflake";
import { type Bag, bag, number, type Problem, text } from "../../framework";
import { checkCompute, checkTask } from "./check-task";
import { checkShape } from "./check-shape";

export type Report = (property: string, reason: string) => void;
export type Unknown = ReadonlySet<string>;

const names = [
  "database",
  "schema",
  "warehouse",
  "role",
  "errorIntegration",
  "successIntegration",
  "executeAsUser",
];

export function check(inputs: Bag, unknown: Unknown): Problem[] {
  const problems: Problem[] = [];
  const report: Report = (property, reason) => problems.push({ property, reason });
  for (const key of names) checkName(text(inputs[key]), key, report);
  checkNumbers(inputs, report);
  checkCompute(inputs, "", report);
  if (inputs.allowOverlap === true && inputs.overlapPolicy === "NO_OVERLAP")
    report("overlapPolicy", "says the opposite of allowOverlap: remove allowOverlap");
  const config = inputs.config;
  if (config !== undefined && (typeof config !== "object" || config === null || Array.isArray(config))) {
    report("config", "must be a JSON object");
  }
  if (unknown.has("tasks")) return problems;
  const tasks = bag(inputs.tasks);
  for (const [name, task] of Object.entries(tasks))
    checkTask(tasks, name, bag(task), unknown, report, inputs.proxies === true);
  checkFinalizer(tasks, inputs, report);
  const linksKnown = ![...unknown].some(
    (path) => /^tasks.*\.after/.test(path) || /^tasks\.[^.]+$/.test(path) || /^tasks\["[^"]*"\]$/.test(path),
  );
  if (linksKnown) checkShape(tasks, inputs, report);
  return problems;
}

export function checkName(value: string | undefined, path: string, report: Report): void {
  if (value === undefined) return;
  if (value === "" || value.length > identifierLimit)
    report(path, `must be 1 to ${identifierLimit} characters`);
}

export function within(
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

function checkFinalizer(tasks: Bag, inputs: Bag, report: Report): void {
  if (inputs.finalizer === undefined) return;
  const finalizer = bag(inputs.finalizer);
  const name = text(finalizer.name);
  checkName(name, "finalizer.name", report);
  if (name !== undefined && name in tasks)
    report("finalizer.name", "is the name of a task; the finalizer needs its own");
  checkTask(tasks, "", finalizer, new Set(), report, false, "finalizer");
}

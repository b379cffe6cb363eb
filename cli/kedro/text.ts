import pc from "picocolors";
import {
  describeKedroProblem,
  type KedroPlan,
  type KedroProblem,
  type KedroTask,
} from "../../blueprints/kedro";
import { table } from "../output";
import { shortList } from "./deployed";

/** The plan as a table: a row for each task, in the order they can run. */
export function planTable(plan: KedroPlan): string[] {
  const labels = new Map(plan.tasks.map(({ name, label }) => [name, label]));
  const depth = depths(plan);
  const rows = [...plan.tasks]
    .sort((a, b) => (depth.get(a.name) ?? 0) - (depth.get(b.name) ?? 0))
    .map((task) => [
      depth.get(task.name) ?? 1,
      task.label,
      task.nodes.length === 1 && task.nodes[0] === task.label ? "" : shortList(task.nodes),
      shortList(task.after.map((name) => labels.get(name) ?? "(start)")),
      computeText(task, plan),
      shortList(handedOver(task, plan), 2),
    ]);
  const header = ["STEP", "TASK", "NODES", "AFTER", "ON", "HANDS OVER"];
  const kept = header.map((_, at) => at < 2 || rows.some((row) => row[at] !== ""));
  return table(
    header.filter((_, at) => kept[at]),
    rows.map((row) => row.filter((_, at) => kept[at])),
  );
}

/** Datasets that the runtime stores for other tasks, because the catalog does not. */
function handedOver(task: KedroTask, plan: KedroPlan): string[] {
  return plan.crossings
    .filter(({ from, kind }) => kind === "memory" && from === task.name)
    .map(({ dataset }) => dataset);
}

/** How many tasks come one after another at most before and with each. */
function depths({ tasks }: KedroPlan): Map<string, number> {
  const result = new Map<string, number>();
  for (const { name, after } of tasks)
    result.set(name, 1 + Math.max(0, ...after.map((other) => result.get(other) ?? 0)));
  return result;
}

export function computeText({ compute }: KedroTask, plan: KedroPlan): string {
  if (compute.kind === "inherited") return plan.options.warehouse ?? "serverless";
  if (compute.kind === "warehouse")
    return `${compute.warehouse}${compute.snowparkOptimized ? " (Snowpark)" : ""}`;
  if (compute.kind === "pool") return `pool ${compute.pool}`;
  const sizes = [
    compute.size,
    compute.min === undefined ? undefined : `${compute.min} to ${compute.max ?? "any"}`,
  ];
  return ["serverless", ...sizes.filter((size) => size !== undefined)].join(" ");
}

const marks: Readonly<Record<KedroProblem["severity"], string>> = {
  error: pc.red("error:"),
  warning: pc.yellow("warning:"),
  info: pc.dim("note:"),
};

export function problemLines(problems: readonly KedroProblem[]): string[] {
  return problems.map((problem) => `${marks[problem.severity]} ${describeKedroProblem(problem)}`);
}

export function summary(plan: KedroPlan): string {
  const nodes = plan.tasks.reduce((sum, task) => sum + task.nodes.length, 0);
  const steps = Math.max(0, ...depths(plan).values());
  const left = plan.left.length === 0 ? "" : `, ${plan.left.length} nodes left out`;
  const proxies =
    plan.proxies.length === 0 ? "" : `, ${plan.proxies.length} more to stay within Snowflake's limits`;
  return `${pc.bold(plan.name)} (pipeline ${plan.pipeline}, env ${plan.env}): ${counted(nodes, "node")} in ${counted(plan.tasks.length, "task")}, ${counted(steps, "step")}${left}${proxies}`;
}

export const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;

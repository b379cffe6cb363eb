import { type Bag, bag, flag, text } from "../../framework";
import type { Report } from "./check";
import { linked, linksOf } from "./model";
import { childrenOf, cyclic } from "../../../blueprints/snowflake/task-graph/order";
import { expand, limits } from "../../../blueprints/snowflake/task-graph/proxies";

/** Rules of the whole: one root, no cycle, the limits; with proxies, those of the graph they make. */
export function checkShape(tasks: Bag, inputs: Bag, report: Report): void {
  const links = linksOf(tasks);
  const names = [...links.keys()];
  if (names.length === 0) report("tasks", "must hold at least one task");
  const roots = names.filter((name) => links.get(name)?.length === 0);
  if (names.length > 0 && roots.length !== 1) {
    const found =
      roots.length === 0
        ? "every task comes after another"
        : `${roots.slice(0, 5).join(", ")} have no predecessor`;
    report("tasks", `must have exactly one root: ${found}`);
  }
  const [root] = roots;
  if (roots.length === 1 && root !== undefined && flag(bag(tasks[root]).started) === false) {
    report(`tasks.${root}.started`, "is for children: suspend the graph with started: false");
  }
  const cycle = cyclic(links).filter((name) => links.get(name)?.includes(name) !== true);
  if (roots.length > 0 && cycle.length > 0)
    report("tasks", `has a cycle among ${cycle.slice(0, 5).join(", ")}`);
  checkLimits(tasks, inputs, report);
}

function checkLimits(tasks: Bag, inputs: Bag, report: Report): void {
  const finalizer = inputs.finalizer === undefined ? [] : [text(bag(inputs.finalizer).name) ?? ""];
  const declared = Object.keys(tasks).length + finalizer.length;
  if (declared > limits.tasks) {
    report("tasks", `has ${declared} tasks; a graph may have ${limits.tasks}: split it in two`);
    return;
  }
  if (inputs.proxies !== true) {
    for (const [name, children] of childrenOf(linksOf(tasks))) {
      if (children.length > limits.children)
        report(
          `tasks.${name}`,
          `has ${children.length} children; Snowflake allows ${limits.children}: fan out through a task in between, or set proxies: true`,
        );
    }
    return;
  }
  const { proxies, problems } = expand(linked(tasks));
  for (const { task, reason } of problems) report(`tasks.${task}`, reason);
  const taken = new Set([...Object.keys(tasks), ...finalizer]);
  for (const proxy of proxies)
    if (taken.has(proxy.name))
      report(`tasks.${proxy.name}`, `has the name of a proxy of ${proxy.of}: rename it`);
  const total = declared + proxies.length;
  if (total > limits.tasks)
    report(
      "tasks",
      `has ${total} tasks with its ${proxies.length} proxies; a graph may have ${limits.tasks}: split it in two`,
    );
}

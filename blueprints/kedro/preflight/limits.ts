import { identifierLimit } from "../../snowflake";
import { limits } from "../../snowflake/task-graph/proxies";
import type { Preflight } from "./context";

/** What Snowflake allows a graph to be. */
export const checkLimits: Preflight = ({ plan, report }) => {
  const { tasks, proxies, root, finalizer } = plan;
  const total = tasks.length + proxies.length + 2;
  if (total > limits.tasks)
    report({
      severity: "error",
      code: "too-many-tasks",
      subject: plan.name,
      message: `the graph has ${total} tasks: ${tasks.length} of nodes, a root, a finalizer and ${proxies.length} in between for fan-in and fan-out; Snowflake allows ${limits.tasks}`,
      fix: "group nodes (group_by), or deploy parts as pipelines of their own",
    });
  else if (proxies.length > 0)
    report({
      severity: "info",
      code: "proxies",
      subject: plan.name,
      message: `${proxies.length} tasks that do nothing are put in between, where one has more than ${limits.predecessors} predecessors or children`,
    });
  const owners = new Map<string, string>([
    [root, "the root"],
    [finalizer, "the finalizer"],
    ...proxies.map(({ name }) => [name, "a proxy"] as const),
  ]);
  for (const { name, label } of tasks) {
    const other = owners.get(name);
    if (other !== undefined)
      report({
        severity: "error",
        code: "name-collision",
        subject: label,
        message: `"${label}" and ${other} have one name in Snowflake: ${name}`,
        fix: "rename the node or group",
      });
    owners.set(name, `"${label}"`);
    if (name.length > identifierLimit)
      report({
        severity: "error",
        code: "name-too-long",
        subject: label,
        message: `task ${name} has more than ${identifierLimit} characters`,
        fix: "set a shorter name",
      });
  }
};

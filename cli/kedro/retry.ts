import type { PastRun } from "../graph/runs";
import { hasFailed, latest } from "../../provider/snowflake/task-graph-run/history";
import type { DeployedTask } from "./deployed";
import { returned } from "./returned";

/** Nodes of the tasks that failed at last in a run. */
export function failedNodes(run: PastRun, tasks: readonly DeployedTask[]): string[] {
  const failed = new Set([...latest(run.tasks).values()].filter(hasFailed).map(({ task }) => task));
  return tasks.filter(({ name, kind }) => kind === "task" && failed.has(name)).flatMap(({ nodes }) => nodes);
}

/** Why there is nothing to retry, or undefined. */
export function whyNoRetry(rootTask: string, last: PastRun | undefined): string | undefined {
  if (last === undefined)
    return `nothing to retry: ${rootTask} has not run in the last 7 days, or the role may not see its runs (MONITOR)`;
  if (last.state === "EXECUTING") return `nothing to retry yet: run ${last.id} is still under way`;
  if (last.state !== "FAILED")
    return `nothing to retry: the last run, ${last.id}, ${last.state.toLowerCase()}`;
  return undefined;
}

/** Snowflake's refusal of RETRY LAST, and the way round it. */
export function retryRefused(reason: string, last: PastRun, nodes: readonly string[]): string {
  const changed = /modif|chang|version/i.test(reason);
  const why = changed
    ? "the graph was changed since that run, and Snowflake retries only an unchanged graph"
    : reason;
  const instead =
    nodes.length === 0
      ? "start a new run with `floe kedro run`"
      : `run the rest of it on the graph as it is now: floe kedro run --from ${nodes.map(quoted).join(",")} --inputs-from ${last.id}`;
  return `run ${last.id} cannot be retried: ${why}. Fix: ${instead}`;
}

const quoted = (name: string): string =>
  /^[\w.,-]+$/.test(name) ? name : `'${name.replaceAll("'", `'\\''`)}'`;

/**
 * The run whose intermediates a part of the pipeline can begin from: the latest in which everything that the part
 * needs was made. Where the needs are not known, the latest that succeeded.
 */
export function runToBeginFrom(
  runs: readonly PastRun[],
  needed: readonly string[] | undefined,
  tasks: readonly DeployedTask[],
): PastRun | undefined {
  const ended = runs.filter(({ state }) => state === "FAILED" || state === "SUCCEEDED");
  if (needed === undefined)
    return ended.find(
      ({ state, tasks: own }) => state === "SUCCEEDED" && own.every(({ config }) => !onlyOf(config)),
    );
  const taskOf = new Map(tasks.flatMap(({ name, nodes }) => nodes.map((node) => [node, name] as const)));
  return ended.find((run) => {
    const last = latest(run.tasks);
    return needed.every((node) => {
      const made = last.get(taskOf.get(node) ?? "");
      if (made?.state !== "SUCCEEDED") return false;
      const only = onlyOf(made.config);
      const { skipped, nodes } = returned(made.returnValue);
      return !skipped && [only, nodes].every((some) => some === undefined || some.includes(node));
    });
  });
}

/** The nodes that a run of a part was about. */
function onlyOf(config: string): readonly string[] | undefined {
  try {
    const { only } = JSON.parse(config) as { readonly only?: unknown };
    return Array.isArray(only) ? only.map(String) : undefined;
  } catch {
    return undefined;
  }
}

import type { Session } from "../../../provider/snowflake/session";
import type { LiveTask } from "../../../provider/snowflake/task-graph/live";
import { withParameters } from "../../../provider/snowflake/task-graph/live";
import type { Graph, TaskSpec } from "../../../provider/snowflake/task-graph/model";

/** Settings that SHOW TASKS does not tell: reading them costs a statement for each task. */
const hidden = [
  "timeoutMs",
  "serverlessSize",
  "serverlessMinSize",
  "serverlessMaxSize",
  "logLevel",
  "suspendAfterFailures",
  "retries",
  "minimumTriggerIntervalSeconds",
] as const satisfies readonly (keyof TaskSpec)[];

/**
 * The live tasks with all their settings where the plan says any of those that SHOW TASKS leaves out, and of the root;
 * of the others these settings are taken for granted.
 */
export async function liveSpecs(
  session: Session,
  graph: Graph,
  live: readonly LiveTask[],
): Promise<TaskSpec[]> {
  const planned = new Map(graph.tasks.map((task) => [task.name, task]));
  const specs: TaskSpec[] = [];
  for (const { spec } of live) {
    const wanted = planned.get(spec.name);
    const says = wanted !== undefined && hidden.some((key) => wanted[key] !== undefined);
    const whole = spec.root || says ? await withParameters(session, graph, spec) : spec;
    specs.push(whole.warehouse === undefined ? whole : { ...whole, serverlessSize: undefined });
  }
  return specs;
}

import { nameParts } from "../../provider/snowflake/names";
import type { Session } from "../../provider/snowflake/session";
import type { LiveTask } from "../../provider/snowflake/task-graph/live";
import {
  hasFailed,
  isPending,
  latest,
  type TaskRun,
  taskRuns,
} from "../../provider/snowflake/task-graph-run/history";
import { useWarehouse } from "../../provider/snowflake/task-graph-run/run";

/** One run of a graph with every attempt of its tasks. */
export interface PastRun {
  readonly id: string;
  readonly state: string;
  readonly from: string;
  readonly scheduled: string;
  readonly durationMs: number | undefined;
  readonly tasks: readonly TaskRun[];
}

/** Runs of a graph in the last hours, newest first. */
export async function pastRuns(
  session: Session,
  rootTask: string,
  graph: readonly LiveTask[],
  hours: number,
): Promise<PastRun[]> {
  const [database = "", schema = "", root = ""] = nameParts(rootTask);
  await useWarehouse(session, graph.find(({ spec }) => spec.name === root)?.spec.warehouse);
  const names = new Set(graph.map(({ spec }) => spec.name));
  const groups = new Map<string, TaskRun[]>();
  for (const run of await taskRuns(session, database, schema, hours)) {
    // What is merely due has not run.
    if (!names.has(run.task) || run.state === "SCHEDULED" || run.runGroup === "") continue;
    groups.set(run.runGroup, [...(groups.get(run.runGroup) ?? []), run]);
  }
  return [...groups]
    .map(([id, tasks]) => pastRun(id, root, tasks))
    .sort((a, b) => (a.scheduled < b.scheduled ? 1 : -1));
}

function pastRun(id: string, root: string, tasks: readonly TaskRun[]): PastRun {
  const last = [...latest(tasks).values()];
  const first = tasks.find((run) => run.task === root);
  const pending = last.some(isPending);
  const failed = last.some(hasFailed);
  const scheduled = first?.scheduled ?? tasks[0]?.scheduled ?? "";
  const end = Math.max(...last.map((run) => Date.parse(run.completed) || 0));
  return {
    id,
    state: pending ? "EXECUTING" : failed ? "FAILED" : first?.state === "SKIPPED" ? "SKIPPED" : "SUCCEEDED",
    from: (first?.from ?? "").replaceAll("_", " "),
    scheduled,
    durationMs: pending || end === 0 ? undefined : Math.max(0, end - Date.parse(scheduled)),
    tasks: [...tasks].sort((a, b) => (startOf(a) < startOf(b) ? -1 : 1)),
  };
}

const startOf = (run: TaskRun): string => (run.started === "" ? run.completed : run.started);

/** Milliseconds one task took, or undefined when it did not run or still runs. */
export function tookMs(run: TaskRun): number | undefined {
  const [from, to] = [Date.parse(run.started), Date.parse(run.completed)];
  return Number.isNaN(from) || Number.isNaN(to) ? undefined : Math.max(0, to - from);
}

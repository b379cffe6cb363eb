import type { TaskRun } from "../../provider/snowflake/task-graph-run/history";
import { tookMs } from "../graph/runs";
import type { DeployedTask } from "./deployed";
import { type Counts, returned, wasSkipped } from "./returned";

/** A task's run in Kedro's words, as JSON output has it. */
export interface TaskRow {
  readonly task: string;
  readonly nodes: readonly string[];
  readonly state: string;
  readonly attempt: number;
  readonly started: string;
  readonly tookMs: number | undefined;
  readonly read: Counts;
  readonly written: Counts;
  readonly returned: string;
  readonly error: string;
  readonly queryId: string;
}

/** Runs of tasks, each with the nodes it ran; those of tasks that are gone keep their task's name. */
export function taskRows(tasks: readonly DeployedTask[], runs: readonly TaskRun[]): TaskRow[] {
  const byName = new Map(tasks.map((task) => [task.name, task]));
  return runs.map((run) => {
    const { read, written } = returned(run.returnValue);
    return {
      task: run.task,
      nodes: byName.get(run.task)?.nodes ?? [],
      state: run.state === "SUCCEEDED" && wasSkipped(run.returnValue) ? "SKIPPED" : run.state,
      attempt: run.attempt,
      started: run.started,
      tookMs: tookMs(run),
      read,
      written,
      returned: run.returnValue,
      error: run.error,
      queryId: run.queryId,
    };
  });
}

import pc from "picocolors";
import type { TaskRun } from "../../provider/snowflake/task-graph-run/history";
import { type PastRun, tookMs } from "../graph/runs";
import { seconds, table } from "../output";
import { type DeployedTask, labelOf } from "./deployed";
import { oneLine, pythonError } from "./python-error";
import { rowsText, wasSkipped } from "./returned";

/** A run's tasks as a table, by the nodes they run. Start and clean-up show only when they did not succeed. */
export function runTable(tasks: readonly DeployedTask[], runs: readonly TaskRun[]): string[] {
  const byName = new Map(tasks.map((task) => [task.name, task]));
  const shown = runs.filter((run) => byName.get(run.task)?.kind === "task" || run.state !== "SUCCEEDED");
  const rows = shown.map((run) => {
    const task = byName.get(run.task);
    const took = tookMs(run);
    const skipped = run.state === "SUCCEEDED" && wasSkipped(run.returnValue);
    return [
      task === undefined ? run.task : labelOf(task),
      skipped ? "skipped" : run.state.toLowerCase(),
      run.attempt,
      run.started.replace("T", " ").replace(/\.\d+Z$/, ""),
      took === undefined ? "" : seconds(took / 1000),
      oneLine(rowsText(run.returnValue), 100),
      oneLine(pythonError(run.error).gist, 80),
    ];
  });
  const header = ["NODES", "STATE", "TRY", "STARTED", "TOOK", "ROWS", "ERROR"];
  const kept = header.map((_, at) => at < 5 || rows.some((row) => row[at] !== ""));
  return table(
    header.filter((_, at) => kept[at]),
    rows.map((row) => row.filter((_, at) => kept[at])),
  );
}

export function headline({ id, state, from, scheduled, durationMs }: PastRun): string {
  const word = state.toLowerCase();
  const shown = state === "FAILED" ? pc.red(word) : state === "SUCCEEDED" ? pc.green(word) : word;
  const took = durationMs === undefined ? "" : ` in ${seconds(durationMs / 1000)}`;
  return `run ${id} ${shown}${took}, ${scheduled}${from === "" ? "" : ` by ${from.toLowerCase()}`}`;
}

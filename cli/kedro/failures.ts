import { nameParts } from "../../provider/snowflake/names";
import type { Session } from "../../provider/snowflake/session";
import { hasFailed } from "../../provider/snowflake/task-graph-run/history";
import type { GraphRun } from "../../provider/snowflake/task-graph-run/run";
import { type Deployed, labelOf } from "./deployed";
import { logLines } from "./events";
import { pythonError } from "./python-error";

const shownLines = 20;

/** Why a run failed: every failed node's error with the end of its log, and how to go on. */
export async function failureText(session: Session, deployed: Deployed, run: GraphRun): Promise<string> {
  const failed = run.runs.filter(hasFailed);
  const [database = ""] = nameParts(deployed.rootTask);
  const queries = failed.map(({ queryId }) => queryId);
  const lines = (await logLines(session, database, queries, run.scheduled)) ?? [];
  const byName = new Map(deployed.tasks.map((task) => [task.name, task]));
  const parts = failed.map(({ task, state, error, queryId }) => {
    const known = byName.get(task);
    const own = lines.filter((line) => line.queryId === queryId).slice(-shownLines);
    const { gist, frames } = pythonError(error);
    return [
      `${known === undefined ? task : labelOf(known)} ${state.toLowerCase()}: ${gist === "" ? "no message" : gist}`,
      ...frames.map((line) => `  ${line}`),
      ...own.map(({ level, text }) => `  ${level} ${text}`),
    ].join("\n");
  });
  return [
    `run ${run.runId} failed`,
    ...parts.map(indented),
    "`floe kedro logs` shows the whole error. Go on with `floe kedro run --retry`, or deploy a change and run `--from` the node.",
  ].join("\n");
}

const indented = (text: string): string => text.replace(/^/gm, "  ");

import pc from "picocolors";
import { nameParts } from "../../../provider/snowflake/names";
import { CliError, exitCodes } from "../../exit";
import { withSnowflake } from "../../graph/connect";
import { pastRuns, type PastRun } from "../../graph/runs";
import { readDeployed } from "../../kedro/deployed";
import { logLines } from "../../kedro/events";
import { graphPlace, type PlaceFlags } from "../../kedro/place";
import { headline, runTable } from "../../kedro/run-table";
import { taskRows } from "../../kedro/rows";
import type { Output } from "../../output";

export interface LogFlags extends PlaceFlags {
  readonly run?: string;
  readonly hours: number;
  readonly all?: boolean;
}

/** `floe kedro logs`: the tasks of one run by their nodes, with times, rows, errors and what they logged. */
export async function kedroLogs(flags: LogFlags, output: Output): Promise<void> {
  const place = graphPlace(flags);
  await withSnowflake(place.role, new AbortController().signal, async ({ session }) => {
    const { rootTask } = place;
    const deployed = await readDeployed(session, rootTask);
    const live = deployed.tasks.map((task) => task.live);
    const runs = await pastRuns(session, rootTask, live, flags.hours);
    if (flags.all === true) {
      output.document({ rootTask, runs: runs.map(({ tasks: _tasks, ...run }) => run) });
      for (const run of runs) output.print(headline(run));
      if (runs.length === 0) output.note(`no run in the last ${flags.hours} h`);
      return;
    }
    const run = chosen(runs, flags, rootTask);
    const rows = taskRows(deployed.tasks, run.tasks);
    const [database = ""] = nameParts(rootTask);
    const ids = run.tasks.map(({ queryId }) => queryId);
    const lines = await logLines(session, database, ids, run.scheduled);
    output.document({ rootTask, ...run, tasks: rows, log: lines ?? null });
    output.print(headline(run));
    for (const line of runTable(deployed.tasks, run.tasks)) output.print(line);
    for (const { error, nodes, task } of rows.filter((row) => row.error !== "")) {
      output.print();
      output.print(pc.red(nodes.length === 0 ? task : nodes.join(", ")));
      output.print(error.trim().replace(/^/gm, "  "));
    }
    if (lines === undefined) {
      if (run.state === "FAILED")
        output.note(pc.dim("no log lines: there is no event table, or the role may not read it"));
      return;
    }
    if (lines.length > 0) output.print();
    const names = new Map(rows.map(({ queryId, nodes, task }) => [queryId, nodes.join(", ") || task]));
    for (const { at, level, text, queryId } of lines)
      output.print(`${pc.dim(at)} ${level.padEnd(5)} ${names.get(queryId) ?? ""}: ${text}`);
  });
}

function chosen(runs: readonly PastRun[], flags: LogFlags, rootTask: string): PastRun {
  const wanted = flags.run;
  const found = wanted === undefined ? runs[0] : runs.find(({ id }) => id === wanted);
  if (found !== undefined) return found;
  const hint =
    wanted === undefined
      ? runs.length === 0 && flags.hours < 168
        ? `; --hours 168 looks further back`
        : ""
      : `; \`floe kedro logs --all\` lists them`;
  throw new CliError(
    `no run${wanted === undefined ? "" : ` ${wanted}`} of ${rootTask} in the last ${flags.hours} h${hint}`,
    exitCodes.failed,
  );
}

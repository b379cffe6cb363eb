import pc from "picocolors";
import type { Bag } from "../../provider/framework";
import { causes, graphTasks, runGraph } from "../../provider/snowflake/task-graph-run/run";
import { CliError, exitCodes } from "../exit";
import { rootName, withSnowflake } from "../graph/connect";
import { pastRuns, type PastRun, tookMs } from "../graph/runs";
import { seconds, table, type Output } from "../output";

interface Common {
  readonly role?: string;
}
export interface RunFlags extends Common {
  readonly config?: string;
  readonly retryLast?: boolean;
  readonly timeout: number;
  readonly wait: boolean;
}
export interface LogFlags extends Common {
  readonly run?: string;
  readonly hours: number;
}

/** `floe graph run`: executes a graph, waits, and fails when the run fails. */
export async function graphRun(name: string, flags: RunFlags, output: Output): Promise<void> {
  const rootTask = rootName(name);
  const config = configOf(flags.config);
  const interruption = new AbortController();
  const stop = () =>
    interruption.abort(new CliError("stopped waiting; the run goes on", exitCodes.interrupted));
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const { signal } = interruption;
  await withSnowflake(flags.role, signal, async ({ session, account }) => {
    output.note(pc.dim(`${rootTask} on ${account}`));
    const log = (_severity: string, message: string) => output.note(message);
    const status = (message: string) => output.note(pc.dim(message));
    const options = {
      timeoutMs: flags.timeout * 1000,
      wait: flags.wait,
      ...(config === undefined ? {} : { config }),
      ...(flags.retryLast === true ? { retryLast: true } : {}),
    };
    const run = await runGraph(session, rootTask, options, { signal, log, status });
    if (run === undefined) {
      output.document({ rootTask, state: "EXECUTING" });
      output.print(`${pc.green("✓")} begun; follow it with \`floe graph logs ${name}\``);
      return;
    }
    const { runId, state, durationMs } = run;
    if (state === "FAILED") throw new CliError(`run ${runId} failed: ${causes(run)}`, exitCodes.failed);
    const returnValues = Object.fromEntries(
      run.runs.flatMap(({ task, returnValue }) => (returnValue === "" ? [] : [[task, returnValue]])),
    );
    output.document({ rootTask, runId, state, durationMs, returnValues });
    output.print(`${pc.green("✓")} run ${runId} ${state.toLowerCase()} in ${seconds(durationMs / 1000)}`);
    for (const [task, value] of Object.entries(returnValues)) output.print(`  ${task} returned ${value}`);
  }).finally(() => process.off("SIGINT", stop).off("SIGTERM", stop));
}

function configOf(text: string | undefined): Bag | undefined {
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Bag;
  throw new CliError(`--config must be a JSON object, such as '{"batch": 500}'`, exitCodes.usage);
}

/** `floe graph logs`: the tasks of one run, with their times, errors and return values. */
export async function graphLogs(name: string, flags: LogFlags, output: Output): Promise<void> {
  const rootTask = rootName(name);
  await withSnowflake(flags.role, new AbortController().signal, async ({ session }) => {
    const graph = await graphTasks(session, rootTask);
    const runs = await pastRuns(session, rootTask, graph, flags.hours);
    const run = flags.run === undefined ? runs[0] : runs.find(({ id }) => id === flags.run);
    if (run === undefined) {
      const which = flags.run === undefined ? "" : ` ${flags.run}`;
      throw new CliError(`no run${which} of ${rootTask} in the last ${flags.hours} h`, exitCodes.failed);
    }
    output.document({ rootTask, ...run });
    output.print(headline(run));
    const rows = run.tasks.map((task) => [
      task.task,
      task.state.toLowerCase(),
      task.attempt,
      task.started,
      duration(tookMs(task)),
      task.returnValue,
      task.error.replace(/\s+/g, " "),
    ]);
    for (const line of table(["TASK", "STATE", "ATTEMPT", "STARTED", "TOOK", "RETURNED", "ERROR"], rows))
      output.print(line);
  });
}

/** `floe graph status`: the tasks of a graph, whether they are resumed, and the latest runs. */
export async function graphStatus(
  name: string,
  flags: Common & { hours: number },
  output: Output,
): Promise<void> {
  const rootTask = rootName(name);
  await withSnowflake(flags.role, new AbortController().signal, async ({ session, account }) => {
    const graph = await graphTasks(session, rootTask);
    const runs = await pastRuns(session, rootTask, graph, flags.hours);
    const root = graph.find(({ spec }) => spec.root);
    const tasks = graph.map(
      ({ spec: { name: task, started, after, finalizes, warehouse, schedule, when } }) => ({
        task,
        state: started ? "started" : "suspended",
        after: finalizes === undefined ? after : [`(finalizes ${finalizes})`],
        on: warehouse ?? "serverless",
        runs: schedule ?? when ?? "",
      }),
    );
    const recent = runs.slice(0, 10).map(({ tasks: _tasks, ...run }) => run);
    output.document({
      rootTask,
      account,
      state: root?.spec.started === true ? "started" : "suspended",
      tasks,
      runs: recent,
    });
    output.print(
      `${rootTask} on ${account}: ${root?.spec.started === true ? pc.green("started") : pc.yellow("suspended")}, ${tasks.length} tasks`,
    );
    const rows = tasks.map((task) => [task.task, task.state, task.after.join(", "), task.on, task.runs]);
    for (const line of table(["TASK", "STATE", "AFTER", "ON", "RUNS"], rows)) output.print(line);
    output.print();
    for (const run of runs.slice(0, 10)) output.print(headline(run));
    if (runs.length === 0) output.print(`no run in the last ${flags.hours} h`);
  });
}

const duration = (ms: number | undefined): string => (ms === undefined ? "" : seconds(ms / 1000));

function headline({ id, state, from, scheduled, durationMs }: PastRun): string {
  const shown = state === "FAILED" ? pc.red(state.toLowerCase()) : state.toLowerCase();
  const took = durationMs === undefined ? "" : ` in ${seconds(durationMs / 1000)}`;
  return `run ${id} ${shown}${took}, ${scheduled}${from === "" ? "" : ` by ${from.toLowerCase()}`}`;
}

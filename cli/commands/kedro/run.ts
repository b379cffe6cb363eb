import { randomUUID } from "node:crypto";
import pc from "picocolors";
import type { GraphRun, RunOptions } from "../../../provider/snowflake/task-graph-run/run";
import { runGraph } from "../../../provider/snowflake/task-graph-run/run";
import { StatementFailed } from "../../../provider/snowflake/session";
import { CliError, exitCodes } from "../../exit";
import { withSnowflake, type Place } from "../../graph/connect";
import { pastRuns, type PastRun } from "../../graph/runs";
import { type Output, seconds } from "../../output";
import { type Chosen, chosenNodes } from "../../kedro/choose";
import { type Deployed, readDeployed, shortList } from "../../kedro/deployed";
import { failureText } from "../../kedro/failures";
import { parseParams, parseSelection, parseVariables, type SelectionFlags } from "../../kedro/params";
import { graphPlace, type PlaceFlags } from "../../kedro/place";
import { Progress } from "../../kedro/progress";
import { failedNodes, retryRefused, runToBeginFrom, whyNoRetry } from "../../kedro/retry";
import { runConfig } from "../../kedro/run-config";
import { taskRows } from "../../kedro/rows";
import { counted } from "../../kedro/text";

export interface RunFlags extends PlaceFlags, SelectionFlags {
  readonly params: readonly string[];
  readonly envVar: readonly string[];
  readonly inputsFrom?: string;
  readonly retry?: boolean;
  readonly timeout: number;
  readonly wait: boolean;
}

/** `floe kedro run`: one run of the deployed graph, whole or in part, followed to its end. */
export async function kedroRun(flags: RunFlags, output: Output): Promise<void> {
  const params = parseParams(flags.params);
  const environment = parseVariables(flags.envVar);
  const selection = parseSelection(flags);
  if (flags.retry === true) refuseBesidesRetry(flags);
  const place = graphPlace(flags);
  const interruption = new AbortController();
  const stop = () =>
    interruption.abort(
      new CliError("stopped waiting; the run goes on: `floe kedro logs` shows it", exitCodes.interrupted),
    );
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const work = async (snowflake: Place) => {
    const { session, account } = snowflake;
    const deployed = await readDeployed(session, place.rootTask);
    output.note(pc.dim(`${place.rootTask} on ${account}`));
    const chosen = await chosenNodes(session, deployed, selection);
    const past = () =>
      pastRuns(
        session,
        place.rootTask,
        deployed.tasks.map(({ live }) => live),
        168,
      );
    const inputsFrom =
      chosen === undefined ? flags.inputsFrom : await source(flags, chosen, deployed, past, output);
    if (chosen !== undefined)
      output.note(pc.dim(`${counted(chosen.nodes.length, "node")}: ${shortList(chosen.nodes, 8)}`));
    const only = chosen?.nodes;
    const config = runConfig({ params, only, inputsFrom, environment });
    const options: RunOptions = {
      timeoutMs: flags.timeout * 1000,
      wait: flags.wait,
      ...(config === undefined ? {} : { config }),
      ...(flags.retry === true ? { retryLast: true } : { mark: randomUUID() }),
    };
    const progress = new Progress(deployed.tasks, output, chosen?.nodes);
    const run = await execute(snowflake, deployed, options, past, interruption.signal, progress);
    if (run === undefined) {
      output.document({ rootTask: place.rootTask, state: "EXECUTING" });
      output.print(`${pc.green("✓")} begun; follow it with \`floe kedro logs\``);
      return;
    }
    if (run.state === "FAILED")
      throw new CliError(await failureText(session, deployed, run), exitCodes.failed);
    report(deployed, run, output);
  };
  await withSnowflake(place.role, interruption.signal, work).finally(() =>
    process.off("SIGINT", stop).off("SIGTERM", stop),
  );
}

function refuseBesidesRetry(flags: RunFlags): void {
  const lists = ["params", "nodes", "from", "to", "tags"] as const;
  const given: string[] = lists.filter((key) => flags[key].length > 0);
  if (flags.envVar.length > 0) given.push("env-var");
  if (flags.inputsFrom !== undefined) given.push("inputs-from");
  if (given.length > 0)
    throw new CliError(
      `--retry repeats the failed part of the last run with its own configuration: leave out --${given.join(", --")}`,
      exitCodes.usage,
    );
}

/** Where a part of the pipeline takes from what it does not make itself. */
async function source(
  flags: RunFlags,
  { needed }: Chosen,
  deployed: Deployed,
  past: () => Promise<PastRun[]>,
  output: Output,
): Promise<string | undefined> {
  if (flags.inputsFrom !== undefined) return flags.inputsFrom === "none" ? undefined : flags.inputsFrom;
  if (needed?.length === 0) return undefined;
  const found = runToBeginFrom(await past(), needed, deployed.tasks);
  const what = needed === undefined ? "what these nodes need" : `what ${shortList(needed)} made`;
  output.note(
    found === undefined
      ? pc.yellow(`no run of the last 7 days has ${what}: only the catalog can provide it`)
      : pc.dim(`${what} comes from run ${found.id} (${found.scheduled})`),
  );
  return found?.id;
}

async function execute(
  { session }: Place,
  deployed: Deployed,
  options: RunOptions,
  past: () => Promise<PastRun[]>,
  signal: AbortSignal,
  progress: Progress,
): Promise<GraphRun | undefined> {
  const last = options.retryLast === true ? (await past())[0] : undefined;
  if (options.retryLast === true) {
    const reason = whyNoRetry(deployed.rootTask, last);
    if (reason !== undefined) throw new CliError(reason, exitCodes.failed);
  }
  const quiet = () => undefined;
  try {
    const { seen } = progress;
    return await runGraph(session, deployed.rootTask, options, { signal, seen, log: quiet, status: quiet });
  } catch (error) {
    if (last !== undefined && error instanceof StatementFailed)
      throw new CliError(
        retryRefused(error.message, last, failedNodes(last, deployed.tasks)),
        exitCodes.failed,
      );
    if (error instanceof Error && error.message.includes("timeoutSeconds"))
      throw new CliError(
        `the run did not end within ${flagsTimeout(options)}; it goes on: \`floe kedro logs\` shows it, --timeout waits longer`,
        exitCodes.failed,
      );
    throw error;
  } finally {
    progress.stop();
  }
}

const flagsTimeout = ({ timeoutMs }: RunOptions): string => seconds(timeoutMs / 1000);

function report(deployed: Deployed, run: GraphRun, output: Output): void {
  const { runId, state, durationMs, runs } = run;
  output.document({
    rootTask: deployed.rootTask,
    runId,
    state,
    durationMs,
    tasks: taskRows(deployed.tasks, runs),
  });
  output.print(`${pc.green("✓")} run ${runId} ${state.toLowerCase()} in ${seconds(durationMs / 1000)}`);
}

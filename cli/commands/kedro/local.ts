import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import pc from "picocolors";
import { kedroPython } from "../../../components/kedro/extraction/interpreter";
import { CliError, exitCodes } from "../../exit";
import { neededBy } from "../../kedro/choose";
import { shortList } from "../../kedro/deployed";
import { loadPlan, type PlanFlags, type Planned } from "../../kedro/load-plan";
import { localRuns, localSource, noteRun } from "../../kedro/local-history";
import { LocalProgress } from "../../kedro/local-progress";
import { runLocally } from "../../kedro/local-run";
import { parseParams, parseSelection, parseVariables, type SelectionFlags } from "../../kedro/params";
import { findProject } from "../../kedro/project";
import { type Choosable, isSelective, select } from "../../kedro/select";
import { counted, problemLines } from "../../kedro/text";
import { type Output, seconds } from "../../output";

export interface LocalFlags extends PlanFlags, SelectionFlags {
  readonly params: readonly string[];
  readonly envVar: readonly string[];
  readonly store?: string;
  readonly runId?: string;
  readonly inputsFrom?: string;
  readonly retry?: boolean;
  readonly jobs?: number;
  readonly verbose?: boolean;
}

/** `floe kedro local`: the same tasks in the same order through the same handler, on this machine. */
export async function kedroLocal(flags: LocalFlags, output: Output): Promise<void> {
  const project = findProject(flags.project);
  const params = parseParams(flags.params);
  const environment = parseVariables(flags.envVar);
  // Nodes need the project's libraries, so nothing else than its own Python will do.
  const python = kedroPython(project.folder, flags.python).path;
  const planned = await loadPlan({ ...flags, project: project.folder, python }, output);
  for (const line of problemLines(planned.plan.problems.filter(({ severity }) => severity === "error")))
    output.note(line);
  const store = resolve(flags.store ?? join(project.folder, ".floe", "kedro"));
  mkdirSync(store, { recursive: true });
  const part = chosen(planned, flags, store, output);
  const runId = flags.runId ?? (flags.retry === true ? lastFailed(store) : String(Date.now()));
  const scratch = mkdtempSync(join(tmpdir(), "floe-kedro-"));
  const progress = new LocalProgress(planned.plan, output, flags.verbose === true);
  const started = Date.now();
  const interruption = new AbortController();
  const stop = () => interruption.abort(new CliError("interrupted", exitCodes.interrupted));
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    const plan = join(scratch, "plan.json");
    writeFileSync(plan, JSON.stringify(planned.plan));
    const code = await runLocally({
      project: project.folder,
      python: flags.python,
      signal: interruption.signal,
      tell: progress.tell,
      log: progress.log,
      args: [
        ...["--plan", plan, "--store", store, "--run-id", runId],
        ...["--params", JSON.stringify(params), "--environment", JSON.stringify(environment)],
        ...["--config", JSON.stringify(configOf(planned))],
        ...(part === undefined ? [] : ["--only", JSON.stringify(part.nodes)]),
        ...(part?.inputsFrom === undefined ? [] : ["--inputs-from", part.inputsFrom]),
        ...(flags.retry === true ? ["--retry"] : []),
        ...(flags.jobs === undefined ? [] : ["--jobs", String(flags.jobs)]),
      ],
    });
    progress.stop();
    const { tasks } = progress;
    const state = code === 0 ? "succeeded" : "failed";
    const made = tasks.flatMap((task) => (task.state === "succeeded" ? task.nodes : []));
    if (tasks.length > 0) noteRun(store, { run: runId, state, made });
    if (code !== 0) throw new CliError(progress.failure(runId), exitCodes.failed);
    const took = Date.now() - started;
    output.document({ run: runId, state, store, durationMs: took, tasks });
    output.print(
      `${pc.green("✓")} run ${runId} succeeded in ${seconds(took / 1000)} ${pc.dim(`(values in ${store})`)}`,
    );
  } finally {
    progress.stop();
    process.off("SIGINT", stop).off("SIGTERM", stop);
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** What the graph's configuration says beyond places. */
function configOf({ plan }: Planned): object {
  const { params = {}, intermediates = {} } = plan.options;
  const { ttlDays = 14, keep = false } = intermediates;
  return { params, intermediates: { ttlDays, keep } };
}

function chosen(
  { graph, plan }: Planned,
  flags: LocalFlags,
  store: string,
  output: Output,
): { readonly nodes: readonly string[]; readonly inputsFrom: string | undefined } | undefined {
  const selection = parseSelection(flags);
  if (!isSelective(selection)) return undefined;
  const inPlan = new Set(plan.tasks.flatMap(({ nodes }) => nodes));
  const all: Choosable[] = (graph.pipelines[plan.pipeline]?.nodes ?? []).filter(({ name }) =>
    inPlan.has(name),
  );
  const nodes = select(all, selection);
  output.note(pc.dim(`${counted(nodes.length, "node")}: ${shortList(nodes, 8)}`));
  const needed = neededBy(all, nodes).filter((name) => inPlan.has(name));
  if (flags.inputsFrom !== undefined || needed.length === 0) return { nodes, inputsFrom: flags.inputsFrom };
  const source = localSource(localRuns(store), needed)?.run;
  const what = `what ${shortList(needed)} made`;
  output.note(
    source === undefined
      ? pc.yellow(`no run in ${store} has ${what}: only the catalog can provide it`)
      : pc.dim(`${what} comes from run ${source}`),
  );
  return { nodes, inputsFrom: source };
}

function lastFailed(store: string): string {
  const [last] = localRuns(store);
  if (last?.state === "failed") return last.run;
  const why = last === undefined ? `nothing has run in ${store}` : `the last run, ${last.run}, succeeded`;
  throw new CliError(`nothing to retry: ${why}`, exitCodes.failed);
}

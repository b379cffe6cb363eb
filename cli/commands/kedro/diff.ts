import pc from "picocolors";
import { CliError, exitCodes } from "../../exit";
import { withSnowflake } from "../../graph/connect";
import type { Output } from "../../output";
import { type Deployed, labelOf, readDeployed } from "../../kedro/deployed";
import { deployedArchive, nodesIn } from "../../kedro/deployed-index";
import { compareGraphs, type TaskDifference } from "../../kedro/diff/compare";
import { knowledgeOf } from "../../kedro/diff/explain";
import { compareFiles, type FileDifference, isSameVersion } from "../../kedro/diff/files";
import { liveSpecs } from "../../kedro/diff/live";
import { graphFrom, type Intended, loadIntended } from "../../kedro/intended";
import type { PlanFlags } from "../../kedro/load-plan";
import { graphPlace } from "../../kedro/place";
import { counted, problemLines } from "../../kedro/text";

export interface DiffFlags extends PlanFlags {
  readonly expectNoChanges?: boolean;
}

/** `floe kedro diff`: what a deployment would change, task by task and why. Changes nothing. */
export async function kedroDiff(flags: DiffFlags, output: Output): Promise<void> {
  const place = graphPlace(flags);
  const intended = await loadIntended(flags, output);
  for (const line of problemLines(intended.source.plan.problems)) output.note(line);
  await withSnowflake(place.role, new AbortController().signal, async ({ session, account }) => {
    const deployed = await readDeployed(session, place.rootTask);
    const archive = await deployedArchive(session, deployed);
    const { graph: kedro, plan } = intended.source;
    const graph = graphFrom(intended, paths(intended, deployed, archive));
    const live = await liveSpecs(
      session,
      graph,
      deployed.tasks.map((task) => task.live),
    );
    const pipeline = deployed.project?.pipeline ?? plan.pipeline;
    const nodes = archive === undefined ? undefined : nodesIn(archive, pipeline);
    const knowledge = knowledgeOf(nodes, kedro.pipelines[plan.pipeline]?.nodes ?? []);
    const tasks = compareGraphs(graph.tasks, live, knowledge);
    const files = archive === undefined ? undefined : compareFiles(archive, intended.source.files);
    output.document({ rootTask: place.rootTask, account, tasks, files: files ?? null });
    for (const line of shown(tasks, files, deployed, graph.tasks.length)) output.print(line);
    if (flags.expectNoChanges === true && tasks.length > 0) {
      if (!output.json) throw new CliError(`${counted(tasks.length, "task")} would change`, exitCodes.failed);
      process.exitCode = exitCodes.failed;
    }
  });
}

/** Addresses of uploads: those deployed where the content is the same, which only the engine's hash tells of data. */
function paths(intended: Intended, deployed: Deployed, archive: Uint8Array | undefined) {
  const { files, uploads } = intended.source;
  const same = archive !== undefined && isSameVersion(archive, files);
  return {
    project: same ? (deployed.project?.code ?? "new") : "new",
    uploads: Object.fromEntries(uploads.map(({ path }) => [path, deployed.project?.uploads[path] ?? "new"])),
  };
}

const marks: Readonly<Record<TaskDifference["change"], string>> = {
  added: pc.green("+"),
  removed: pc.red("-"),
  changed: pc.yellow("~"),
  renamed: pc.cyan("»"),
};

function shown(
  tasks: readonly TaskDifference[],
  files: readonly FileDifference[] | undefined,
  deployed: Deployed,
  count: number,
): string[] {
  if (tasks.length === 0) return [`${pc.green("✓")} no difference in ${counted(count, "task")}`];
  const lines = tasks.flatMap(({ task, change, nodes, before, reasons }) => {
    const kind = deployed.tasks.find(({ name }) => name === task)?.kind ?? "task";
    const label = labelOf({ name: task, kind, nodes });
    const from = before === undefined ? "" : ` (was ${before})`;
    return [
      `${marks[change]} ${label} ${change}${from} ${pc.dim(label === task ? "" : task)}`.trimEnd(),
      ...reasons.map((reason) => `    ${reason}`),
    ];
  });
  const names = (files ?? []).map(({ file, change }) => `    ${change} ${file}`);
  const most = 20;
  const more = names.length > most ? [`    and ${names.length - most} more`] : [];
  const sums = (["added", "removed", "changed", "renamed"] as const).flatMap((change) => {
    const some = tasks.filter((task) => task.change === change).length;
    return some === 0 ? [] : `${some} ${change}`;
  });
  return [
    ...lines,
    ...(names.length === 0 ? [] : ["", "files", ...names.slice(0, most), ...more]),
    "",
    `${sums.join(", ")}, ${counted(count - tasks.filter(({ change }) => change !== "removed").length, "task")} unchanged`,
  ];
}

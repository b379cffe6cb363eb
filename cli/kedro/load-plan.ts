import { readFileSync } from "node:fs";
import { InvalidArguments, Problems } from "../../blueprints/checks";
import {
  type KedroGraph,
  kedroGroupings,
  type KedroOptions,
  type KedroPlan,
  parseKedroGraph,
  planKedro,
} from "../../blueprints/kedro";
import { ExtractionFailed, extractGraph } from "../../components/kedro/extraction/extract";
import { wheelsOf } from "../../components/kedro/project/wheels";
import { CliError, exitCodes } from "../exit";
import type { Output } from "../output";
import { readingPython } from "./interpreter";
import { type PlaceFlags, said, settingsOf } from "./place";
import { findProject, type Project } from "./project";

export interface PlanFlags extends PlaceFlags {
  /** An exported graph to plan from. */
  readonly graph?: string;
  readonly groupBy?: string;
  readonly python?: string;
}

export interface Planned {
  /** Absent where an exported graph was given and no project is at hand. */
  readonly project: Project | undefined;
  readonly graph: KedroGraph;
  readonly options: KedroOptions;
  readonly plan: KedroPlan;
}

/** What the project and its settings say should be deployed; reads the project with Python, or an exported graph. */
export async function loadPlan(flags: PlanFlags, output: Output): Promise<Planned> {
  const project =
    flags.graph === undefined ? findProject(flags.project) : maybe(() => findProject(flags.project));
  const given = { ...said(flags), ...groupBy(flags) };
  const options = project === undefined ? given : settingsOf(project, given);
  const python = await readingPython(project, flags, output);
  return explained(() => {
    const raw = flags.graph === undefined ? extracted(project, options, python) : exported(flags.graph);
    const graph = parseKedroGraph(raw);
    return { project, graph, options, plan: planKedro(graph, options, wheelsBeside(project, options)) };
  });
}

/** Packages that come as wheels need no other source. */
function wheelsBeside(project: Project | undefined, { dependencies }: KedroOptions): { wheels?: string[] } {
  const problems = new Problems();
  const wheels = project === undefined ? undefined : wheelsOf(project.folder, dependencies?.wheels, problems);
  problems.raise(`Kedro project ${project?.package ?? ""}`);
  return wheels === undefined ? {} : { wheels: [...wheels.files.keys()] };
}

export function groupBy({ groupBy: way }: PlanFlags): Pick<KedroOptions, "groupBy"> {
  if (way === undefined) return {};
  const found = kedroGroupings.find((one) => one === way);
  if (found === undefined)
    throw new CliError(`--group-by: "${way}" is not one of ${kedroGroupings.join(", ")}`, exitCodes.usage);
  return { groupBy: found };
}

function extracted(
  project: Project | undefined,
  { env, params }: KedroOptions,
  python: string | undefined,
): unknown {
  return extractGraph({
    project: project?.folder ?? ".",
    ...(env === undefined ? {} : { env }),
    ...(params === undefined ? {} : { params }),
    ...(python === undefined ? {} : { python }),
  });
}

function exported(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError(
      `--graph ${file} is not an exported graph: ${reason}. Write one with \`floe kedro graph --export ${file}\``,
      exitCodes.usage,
    );
  }
}

/** What is wrong with settings or project is the user's to mend: no stack trace, and nothing has been done. */
export function explained<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ExtractionFailed) {
      const trace = error.trace === undefined ? "" : `\n${error.trace.trimEnd()}`;
      throw new CliError(`${error.message}. Fix: ${error.fix}${trace}`, exitCodes.usage);
    }
    if (error instanceof InvalidArguments) throw new CliError(error.message, exitCodes.usage);
    throw error;
  }
}

function maybe<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

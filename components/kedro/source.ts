import { existsSync, readFileSync, statSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import { checkIdentifier, checkInteger, Problems } from "../../blueprints";
import {
  type KedroGraph,
  type KedroOptions,
  type KedroPlan,
  parseKedroGraph,
  planKedro,
} from "../../blueprints/kedro";
import type { KedroPipelineArgs } from "./args";
import { extractGraph, ExtractionFailed } from "./extraction/extract";
import { type RuntimeFiles, runtimeFiles } from "./extraction/package";
import { isKedroProject, type ProjectFiles, projectFiles } from "./project/files";
import { type Upload, uploadsOf } from "./project/uploads";
import { type Wheels, wheelsOf } from "./project/wheels";
import { kedroSettings } from "./settings";

/** Everything a deployment is made of, read from disk and checked: plain values. */
export interface KedroSource {
  readonly graph: KedroGraph;
  readonly plan: KedroPlan;
  readonly files: ProjectFiles;
  readonly uploads: readonly Upload[];
  readonly wheels: Wheels | undefined;
  readonly runtime: RuntimeFiles;
  readonly database: pulumi.Input<string>;
  readonly schema: pulumi.Input<string>;
  readonly role: pulumi.Input<string> | undefined;
  readonly warehouse: pulumi.Input<string> | undefined;
}

/**
 * Reads a project, plans it and looks at everything that would be uploaded.
 *
 * @throws InvalidArguments with all problems at once, before anything is made.
 */
export function kedroSource(subject: string, args: KedroPipelineArgs): KedroSource {
  const problems = new Problems();
  const project = resolve(args.project);
  checkProject(problems, args.project, project);
  problems.raise(subject);
  const options = kedroSettings(project, args.options ?? {}, problems);
  const place = placeOf(args, options, problems);
  const graph = readGraph(subject, args, project, options);
  const plan = planKedro(graph, { ...options, ...plainWarehouse(place.warehouse) });
  for (const problem of plan.problems.filter(({ severity }) => severity === "error"))
    problems.add(
      problem.subject,
      describe(problem.message),
      problem.fix ?? "see the rule's name: " + problem.code,
    );
  const source = {
    graph,
    plan,
    files: projectFiles(project, graph, options, problems),
    uploads: uploadsOf(project, options.data?.upload ?? [], problems),
    wheels: wheelsOf(project, options.dependencies?.wheels, problems),
    runtime: runtimeFiles(),
    ...place,
  };
  checkInteger(problems, "drainSeconds", args.drainSeconds, { min: 1, max: 604_800, unit: "seconds" });
  problems.raise(subject);
  return source;
}

/** Whether there is a warehouse decides how tasks are made; which one may be told by an output. */
function plainWarehouse(warehouse: KedroSource["warehouse"]): Pick<KedroOptions, "warehouse"> {
  if (warehouse === undefined) return {};
  return { warehouse: typeof warehouse === "string" ? warehouse : "WAREHOUSE" };
}

function checkProject(problems: Problems, given: string, project: string): void {
  const isFolder = existsSync(project) && statSync(project).isDirectory();
  if (!problems.require(isFolder, "project", `${given} is no folder`, "name the folder of a Kedro project"))
    return;
  problems.require(
    isKedroProject(project),
    "project",
    `${given} is no Kedro project: it has no pyproject.toml with a [tool.kedro] section`,
    "name the folder that `kedro new` made",
  );
}

function readGraph(
  subject: string,
  args: KedroPipelineArgs,
  project: string,
  options: KedroOptions,
): KedroGraph {
  try {
    if (typeof args.graph === "string") return parseKedroGraph(readJson(args.graph));
    if (args.graph !== undefined) return parseKedroGraph(args.graph);
    return parseKedroGraph(
      extractGraph({
        project,
        ...(options.env === undefined ? {} : { env: options.env }),
        ...(options.params === undefined ? {} : { params: options.params }),
        ...(args.python === undefined ? {} : { python: args.python }),
      }),
    );
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const trace =
      error instanceof ExtractionFailed && error.trace !== undefined ? `\n${error.trace.trim()}` : "";
    throw new Error(`${subject}: ${error.message}${trace}`, { cause: error });
  }
}

function readJson(file: string): unknown {
  const path = isAbsolute(file) ? file : join(process.cwd(), file);
  if (!existsSync(path)) throw new Error(`graph: there is no file ${path}`);
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new Error(`graph: ${path} is no JSON: ${error instanceof Error ? error.message : ""}`, {
      cause: error,
    });
  }
}

const describe = (message: string) => message.replace(/\.$/, "");

function placeOf(
  args: KedroPipelineArgs,
  options: KedroOptions,
  problems: Problems,
): Pick<KedroSource, "database" | "schema" | "role" | "warehouse"> {
  const database = args.database ?? options.database;
  const schema = args.schema ?? options.schema;
  const role = args.role ?? options.role;
  const warehouse = args.warehouse ?? options.warehouse;
  for (const [name, value] of Object.entries({ database, schema, role, warehouse }))
    checkIdentifier(problems, name, value);
  for (const [name, value] of Object.entries({ database, schema }))
    problems.require(value !== undefined, name, "is missing", `give it, or write it into conf/base/floe.yml`);
  return { database: database ?? "", schema: schema ?? "", role, warehouse };
}

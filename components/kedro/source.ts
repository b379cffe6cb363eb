import { existsSync, readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import { checkIdentifier, checkInteger, InvalidArguments, Problems } from "../../blueprints";
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
  const wheels = wheelsOf(project, options.dependencies?.wheels, problems);
  const uploads = uploadsOf(project, options.data?.upload ?? [], problems);
  checkInteger(problems, "drainSeconds", args.drainSeconds, { min: 1, max: 604_800, unit: "seconds" });
  const graph = collecting(problems, () => readGraph(args, project, options));
  const known = wheels === undefined ? {} : { wheels: [...wheels.files.keys()] };
  const plan =
    graph === undefined
      ? undefined
      : collecting(problems, () =>
          planKedro(graph, { ...options, ...plainWarehouse(place.warehouse) }, known),
        );
  for (const { severity, code, subject: about, message, fix } of plan?.problems ?? [])
    if (severity === "error") problems.add(about, withoutDot(message), fix ?? `see the rule ${code}`);
  const files = graph === undefined ? undefined : projectFiles(project, graph, options, problems);
  problems.raise(subject);
  if (graph === undefined || plan === undefined || files === undefined)
    throw new Error(`${subject} could not be planned`);
  return { graph, plan, files, uploads, wheels, runtime: runtimeFiles(), ...place };
}

/** What `make` answers, or undefined when it found problems, which join the others. */
function collecting<T>(problems: Problems, make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof InvalidArguments)
      for (const { argument, rule, fix } of error.problems) problems.add(argument, rule, fix);
    else if (error instanceof ExtractionFailed) problems.add("project", traced(error), error.fix);
    else throw error;
    return undefined;
  }
}

/** The reason with the end of Python's traceback, where the project's own code failed. */
function traced({ message, trace }: ExtractionFailed): string {
  const lines = trace?.trim().split("\n").slice(-12) ?? [];
  return [withoutDot(message), ...lines.map((line) => `      ${line}`)].join("\n");
}

const withoutDot = (message: string) => message.replace(/\.$/, "");

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

function readGraph(args: KedroPipelineArgs, project: string, options: KedroOptions): KedroGraph {
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
}

function readJson(file: string): unknown {
  const path = resolve(file);
  const problems = new Problems();
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    const reason = error instanceof SyntaxError ? `is no JSON: ${error.message}` : "cannot be read";
    problems.add("graph", `${path} ${reason}`, "export it anew with `floe kedro graph --export graph.json`");
    problems.raise("graph");
    throw error;
  }
}

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

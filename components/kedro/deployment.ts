import { qualifiedName, shortHash } from "../../blueprints";
import type { kedroConfig, KedroPlan } from "../../blueprints/kedro";

/** The schema a deployment lives in, names taken literally. */
export interface KedroHome {
  readonly database: string;
  readonly schema: string;
}

/** A stage the deployment makes, or one that exists and stays as it is. */
export interface KedroStage {
  readonly name: string;
  readonly own: boolean;
}

/** `code` holds what runs, `data` what runs read and write. */
export interface KedroStages {
  readonly code: KedroStage;
  readonly data: KedroStage;
}

export function kedroStages({ prefix, options: { stages } }: KedroPlan): KedroStages {
  const stage = (given: string | undefined, part: string): KedroStage =>
    given === undefined ? { name: `${prefix}__${part}`, own: true } : { name: given, own: false };
  return { code: stage(stages?.code, "CODE"), data: stage(stages?.data, "DATA") };
}

/** Folders on the stages; each belongs to one graph, so that graphs may share stages. */
export const kedroFolders = ({ prefix }: Pick<KedroPlan, "prefix">) => ({
  project: `${prefix}/project`,
  runtime: `${prefix}/runtime`,
  wheels: `${prefix}/wheels`,
  upload: (slug: string) => `${prefix}/upload/${slug}`,
  runs: `${prefix}/runs`,
  data: `${prefix}/data`,
});

/** Addresses of what was uploaded: `@"DB"."SCHEMA"."STAGE"/folder/<hash>/<name>`. */
export interface KedroPaths {
  readonly project: string;
  /** By the path below the project. */
  readonly uploads: Readonly<Record<string, string>>;
}

/** Where a run finds everything, for the graph's config. */
export function kedroPlaces(
  plan: KedroPlan,
  { database, schema }: KedroHome,
  { project, uploads }: KedroPaths,
): Parameters<typeof kedroConfig>[1] {
  const { code, data } = kedroStages(plan);
  const folders = kedroFolders(plan);
  const on = (stage: KedroStage, folder: string) =>
    `@${qualifiedName(database, schema, stage.name)}/${folder}`;
  return {
    project,
    versions: on(code, folders.project),
    intermediates: { stage: on(data, folders.runs), schema: qualifiedName(database, schema) },
    data: { stage: on(data, folders.data), uploads },
  };
}

/** What a procedure's body is made of, by hashes of their contents. */
export interface KedroCode {
  readonly runtime: string;
  readonly wheels?: string;
}

/**
 * Name of the procedure. It changes with all that a call depends on besides its arguments, so that a procedure never
 * changes beneath a run: a new one stands beside it until no run calls the old one.
 */
export function kedroProcedureName(plan: KedroPlan, code: KedroCode): string {
  const { packages, artifactRepository, python, secrets, options } = plan;
  const parts = [
    code.runtime,
    code.wheels ?? "",
    [...packages].sort(),
    artifactRepository ?? "",
    python,
    Object.entries(secrets).sort(([a], [b]) => (a < b ? -1 : 1)),
    [...(options.externalAccessIntegrations ?? [])].sort(),
  ];
  return `FLOE_KEDRO_${plan.prefix}_${shortHash(JSON.stringify(parts), 8).toUpperCase()}`;
}

/** Versions that Snowflake runs; the plan has refused others. */
type PythonVersion = "3.10" | "3.11" | "3.12" | "3.13" | "3.14";

const argumentNames = ["NODES", "CODE", "RUN", "CONFIG"];

/** Inputs of the procedure that runs every node; `imports` are addresses on the code stage. */
export function kedroProcedure<Text>(plan: KedroPlan, name: string, imports: readonly Text[]) {
  const { packages, artifactRepository, python, secrets, options } = plan;
  const integrations = options.externalAccessIntegrations ?? [];
  return {
    name,
    arguments: argumentNames.map((argument) => ({ name: argument, type: "VARCHAR" })),
    returns: "VARCHAR",
    handler: "floe_kedro.handler.run",
    runtimeVersion: python as PythonVersion,
    packages: [...packages],
    imports: [...imports],
    executeAs: "OWNER" as const,
    comment: `Runs nodes of the Kedro project ${plan.project}`,
    ...(artifactRepository === undefined ? {} : { artifactRepository }),
    ...(integrations.length === 0 ? {} : { externalAccessIntegrations: [...integrations] }),
    ...(Object.keys(secrets).length === 0 ? {} : { secrets: { ...secrets } }),
    ...(options.logLevel === undefined ? {} : { logLevel: options.logLevel }),
  };
}

/** What the graph's role needs on stages of its own deployment. */
export const kedroStageGrants = { code: ["READ"], data: ["READ", "WRITE"] } as const;

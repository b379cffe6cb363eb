import { Problems } from "../../blueprints/checks";
import type { KedroOptions } from "../../blueprints/kedro";
import { graphName, prefixOf, rootName as rootOfPrefix } from "../../blueprints/kedro/names";
import { qualifiedName } from "../../blueprints/snowflake";
import { kedroSettings } from "../../components/kedro/settings";
import { CliError, exitCodes } from "../exit";
import { rootName } from "../graph/connect";
import { findProject, type Project } from "./project";

/** Flags that every command knows: where the project is, and what its settings say otherwise. */
export interface PlaceFlags {
  readonly project?: string;
  readonly env?: string;
  readonly pipeline?: string;
  readonly name?: string;
  readonly database?: string;
  readonly schema?: string;
  readonly role?: string;
  readonly warehouse?: string;
  readonly root?: string;
}

export interface GraphPlace {
  /** Quoted, qualified name of the root task. */
  readonly rootTask: string;
  readonly role: string | undefined;
  /** Absent where the root was named and no project is at hand. */
  readonly project: Project | undefined;
}

/** What the flags say over the settings' files. */
export function said(flags: PlaceFlags): KedroOptions {
  const { env, pipeline, name, database, schema, role, warehouse } = flags;
  if (env !== undefined && !/^[\w.-]+$/.test(env))
    throw new CliError(`--env: "${env}" is not a folder of conf/`, exitCodes.usage);
  const all = { env, pipeline, name, database, schema, role, warehouse };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** Settings of the project with what the flags say over them; every problem in one error. */
export function settingsOf(project: Project, given: KedroOptions): KedroOptions {
  const problems = new Problems();
  const options = kedroSettings(project.folder, given, problems);
  try {
    problems.raise(`Kedro project ${project.package}`);
  } catch (error) {
    throw new CliError(error instanceof Error ? error.message : String(error), exitCodes.usage);
  }
  return options;
}

/** Where the deployed graph is, from the flags or from the project's settings; no Python is needed for it. */
export function graphPlace(flags: PlaceFlags): GraphPlace {
  if (flags.root !== undefined)
    return { rootTask: rootName(flags.root), role: flags.role, project: besides(flags) };
  const project = findProject(flags.project);
  const settings = settingsOf(project, said(flags));
  const { database, schema, role, pipeline = "__default__" } = settings;
  if (database === undefined || schema === undefined) {
    const missing = Object.entries({ database, schema }).flatMap(([key, value]) =>
      value === undefined ? key : [],
    );
    throw new CliError(
      `where the graph of ${project.package} is deployed is not known: set ${missing.join(" and ")} in conf/base/floe.yml, ` +
        `or give ${missing.map((key) => `--${key}`).join(" and ")}, or --root DATABASE.SCHEMA.ROOT`,
      exitCodes.usage,
    );
  }
  const name = settings.name ?? graphName(project.package, pipeline, settings.pipelineNames);
  const rootTask = qualifiedName(database, schema, rootOfPrefix(prefixOf(name)));
  return { rootTask, role, project };
}

/** The project is a help, not a need, where the root was named. */
function besides(flags: PlaceFlags): Project | undefined {
  if (flags.project !== undefined) return findProject(flags.project);
  try {
    return findProject(undefined);
  } catch {
    return undefined;
  }
}

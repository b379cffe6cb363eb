import { graphName, prefixOf, rootName as rootOfPrefix } from "../../blueprints/kedro/names";
import { qualifiedName } from "../../blueprints/snowflake";
import { readSettings } from "../../components/kedro/read-settings";
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
  readonly root?: string;
}

export interface GraphPlace {
  /** Quoted, qualified name of the root task. */
  readonly rootTask: string;
  readonly role: string | undefined;
  /** Absent where the root was named and no project is at hand. */
  readonly project: Project | undefined;
  readonly env: string;
}

/** Settings of the project with what the flags say over them, in the words of the settings file. */
export function settingsOf(project: Project | undefined, flags: PlaceFlags): Record<string, unknown> {
  const files = project === undefined ? {} : readSettings(project.folder, environment(flags));
  const { pipeline, name, database, schema, role } = flags;
  const said = Object.entries({ pipeline, name, database, schema, role }).filter(
    ([, value]) => value !== undefined,
  );
  return { ...files, ...Object.fromEntries(said) };
}

/** The Kedro environment: the flag, `KEDRO_ENV`, or base. */
export function environment({ env }: Pick<PlaceFlags, "env">): string {
  const named = env ?? (process.env.KEDRO_ENV === "" ? undefined : process.env.KEDRO_ENV) ?? "base";
  if (!/^[\w.-]+$/.test(named))
    throw new CliError(`--env: "${named}" is not a folder of conf/`, exitCodes.usage);
  return named;
}

/** Where the deployed graph is, from the flags or from the project's settings; no Python is needed for it. */
export function graphPlace(flags: PlaceFlags): GraphPlace {
  const env = environment(flags);
  if (flags.root !== undefined)
    return { rootTask: rootName(flags.root), role: flags.role, project: besides(flags), env };
  const project = findProject(flags.project);
  const settings = settingsOf(project, flags);
  const text = (key: string): string | undefined => {
    const value = settings[key];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const [database, schema] = [text("database"), text("schema")];
  const missing = [
    ...(database === undefined ? ["database"] : []),
    ...(schema === undefined ? ["schema"] : []),
  ];
  if (database === undefined || schema === undefined) {
    const flagsMissing = missing.map((key) => `--${key}`).join(" and ");
    throw new CliError(
      `where the graph of ${project.package} is deployed is not known: set ${missing.join(" and ")} in conf/base/floe.yml, ` +
        `or give ${flagsMissing}, or --root DATABASE.SCHEMA.ROOT`,
      exitCodes.usage,
    );
  }
  const name = text("name") ?? graphName(project.package, text("pipeline") ?? "__default__", names(settings));
  const rootTask = qualifiedName(database, schema, rootOfPrefix(prefixOf(name)));
  return { rootTask, role: text("role"), project, env };
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

function names(settings: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const value = settings.pipeline_names;
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

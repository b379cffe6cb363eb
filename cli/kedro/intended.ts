import { kedroConfig, type KedroTaskGraph, kedroTaskGraph } from "../../blueprints/kedro";
import { qualifiedName } from "../../blueprints/snowflake";
import {
  kedroFolders,
  type KedroHome,
  type KedroPaths,
  kedroPlaces,
  kedroProcedure,
  kedroProcedureName,
  kedroStages,
} from "../../components/kedro/deployment";
import { kedroSource, type KedroSource } from "../../components/kedro/source";
import type { Bag } from "../../provider/framework";
import { type Graph, graphOf } from "../../provider/snowflake/task-graph/model";
import { CliError, exitCodes } from "../exit";
import type { Output } from "../output";
import { readingPython } from "./interpreter";
import { explained, groupBy, type PlanFlags } from "./load-plan";
import { said, settingsOf } from "./place";
import { findProject } from "./project";

/** A deployment before it is made: what the component would declare, as plain values. */
export interface Intended {
  readonly source: KedroSource;
  readonly home: KedroHome;
  readonly role: string | undefined;
}

/**
 * Reads and checks a project as a deployment does; every problem in one error. `otherwise` stands for a database or
 * schema that nobody named.
 */
export async function loadIntended(
  flags: PlanFlags,
  output: Output,
  otherwise: Partial<KedroHome> = {},
): Promise<Intended> {
  const project = findProject(flags.project);
  const given = { ...said(flags), ...groupBy(flags) };
  const { database = otherwise.database, schema = otherwise.schema } = settingsOf(project, given);
  const python = await readingPython(project, flags, output);
  const source = explained(() =>
    kedroSource(`Kedro project ${project.package}`, {
      project: project.folder,
      ...(flags.graph === undefined ? {} : { graph: flags.graph }),
      ...(python === undefined ? {} : { python }),
      ...(database === undefined ? {} : { database }),
      ...(schema === undefined ? {} : { schema }),
      options: given,
    }),
  );
  return {
    source,
    home: { database: text(source.database), schema: text(source.schema) },
    role: source.role === undefined ? undefined : text(source.role),
  };
}

/** From settings and flags, names are texts: only programs have outputs. */
function text(value: unknown): string {
  if (typeof value === "string") return value;
  throw new CliError("database, schema and role must be texts", exitCodes.usage);
}

/** Qualified, quoted name of the procedure that the graph would call. */
export function procedureOf({ source, home }: Intended): {
  readonly name: string;
  readonly qualified: string;
} {
  const { plan, runtime, wheels } = source;
  const name = kedroProcedureName(plan, {
    runtime: runtime.hash,
    ...(wheels === undefined ? {} : { wheels: wheels.hash }),
  });
  return { name, qualified: qualifiedName(home.database, home.schema, name) };
}

/** The task graph as the native resource would make it, proxies included. */
export function graphFrom(intended: Intended, paths: KedroPaths): Graph {
  const { source, home } = intended;
  const { plan } = source;
  const inputs: KedroTaskGraph = kedroTaskGraph(plan, { procedure: procedureOf(intended).qualified });
  return graphOf({
    ...home,
    ...inputs,
    config: kedroConfig(plan, kedroPlaces(plan, home, paths)),
  } as unknown as Bag);
}

/** Inputs of the procedure, with the addresses of what it imports. */
export function procedureInputs(intended: Intended, imports: readonly string[]): Bag {
  const { plan } = intended.source;
  const { name } = procedureOf(intended);
  return { ...intended.home, ...kedroProcedure(plan, name, imports) };
}

/** Address of a file in a folder of a stage of the deployment. */
export function stagePath({ source, home }: Intended, part: "code" | "data", path: string): string {
  const stage = kedroStages(source.plan)[part];
  return `@${qualifiedName(home.database, home.schema, stage.name)}/${path}`;
}

export const foldersOf = ({ source }: Intended) => kedroFolders(source.plan);

import { kedroStageGrants, kedroStages } from "../../components/kedro/deployment";
import { qualifiedName, quoteIdentifier, quoteString } from "../../blueprints/snowflake";
import { createRoutine, setLevels } from "../../provider/snowflake/routine/sql";
import { plan as planChange, stateSteps } from "../../provider/snowflake/task-graph/plan";
import { graphFrom, type Intended, procedureInputs, procedureOf, stagePath } from "./intended";
import type { Staged, StagedFiles } from "./staged";

/** A statement of a deployment, and what it is for. */
export interface Statement {
  readonly what: string;
  readonly sql: string;
}

/** Every statement of a first deployment, in order. `folder` is where the files to upload lie. */
export function statements(intended: Intended, files: StagedFiles, folder: string): Statement[] {
  return [
    ...(intended.role === undefined
      ? []
      : [{ what: "the graph's owner", sql: `USE ROLE ${quoteIdentifier(intended.role)}` }]),
    ...warehouses(intended),
    ...stages(intended),
    ...uploads(intended, files, folder),
    ...procedure(intended, files),
    ...tasks(intended, files),
  ];
}

function warehouses({ source }: Intended): Statement[] {
  return source.plan.warehouses.map(({ name, size, constraint }) => ({
    what: `warehouse ${name}, Snowpark-optimized`,
    sql:
      `CREATE WAREHOUSE IF NOT EXISTS ${quoteIdentifier(name)} WAREHOUSE_TYPE = 'SNOWPARK-OPTIMIZED' ` +
      `WAREHOUSE_SIZE = ${quoteString(size)} RESOURCE_CONSTRAINT = ${quoteString(constraint)} ` +
      `AUTO_RESUME = TRUE AUTO_SUSPEND = 60 INITIALLY_SUSPENDED = TRUE`,
  }));
}

function stages({ source, home, role }: Intended): Statement[] {
  const all = kedroStages(source.plan);
  return (["code", "data"] as const).flatMap((part) => {
    const { name, own } = all[part];
    if (!own) return [];
    const id = qualifiedName(home.database, home.schema, name);
    const comment = `${part === "code" ? "Code of" : "Data of"} the Kedro pipeline ${source.plan.name}`;
    const create = {
      what: `stage of ${part}`,
      sql: `CREATE STAGE IF NOT EXISTS ${id} COMMENT = ${quoteString(comment)}`,
    };
    const grants = kedroStageGrants[part].join(", ");
    return role === undefined
      ? [create]
      : [
          create,
          {
            what: `the owner's rights on it`,
            sql: `GRANT ${grants} ON STAGE ${id} TO ROLE ${quoteIdentifier(role)}`,
          },
        ];
  });
}

function uploads(intended: Intended, files: StagedFiles, folder: string): Statement[] {
  const all: (readonly [string, Staged | undefined])[] = [
    ["the project", files.project],
    ["the runtime", files.runtime],
    ["wheels", files.wheels],
    ...Object.entries(files.uploads),
  ];
  return all.flatMap(([what, staged]) =>
    staged === undefined
      ? []
      : staged.files.map(({ name, to }) => ({
          what: `upload ${what}`,
          sql:
            `PUT ${quoteString(fileUrl(folder, name))} ${quoteString(stagePath(intended, staged.part, to))} ` +
            `AUTO_COMPRESS = FALSE OVERWRITE = FALSE`,
        })),
  );
}

function procedure(intended: Intended, files: StagedFiles): Statement[] {
  const imports = [files.runtime, ...(files.wheels === undefined ? [] : [files.wheels])].map(
    ({ path }) => path,
  );
  const inputs = procedureInputs(intended, imports);
  const types = "VARCHAR, VARCHAR, VARCHAR, VARCHAR";
  const id = `${procedureOf(intended).qualified}(${types})`;
  return [
    { what: "the procedure that runs nodes", sql: createRoutine("PROCEDURE", inputs, "CREATE OR REPLACE") },
    ...setLevels("PROCEDURE", id, inputs, {}).map((sql) => ({ what: "its log level", sql })),
  ];
}

/** As the native task graph makes a new graph: tasks after their predecessors, then resumed, the root last. */
function tasks(intended: Intended, files: StagedFiles): Statement[] {
  const graph = graphFrom(intended, {
    project: files.project.path,
    uploads: Object.fromEntries(Object.entries(files.uploads).map(([name, { path }]) => [name, path])),
  });
  const { edits } = planChange(new Map(), graph);
  const { before, root } = stateSteps(graph, new Map(graph.tasks.map(({ name }) => [name, false])));
  return [...edits, ...before, ...root].map(({ what, sql }) => ({ what, sql }));
}

/** A file's address for PUT, with `/` on every system. */
const fileUrl = (folder: string, name: string): string =>
  `file://${folder.replaceAll("\\", "/").replace(/\/+$/, "")}/${name}`;

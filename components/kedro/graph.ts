import * as pulumi from "@pulumi/pulumi";
import { qualifiedName } from "../../blueprints";
import {
  kedroConfig,
  kedroFinalizerSql,
  type KedroGraphTask,
  kedroJobSql,
  type KedroTask,
  kedroTaskGraph,
  kedroTaskSql,
} from "../../blueprints/kedro";
import type * as floe from "../../provider/sdk";
import { kedroPlaces } from "./deployment";
import type { KedroSource } from "./source";

/** Files and procedure that a graph's tasks use. */
export interface GraphParts {
  readonly procedure: floe.snowflake.PythonProcedure;
  readonly project: floe.snowflake.StageFile;
  readonly runtime: floe.snowflake.StageFile;
  readonly uploads: Readonly<Record<string, floe.snowflake.StageFile>>;
}

/** Stands where only a resource's output can: every text with it is made anew from the output. */
const later = "LATER";

/** Inputs of the task graph. Its tasks follow from the plan alone; their texts hold names that outputs tell. */
export function graphInputs(source: KedroSource, parts: GraphParts): floe.snowflake.TaskGraphArgs {
  const { plan, database, schema, role, warehouse } = source;
  const { tasks, finalizer, overlapPolicy, logLevel, serverlessSize, ...graph } = kedroTaskGraph(plan, {
    procedure: later,
    jobs: { schema: later, stage: later, archive: later },
  });
  const planned = new Map(plan.tasks.map((task) => [task.name, task]));
  const procedure = parts.procedure.qualifiedName;
  return {
    ...graph,
    ...(serverlessSize === undefined ? {} : { serverlessSize: serverlessSize }),
    ...(logLevel === undefined ? {} : { logLevel: logLevel }),
    ...(overlapPolicy === undefined ? {} : { overlapPolicy: overlapPolicy }),
    database,
    schema,
    ...(role === undefined ? {} : { role }),
    ...(warehouse === undefined ? {} : { warehouse }),
    tasks: Object.fromEntries(
      Object.entries(tasks).map(([name, task]) => {
        const own = planned.get(name);
        return [name, { ...members(task), sql: own === undefined ? task.sql : sqlOf(source, own, parts) }];
      }),
    ),
    finalizer: { ...members(finalizer), name: finalizer.name, sql: procedure.apply(kedroFinalizerSql) },
    config: configOf(source, parts),
  };
}

/** A task's members but its text, as the native resource types them. */
function members({ sql: _, after, ...rest }: KedroGraphTask): Omit<floe.snowflake.GraphTask, "sql"> {
  const given = { ...rest, ...(after === undefined ? {} : { after: [...after] }) };
  return given;
}

function sqlOf(source: KedroSource, task: KedroTask, parts: GraphParts): pulumi.Output<string> {
  const { compute } = task;
  if (compute.kind !== "pool") return parts.procedure.qualifiedName.apply((name) => kedroTaskSql(task, name));
  const { plan, database, schema, warehouse } = source;
  const integrations = plan.options.externalAccessIntegrations;
  return pulumi
    .all([database, schema, parts.runtime.path, warehouse ?? ""])
    .apply(([db, home, path, standard]) =>
      kedroJobSql(task, compute, {
        schema: qualifiedName(db, home),
        stage: path.slice(0, path.lastIndexOf("/")),
        archive: path.slice(path.lastIndexOf("/") + 1),
        secrets: plan.secrets,
        ...(integrations === undefined ? {} : { externalAccessIntegrations: integrations }),
        ...(standard === "" ? {} : { warehouse: standard }),
      }),
    );
}

function configOf(source: KedroSource, parts: GraphParts): pulumi.Output<{ kedro: object }> {
  const { plan, database, schema } = source;
  const uploads = Object.entries(parts.uploads);
  return pulumi
    .all([database, schema, parts.project.path, pulumi.all(uploads.map(([, file]) => file.path))])
    .apply(([db, home, project, paths]) => ({
      ...kedroConfig(
        plan,
        kedroPlaces(
          plan,
          { database: db, schema: home },
          { project, uploads: Object.fromEntries(uploads.map(([path], at) => [path, paths[at] ?? ""])) },
        ),
      ),
    }));
}

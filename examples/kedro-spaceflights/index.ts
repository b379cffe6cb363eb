import * as pulumi from "@pulumi/pulumi";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Access, KedroPipeline, RoleGrants, Warehouse, Workspace } from "../../components";
import * as floe from "../../provider/sdk";
import { kedroInterpreter } from "./python";

/** The Kedro project beside this file, also when its transpiled copy runs. */
const project = [__dirname, join(__dirname, "..", "..", "..", "examples", "kedro-spaceflights")]
  .map((folder) => join(folder, "project"))
  .find((folder) => existsSync(join(folder, "conf", "base", "catalog.yml")));

export = async (): Promise<Record<string, unknown>> => {
  if (project === undefined) throw new Error(`the Kedro project is missing beside ${__dirname}`);
  const config = new pulumi.Config();
  const database = config.get("database") ?? "SPACEFLIGHTS";
  const [schema, role] = ["ML", `${database}_PIPELINES`];
  const access = new Access("access", {
    roles: { [role]: { comment: "Owns the pipelines and their tables" } },
  });
  const workspace = new Workspace("workspace", {
    database: { create: { name: database, comment: "Kedro's spaceflights, an example of Floe" } },
    schemas: { [schema]: { managedAccess: false } },
  });
  const warehouse = new Warehouse("warehouse", { warehouse: { create: { name: `${database}_WH` } } });
  const grants = new RoleGrants(
    "grants",
    {
      role,
      grants: [
        { on: "account", privileges: ["EXECUTE TASK"] },
        { on: "database", name: database, privileges: ["USAGE"] },
        {
          on: "schema",
          name: [database, schema],
          privileges: [
            "USAGE",
            "CREATE TASK",
            "CREATE PROCEDURE",
            "CREATE TABLE",
            "CREATE STAGE",
            "CREATE FILE FORMAT",
          ],
        },
        { on: "warehouse", name: `${database}_WH`, privileges: ["USAGE"] },
      ],
    },
    { dependsOn: [access, workspace, warehouse] },
  );
  const python = await kedroInterpreter(project);
  const pipeline = new KedroPipeline(
    "spaceflights",
    {
      project,
      ...(python === undefined ? {} : { python }),
      database,
      schema,
      role,
      warehouse: warehouse.warehouseName,
    },
    { dependsOn: [grants] },
  );
  // One run with each change of what would run.
  const run = new floe.snowflake.TaskGraphRun("run", {
    rootTask: pipeline.rootTask,
    role,
    triggers: [pipeline.nodes.project.hash, pipeline.procedure],
  });
  const predictions = `${database}.${schema}.PREDICTIONS`;
  return {
    rootTask: pipeline.rootTask,
    run: run.runId,
    predictions,
    // `up` has awaited the run: what is there is all.
    progress: `SELECT COUNT(*) AS PREDICTED, COUNT(*) AS EXPECTED FROM ${predictions}`,
    quality: `SELECT 1 - AVG(POWER(PRICE - PREDICTED, 2)) / VAR_POP(PRICE) AS R2, AVG(ABS(PRICE - PREDICTED)) AS MEAN_ABSOLUTE_ERROR
      FROM ${predictions}`,
    sample: `SELECT * FROM ${predictions} ORDER BY SHUTTLE_ID LIMIT 5`,
  };
};

import * as pulumi from "@pulumi/pulumi";
import * as snowflake from "@pulumi/snowflake";
import { qualifiedName, quoteIdentifier } from "../../blueprints";
import { describeKedroProblem } from "../../blueprints/kedro";
import * as floe from "../../provider/sdk";
import { FloeComponent } from "../component";
import type { KedroPipelineArgs } from "./args";
import { archive, folderArchive } from "./archives";
import {
  kedroFolders,
  kedroProcedure,
  kedroProcedureName,
  kedroStageGrants,
  type KedroStages,
  kedroStages,
} from "./deployment";
import { graphInputs } from "./graph";
import { kedroSource, type KedroSource } from "./source";

/** Earlier versions of what is uploaded that stay on the stage: runs under way and rollbacks find theirs. */
const retained = 5;

/**
 * A Kedro pipeline as a Snowflake task graph: one task for each node or group of nodes, which a stored procedure runs
 * in Python. Changing one node changes one task; a run under way ends on the code it began with. Nothing runs when it
 * is deployed: a schedule, a stream or `floe kedro run` does. Costs the warehouse time of its runs, and storage on two
 * stages.
 *
 * The project's settings in `conf/<env>/floe.yml` say how nodes are grouped, where they run and what they need; what
 * the program says goes over them. `conf/local` and credentials are never uploaded.
 *
 * @example Minimal
 * ```ts
 * new KedroPipeline("spaceflights", { project: "./spaceflights", database: "SPACE", schema: "ML", warehouse: "SPACE_WH" });
 * ```
 * @example Nightly, models on serverless compute, under a role of its own
 * ```ts
 * new KedroPipeline("spaceflights", {
 *   project: "./spaceflights", database: "SPACE", schema: "ML", role: "SPACE_PIPELINES", warehouse: "SPACE_WH",
 *   options: {
 *     env: "prod", schedule: "USING CRON 0 3 * * * UTC", groupBy: "namespace",
 *     compute: { model: { serverless: { size: "LARGE" } } },
 *   },
 * });
 * ```
 */
export class KedroPipeline extends FloeComponent {
  /** Qualified, quoted name of the root task: what EXECUTE TASK and a `TaskGraphRun` take. */
  readonly rootTask: pulumi.Output<string>;
  /** Qualified, quoted name of the procedure that runs the nodes. */
  readonly procedure: pulumi.Output<string>;
  /** `"DB"."SCHEMA"."STAGE"` of what the runs read and write. */
  readonly dataStage: pulumi.Output<string>;
  readonly nodes: {
    /** Stages the deployment made. */
    readonly stages: { readonly code?: snowflake.Stage; readonly data?: snowflake.Stage };
    readonly grants: readonly snowflake.GrantPrivilegesToAccountRole[];
    /** What was made for each Snowpark-optimized warehouse: itself, its memory and the role's grant. */
    readonly warehouses: Readonly<Record<string, readonly pulumi.Resource[]>>;
    readonly project: floe.snowflake.StageFile;
    readonly runtime: floe.snowflake.StageFile;
    readonly wheels?: floe.snowflake.StageFile;
    /** Data uploaded with the deployment, by its path in the project. */
    readonly uploads: Readonly<Record<string, floe.snowflake.StageFile>>;
    readonly procedure: floe.snowflake.PythonProcedure;
    readonly graph: floe.snowflake.TaskGraph;
  };
  readonly #source: KedroSource;
  readonly #args: KedroPipelineArgs;

  constructor(name: string, args: KedroPipelineArgs, opts?: pulumi.ComponentResourceOptions) {
    const source = kedroSource(`KedroPipeline "${name}"`, args);
    const { plan } = source;
    super(
      "floe:components:KedroPipeline",
      name,
      {
        pipeline: plan.pipeline,
        env: plan.env,
        kedro: plan.kedro,
        tasks: plan.tasks.map((task) => task.name),
      },
      opts,
    );
    [this.#source, this.#args] = [source, args];
    this.#warn();
    const stages = kedroStages(plan);
    const made = { code: this.#stage("code", stages), data: this.#stage("data", stages) };
    const granted = (["code", "data"] as const).flatMap(
      (part) => this.#grant(part, stages, made[part]) ?? [],
    );
    const warehouses = this.#warehouses();
    const files = this.#files(
      stages,
      Object.values(made).filter((stage) => stage !== undefined),
    );
    const procedure = this.#procedure(
      [files.runtime, ...(files.wheels === undefined ? [] : [files.wheels])],
      granted,
    );
    const graph = this.child(
      floe.snowflake.TaskGraph,
      "graph",
      graphInputs(source, { procedure, ...files }),
      {
        transform: args.transform?.graph,
        opts: { dependsOn: [...granted, ...Object.values(warehouses).flatMap((made) => made)] },
      },
    );
    this.nodes = {
      stages: {
        ...(made.code === undefined ? {} : { code: made.code }),
        ...(made.data === undefined ? {} : { data: made.data }),
      },
      grants: granted,
      warehouses,
      ...files,
      procedure,
      graph,
    };
    this.rootTask = graph.rootTask;
    this.procedure = procedure.qualifiedName;
    this.dataStage = this.#qualified(stages.data.name);
    this.registerOutputs({ rootTask: this.rootTask, procedure: this.procedure, dataStage: this.dataStage });
  }

  #warn(): void {
    for (const problem of this.#source.plan.problems)
      if (problem.severity === "warning") void pulumi.log.warn(describeKedroProblem(problem), this);
  }

  #qualified(name: string): pulumi.Output<string> {
    const { database, schema } = this.#source;
    return pulumi.all([database, schema]).apply((parts) => qualifiedName(...parts, name));
  }

  #stage(part: keyof KedroStages, stages: KedroStages): snowflake.Stage | undefined {
    const { database, schema, plan } = this.#source;
    const { name, own } = stages[part];
    if (!own) return undefined;
    const holds = part === "code" ? "Code of" : "Data of";
    return this.child(
      snowflake.Stage,
      `${part}-stage`,
      { name, database, schema, comment: `${holds} the Kedro pipeline ${plan.name}` },
      { transform: this.#args.transform?.stage },
    );
  }

  #grant(
    part: keyof KedroStages,
    stages: KedroStages,
    stage: snowflake.Stage | undefined,
  ): snowflake.GrantPrivilegesToAccountRole | undefined {
    const { role } = this.#source;
    if (stage === undefined || role === undefined) return undefined;
    return this.child(
      snowflake.GrantPrivilegesToAccountRole,
      `${part}-stage-grant`,
      {
        accountRoleName: role,
        privileges: [...kedroStageGrants[part]],
        onSchemaObject: { objectType: "STAGE", objectName: this.#qualified(stages[part].name) },
      },
      { transform: this.#args.transform?.grant, opts: { dependsOn: [stage] } },
    );
  }

  /** Snowpark-optimized warehouses; the provider's resource has no input for their memory. */
  #warehouses(): KedroPipeline["nodes"]["warehouses"] {
    return Object.fromEntries(
      this.#source.plan.warehouses.map(({ name, size, constraint }) => {
        const warehouse = this.child(
          snowflake.Warehouse,
          `warehouse-${name}`,
          {
            name,
            warehouseType: "SNOWPARK-OPTIMIZED",
            warehouseSize: size,
            autoResume: "true",
            autoSuspend: 60,
            initiallySuspended: true,
          },
          { transform: this.#args.transform?.warehouse },
        );
        const memory = this.child(
          snowflake.Execute,
          `warehouse-${name}-memory`,
          {
            execute: `ALTER WAREHOUSE ${quoteIdentifier(name)} SET RESOURCE_CONSTRAINT = ${constraint}`,
            revert: "SELECT 1",
          },
          { opts: { dependsOn: [warehouse], replaceWith: [warehouse] } },
        );
        const { role } = this.#source;
        const grant =
          role === undefined
            ? []
            : [
                this.child(
                  snowflake.GrantPrivilegesToAccountRole,
                  `warehouse-${name}-grant`,
                  {
                    accountRoleName: role,
                    privileges: ["USAGE"],
                    onAccountObject: { objectType: "WAREHOUSE", objectName: quoteIdentifier(name) },
                  },
                  { transform: this.#args.transform?.grant, opts: { dependsOn: [warehouse] } },
                ),
              ];
        return [name, [warehouse, memory, ...grant]];
      }),
    );
  }

  #files(stages: KedroStages, dependsOn: readonly pulumi.Resource[]) {
    const { plan, files, runtime, wheels, uploads } = this.#source;
    const folders = kedroFolders(plan);
    const put = (
      part: string,
      stage: keyof KedroStages,
      args: Omit<floe.snowflake.StageFileArgs, "database" | "schema" | "stage">,
    ) =>
      this.child(
        floe.snowflake.StageFile,
        part,
        {
          database: this.#source.database,
          schema: this.#source.schema,
          stage: stages[stage].name,
          retain: retained,
          ...args,
        },
        { transform: this.#args.transform?.file, opts: { dependsOn: [...dependsOn] } },
      );
    const packed = (part: string, prefix: string, source: pulumi.asset.Archive) =>
      put(part, "code", { prefix, name: `${part}.zip`, source, pack: true });
    return {
      project: packed("project", folders.project, archive(files.files, { ".floe/index.json": files.index })),
      runtime: packed("runtime", folders.runtime, archive(runtime.files)),
      ...(wheels === undefined ? {} : { wheels: packed("wheels", folders.wheels, archive(wheels.files)) }),
      uploads: Object.fromEntries(
        uploads.map(({ path, slug, name, source }) => [
          path,
          put(`upload-${slug}`, "data", {
            prefix: folders.upload(slug),
            name,
            source: typeof source === "string" ? new pulumi.asset.FileAsset(source) : folderArchive(source),
          }),
        ]),
      ),
    };
  }

  #procedure(
    imports: readonly floe.snowflake.StageFile[],
    dependsOn: readonly pulumi.Resource[],
  ): floe.snowflake.PythonProcedure {
    const { plan, runtime, wheels, database, schema, role } = this.#source;
    const name = kedroProcedureName(plan, {
      runtime: runtime.hash,
      ...(wheels === undefined ? {} : { wheels: wheels.hash }),
    });
    return this.child(
      floe.snowflake.PythonProcedure,
      "procedure",
      {
        database,
        schema,
        ...(role === undefined ? {} : { role }),
        ...kedroProcedure<pulumi.Input<string>>(
          plan,
          name,
          imports.map(({ path }) => path),
        ),
        dropAfterRunsOf: this.#qualified(plan.root),
      },
      {
        transform: this.#args.transform?.procedure,
        opts: {
          dependsOn: [...dependsOn],
          customTimeouts: { delete: `${this.#args.drainSeconds ?? 3600}s` },
        },
      },
    );
  }
}

import { hashOf, layout, physicalName, qualifiedName, runNameRoom, type Gate } from "../../blueprints";
import * as snowflake from "@pulumi/snowflake";
import * as pulumi from "@pulumi/pulumi";
import * as floe from "../../provider/sdk";
import { FloeComponent } from "../component";
import { Ingest, Load, StorageExchange, Unload } from "../exchange";
import { currentPlace, defaultPrefix, type PlaceOutput } from "../place";
import { Retraining } from "../retraining";
import { BatchTransform, Endpoint, Model, Training } from "../sagemaker";
import { Access, RoleGrants, Stream, TaskGraph, Warehouse, Workspace } from "../snowflake";
import type { LoopArgs } from "./args";
import { checkLoop } from "./check";
import { loopGrants } from "./grants";
import { LoopNames, roleParts, type RolePart } from "./names";
import {
  featureTasks,
  keyColumns,
  loopQueries,
  predictionExpressions,
  predictionsTable,
  scoredQuery,
  type LoopQueries,
} from "./queries";

/** Everything a loop is made of. */
export interface LoopNodes {
  readonly access: Access;
  readonly warehouse: Warehouse;
  readonly workspace: Workspace;
  readonly exchange: StorageExchange;
  readonly streams: { readonly source: Stream; readonly features: Stream };
  readonly procedures: Readonly<Record<string, snowflake.ProcedurePython>>;
  readonly scored: snowflake.View;
  readonly grants: Readonly<Record<RolePart, RoleGrants>>;
  readonly loads: Readonly<Record<string, Load>>;
  readonly featureGraph: TaskGraph;
  readonly featureRun: floe.snowflake.TaskGraphRun;
  readonly trainingUnload: Unload;
  readonly trainingRun: floe.snowflake.TaskGraphRun;
  readonly training: Training;
  readonly model: Model;
  readonly endpoint: Endpoint;
  readonly ingest: Ingest;
  readonly scoring: BatchTransform;
  readonly retraining?: Retraining;
  readonly scoringUnload: Unload;
}

/**
 * The whole way Snowflake -> S3 -> SageMaker -> Snowflake for one model. After one `pulumi up` features are computed,
 * a model is trained on them, serves, and has scored every row; from then on new rows in the source table become
 * features, then predictions, without any command.
 *
 * Costs, at the defaults: the endpoint about 83 USD a month (ml.m5.large, day and night); a key 1 USD a month; per
 * run, warehouse time and SageMaker instances for as long as they work.
 *
 * @example
 * ```ts
 * new Loop("flights", {
 *   database: { create: { name: "FLIGHTS" } },
 *   raw: { tables: { FLIGHTS: { columns: { ID: "NUMBER(38,0)", MONTH: "NUMBER(2,0)", DISTANCE: "FLOAT", ARR_DELAY: "FLOAT" } } } },
 *   features: {
 *     table: "FLIGHT_FEATURES", key: ["ID"], source: "FLIGHTS",
 *     columns: { ID: "NUMBER(38,0)", MONTH: "NUMBER(2,0)", DISTANCE: "FLOAT", LATE: "NUMBER(1,0)" },
 *     build: { query: ({ stream }) => `SELECT ID, MONTH, DISTANCE, IFF(ARR_DELAY > 15, 1, 0) AS LATE FROM ${stream}` },
 *   },
 *   training: {
 *     label: "LATE", columns: ["MONTH", "DISTANCE"], validationRows: "MONTH >= 11",
 *     hyperparameters: { objective: "binary:logistic", num_round: 100, eval_metric: "auc" },
 *     gate: { metric: "validation:auc", threshold: 0.6 },
 *   },
 *   retraining: { schedule: "USING CRON 0 3 * * 0 UTC" },
 * });
 * ```
 */
export class Loop extends FloeComponent {
  readonly databaseName: pulumi.Output<string>;
  readonly bucketName: pulumi.Output<string>;
  readonly endpointName: pulumi.Output<string>;
  /** Final metrics of the model trained by this deployment. */
  readonly metrics: pulumi.Output<Record<string, number>>;
  /** Fully qualified name of the table predictions arrive in. */
  readonly predictionsTable: string;
  /** Fully qualified name of the view of features with their newest prediction. */
  readonly scoredView: string;
  readonly nodes: LoopNodes;

  readonly #args: LoopArgs;
  readonly #names: LoopNames;
  readonly #queries: LoopQueries;
  readonly #prefix: string;
  /** Begin of SageMaker names: leaves room for the id of a run. */
  readonly #modelPrefix: string;
  readonly #place: PlaceOutput;

  constructor(name: string, args: LoopArgs, opts?: pulumi.ComponentResourceOptions) {
    checkLoop(name, args);
    super(
      "floe:components:Loop",
      name,
      {
        database: args.database,
        features: args.features.table,
        hyperparameters: { ...args.training.hyperparameters },
      },
      opts,
    );
    this.#args = args;
    this.#names = new LoopNames(args);
    this.#queries = loopQueries(args, this.#names);
    this.#prefix = args.namePrefix ?? defaultPrefix(name);
    this.#modelPrefix = physicalName("trainingJob", [this.#prefix], runNameRoom);
    this.#place = currentPlace(this);
    this.predictionsTable = qualifiedName(...this.#names.predictions);
    this.scoredView = qualifiedName(...this.#names.scored);

    const access = this.#access();
    const warehouse = this.#warehouse();
    const workspace = this.#workspace();
    const exchange = this.#exchange(workspace);
    const streams = this.#streams(workspace);
    const procedures = this.#procedures(workspace);
    const scored = this.#scored(workspace);
    const made = { access, warehouse, workspace, exchange, streams, procedures, scored };
    const grants = this.#grants(made);
    const loads = this.#loads(made);
    const features = this.#features({ ...made, grants, loads });
    const sets = this.#trainingSets({ ...made, ...features, grants });
    const served = this.#served({ ...made, ...sets });
    const scoring = this.#scoring({ ...made, ...served, grants, ...features });
    const retraining = this.#retraining({ ...made, ...served });
    this.nodes = {
      ...made,
      grants,
      loads,
      ...features,
      ...sets,
      ...served,
      ...scoring,
      ...(retraining === undefined ? {} : { retraining }),
    };
    this.databaseName = workspace.withTables;
    this.bucketName = exchange.bucketName;
    this.endpointName = served.endpoint.endpointName;
    this.metrics = served.training.metrics;
    this.registerOutputs({
      databaseName: this.databaseName,
      endpointName: this.endpointName,
      metrics: this.metrics,
    });
  }

  #access(): Access {
    const names = this.#names;
    const users = Object.fromEntries(
      Object.entries(this.#args.users ?? {}).map(([user, spec]) => [
        user,
        { ...spec, roles: spec.roles.map((role) => names.role(role as RolePart)) },
      ]),
    );
    const roles = Object.fromEntries(
      roleParts.map((part) => [names.role(part), { comment: `Loop ${this.logicalName}` }]),
    );
    return new Access(this.childName("access"), { roles, users }, this.within());
  }

  #warehouse(): Warehouse {
    const warehouse = this.#args.warehouse ?? { create: { name: this.#names.warehouse } };
    return new Warehouse(this.childName("warehouse"), { warehouse }, this.within());
  }

  #workspace(): Workspace {
    const { raw, features } = this.#args;
    const names = this.#names;
    return new Workspace(
      this.childName("workspace"),
      {
        database: this.#args.database,
        schemas: {
          [names.raw]: { tables: raw.tables },
          [names.features]: {
            tables: { [features.table]: { columns: features.columns, key: features.key } },
          },
          [names.ml]: { tables: { [names.predictions[2]]: predictionsTable(this.#args) } },
        },
      },
      this.within(),
    );
  }

  #exchange(workspace: Workspace): StorageExchange {
    const names = this.#names;
    const { bucket, encryption } = this.#args;
    return new StorageExchange(
      this.childName("exchange"),
      {
        database: workspace.withSchemas,
        namePrefix: this.#prefix,
        place: this.#place,
        integration: names.integration,
        ...(bucket === undefined ? {} : { bucket }),
        ...(encryption === undefined ? {} : { encryption }),
        stages: {
          [names.rawStage[2]]: { schema: names.raw, prefix: layout.raw, access: "read" },
          [names.trainingStage[2]]: { schema: names.ml, prefix: layout.train, access: "write" },
          [names.scoringStage[2]]: { schema: names.ml, prefix: layout.score, access: "write" },
          [names.manifestStage[2]]: { schema: names.ml, prefix: layout.manifests, access: "write" },
          [names.predictionStage[2]]: { schema: names.ml, prefix: layout.predictions, access: "read" },
        },
      },
      this.within(),
    );
  }

  #streams(workspace: Workspace): LoopNodes["streams"] {
    const stream = (
      part: string,
      [, schema, name]: readonly [string, string, string],
      table: readonly [string, string, string],
    ) =>
      new Stream(
        this.childName(part),
        { database: workspace.withTables, schema, name, table },
        this.within(),
      );
    return {
      source: stream("source-stream", this.#names.sourceStream, this.#names.source),
      features: stream("features-stream", this.#names.featuresStream, this.#names.featuresTable),
    };
  }

  #procedures(workspace: Workspace): LoopNodes["procedures"] {
    const made = Object.entries(this.#args.features.procedures ?? {}).map(([name, spec]) => {
      const procedure = this.child(snowflake.ProcedurePython, `procedure-${name}`, {
        database: workspace.withSchemas,
        schema: this.#names.features,
        name,
        procedureDefinition: spec.source,
        handler: spec.handler,
        runtimeVersion: spec.pythonVersion ?? "3.11",
        snowparkPackage: "*",
        packages: [...(spec.packages ?? [])],
        returnType: spec.returns ?? "VARCHAR",
        // The task's role, not the deployer's, decides what the procedure may touch.
        executeAs: "CALLER",
      });
      return [name, procedure] as const;
    });
    return Object.fromEntries(made);
  }

  #scored(workspace: Workspace): snowflake.View {
    const [, schema, name] = this.#names.scored;
    return this.child(snowflake.View, "scored", {
      database: workspace.withTables,
      schema,
      name,
      statement: scoredQuery(this.#args, this.#names),
    });
  }

  #grants(
    made: Pick<LoopNodes, "access" | "warehouse" | "exchange" | "streams" | "procedures" | "scored">,
  ): LoopNodes["grants"] {
    const { warehouse } = this.#args;
    const warehouseName =
      warehouse === undefined
        ? this.#names.warehouse
        : "existing" in warehouse
          ? warehouse.existing
          : warehouse.create.name;
    const all = loopGrants(this.#args, this.#names, warehouseName);
    const stages = Object.values(made.exchange.stages);
    const dependsOn = [
      made.warehouse,
      made.streams.source,
      made.streams.features,
      made.scored,
      ...stages,
      ...Object.values(made.procedures),
    ];
    const granted = roleParts.map((part) => {
      const role = made.access.roleNames[this.#names.role(part)] ?? this.#names.role(part);
      return [
        part,
        new RoleGrants(
          this.childName(`grants-${part}`),
          { role, grants: all[part] },
          this.within({ dependsOn }),
        ),
      ] as const;
    });
    return Object.fromEntries(granted) as LoopNodes["grants"];
  }

  #loads(made: Pick<LoopNodes, "exchange" | "streams" | "warehouse">): LoopNodes["loads"] {
    const { load = {}, tables } = this.#args.raw;
    // After the stream, so that rows arrive in it in one piece; after the warehouse, which the statement may need.
    const dependsOn = [made.streams.source, made.warehouse, ...Object.values(made.exchange.stages)];
    return Object.fromEntries(
      Object.entries(load).map(([table, spec]) => [
        table,
        new Load(
          this.childName(`load-${table}`),
          {
            bucket: made.exchange.bucketName,
            stage: this.#names.rawStage,
            table: this.#names.rawTable(table),
            columns: spec.columns ?? Object.keys(tables[table]?.columns ?? {}),
            files: spec.files,
            ...(spec.format === undefined ? {} : { format: spec.format }),
          },
          this.within({ dependsOn }),
        ),
      ]),
    );
  }

  #features(
    made: Pick<LoopNodes, "access" | "warehouse" | "grants" | "loads">,
  ): Pick<LoopNodes, "featureGraph" | "featureRun"> {
    const names = this.#names;
    const tasks = featureTasks(this.#args, names);
    const { minimumTriggerIntervalSeconds } = this.#args.features;
    const featureGraph = new TaskGraph(
      this.childName("features"),
      {
        database: names.database,
        schema: names.features,
        role: names.role("TRANSFORMER"),
        warehouse: made.warehouse.warehouseName,
        tasks,
        ...(minimumTriggerIntervalSeconds === undefined ? {} : { minimumTriggerIntervalSeconds }),
      },
      this.within({ dependsOn: [made.grants.TRANSFORMER] }),
    );
    const featureRun = this.child(
      floe.snowflake.TaskGraphRun,
      "features-run",
      {
        rootTask: featureGraph.rootTask,
        role: names.role("TRANSFORMER"),
        triggers: [hashOf(tasks), ...Object.values(made.loads).map((load) => load.contentHash)],
      },
      { opts: { dependsOn: Object.values(made.loads) } },
    );
    return { featureGraph, featureRun };
  }

  #trainingSets(
    made: Pick<LoopNodes, "warehouse" | "grants" | "featureRun">,
  ): Pick<LoopNodes, "trainingUnload" | "trainingRun"> {
    const names = this.#names;
    const { schedule, rescore } = this.#args.retraining ?? {};
    const sets = { train: this.#queries.train, validation: this.#queries.validation };
    const trainingUnload = new Unload(
      this.childName("training-set"),
      {
        task: names.trainingTask,
        role: names.role("TRAINER"),
        warehouse: made.warehouse.warehouseName,
        stage: names.trainingStage,
        manifestStage: names.manifestStage,
        flow: "train",
        sets,
        counted: this.#queries.usable,
        ...(rescore === true
          ? { announced: { stage: names.scoringStage, query: this.#queries.scoreAll } }
          : {}),
        ...(schedule === undefined ? {} : { schedule }),
      },
      this.within({ dependsOn: [made.grants.TRAINER] }),
    );
    const trainingRun = this.child(floe.snowflake.TaskGraphRun, "training-set-run", {
      rootTask: trainingUnload.rootTask,
      role: names.role("TRAINER"),
      // This deployment waits for the set itself: no manifest, or the retraining would train on it a second time.
      config: { manifest: "false" },
      triggers: [hashOf(sets), made.featureRun.runId],
    });
    return { trainingUnload, trainingRun };
  }

  #served(
    made: Pick<LoopNodes, "exchange" | "trainingRun">,
  ): Pick<LoopNodes, "training" | "model" | "endpoint"> {
    const { training: spec, serving } = this.#args;
    const { exchange, trainingRun } = made;
    const shared = {
      namePrefix: this.#modelPrefix,
      place: this.#place,
      bucketArn: exchange.bucketArn,
      keyArn: exchange.keyArn,
    };
    const set = (name: string) =>
      pulumi.interpolate`s3://${exchange.bucketName}/${layout.train}${trainingRun.runId}/${name}/`;
    const training = new Training(
      this.childName("training"),
      {
        ...spec,
        ...shared,
        bucket: exchange.bucketName,
        channels: { train: set("train"), validation: set("validation") },
        onGateFailure: spec.onGateFailure ?? "keepPrevious",
      },
      this.within(),
    );
    const model = new Model(
      this.childName("model"),
      {
        ...shared,
        artifactUri: training.artifactUri,
        ...(spec.image === undefined ? {} : { image: spec.image }),
      },
      this.within(),
    );
    const endpoint = new Endpoint(
      this.childName("endpoint"),
      {
        ...serving,
        modelName: model.modelName,
        namePrefix: this.#modelPrefix,
        promotedBy: this.#args.retraining === undefined ? "deploy" : "retraining",
      },
      this.within(),
    );
    return { training, model, endpoint };
  }

  #scoring(
    made: Pick<LoopNodes, "exchange" | "warehouse" | "endpoint" | "grants" | "featureRun">,
  ): Pick<LoopNodes, "ingest" | "scoring" | "scoringUnload"> {
    const names = this.#names;
    const { minimumTriggerIntervalSeconds, ...scoringSpec } = this.#args.scoring ?? {};
    const { exchange } = made;
    const ingest = new Ingest(
      this.childName("ingest"),
      {
        bucket: exchange.bucketName,
        prefix: layout.predictions,
        pipe: names.pipe,
        stage: names.predictionStage,
        stageId: exchange.nodes.integration.hiddenId,
        table: names.predictions,
        fields: { ...keyColumns(this.#args), PREDICTION: "FLOAT" },
        expressions: predictionExpressions,
        namePrefix: this.#prefix,
        place: this.#place,
      },
      this.within({ dependsOn: Object.values(exchange.stages) }),
    );
    const scoring = new BatchTransform(
      this.childName("scoring"),
      {
        ...scoringSpec,
        bucket: exchange.bucketName,
        keyArn: exchange.keyArn,
        endpointName: made.endpoint.endpointName,
        keyColumns: this.#args.features.key.length,
        modelPrefix: this.#modelPrefix,
        namePrefix: this.#prefix,
        place: this.#place,
        ...(this.#args.alarmTopicArn === undefined ? {} : { alarmTopicArn: this.#args.alarmTopicArn }),
      },
      this.within(),
    );
    const scoringUnload = new Unload(
      this.childName("new-rows"),
      {
        task: names.scoringTask,
        role: names.role("SCORER"),
        warehouse: made.warehouse.warehouseName,
        stage: names.scoringStage,
        manifestStage: names.manifestStage,
        flow: "score",
        sets: { "": this.#queries.score },
        counted: qualifiedName(...names.featuresStream),
        stream: names.featuresStream,
        ...(minimumTriggerIntervalSeconds === undefined ? {} : { minimumTriggerIntervalSeconds }),
      },
      // Last of all: the first rows leave when a model serves and somebody waits for its predictions.
      this.within({ dependsOn: [made.grants.SCORER, scoring, ingest, made.endpoint] }),
    );
    return { ingest, scoring, scoringUnload };
  }

  #retraining(made: Pick<LoopNodes, "exchange" | "training" | "model" | "endpoint">): Retraining | undefined {
    const { retraining, training, serving, scoring, features } = this.#args;
    if (retraining === undefined) return undefined;
    return new Retraining(
      this.childName("retraining"),
      {
        bucket: made.exchange.bucketName,
        keyArn: made.exchange.keyArn,
        endpointName: made.endpoint.endpointName,
        trainingRoleArn: made.training.nodes.role.arn,
        modelRoleArn: made.model.roleArn,
        training: { ...training, gate: (retraining.gate ?? training.gate) as Gate },
        ...(serving === undefined ? {} : { serving }),
        ...(retraining.rescore === true ? { rescore: { ...scoring, keyColumns: features.key.length } } : {}),
        modelPrefix: this.#modelPrefix,
        namePrefix: this.#prefix,
        place: this.#place,
        ...(this.#args.alarmTopicArn === undefined ? {} : { alarmTopicArn: this.#args.alarmTopicArn }),
      },
      this.within(),
    );
  }
}

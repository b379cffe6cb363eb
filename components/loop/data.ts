import { hashOf, layout } from "../../blueprints";
import * as floe from "../../provider/sdk";
import { Load, StorageExchange, Unload } from "../exchange";
import { TaskGraph, type Workspace } from "../snowflake";
import type { LoopContext } from "./context";
import type { LoopNodes } from "./nodes";
import { featureTasks } from "./queries";

export function loopExchange(loop: LoopContext, workspace: Workspace): StorageExchange {
  const names = loop.names;
  const { bucket, encryption } = loop.args;
  return new StorageExchange(
    loop.childName("exchange"),
    {
      database: workspace.withSchemas,
      namePrefix: loop.prefix,
      place: loop.place,
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
    loop.within(),
  );
}

export function loopLoads(
  loop: LoopContext,
  made: Pick<LoopNodes, "exchange" | "streams" | "warehouse">,
): LoopNodes["loads"] {
  const { load = {}, tables } = loop.args.raw;
  // After the stream, so that rows arrive in it in one piece; after the warehouse, which the statement may need.
  const dependsOn = [made.streams.source, made.warehouse, ...Object.values(made.exchange.stages)];
  const loads: Record<string, Load> = {};
  const loadTable = (table: string, after: readonly Load[]): void => {
    const spec = load[table];
    if (spec === undefined) return;
    loads[table] = new Load(
      loop.childName(`load-${table}`),
      {
        bucket: made.exchange.bucketName,
        stage: loop.names.rawStage,
        table: loop.names.rawTable(table),
        columns: spec.columns ?? Object.keys(tables[table]?.columns ?? {}),
        files: spec.files,
        ...(spec.format === undefined ? {} : { format: spec.format }),
      },
      loop.within({ dependsOn: [...dependsOn, ...after] }),
    );
  };
  const { source } = loop.args.features;
  for (const table of Object.keys(load)) if (table !== source) loadTable(table, []);
  // The source last: its rows wake the features, which read the other tables.
  loadTable(source, Object.values(loads));
  return loads;
}

export function loopFeatures(
  loop: LoopContext,
  made: Pick<LoopNodes, "access" | "warehouse" | "grants" | "loads">,
): Pick<LoopNodes, "featureGraph" | "featureRun"> {
  const names = loop.names;
  const tasks = featureTasks(loop.args, names);
  const { minimumTriggerIntervalSeconds } = loop.args.features;
  const featureGraph = new TaskGraph(
    loop.childName("features"),
    {
      database: names.database,
      schema: names.features,
      role: names.role("TRANSFORMER"),
      warehouse: made.warehouse.warehouseName,
      tasks,
      ...(minimumTriggerIntervalSeconds === undefined ? {} : { minimumTriggerIntervalSeconds }),
    },
    loop.within({ dependsOn: [made.grants.TRANSFORMER] }),
  );
  const featureRun = new floe.snowflake.TaskGraphRun(
    loop.childName(`features-run`),
    {
      rootTask: featureGraph.rootTask,
      role: names.role("TRANSFORMER"),
      triggers: [hashOf(tasks), ...Object.values(made.loads).map((load) => load.contentHash)],
    },
    loop.within({ dependsOn: Object.values(made.loads) }),
  );
  return { featureGraph, featureRun };
}

export function loopTrainingSets(
  loop: LoopContext,
  made: Pick<LoopNodes, "warehouse" | "grants" | "featureRun">,
): Pick<LoopNodes, "trainingUnload" | "trainingRun"> {
  const names = loop.names;
  const { schedule, rescore } = loop.args.retraining ?? {};
  const sets = { train: loop.queries.train, validation: loop.queries.validation };
  const trainingUnload = new Unload(
    loop.childName("training-set"),
    {
      task: names.trainingTask,
      role: names.role("TRAINER"),
      warehouse: made.warehouse.warehouseName,
      stage: names.trainingStage,
      manifestStage: names.manifestStage,
      flow: "train",
      sets,
      counted: loop.queries.usable,
      ...(rescore === true ? { announced: { stage: names.scoringStage, query: loop.queries.scoreAll } } : {}),
      ...(schedule === undefined ? {} : { schedule }),
    },
    loop.within({ dependsOn: [made.grants.TRAINER] }),
  );
  const trainingRun = new floe.snowflake.TaskGraphRun(
    loop.childName(`training-set-run`),
    {
      rootTask: trainingUnload.rootTask,
      role: names.role("TRAINER"),
      // This deployment waits for the set itself: no manifest, or the retraining would train on it a second time.
      config: { manifest: "false" },
      triggers: [hashOf(sets), made.featureRun.runId],
    },
    loop.within(),
  );
  return { trainingUnload, trainingRun };
}

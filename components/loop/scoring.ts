import { layout, qualifiedName } from "../../blueprints";
import { Ingest, Unload } from "../exchange";
import { BatchTransform } from "../sagemaker";
import type { LoopContext } from "./context";
import type { LoopNodes } from "./nodes";
import { keyColumns, predictionExpressions } from "./queries";

export function loopScoring(
  loop: LoopContext,
  made: Pick<LoopNodes, "exchange" | "warehouse" | "endpoint" | "grants" | "featureRun">,
): Pick<LoopNodes, "ingest" | "scoring" | "scoringUnload"> {
  const names = loop.names;
  const { minimumTriggerIntervalSeconds, ...scoringSpec } = loop.args.scoring ?? {};
  const { exchange } = made;
  const ingest = new Ingest(
    loop.childName("ingest"),
    {
      bucket: exchange.bucketName,
      prefix: layout.predictions,
      pipe: names.pipe,
      stage: names.predictionStage,
      stageId: exchange.nodes.integration.hiddenId,
      table: names.predictions,
      fields: { ...keyColumns(loop.args), PREDICTION: "FLOAT" },
      expressions: predictionExpressions,
      namePrefix: loop.prefix,
      place: loop.place,
    },
    loop.within({ dependsOn: Object.values(exchange.stages) }),
  );
  const scoring = new BatchTransform(
    loop.childName("scoring"),
    {
      ...scoringSpec,
      bucket: exchange.bucketName,
      keyArn: exchange.keyArn,
      endpointName: made.endpoint.endpointName,
      keyColumns: loop.args.features.key.length,
      modelPrefix: loop.modelPrefix,
      namePrefix: loop.prefix,
      place: loop.place,
      ...(loop.args.alarmTopicArn === undefined ? {} : { alarmTopicArn: loop.args.alarmTopicArn }),
    },
    loop.within(),
  );
  const scoringUnload = new Unload(
    loop.childName("new-rows"),
    {
      task: names.scoringTask,
      role: names.role("SCORER"),
      warehouse: made.warehouse.warehouseName,
      stage: names.scoringStage,
      manifestStage: names.manifestStage,
      flow: "score",
      sets: { "": loop.queries.score },
      counted: qualifiedName(...names.featuresStream),
      stream: names.featuresStream,
      ...(minimumTriggerIntervalSeconds === undefined ? {} : { minimumTriggerIntervalSeconds }),
    },
    // Last of all: the first rows leave when a model serves and somebody waits for its predictions.
    loop.within({ dependsOn: [made.grants.SCORER, scoring, ingest, made.endpoint] }),
  );
  return { ingest, scoring, scoringUnload };
}

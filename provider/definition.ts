import { config } from "./config";
import type { ProviderDefinition } from "./framework";
import { type KafkaClients, kafkaClients } from "./kafka/clients";
import { connector } from "./kafka/connector";
import { mskConnectorConfiguration } from "./kafka/msk-connector-configuration";
import { plugin } from "./kafka/plugin";
import { topic } from "./kafka/topic";
import { loopCheck } from "./loop/check";
import { endpoint } from "./sagemaker/endpoint";
import { processingJob } from "./sagemaker/processing-job";
import { promotedModels } from "./sagemaker/promoted-models";
import { trainingJob } from "./sagemaker/training-job";
import { transformJob } from "./sagemaker/transform-job";
import { tuningJob } from "./sagemaker/tuning-job";
import { closeConnections, openSession } from "./snowflake/connect";
import type { OpenSession } from "./snowflake/session";
import { pythonFunction } from "./snowflake/python-function";
import { pythonProcedure } from "./snowflake/python-procedure";
import { stageFile } from "./snowflake/stage-file";
import { storageIntegration } from "./snowflake/storage-integration";
import { taskGraph } from "./snowflake/task-graph";
import { taskGraphRun } from "./snowflake/task-graph-run";

export const version = "0.1.0";

/** The native provider `floe`, on any way to run statements and to reach Kafka. */
export function define(open: OpenSession, kafka: KafkaClients = kafkaClients): ProviderDefinition {
  return {
    name: "floe",
    version,
    config,
    resources: [
      trainingJob,
      tuningJob,
      processingJob,
      transformJob,
      endpoint,
      promotedModels,
      taskGraph(open),
      taskGraphRun(open),
      storageIntegration(open),
      stageFile(open),
      pythonProcedure(open),
      pythonFunction(open),
      loopCheck(open),
      topic(kafka.useAdmin),
      connector(kafka.fetch),
      plugin(kafka),
      mskConnectorConfiguration,
    ],
    functions: [],
    schema: {
      displayName: "Floe",
      description:
        "Training jobs, endpoints, task graphs, storage integrations, topics and connectors as honest resources.",
      keywords: ["pulumi", "snowflake", "sagemaker", "kafka", "category/cloud"],
      license: "Apache-2.0",
      language: { nodejs: { respectSchemaVersion: true } },
    },
  };
}

export const definition: ProviderDefinition = { ...define(openSession), close: closeConnections };

import type { Property } from "../../framework";
import { flag, text, textMap, texts, whole } from "../../framework/properties";
import { connectAuth } from "../connect/auth";

export const inputs: Readonly<Record<string, Property>> = {
  name: text(
    "Name of the connector: part of its consumer group, its transactions and the key of a source's position. Another name replaces it, and the new one begins anew.",
    { required: true, change: "replace" },
  ),
  url: text(
    "Address of a worker's REST API. Another address of the same workers changes nothing; one of another Kafka cluster is refused. Default: the provider's `connectUrl`, else `KAFKA_CONNECT_URL`.",
  ),
  config: textMap(
    "The whole configuration but `name`; changed in place. Give secrets as placeholders of the worker's config providers, such as `${env:PASSWORD}`: Connect keeps what stands here readable in its config topic.",
    { required: true },
  ),
  state: text(
    "`PAUSED` keeps tasks and their resources, `STOPPED` ends them (Kafka 3.5 and newer; 3.7 to be created so). Default: RUNNING.",
    { allowed: ["RUNNING", "PAUSED", "STOPPED"], default: "RUNNING" },
  ),
  auth: connectAuth,
  validate: flag(
    "Lets a worker check the configuration before it is written, which may open connections to what the connector uses. Default: true.",
    { default: true },
  ),
  awaitRunning: flag(
    "Waits until connector and tasks run steadily for three seconds, and fails with a failed task's own words. Default: true.",
    { default: true },
  ),
  timeoutSeconds: whole("How long an operation waits for the worker and for the tasks. Default: 300.", {
    default: 300,
  }),
  triggers: texts(
    "A change of one restarts connector and tasks: after a secret behind a placeholder has changed. Default: none.",
  ),
};

export const outputs: Readonly<Record<string, Property>> = {
  type: text("`source` or `sink`.", { volatile: true }),
  tasks: whole("How many tasks it has.", { volatile: true }),
  kafkaClusterId: text("Kafka's id of the cluster the workers belong to."),
};

import {
  checkKafkaConnectorName,
  checkKafkaTopicName,
  checkOneOf,
  isPlain,
  type Problems,
} from "../../../blueprints";
import type { KafkaCluster } from "../cluster";
import type { ConnectorSpec } from "./runtime";

/** Rules of every place. */
export function checkSpec(problems: Problems, spec: ConnectorSpec, cluster: KafkaCluster): void {
  checkKafkaConnectorName(problems, "name", spec.name);
  checkOneOf(problems, "kind", spec.kind, ["source", "sink"]);
  problems.require(spec.topics.length > 0, "topics", "names no topic", "name what it reads or writes");
  for (const [index, topic] of spec.topics.entries())
    checkKafkaTopicName(problems, `topics[${index}]`, topic);
  for (const argument of ["deadLetterTopic", "offsetsTopic"] as const)
    if (spec[argument] !== undefined) checkKafkaTopicName(problems, argument, spec[argument]);
  const named = spec.config["name"];
  problems.require(
    named === undefined || !isPlain(named) || named === spec.name,
    "config.name",
    `is not the connector's name ${spec.name}`,
    "leave it out, or give both one name",
  );
  problems.require(
    spec.config["connector.class"] !== undefined,
    "config.connector.class",
    "is required",
    "name the connector's class",
  );
  for (const variable of Object.keys(spec.secrets ?? {}))
    problems.require(
      /^[A-Z][A-Z0-9_]{0,99}$/.test(variable),
      `secrets.${variable}`,
      "is no name of an environment variable",
      "use capital letters, digits and _, such as SNOWFLAKE_PRIVATE_KEY",
    );
  problems.require(
    spec.kind !== "source" || cluster.exactlyOnce,
    "kind",
    "source needs Kafka's transactions, and nobody documents that these brokers keep them",
    "use a provisioned cluster: rows would arrive twice, or be lost",
  );
}

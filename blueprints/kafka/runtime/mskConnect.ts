import { Problems } from "../../checks";
import { nearest } from "../../kedro/nearest";
import type { KafkaConfig } from "../keys";
import { checkTopicName } from "../names";

export interface MskConnectWorkerSpec {
  /** A source's position. AWS's own topic contains the connector's id, so a connector made anew would start from zero. */
  readonly offsetsTopic: string;
  /** Whether records and positions of sources commit together. Default: true. */
  readonly exactlyOnce?: boolean;
  /** Region whose Secrets Manager connectors read by `${secretsmanager:<secret>:<key>}`. */
  readonly region: string;
  readonly settings?: KafkaConfig;
}

const producer = [
  "acks",
  "batch.size",
  "buffer.memory",
  "compression.type",
  "enable.idempotence",
  "key.serializer",
  "linger.ms",
  "max.request.size",
  "metadata.max.age.ms",
  "metadata.max.idle.ms",
  "partitioner.class",
  "reconnect.backoff.max.ms",
  "reconnect.backoff.ms",
  "request.timeout.ms",
  "retry.backoff.ms",
  "value.serializer",
];
const consumer = [
  "allow.auto.create.topics",
  "auto.offset.reset",
  "check.crcs",
  "fetch.max.bytes",
  "fetch.max.wait.ms",
  "fetch.min.bytes",
  "heartbeat.interval.ms",
  "key.deserializer",
  "max.partition.fetch.bytes",
  "max.poll.interval.ms",
  "max.poll.records",
  "metadata.max.age.ms",
  "partition.assignment.strategy",
  "reconnect.backoff.max.ms",
  "reconnect.backoff.ms",
  "request.timeout.ms",
  "retry.backoff.ms",
  "session.timeout.ms",
  "value.deserializer",
];
const deniedPrefixes = [
  "access.control.",
  "admin.",
  "client.",
  "connect.",
  "inter.worker.",
  "internal.",
  "listeners.https.",
  "metrics.",
  "rest.",
  "sasl.",
  "security.",
  "socket.",
  "ssl.",
  "topic.tracking.",
  "worker.",
];
const denied = [
  "bootstrap.servers",
  "config.storage.topic",
  "connections.max.idle.ms",
  "connector.client.config.override.policy",
  "group.id",
  "listeners",
  "metric.reporters",
  "plugin.path",
  "receive.buffer.bytes",
  "response.http.headers.config",
  "scheduled.rebalance.max.delay.ms",
  "send.buffer.bytes",
  "status.storage.topic",
];

/**
 * Worker configuration of MSK Connect, with only what it takes. It cannot be changed there: name it with a hash of its
 * text.
 *
 * @throws InvalidArguments for a key that MSK Connect refuses.
 * @see Amazon MSK developer guide, "Supported worker configuration properties"
 */
export function mskConnectWorkerSettings(spec: MskConnectWorkerSpec): KafkaConfig {
  const problems = new Problems();
  checkTopicName(problems, "offsetsTopic", spec.offsetsTopic);
  const settings: KafkaConfig = {
    "key.converter": "org.apache.kafka.connect.storage.StringConverter",
    "value.converter": "org.apache.kafka.connect.json.JsonConverter",
    "value.converter.schemas.enable": "false",
    "offset.storage.topic": spec.offsetsTopic,
    "exactly.once.source.support": spec.exactlyOnce === false ? "disabled" : "enabled",
    "config.providers": "secretsmanager",
    "config.providers.secretsmanager.class":
      "com.amazonaws.kafka.config.providers.SecretsManagerConfigProvider",
    "config.providers.secretsmanager.param.region": spec.region,
    ...spec.settings,
  };
  for (const name of Object.keys(settings)) checkAllowed(problems.at("settings"), name);
  problems.raise("Worker configuration of MSK Connect");
  return settings;
}

function checkAllowed(problems: Problems, name: string): void {
  for (const [prefix, names] of [
    ["producer.", producer],
    ["consumer.", consumer],
  ] as const) {
    if (!name.startsWith(prefix)) continue;
    const rest = name.slice(prefix.length);
    const near = nearest(rest, names);
    problems.require(
      names.includes(rest),
      name,
      "is not among the settings of clients that MSK Connect takes from a worker",
      `set ${prefix}override.${rest} in the connector${near === undefined ? "" : `, or write ${prefix}${near}`}`,
    );
    return;
  }
  problems.require(
    !denied.includes(name) && !deniedPrefixes.some((prefix) => name.startsWith(prefix)),
    name,
    "is refused by MSK Connect, which sets it itself",
    "remove it, or run the connector on ECS",
  );
}

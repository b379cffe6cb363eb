import { Problems } from "../../checks";
import { adminNames, checkConfig, consumerNames, producerNames, type KafkaConfig } from "../keys";
import { checkConnectorName } from "../names";
import { kafkaWorkerTopics } from "../topics";
import { clientAuthSettings, type KafkaClientAuth } from "./auth";
import { workerKeys } from "./workerKeys";

/** A group of Connect workers of our own: on ECS, or on this machine. */
export interface KafkaWorkerSpec {
  /** Name of the group: workers with the same one share their connectors. Its topics are named after it. */
  readonly group: string;
  readonly bootstrapServers: string;
  readonly auth: KafkaClientAuth;
  /** Copies of the group's own topics. Default: 3. */
  readonly replicationFactor?: number;
  /** Folders with plugins. Default: /opt/floe/plugins. */
  readonly pluginPath?: string;
  /** Port of the REST API, which has no sign-in of its own: never public. Default: 8083. */
  readonly port?: number;
  /** Address it listens on. Default: 0.0.0.0, which a container needs and a security group guards. */
  readonly listenAddress?: string;
  /** Name or address at which the other workers reach this one. Default: that of the machine. */
  readonly advertisedHost?: string;
  /**
   * Whether records and positions of sources commit together. Default: true. Off, a killed worker sends again what it had
   * sent since its last flush.
   */
  readonly exactlyOnce?: boolean;
  /** Seconds the tasks of a lost worker wait for its return. Default: 10, not Kafka's 300. */
  readonly rebalanceDelaySeconds?: number;
  readonly settings?: KafkaConfig;
}

/**
 * Configuration of a distributed worker. Secrets of connectors come from environment variables by `${env:NAME}`.
 *
 * @throws InvalidArguments for unknown keys, bad values and secrets written out.
 */
export function kafkaWorkerSettings(spec: KafkaWorkerSpec): KafkaConfig {
  const problems = new Problems();
  checkConnectorName(problems, "group", spec.group);
  const settings = assemble(spec);
  checkConfig(problems.at("settings"), settings, {
    owner: "a distributed Connect worker",
    keys: workerKeys,
    families: [
      { prefix: "admin.", names: adminNames },
      { prefix: "producer.", names: producerNames },
      { prefix: "consumer.", names: consumerNames },
      { prefix: "key.converter." },
      { prefix: "value.converter." },
      { prefix: "header.converter." },
      { prefix: "config.providers." },
      { prefix: "metrics.context." },
      { prefix: "listeners.https." },
    ],
  });
  problems.raise(`Kafka Connect workers "${spec.group}"`);
  return settings;
}

function assemble(spec: KafkaWorkerSpec): KafkaConfig {
  const [configs, offsets, status] = kafkaWorkerTopics(spec.group);
  const copies = String(spec.replicationFactor ?? 3);
  const auth = clientAuthSettings(spec.auth);
  const under = (prefix: string) =>
    Object.fromEntries(Object.entries(auth).map(([name, value]) => [prefix + name, value]));
  const port = spec.port ?? 8083;
  return {
    "bootstrap.servers": spec.bootstrapServers,
    "group.id": spec.group,
    "config.storage.topic": configs?.name ?? "",
    "config.storage.replication.factor": copies,
    "offset.storage.topic": offsets?.name ?? "",
    "offset.storage.replication.factor": copies,
    "offset.storage.partitions": String(offsets?.partitions ?? 25),
    "status.storage.topic": status?.name ?? "",
    "status.storage.replication.factor": copies,
    "status.storage.partitions": String(status?.partitions ?? 5),
    "exactly.once.source.support": spec.exactlyOnce === false ? "disabled" : "enabled",
    "scheduled.rebalance.max.delay.ms": String((spec.rebalanceDelaySeconds ?? 10) * 1000),
    // Connectors set their transactions' time limit and isolation themselves.
    "connector.client.config.override.policy": "All",
    "plugin.path": spec.pluginPath ?? "/opt/floe/plugins",
    // The Snowflake sink 2.5 has no service manifest, so plugins are also looked for in the jars.
    "plugin.discovery": "hybrid_warn",
    listeners: `http://${spec.listenAddress ?? "0.0.0.0"}:${port}`,
    ...(spec.advertisedHost === undefined
      ? {}
      : { "rest.advertised.host.name": spec.advertisedHost, "rest.advertised.port": String(port) }),
    "config.providers": "env",
    "config.providers.env.class": "org.apache.kafka.common.config.provider.EnvVarConfigProvider",
    "key.converter": "org.apache.kafka.connect.json.JsonConverter",
    "key.converter.schemas.enable": "false",
    "value.converter": "org.apache.kafka.connect.json.JsonConverter",
    "value.converter.schemas.enable": "false",
    ...auth,
    ...under("admin."),
    ...under("producer."),
    ...under("consumer."),
    ...spec.settings,
  };
}

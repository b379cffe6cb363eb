import { checkInteger, Problems } from "../checks";
import type { KafkaConfig } from "./keys";
import { checkCollisions, checkTopicName } from "./names";

export interface KafkaTopicSpec {
  readonly name: string;
  /** Parts that are read in parallel. Order holds within one. Default: 6. More cannot be taken back, and move keys. */
  readonly partitions?: number;
  /** Copies of each partition. Default: 3, or one per broker where there are fewer. */
  readonly replicationFactor?: number;
  /** Copies that must have a record before it counts as written. Default: one less than there are, at least 1. */
  readonly minInSync?: number;
  /**
   * `delete` drops what is old, `compact` keeps the last record of each key, and `compact,delete` does both.
   * Default: delete.
   */
  readonly cleanup?: "delete" | "compact" | "compact,delete";
  /** Hours records are kept. Default: 168. `forever` keeps all, and its storage grows without end. */
  readonly retentionHours?: number | "forever";
  /** Largest record in bytes. Default: Kafka's, 1 MiB. */
  readonly maxRecordBytes?: number;
  /** Any further setting of a topic. */
  readonly settings?: KafkaConfig;
}

/** A topic as `aws.msk.Topic` and an admin client take it. */
export interface KafkaTopic {
  readonly name: string;
  readonly partitionCount: number;
  readonly replicationFactor: number;
  readonly configs: KafkaConfig;
  /**
   * Always true: a topic that is made anew counts from zero, and the sink then takes every record for one it has stored;
   * more partitions put keys elsewhere, and their order is lost.
   */
  readonly protect: true;
}

/** Facts of the cluster that topics depend on. */
export interface KafkaBrokers {
  readonly count: number;
  /** Serverless and Express brokers fix copies and acknowledgements themselves. */
  readonly serverless?: boolean;
}

const hour = 3_600_000;

/**
 * Settings of topics for a cluster.
 *
 * @throws InvalidArguments when names fall together, copies outnumber brokers, or the loss of one broker would stop writes.
 */
export function kafkaTopics(specs: readonly KafkaTopicSpec[], brokers: KafkaBrokers): readonly KafkaTopic[] {
  const problems = new Problems();
  checkCollisions(
    problems,
    "topics",
    specs.map(({ name }) => name),
  );
  const topics = specs.map((spec, index) => topicOf(problems.at(`topics[${index}]`), spec, brokers));
  problems.raise("Kafka topics");
  return topics;
}

function topicOf(problems: Problems, spec: KafkaTopicSpec, brokers: KafkaBrokers): KafkaTopic {
  const replicationFactor = spec.replicationFactor ?? Math.min(3, brokers.count);
  const minInSync = spec.minInSync ?? Math.max(1, replicationFactor - 1);
  checkTopic(problems, spec, brokers, { replicationFactor, minInSync });
  const cleanup = spec.cleanup ?? "delete";
  const retention = spec.retentionHours ?? (cleanup === "delete" ? 168 : undefined);
  return {
    name: spec.name,
    partitionCount: spec.partitions ?? 6,
    replicationFactor,
    configs: {
      "cleanup.policy": cleanup,
      ...(retention === undefined
        ? {}
        : { "retention.ms": retention === "forever" ? "-1" : String(Math.round(retention * hour)) }),
      ...(spec.maxRecordBytes === undefined ? {} : { "max.message.bytes": String(spec.maxRecordBytes) }),
      ...(brokers.serverless === true ? {} : { "min.insync.replicas": String(minInSync) }),
      // A replica that lags never becomes the leader: what was acknowledged would be gone.
      ...(brokers.serverless === true ? {} : { "unclean.leader.election.enable": "false" }),
      ...spec.settings,
    },
    protect: true,
  };
}

function checkTopic(
  problems: Problems,
  spec: KafkaTopicSpec,
  { count }: KafkaBrokers,
  { replicationFactor, minInSync }: { readonly replicationFactor: number; readonly minInSync: number },
): void {
  checkTopicName(problems, "name", spec.name);
  checkInteger(problems, "partitions", spec.partitions, { min: 1, max: 4000 });
  checkInteger(problems, "maxRecordBytes", spec.maxRecordBytes, { min: 1024, max: 64 * 1024 * 1024 });
  checkInteger(problems, "replicationFactor", replicationFactor, { min: 1, max: count });
  problems.require(
    Number.isInteger(minInSync) &&
      minInSync >= 1 &&
      (minInSync < replicationFactor || replicationFactor === 1),
    "minInSync",
    `is ${minInSync} of ${replicationFactor} copies: ${minInSync >= replicationFactor ? "one broker that restarts stops all writes" : "a write would need no copy"}`,
    `use ${Math.max(1, replicationFactor - 1)}`,
  );
  const retention = spec.retentionHours;
  problems.require(
    retention === undefined || retention === "forever" || (Number.isFinite(retention) && retention > 0),
    "retentionHours",
    "must be more than 0",
    'write hours, or "forever"',
  );
  problems.require(
    retention === undefined || spec.cleanup !== "compact",
    "retentionHours",
    "has no effect on a compacted topic, which keeps the last record of each key",
    'remove it, or use cleanup: "compact,delete"',
  );
}

/** Topic of a source's position. One partition: it holds one position, and a start reads all of it. */
export function kafkaOffsetsTopic(name: string): KafkaTopicSpec {
  return { name, partitions: 1, cleanup: "compact" };
}

/** Topics a distributed worker keeps its connectors, their positions and their states in. */
export function kafkaWorkerTopics(group: string): readonly KafkaTopicSpec[] {
  return [
    { name: `${group}.configs`, partitions: 1, cleanup: "compact" },
    { name: `${group}.offsets`, partitions: 25, cleanup: "compact" },
    { name: `${group}.status`, partitions: 5, cleanup: "compact" },
  ];
}

/** Broker settings of a cluster for exactly-once work. */
export function kafkaBrokerSettings({ count }: KafkaBrokers): KafkaConfig {
  const copies = String(Math.min(3, count));
  const inSync = String(Math.max(1, Math.min(3, count) - 1));
  return {
    "auto.create.topics.enable": "false",
    "default.replication.factor": copies,
    "min.insync.replicas": inSync,
    "offsets.topic.replication.factor": copies,
    "transaction.state.log.replication.factor": copies,
    "transaction.state.log.min.isr": inSync,
    "unclean.leader.election.enable": "false",
  };
}

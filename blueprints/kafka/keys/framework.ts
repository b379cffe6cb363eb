import { adminNames, consumerNames, producerNames } from "./clients";
import { flag, key, type ConfigKey, type KeyFamily } from "./key";

/**
 * What Kafka Connect itself reads from every connector's configuration.
 *
 * @see Apache Kafka documentation 4.1, "Source Connector Configs", "Sink Connector Configs"
 */
export const connectorKeys: readonly ConfigKey[] = [
  key("name", "STRING", undefined, { required: true }),
  key("connector.class", "CLASS", undefined, { required: true }),
  key("tasks.max", "INT", "1", { min: 1 }),
  flag("tasks.max.enforce", true),
  key("key.converter", "CLASS"),
  key("value.converter", "CLASS"),
  key("header.converter", "CLASS"),
  key("transforms", "LIST", ""),
  key("predicates", "LIST", ""),
  key("config.action.reload", "STRING", "restart", { validValues: ["none", "restart"] }),
  key("errors.retry.timeout", "LONG", "0", { min: -1 }),
  key("errors.retry.delay.max.ms", "LONG", "60000", { min: 0 }),
  key("errors.tolerance", "STRING", "none", { validValues: ["none", "all"] }),
  flag("errors.log.enable", false),
  flag("errors.log.include.messages", false),
];

export const sinkKeys: readonly ConfigKey[] = [
  key("topics", "LIST", ""),
  key("topics.regex", "STRING", ""),
  key("errors.deadletterqueue.topic.name", "STRING", ""),
  key("errors.deadletterqueue.topic.replication.factor", "SHORT", "3", { min: 1 }),
  flag("errors.deadletterqueue.context.headers.enable", false),
];

export const sourceKeys: readonly ConfigKey[] = [
  key("topic.creation.groups", "LIST", ""),
  key("exactly.once.support", "STRING", "requested", { validValues: ["requested", "required"] }),
  key("transaction.boundary", "STRING", "poll", { validValues: ["poll", "interval", "connector"] }),
  key("transaction.boundary.interval.ms", "LONG", undefined, { min: 0 }),
  key("offsets.storage.topic"),
];

/** Prefixes whose names belong to converters, transforms and clients. */
export const connectorFamilies: readonly KeyFamily[] = [
  { prefix: "key.converter." },
  { prefix: "value.converter." },
  { prefix: "header.converter." },
  { prefix: "transforms." },
  { prefix: "predicates." },
  { prefix: "admin.override.", names: adminNames },
  { prefix: "producer.override.", names: producerNames },
  { prefix: "consumer.override.", names: consumerNames },
];

/** `topic.creation.<group>.<setting>`: topic settings are free, so nothing can be said about the names. */
export const sourceFamilies: readonly KeyFamily[] = [...connectorFamilies, { prefix: "topic.creation." }];

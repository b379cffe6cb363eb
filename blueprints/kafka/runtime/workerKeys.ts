import { adminNames, flag, key, type ConfigKey } from "../keys";
import { secretClientNames } from "../keys";

/**
 * What a distributed worker reads.
 *
 * @see Apache Kafka documentation 4.1, "Kafka Connect Configs"
 */
export const workerKeys: readonly ConfigKey[] = [
  ...adminNames.map((name) => key(name, secretClientNames.includes(name) ? "PASSWORD" : "STRING")),
  key("bootstrap.servers", "LIST", undefined, { required: true }),
  key("group.id", "STRING", undefined, { required: true }),
  key("config.storage.topic", "STRING", undefined, { required: true }),
  key("config.storage.replication.factor", "SHORT", "3", { min: -1 }),
  key("offset.storage.topic", "STRING", undefined, { required: true }),
  key("offset.storage.replication.factor", "SHORT", "3", { min: -1 }),
  key("offset.storage.partitions", "INT", "25", { min: -1 }),
  key("status.storage.topic", "STRING", undefined, { required: true }),
  key("status.storage.replication.factor", "SHORT", "3", { min: -1 }),
  key("status.storage.partitions", "INT", "5", { min: -1 }),
  key("exactly.once.source.support", "STRING", "disabled", {
    validValues: ["disabled", "preparing", "enabled"],
  }),
  key("scheduled.rebalance.max.delay.ms", "INT", "300000", { min: 0 }),
  key("connect.protocol", "STRING", "sessioned", { validValues: ["eager", "compatible", "sessioned"] }),
  key("connector.client.config.override.policy", "STRING", "All"),
  key("plugin.path", "LIST"),
  key("plugin.discovery", "STRING", "hybrid_warn", {
    validValues: ["only_scan", "hybrid_warn", "hybrid_fail", "service_load"],
  }),
  key("listeners", "LIST", "http://:8083"),
  key("admin.listeners", "LIST"),
  key("rest.advertised.host.name"),
  key("rest.advertised.port", "INT", undefined, { min: 1 }),
  key("rest.advertised.listener"),
  key("rest.extension.classes", "LIST", ""),
  key("access.control.allow.methods", "STRING", ""),
  key("access.control.allow.origin", "STRING", ""),
  key("response.http.headers.config", "STRING", ""),
  key("key.converter", "CLASS", undefined, { required: true }),
  key("value.converter", "CLASS", undefined, { required: true }),
  key("header.converter", "CLASS"),
  key("config.providers", "LIST", ""),
  key("offset.flush.interval.ms", "LONG", "60000", { min: 1 }),
  key("offset.flush.timeout.ms", "LONG", "5000", { min: 1 }),
  key("task.shutdown.graceful.timeout.ms", "LONG", "5000", { min: 0 }),
  flag("topic.creation.enable", true),
  flag("topic.tracking.enable", true),
  flag("topic.tracking.allow.reset", true),
  key("heartbeat.interval.ms", "INT", "3000", { min: 1 }),
  key("session.timeout.ms", "INT", "10000", { min: 1 }),
  key("rebalance.timeout.ms", "INT", "60000", { min: 1 }),
  key("worker.sync.timeout.ms", "INT", "3000", { min: 0 }),
  key("worker.unsync.backoff.ms", "INT", "300000", { min: 0 }),
  key("inter.worker.key.ttl.ms", "INT", "3600000", { min: 0 }),
  key("inter.worker.key.size", "INT", undefined, { min: 1 }),
  key("inter.worker.key.generation.algorithm", "STRING", "HmacSHA256"),
  key("inter.worker.signature.algorithm", "STRING", "HmacSHA256"),
  key("inter.worker.verification.algorithms", "LIST", "HmacSHA256"),
];

/**
 * Settings of topics. A broker refuses one it does not know, but only once the deployment is under way.
 *
 * @see Apache Kafka documentation 4.1, "Topic Configs"
 */
export const topicConfigs: readonly string[] = [
  "cleanup.policy",
  "compression.gzip.level",
  "compression.lz4.level",
  "compression.type",
  "compression.zstd.level",
  "delete.retention.ms",
  "file.delete.delay.ms",
  "flush.messages",
  "flush.ms",
  "follower.replication.throttled.replicas",
  "index.interval.bytes",
  "leader.replication.throttled.replicas",
  "local.retention.bytes",
  "local.retention.ms",
  "max.compaction.lag.ms",
  "max.message.bytes",
  "message.downconversion.enable",
  "message.format.version",
  "message.timestamp.after.max.ms",
  "message.timestamp.before.max.ms",
  "message.timestamp.difference.max.ms",
  "message.timestamp.type",
  "min.cleanable.dirty.ratio",
  "min.compaction.lag.ms",
  "min.insync.replicas",
  "preallocate",
  "remote.log.copy.disable",
  "remote.log.delete.on.disable",
  "remote.storage.enable",
  "retention.bytes",
  "retention.ms",
  "segment.bytes",
  "segment.index.bytes",
  "segment.jitter.ms",
  "segment.ms",
  "unclean.leader.election.enable",
];

/** Lists whose order means nothing, and words whose case does not. */
export function sameConfig(key: string, old: string, value: string): boolean {
  if (old === value) return true;
  if (key !== "cleanup.policy") return false;
  const policies = (text: string) =>
    text
      .toLowerCase()
      .split(",")
      .map((each) => each.trim())
      .sort()
      .join();
  return policies(old) === policies(value);
}

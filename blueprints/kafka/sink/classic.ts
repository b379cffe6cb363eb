import { flag, key, type ConfigKey } from "../keys";
import { loginKeys, oauthKeys } from "./login";

/**
 * Keys of versions 2.5 and 3.x of the Snowflake sink, which differ in two.
 *
 * @see Snowflake documentation, "Snowflake Connector for Kafka (classic)", and the definitions of releases 2.5.0 and
 *   3.0.0 to 3.5.4
 */
export const classicKeys: readonly ConfigKey[] = [
  ...loginKeys,
  ...oauthKeys(),
  key("snowflake.oauth.token.endpoint", "STRING", undefined, { since: "3.1" }),
  key("snowflake.topic2table.map", "STRING", ""),
  key("snowflake.ingestion.method", "STRING", "SNOWPIPE", {
    validValues: ["SNOWPIPE", "SNOWPIPE_STREAMING"],
  }),
  flag("snowflake.enable.schematization", false),
  key("buffer.count.records", "LONG", "10000", { min: 1 }),
  key("buffer.size.bytes", "LONG", "5000000", { min: 1 }),
  key("buffer.flush.time", "LONG", "120", { min: 1 }),
  flag("snowflake.metadata.all", true),
  flag("snowflake.metadata.createtime", true),
  flag("snowflake.metadata.topic", true),
  flag("snowflake.metadata.offset.and.partition", true),
  flag("snowflake.streaming.metadata.connectorPushTime", true),
  key("provider", "STRING", "UNKNOWN", { validValues: ["UNKNOWN", "SELF_HOSTED", "CONFLUENT"] }),
  key("behavior.on.null.values", "STRING", "DEFAULT", { validValues: ["DEFAULT", "IGNORE"] }),
  flag("jmx", true),
  flag("snowflake.snowpipe.v2CleanerEnabled", true),
  key("snowflake.snowpipe.v2CleanerThreads", "INT", "1", { min: 1 }),
  flag("snowflake.snowpipe.stageFileNameExtensionEnabled", true),
  flag("snowflake.streaming.closeChannelsInParallel.enabled", true),
  key("snowflake.streaming.max.client.lag", "LONG", "1", { min: 1 }),
  key("snowflake.streaming.max.memory.limit.bytes", "LONG", "-1"),
  flag("snowflake.streaming.enable.single.buffer", false),
  key("snowflake.streaming.client.provider.override.map", "STRING", ""),
  key("snowflake.jdbc.map", "STRING", ""),
  flag("enable.streaming.client.optimization", true),
  flag("enable.mdc.logging", false),
  flag("enable.streaming.channel.offset.migration", true),
  flag("enable.streaming.channel.offset.verification", true),
  flag("enable.task.fail.on.authorization.errors", false),
  flag("snowflake.streaming.iceberg.enabled", false),
  flag("snowflake.streaming.channel.name.include.connector.name", false, { since: "3.5" }),
];

import type { KafkaConfig } from "../keys";
import { clientAuthSettings } from "../runtime";
import type { FlinkCluster, FlinkFormat, FlinkSource, FlinkTopic } from "./spec";
import { intervalSql } from "./duration";
import { flinkName, flinkText } from "./types";

/** Column that holds Kafka's own time, for topics without one. */
export const kafkaTime = "kafka_time";

/** `CREATE TABLE` over a topic that is read: committed records only, from where the group is, else the beginning. */
export function sourceTable(name: string, source: FlinkSource, group: string, cluster: FlinkCluster): string {
  const time = source.time ?? kafkaTime;
  const columns = [
    ...columnList(source.columns),
    ...(source.time === undefined
      ? [`${flinkName(kafkaTime)} TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL`]
      : []),
    `WATERMARK FOR ${flinkName(time)} AS ${flinkName(time)} - ${intervalSql(source.lateness ?? "10 seconds")}`,
  ];
  return table(name, columns, {
    ...common(source, cluster),
    "properties.group.id": group,
    "properties.isolation.level": "read_committed",
    "properties.auto.offset.reset": "earliest",
    "scan.startup.mode": "group-offsets",
  });
}

/** `CREATE TABLE` over a topic that is written in transactions. */
export function sinkTable(
  name: string,
  columns: Readonly<Record<string, string>>,
  sink: FlinkTopic,
  transactions: string,
  cluster: FlinkCluster,
): string {
  return table(name, columnList(columns), {
    ...common(sink, cluster),
    "sink.delivery-guarantee": "exactly-once",
    "sink.transactional-id-prefix": transactions,
    "properties.transaction.timeout.ms": String((cluster.transactionMinutes ?? 15) * 60_000),
  });
}

function common(topic: FlinkTopic, cluster: FlinkCluster): KafkaConfig {
  const auth = clientAuthSettings(cluster.auth);
  return {
    connector: "kafka",
    topic: topic.topic,
    "properties.bootstrap.servers": cluster.bootstrapServers,
    ...Object.fromEntries(Object.entries(auth).map(([name, value]) => [`properties.${name}`, value])),
    ...format(topic.format ?? { kind: "json" }),
  };
}

function format(of: FlinkFormat): KafkaConfig {
  // A record that cannot be read stops the job: skipping it would make a sum silently wrong.
  switch (of.kind) {
    case "avro":
      return { "value.format": "avro-confluent", "value.avro-confluent.url": of.registryUrl };
    case "protobuf":
      return {
        "value.format": "protobuf",
        "value.protobuf.message-class-name": of.messageClass,
        "value.protobuf.ignore-parse-errors": "false",
      };
    case "json":
      return {
        "value.format": "json",
        "value.json.ignore-parse-errors": "false",
        "value.json.timestamp-format.standard": "ISO-8601",
      };
  }
}

function columnList(columns: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(columns).map(([name, type]) => `${flinkName(name)} ${type}`);
}

function table(name: string, columns: readonly string[], options: KafkaConfig): string {
  const lines = Object.entries(options).map(([key, value]) => `  ${flinkText(key)} = ${flinkText(value)}`);
  return `CREATE TABLE ${flinkName(name)} (\n  ${columns.join(",\n  ")}\n) WITH (\n${lines.join(",\n")}\n)`;
}

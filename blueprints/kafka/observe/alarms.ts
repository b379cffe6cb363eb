import { sinkGroup } from "../names";
import { loggedMetric } from "./filters";
import { kafkaThresholds, type KafkaMetric, type KafkaObservedSpec, type KafkaWatched } from "./spec";

/** An alarm of CloudWatch, but for whom it tells. */
export interface KafkaAlarm {
  /** Part of its name: `payments-sink-lag`. */
  readonly key: string;
  readonly description: string;
  readonly metric: KafkaMetric;
  readonly threshold: number;
  readonly comparison: "GreaterThanOrEqualToThreshold" | "GreaterThanThreshold" | "LessThanThreshold";
  readonly periodSeconds: number;
  readonly periods: number;
  readonly missing: "notBreaching" | "breaching" | "missing" | "ignore";
}

/** Alarms of all connectors: each says what is wrong and what to do. */
export function kafkaAlarms(spec: KafkaObservedSpec): readonly KafkaAlarm[] {
  return spec.connectors.flatMap((watched) => [
    ...lag(watched, spec),
    ...sourceLag(watched, spec),
    ...failed(watched, spec),
    ...badRecords(watched, spec),
    ...memory(watched, spec),
  ]);
}

/** How far a sink's group is behind, on one topic. */
export function lagMetric(
  clusterName: string,
  connector: string,
  topic: string,
  name: "EstimatedMaxTimeLag" | "SumOffsetLag",
): KafkaMetric {
  return {
    namespace: "AWS/Kafka",
    name,
    dimensions: { "Cluster Name": clusterName, "Consumer Group": sinkGroup(connector), Topic: topic },
    statistic: "Maximum",
    label: topic,
  };
}

function lag(
  { connector, kind, topics }: KafkaWatched,
  { clusterName, thresholds }: KafkaObservedSpec,
): readonly KafkaAlarm[] {
  if (kind === "source" || clusterName === undefined) return [];
  const seconds = thresholds?.lagSeconds ?? kafkaThresholds.lagSeconds;
  const records = thresholds?.lagRecords ?? kafkaThresholds.lagRecords;
  const common = { comparison: "GreaterThanThreshold", periodSeconds: 60, periods: 3 } as const;
  return topics.flatMap((topic): readonly KafkaAlarm[] => [
    {
      ...common,
      key: `${connector}-lag-${topic}`,
      description: `Records of ${topic} wait more than ${seconds} s for ${connector}. Look at its tasks (floe kafka status), then at Snowflake; a standstill without an error ends with a restart of the connector.`,
      metric: lagMetric(clusterName, connector, topic, "EstimatedMaxTimeLag"),
      threshold: seconds,
      // Nothing is measured while a group rebalances, and of a topic nobody writes to.
      missing: "notBreaching",
    },
    {
      ...common,
      key: `${connector}-backlog-${topic}`,
      description: `More than ${records} records of ${topic} wait for ${connector}. Add tasks up to the partitions, or look for what holds it up.`,
      metric: lagMetric(clusterName, connector, topic, "SumOffsetLag"),
      threshold: records,
      missing: "notBreaching",
    },
  ]);
}

function sourceLag(
  { connector, kind, logged }: KafkaWatched,
  { scope, thresholds }: KafkaObservedSpec,
): readonly KafkaAlarm[] {
  if (kind === "sink" || !logged) return [];
  const seconds = thresholds?.sourceLagSeconds ?? kafkaThresholds.sourceLagSeconds;
  return [
    {
      key: `${connector}-lag`,
      description: `Rows wait in the stage of ${connector} for more than ${seconds} s, or the connector has not told for ${seconds} s. Look at its task (floe kafka status) and the brokers.`,
      metric: loggedMetric(scope, connector, "LagMilliseconds", "Maximum"),
      threshold: seconds * 1000,
      comparison: "GreaterThanThreshold",
      periodSeconds: 300,
      periods: Math.max(1, Math.ceil(seconds / 300)),
      // A source tells every minute: silence is a source that does not run.
      missing: "breaching",
    },
  ];
}

function failed(
  { connector, place, group = "", logged }: KafkaWatched,
  { scope, thresholds }: KafkaObservedSpec,
): readonly KafkaAlarm[] {
  const threshold = thresholds?.taskFailures ?? kafkaThresholds.taskFailures;
  const description =
    place === "ecs"
      ? `A task of ${connector} has failed. It is started again, ever more rarely; its log has the reason.`
      : `A task of ${connector} has failed, and does not start again by itself. Its log has the reason; then restart it (floe kafka status tells how).`;
  const common = {
    key: `${connector}-failed`,
    description,
    threshold,
    comparison: "GreaterThanOrEqualToThreshold",
    periods: 1,
    missing: "notBreaching",
  } as const;
  if (place === "mskConnect")
    return [
      { ...common, periodSeconds: 60, metric: connectMetric(connector, "ErroredTaskCount", "Maximum") },
      {
        key: `${connector}-stopped`,
        description: `No task of ${connector} runs. MSK Connect's console tells its state.`,
        metric: connectMetric(connector, "RunningTaskCount", "Maximum"),
        threshold: 1,
        comparison: "LessThanThreshold",
        periodSeconds: 60,
        // Longer than a rebalance after a lost worker.
        periods: 10,
        missing: "breaching",
      },
    ];
  if (place === "ecs")
    return [
      { ...common, periodSeconds: 60, metric: keeperMetric(group, connector, "FailedTasks", "Maximum") },
      {
        key: `${connector}-stopped`,
        description: `${connector} is not up, or its workers have not told for 10 minutes. Look at the events of their ECS service, then at its log.`,
        metric: keeperMetric(group, connector, "ConnectorUp", "Maximum"),
        threshold: 1,
        comparison: "LessThanThreshold",
        periodSeconds: 60,
        // Longer than a deployment that replaces the task.
        periods: 10,
        missing: "breaching",
      },
    ];
  if (!logged) return [];
  return [{ ...common, periodSeconds: 300, metric: loggedMetric(scope, connector, "TaskFailures", "Sum") }];
}

function badRecords(
  { connector, kind, logged }: KafkaWatched,
  { scope, thresholds }: KafkaObservedSpec,
): readonly KafkaAlarm[] {
  if (kind === "source" || !logged) return [];
  return [
    {
      key: `${connector}-bad-records`,
      description: `${connector} could not store records: they wait in its topic of bad records or the table's error table. See why, put it right, and send them again (floe kafka replay-dlq).`,
      metric: loggedMetric(scope, connector, "BadRecords", "Sum"),
      threshold: thresholds?.badRecords ?? kafkaThresholds.badRecords,
      comparison: "GreaterThanOrEqualToThreshold",
      periodSeconds: 300,
      periods: 1,
      missing: "notBreaching",
    },
  ];
}

function memory(
  { connector, place }: KafkaWatched,
  { thresholds }: KafkaObservedSpec,
): readonly KafkaAlarm[] {
  if (place !== "mskConnect") return [];
  const percent = thresholds?.memoryPercent ?? kafkaThresholds.memoryPercent;
  return [
    {
      key: `${connector}-memory`,
      description: `Workers of ${connector} use more than ${percent} % of their memory. Give them more, or smaller batches.`,
      metric: connectMetric(connector, "MemoryUtilization", "Maximum"),
      threshold: percent,
      comparison: "GreaterThanThreshold",
      periodSeconds: 300,
      periods: 3,
      missing: "notBreaching",
    },
  ];
}

/** Metric that workers on ECS tell of a connector every minute. */
export function keeperMetric(
  group: string,
  connector: string,
  name: "RunningTasks" | "FailedTasks" | "ConnectorUp",
  statistic: KafkaMetric["statistic"],
): KafkaMetric {
  return {
    namespace: "Floe/KafkaConnect",
    name,
    dimensions: { Group: group, Connector: connector },
    statistic,
    label: connector,
  };
}

/** Metric of MSK Connect itself (Amazon MSK developer guide, "Monitoring Amazon MSK Connect"). */
export function connectMetric(
  connector: string,
  name:
    | "ErroredTaskCount"
    | "RunningTaskCount"
    | "MemoryUtilization"
    | "CpuUtilization"
    | "SinkRecordReadRate"
    | "SinkRecordSendRate"
    | "SourceRecordPollRate"
    | "SourceRecordWriteRate",
  statistic: KafkaMetric["statistic"],
): KafkaMetric {
  return {
    namespace: "AWS/KafkaConnect",
    name,
    dimensions: { ConnectorName: connector },
    statistic,
    label: connector,
  };
}

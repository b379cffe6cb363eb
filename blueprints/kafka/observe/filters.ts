import type { KafkaMetric, KafkaWatched } from "./spec";

/** Namespace of the metrics that a stack reads out of logs. */
export const kafkaMetricNamespace = (scope: string): string => `Floe/Kafka/${scope}`;

/** A filter that makes a metric of lines of a log. */
export interface KafkaLogFilter {
  /** Part of its name: `task-failures`. */
  readonly key: string;
  readonly pattern: string;
  readonly metricName: string;
  /** A number, or the field of the line that holds it. */
  readonly value: string;
  /** What a minute without such a line counts. Undefined: nothing is known then. */
  readonly standard?: string;
}

/** Values of a line `floe-source-metrics`, in its order; what is left out is not made a metric. */
const sourceFields = ["rows", "batches", "lag", "poll", "warehouse", "retries", "errors", "cleaned"] as const;
const sourceMetrics = {
  rows: "Rows",
  lag: "LagMilliseconds",
  poll: "PollMilliseconds",
  warehouse: "WarehouseSeconds",
  retries: "Retries",
  errors: "Errors",
} as const;

/**
 * What the log of a connector's workers tells: words of Connect itself, which name the task, and a line a minute with the
 * values the source shows by JMX. Workers of one log may run several connectors, so each filter names its own.
 *
 * @see Amazon CloudWatch Logs user guide, "Filter pattern syntax for metric filters"
 */
export function kafkaLogFilters({ connector, kind, logged }: KafkaWatched): readonly KafkaLogFilter[] {
  if (!logged) return [];
  const counted = (key: string, pattern: string, metric: string): KafkaLogFilter => ({
    key,
    pattern,
    metricName: `${connector}.${metric}`,
    value: "1",
    standard: "0",
  });
  return [
    counted(
      "task-failures",
      `"id=${connector}-" "Task threw an uncaught and unrecoverable exception"`,
      "TaskFailures",
    ),
    counted("bad-records", `"Error encountered in task ${connector}-"`, "BadRecords"),
    ...(kind === "sink"
      ? []
      : Object.entries(sourceMetrics).map(([field, metric]) => ({
          key: metric.toLowerCase(),
          pattern: `[..., marker="floe-source-metrics", connector="${connector}", ${sourceFields.join(", ")}, at]`,
          metricName: `${connector}.${metric}`,
          value: `$${field}`,
        }))),
  ];
}

/** Metric a filter makes. */
export function loggedMetric(
  scope: string,
  connector: string,
  metric: "TaskFailures" | "BadRecords" | (typeof sourceMetrics)[keyof typeof sourceMetrics],
  statistic: KafkaMetric["statistic"],
): KafkaMetric {
  return {
    namespace: kafkaMetricNamespace(scope),
    name: `${connector}.${metric}`,
    dimensions: {},
    statistic,
    label: connector,
  };
}

import { connectMetric, lagMetric } from "./alarms";
import { loggedMetric } from "./filters";
import type { KafkaMetric, KafkaObservedSpec, KafkaWatched } from "./spec";

interface Widget {
  readonly type: "metric" | "alarm" | "text";
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface KafkaDashboardSpec extends KafkaObservedSpec {
  readonly region: string;
  /** ARNs of the alarms, for the first row. */
  readonly alarmArns: readonly string[];
  /** Topic of SNS that Snowflake's failed tasks are told to, by its name: their number is shown. */
  readonly failureTopic?: string;
}

/**
 * Body of a dashboard: alarms, how far behind, how much, how long, what failed.
 *
 * @see Amazon CloudWatch user guide, "Dashboard body structure and syntax"
 */
export function kafkaDashboard(spec: KafkaDashboardSpec): string {
  const sources = spec.connectors.filter(({ kind }) => kind === "source");
  const sinks = spec.connectors.filter(({ kind }) => kind === "sink");
  const logged = (metric: Parameters<typeof loggedMetric>[2], statistic: KafkaMetric["statistic"]) =>
    spec.connectors
      .filter(({ logged: has, kind }) => has && (kind === "source" || counted.has(metric)))
      .map(({ connector }) => loggedMetric(spec.scope, connector, metric, statistic));
  const managed = (
    of: readonly KafkaWatched[],
    name: Parameters<typeof connectMetric>[1],
    statistic: KafkaMetric["statistic"],
  ) =>
    of
      .filter(({ place }) => place === "mskConnect")
      .map(({ connector }) => connectMetric(connector, name, statistic));
  const { clusterName } = spec;
  const behind = (name: "EstimatedMaxTimeLag" | "SumOffsetLag") =>
    clusterName === undefined
      ? []
      : sinks.flatMap(({ connector, topics }) =>
          topics.map((topic) => ({
            ...lagMetric(clusterName, connector, topic, name),
            label: `${connector} ${topic}`,
          })),
        );
  const charts: readonly (readonly [string, readonly KafkaMetric[]])[] = [
    ["Sinks: seconds behind", behind("EstimatedMaxTimeLag")],
    ["Sinks: records behind", behind("SumOffsetLag")],
    ["Sources: milliseconds rows wait in the stage", logged("LagMilliseconds", "Maximum")],
    ["Sources: rows sent since the task began", logged("Rows", "Maximum")],
    ["Sources: milliseconds of a poll", logged("PollMilliseconds", "Average")],
    ["Sources: seconds of warehouse since the task began", logged("WarehouseSeconds", "Maximum")],
    ["Sinks: records stored a second", managed(sinks, "SinkRecordSendRate", "Average")],
    ["Sources: records written a second", managed(sources, "SourceRecordWriteRate", "Average")],
    [
      "Failures of tasks",
      [...logged("TaskFailures", "Sum"), ...managed(spec.connectors, "ErroredTaskCount", "Maximum")],
    ],
    ["Bad records", logged("BadRecords", "Sum")],
    ["Workers: memory, percent", managed(spec.connectors, "MemoryUtilization", "Maximum")],
    ["Snowflake: failed tasks told", failures(spec.failureTopic)],
  ];
  const alarms: readonly Widget[] =
    spec.alarmArns.length === 0
      ? []
      : [
          {
            type: "alarm",
            x: 0,
            y: 0,
            width: 24,
            height: 4,
            properties: { title: "Alarms", alarms: spec.alarmArns },
          },
        ];
  const drawn = charts.filter(([, metrics]) => metrics.length > 0);
  const widgets = drawn.map(([title, metrics], index) =>
    chart(title, metrics, spec.region, { x: (index % 2) * 12, y: 4 + Math.floor(index / 2) * 6 }),
  );
  return JSON.stringify({ widgets: [...alarms, ...widgets] });
}

const counted = new Set<string>(["TaskFailures", "BadRecords"]);

function failures(topic: string | undefined): readonly KafkaMetric[] {
  if (topic === undefined) return [];
  return [
    {
      namespace: "AWS/SNS",
      name: "NumberOfMessagesPublished",
      dimensions: { TopicName: topic },
      statistic: "Sum",
      label: "failed tasks",
    },
  ];
}

function chart(
  title: string,
  metrics: readonly KafkaMetric[],
  region: string,
  place: { readonly x: number; readonly y: number },
): Widget {
  return {
    type: "metric",
    ...place,
    width: 12,
    height: 6,
    properties: {
      title,
      region,
      view: "timeSeries",
      period: 60,
      metrics: metrics.map(({ namespace, name, dimensions, statistic, label }) => [
        namespace,
        name,
        ...Object.entries(dimensions).flat(),
        { stat: statistic, label },
      ]),
    },
  };
}

import { expect, test } from "vitest";
import {
  kafkaAlarms,
  kafkaDashboard,
  kafkaJmxExporterConfig,
  kafkaLogFilters,
  kafkaThresholds,
  type KafkaWatched,
} from "../../../blueprints";

const sink: KafkaWatched = {
  connector: "payments-sink",
  kind: "sink",
  place: "mskConnect",
  topics: ["payments"],
  logged: true,
};
const source: KafkaWatched = {
  connector: "scores-source",
  kind: "source",
  place: "ecs",
  group: "shop-dev-scores-source",
  topics: ["scores"],
  logged: true,
};
const spec = { scope: "shop-dev", clusterName: "shop", connectors: [source, sink] };

/** Lines as Connect and the source write them. */
const lines = {
  failed:
    "[2026-11-21 20:00:00,000] ERROR [payments-sink|task-0] WorkerSinkTask{id=payments-sink-0} Task threw an uncaught and unrecoverable exception. Task is being killed and will not recover until manually restarted (org.apache.kafka.connect.runtime.WorkerTask:234)",
  bad: "[2026-11-21 20:00:00,000] ERROR [payments-sink|task-0] Error encountered in task payments-sink-0. Executing stage 'VALUE_CONVERTER' with class 'org.apache.kafka.connect.json.JsonConverter'. (org.apache.kafka.connect.runtime.errors.LogReporter:66)",
  told: "[2026-11-21 20:00:00,000] INFO [scores-source|task-0] floe-source-metrics scores-source 1200 3 45 120 2.5 0 1 0 (dev.floe.connect.snowflake.metrics.Metered:40)",
};

/** Whether a line has all quoted terms of a pattern. */
const hasTerms = (pattern: string, line: string) =>
  [...pattern.matchAll(/"([^"]+)"/g)].every(([, term = ""]) => line.includes(term));

test("filters find Connect's own words, of their own connector only", () => {
  const [failures, bad] = kafkaLogFilters(sink);
  expect(hasTerms(failures?.pattern ?? "", lines.failed)).toBe(true);
  expect(hasTerms(failures?.pattern ?? "", lines.failed.replaceAll("payments-sink", "other"))).toBe(false);
  expect(hasTerms(bad?.pattern ?? "", lines.bad)).toBe(true);
  expect(kafkaLogFilters({ ...sink, logged: false })).toEqual([]);
});

test("the source's line has a field for each name in the pattern", () => {
  const lag = kafkaLogFilters(source).find(({ key }) => key === "lagmilliseconds");
  const named = (lag?.pattern ?? "").replace(/^\[\.\.\., |\]$/g, "").split(", ");
  const line = lines.told.slice(lines.told.indexOf("floe-source-metrics")).split(" ");
  expect(line).toHaveLength(named.length);
  expect(line[named.indexOf("lag")]).toBe("45");
  expect(line[named.indexOf("warehouse")]).toBe("2.5");
  expect(lag).toMatchObject({ metricName: "scores-source.LagMilliseconds", value: "$lag" });
});

test("every alarm of a source and a sink", () => {
  const alarms = kafkaAlarms(spec);
  expect(alarms.map(({ key }) => key)).toEqual([
    "scores-source-lag",
    "scores-source-failed",
    "scores-source-stopped",
    "payments-sink-lag-payments",
    "payments-sink-backlog-payments",
    "payments-sink-failed",
    "payments-sink-stopped",
    "payments-sink-bad-records",
    "payments-sink-memory",
  ]);
  expect(alarms.find(({ key }) => key === "payments-sink-lag-payments")).toMatchObject({
    metric: {
      namespace: "AWS/Kafka",
      name: "EstimatedMaxTimeLag",
      dimensions: { "Cluster Name": "shop", "Consumer Group": "connect-payments-sink", Topic: "payments" },
    },
    threshold: kafkaThresholds.lagSeconds,
    missing: "notBreaching",
  });
  expect(alarms.find(({ key }) => key === "payments-sink-failed")?.metric).toMatchObject({
    namespace: "AWS/KafkaConnect",
    name: "ErroredTaskCount",
    dimensions: { ConnectorName: "payments-sink" },
  });
});

test("a source that says nothing any more is behind", () => {
  const [lag] = kafkaAlarms({ ...spec, thresholds: { sourceLagSeconds: 60 } });
  expect(lag).toMatchObject({ threshold: 60_000, periods: 1, missing: "breaching" });
});

test("nothing is claimed about what cannot be seen", () => {
  const blind = { place: "existing", logged: false } as const;
  const connectors = [
    { ...source, ...blind },
    { ...sink, ...blind },
  ];
  expect(kafkaAlarms({ scope: "shop-dev", connectors })).toEqual([]);
  expect(
    JSON.parse(kafkaDashboard({ scope: "shop-dev", connectors, region: "us-east-1", alarmArns: [] })),
  ).toEqual({
    widgets: [],
  });
});

test("the dashboard shows lag, throughput and failures side by side", () => {
  const body = JSON.parse(
    kafkaDashboard({ ...spec, region: "us-east-1", alarmArns: ["arn:a"], failureTopic: "told" }),
  ) as {
    widgets: { type: string; x: number; y: number; properties: { title: string; metrics: unknown[][] } }[];
  };
  expect(body.widgets.map(({ properties }) => properties.title)).toEqual([
    "Alarms",
    "Sinks: seconds behind",
    "Sinks: records behind",
    "Sources: milliseconds rows wait in the stage",
    "Sources: rows sent since the task began",
    "Sources: milliseconds of a poll",
    "Sources: seconds of warehouse since the task began",
    "Sinks: records stored a second",
    "Failures of tasks",
    "Bad records",
    "Workers: memory, percent",
    "Snowflake: failed tasks told",
  ]);
  expect(body.widgets[1]?.properties.metrics[0]).toEqual([
    "AWS/Kafka",
    "EstimatedMaxTimeLag",
    "Cluster Name",
    "shop",
    "Consumer Group",
    "connect-payments-sink",
    "Topic",
    "payments",
    { stat: "Maximum", label: "payments-sink payments" },
  ]);
  const places = body.widgets.map(({ x, y }) => `${x},${y}`);
  expect(new Set(places).size).toBe(places.length);
});

test("the exporter's rules find the beans of the source and of Connect, quoted or not", () => {
  const patterns = [...kafkaJmxExporterConfig().matchAll(/pattern: '(.*)'/g)].map(([, text = ""]) =>
    RegExp(text),
  );
  const found = (bean: string) =>
    patterns.flatMap((pattern) => pattern.exec(bean)?.slice(1, 3).join(" ") ?? []);
  expect(found('dev.floe<type=snowflake-source, name="scores-source", task="0"><>LagMillis')).toEqual([
    "scores-source 0",
  ]);
  expect(
    found("kafka.connect<type=task-error-metrics, connector=payments-sink, task=1><>total-records-failed"),
  ).toEqual(["payments-sink 1"]);
});

test("only where nothing restarts a failed task is its alarm's fix to do so", () => {
  const said = (watched: KafkaWatched) =>
    kafkaAlarms({ ...spec, connectors: [watched] }).find(({ key }) => key.endsWith("-failed"))?.description;
  expect(said(sink)).toContain("does not start again by itself");
  expect(said(source)).toContain("is started again");
});

import {
  KafkaObservability,
  SnowflakeSink,
  SnowflakeSource,
  type ConnectorRunner,
  type KafkaObservabilityArgs,
} from "../../components";
import * as pulumi from "@pulumi/pulumi";
import { expect, test, vi } from "vitest";
import { existing, sinkArgs, sourceArgs } from "./kafka-fixtures";
import { refused } from "./kafka-support";
import { ofType, registered, run } from "./mocks";

/** Workers with a log in CloudWatch. */
const runtime: ConnectorRunner = {
  placeOf: () => "ecs",
  placeholder: (_kind, variable) => `\${env:${variable}}`,
  connector: (_name, { name }) => ({
    place: "ecs",
    connectorName: pulumi.output(name),
    resources: [],
    logGroupName: pulumi.output(`/floe/${name}`),
    group: `floe-dev-${name}`,
  }),
};

const inputs = (name: string) => registered.find((one) => one.name === name)?.inputs ?? {};

function observe(args: Partial<KafkaObservabilityArgs> = {}) {
  const { cluster } = existing();
  const common = { cluster, runtime };
  return new KafkaObservability("watch", {
    cluster,
    sources: [new SnowflakeSource("scores-source", { ...sourceArgs(), ...common })],
    sinks: [new SnowflakeSink("payments-sink", { ...sinkArgs(), ...common })],
    ...args,
  });
}

test("filters, alarms, a dashboard and a topic, and nothing of Snowflake unless asked", async () => {
  const made = await run(() => {
    observe();
  });
  const own = made.filter(({ name }) => name.startsWith("watch"));
  expect(own.map(({ type, name }) => `${type.split(":").at(-1) ?? ""} ${name}`).sort()).toEqual([
    "Dashboard watch-dashboard",
    "KafkaObservability watch",
    "LogMetricFilter watch-payments-sink-bad-records",
    "LogMetricFilter watch-payments-sink-task-failures",
    "LogMetricFilter watch-scores-source-bad-records",
    "LogMetricFilter watch-scores-source-errors",
    "LogMetricFilter watch-scores-source-lagmilliseconds",
    "LogMetricFilter watch-scores-source-pollmilliseconds",
    "LogMetricFilter watch-scores-source-retries",
    "LogMetricFilter watch-scores-source-rows",
    "LogMetricFilter watch-scores-source-task-failures",
    "LogMetricFilter watch-scores-source-warehouseseconds",
    "MetricAlarm watch-alarm-payments-sink-bad-records",
    "MetricAlarm watch-alarm-payments-sink-failed",
    "MetricAlarm watch-alarm-payments-sink-stopped",
    "MetricAlarm watch-alarm-scores-source-failed",
    "MetricAlarm watch-alarm-scores-source-lag",
    "MetricAlarm watch-alarm-scores-source-stopped",
    "Topic watch-topic",
  ]);
  expect(inputs("watch-scores-source-lagmilliseconds")).toMatchObject({
    logGroupName: "/floe/scores-source",
    metricTransformation: {
      namespace: "Floe/Kafka/floe-dev-watch",
      name: "scores-source.LagMilliseconds",
      value: "$lag",
    },
  });
  // What two stacks call alike stays apart.
  expect(inputs("watch-alarm-scores-source-lag")).toMatchObject({ namespace: "Floe/Kafka/floe-dev-watch" });
  expect(inputs("watch-alarm-scores-source-stopped")).toMatchObject({
    dimensions: { Group: "floe-dev-scores-source", Connector: "scores-source" },
  });
  expect(inputs("watch-alarm-payments-sink-bad-records")).toMatchObject({
    alarmActions: ["arn:aws:sns:us-east-1:123456789012:floe-dev-watch-alarms"],
    treatMissingData: "notBreaching",
  });
  expect(String(inputs("watch-dashboard")["dashboardBody"])).toContain("Bad records");
});

test("says of which connector nothing in CloudWatch tells", async () => {
  const warned = vi.spyOn(pulumi.log, "warn").mockResolvedValue();
  await run(() => {
    const { cluster, runtime: theirs } = existing();
    const sinks = [new SnowflakeSink("payments-sink", { ...sinkArgs(), cluster, runtime: theirs })];
    new KafkaObservability("watch", { cluster, sinks });
    observe();
  });
  expect(warned.mock.calls.map(([message]) => message)).toEqual([
    expect.stringMatching(
      /^no alarm watches payments-sink: .*Fix: run it on ecs or mskConnect, or let `watch`/,
    ),
  ]);
  warned.mockRestore();
});

test("the watch in Snowflake has the connectors' rights, and looks at streams, canaries and stages", async () => {
  await run(() => {
    observe({
      notify: { existing: "arn:aws:sns:us-east-1:123456789012:on-call" },
      watch: { database: "SHOP", schema: "OPS", staleDays: 5, errorIntegration: "ON_CALL" },
    });
  });
  expect(ofType("aws:sns/topic:Topic")).toEqual([]);
  expect(["scores-source", "payments-sink"].map((connector) => inputs(`watch-role-of-${connector}`))).toEqual(
    [
      { roleName: "SCORES_SOURCE", parentRoleName: "KAFKA_WATCH" },
      { roleName: "PAYMENTS_SINK", parentRoleName: "KAFKA_WATCH" },
    ],
  );
  const graph = inputs("watch-watch-graph");
  expect(graph).toMatchObject({
    role: "KAFKA_WATCH",
    errorIntegration: "ON_CALL",
    suspendAfterFailures: 0,
    tasks: { KAFKA_WATCH: { schedule: "15 MINUTES" } },
  });
  const { sql } = (graph["tasks"] as { KAFKA_WATCH: { sql: string } }).KAFKA_WATCH;
  for (const name of ["SCORES_SOURCE_STREAM", "SCORES_SOURCE_STAGE", "PAYMENTS_SINK_CANARY", "within 5 days"])
    expect(sql).toContain(name);
});

test.each([
  [{ sources: [], sinks: [] }, "sources", /nothing is watched/],
  [{ thresholds: { lagSeconds: 0 } }, "thresholds.lagSeconds", /more than 0/],
  [{ notify: { create: { emails: ["nobody"] } } }, "notify.create.emails[0]", /no address/],
  [{ watch: { database: "SHOP", schema: "OPS", everyMinutes: 0 } }, "watch.everyMinutes", /from 1 to 1440/],
  [{ watch: { database: "SHOP", schema: "OPS", staleDays: 0 } }, "watch.staleDays", /from 1 to 90/],
] as const)("refuses %j", async (change, argument, message) => {
  const thrown = await refused(() => {
    observe(change);
  });
  const found = thrown.problems.filter((problem) => problem.argument === argument);
  expect(found.map(({ rule }) => rule).join("\n"), thrown.message).toMatch(message);
  expect(registered.filter(({ name }) => name.startsWith("watch"))).toEqual([]);
});

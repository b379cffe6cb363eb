import {
  KafkaCluster,
  KafkaObservability,
  SnowflakeSink,
  SnowflakeSource,
  type ConnectorLogin,
} from "../../components";
import { beforeEach, expect, test } from "vitest";
import { publicKey } from "./fixtures";
import { sinkArgs, sourceArgs } from "./kafka-fixtures";
import { awsRuntime, byRole, secret } from "./kafka-runtime";
import { children, inputsOf, mockKafka, statements } from "./kafka-support";
import { run } from "./mocks";

beforeEach(mockKafka);
const login: ConnectorLogin = { keyPair: { privateKey: secret, publicKey } };

test("on AWS a source runs on ECS, a sink on MSK Connect, and both are watched", async () => {
  await run(() => {
    const runtime = awsRuntime();
    const cluster = new KafkaCluster("brokers", byRole);
    const where = { cluster, runtime, login };
    const source = new SnowflakeSource("scores-source", { ...sourceArgs(), ...where });
    const sink = new SnowflakeSink("payments-sink", { ...sinkArgs(), ...where });
    expect([source.running.place, sink.running.place]).toEqual(["ecs", "mskConnect"]);
    new KafkaObservability("watch", { cluster, sources: [source], sinks: [sink] });
  });
  expect(inputsOf("payments-sink-connector-connector")).toMatchObject({
    name: "payments-sink",
    connectorConfiguration: {
      "snowflake.private.key": "${secretsmanager:floe/payments:privateKey}",
      topics: "payments,payments-sink.canary",
    },
  });
  const sink = statements(inputsOf("payments-sink-connector-role-policy")["policy"]);
  expect(sink["ReadTopics"]?.Resource.map((arn) => arn.split("/").at(-1))).toEqual([
    "payments",
    "payments-sink.canary",
  ]);
  expect(children("watch-alarm").map((one) => one.split(" ")[0])).toEqual([
    "watch-alarm-payments-sink-bad-records",
    "watch-alarm-payments-sink-failed",
    "watch-alarm-payments-sink-memory",
    "watch-alarm-payments-sink-stopped",
    "watch-alarm-scores-source-failed",
    "watch-alarm-scores-source-lag",
    "watch-alarm-scores-source-stopped",
  ]);
  expect(inputsOf("watch-payments-sink-bad-records")["logGroupName"]).toBe(
    "/aws/vendedlogs/mskconnect/floe-dev-connect-payments-sink",
  );
  expect(inputsOf("watch-scores-source-lagmilliseconds")["logGroupName"]).toMatch(/scores-source/);
});

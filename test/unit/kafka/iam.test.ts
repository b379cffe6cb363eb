import { expect, test } from "vitest";
import {
  kafkaResourceArn,
  kafkaWorkerPolicy,
  kafkaWorkerTrust,
  type KafkaWorkerRoleSpec,
} from "../../../blueprints";

const clusterArn = "arn:aws:kafka:eu-west-1:123456789012:cluster/floe/abc-1";
const at = (kind: string, name: string) => `arn:aws:kafka:eu-west-1:123456789012:${kind}/floe/abc-1/${name}`;
const spec: KafkaWorkerRoleSpec = {
  clusterArn,
  group: "connect",
  connectors: [
    { name: "src", kind: "source", topics: ["scores"] },
    { name: "snk", kind: "sink", topics: ["payments"], deadLetterTopic: "payments-dead" },
  ],
  secretArns: ["arn:aws:secretsmanager:eu-west-1:123456789012:secret:key"],
};
const statement = (of: KafkaWorkerRoleSpec, sid: string) =>
  kafkaWorkerPolicy(of).Statement.find(({ Sid }) => Sid === sid);

test("topics, groups and transactions are exactly those of the connectors", () => {
  expect(statement(spec, "ReadTopics")?.Resource).toEqual([at("topic", "payments")]);
  expect(statement(spec, "WriteTopics")?.Resource).toEqual([at("topic", "scores")]);
  expect(statement(spec, "OwnTopics")?.Resource).toEqual(
    ["connect.configs", "connect.offsets", "connect.status", "payments-dead", "src.offsets"].map((name) =>
      at("topic", name),
    ),
  );
  expect(statement(spec, "UseGroups")?.Resource).toEqual([
    at("group", "connect"),
    at("group", "connect-snk"),
  ]);
  expect(statement(spec, "UseTransactions")?.Resource).toEqual([
    at("transactional-id", "connect-cluster-connect"),
    at("transactional-id", "connect-src-*"),
  ]);
});

test("workers of sinks alone have no transactions", () => {
  const sinks = { ...spec, connectors: spec.connectors.filter(({ kind }) => kind === "sink") };
  expect(statement(sinks, "UseTransactions")).toBeUndefined();
});

test("a sink's data topics are not written, a source's are not read", () => {
  expect(statement(spec, "ReadTopics")?.Action).not.toContain("kafka-cluster:WriteData");
  expect(statement(spec, "WriteTopics")?.Action).not.toContain("kafka-cluster:ReadData");
});

test("sinks on MSK Connect need no transactions", () => {
  const sinks: KafkaWorkerRoleSpec = {
    clusterArn,
    connectors: [{ name: "snk", kind: "sink", topics: ["payments"] }],
  };
  expect(statement(sinks, "UseTransactions")).toBeUndefined();
  expect(statement(sinks, "OwnTopics")?.Resource).toEqual([at("topic", "__amazon_msk_connect_*")]);
});

test('only a look-up by id takes "*"', () => {
  const registryArn = "arn:aws:glue:eu-west-1:123456789012:registry/floe";
  const all = kafkaWorkerPolicy({ ...spec, glue: { registryArn, register: true } }).Statement;
  expect(all.filter(({ Resource }) => Resource?.includes("*")).map(({ Sid }) => Sid)).toEqual([
    "ReadSchemaVersions",
  ]);
  expect(all.find(({ Sid }) => Sid === "RegisterSchemas")?.Resource).toEqual([
    registryArn,
    "arn:aws:glue:eu-west-1:123456789012:schema/floe/*",
  ]);
});

test("the trust is of the runtime, in this account", () => {
  const [trust] = kafkaWorkerTrust("mskConnect", "123456789012").Statement;
  expect(trust?.Principal).toEqual({ Service: "kafkaconnect.amazonaws.com" });
  expect(trust?.Condition).toEqual({ StringEquals: { "aws:SourceAccount": "123456789012" } });
});

test("an ARN of something else is refused", () => {
  expect(() => kafkaResourceArn("arn:aws:s3:::bucket", "topic", "t")).toThrow("no ARN of an MSK cluster");
});

import { describe, expect, test } from "vitest";
import {
  checkKafkaConnector,
  kafkaConnectorKind,
  kafkaSinkConfig,
  kafkaSourceConfig,
  Problems,
  secretConnectorKeys,
  type KafkaConfig,
} from "../../../blueprints";
import { sink, source } from "./specs";

function found(config: KafkaConfig, version?: string): string[] {
  const problems = new Problems();
  checkKafkaConnector(problems, config, version);
  return problems.found.map(({ argument, rule, fix }) => `${argument} ${rule}: ${fix}`);
}

const without = (config: KafkaConfig, name: string): KafkaConfig =>
  Object.fromEntries(Object.entries(config).filter(([each]) => each !== name));

describe.each(["2.5.0", "3.5.4", "4.1.0"])("the sink %s", (version) => {
  const config = kafkaSinkConfig({ ...sink, version });

  test("has no problem as it is generated", () => {
    expect(kafkaConnectorKind(config)).toBe("snowflake-sink");
    expect(found(config, version)).toEqual([]);
  });

  const wrong: [string, KafkaConfig, string][] = [
    [
      "an unknown key",
      { "snowflake.enable.schematisation": "true" },
      "write snowflake.enable.schematization",
    ],
    ["uncommitted reads", { "consumer.override.isolation.level": "read_uncommitted" }, "read_committed"],
    ["bad records dropped unseen", { "errors.tolerance": "all" }, "dropped unseen"],
    ["a topic for errors that are never tolerated", { "errors.deadletterqueue.topic.name": "d" }, "is none"],
    [
      "text as columns",
      { "value.converter": "org.apache.kafka.connect.storage.StringConverter" },
      "no columns",
    ],
    ["a map of another topic", { "snowflake.topic2table.map": "other:T" }, 'names topic "other"'],
    ["two choices of topics", { "topics.regex": "p.*" }, "one of them"],
    ["a secret written out", { "snowflake.private.key": "MIIE" }, "holds a secret"],
  ];
  test.each(wrong)("refuses %s", (_, change, words) => {
    expect(found({ ...config, ...change }, version).join("\n")).toContain(words);
  });
});

test("4.x is told that its tables are new", () => {
  const config = without(kafkaSinkConfig(sink), "snowflake.streaming.validate.compatibility.with.classic");
  expect(found(config).join("\n")).toContain("write false for tables that 3.x never wrote");
});

test("the classic sink is not given tables it cannot name", () => {
  const classic = { ...sink, version: "2.5.0" };
  const map = { "snowflake.topic2table.map": "payments:T" };
  expect(found({ ...kafkaSinkConfig(classic), ...map }).join("\n")).toContain('"T" is no table');
  expect(() => kafkaSinkConfig({ ...classic, topics: { payments: "T" } })).toThrow(/two or more letters/);
  expect(() => kafkaSinkConfig({ ...sink, topics: { payments: "T" } })).not.toThrow();
});

test("2.5 delivers by streaming", () => {
  const config = without(kafkaSinkConfig({ ...sink, version: "2.5.0" }), "snowflake.ingestion.method");
  expect(found(config).join("\n")).toContain("write SNOWPIPE_STREAMING");
  expect(found(kafkaSinkConfig(sink), "2.5.0").join("\n")).toContain(
    "is not that of the Snowflake sink 2.5.0",
  );
});

describe("the source", () => {
  const config = kafkaSourceConfig(source);

  test("has no problem as it is generated", () => {
    expect(kafkaConnectorKind({ "connector.class": "SnowflakeSource" })).toBe("snowflake-source");
    expect(found(config)).toEqual([]);
  });

  test.each([
    "exactly.once.support",
    "transaction.boundary",
    "offsets.storage.topic",
    "producer.override.transaction.timeout.ms",
    "key.columns",
  ])("cannot do without %s", (name) => {
    expect(found(without(config, name)).join("\n")).toContain(name);
  });

  test("has one task and a topic of its own for its position", () => {
    expect(found({ ...config, "tasks.max": "2" }).join("\n")).toContain("a stream has one reader");
    expect(found({ ...config, "offsets.storage.topic": "scores" }).join("\n")).toContain(
      "topic of the records",
    );
  });
});

test("of another connector only what every one has is checked", () => {
  const config = {
    name: "f",
    "connector.class": "org.example.FileSource",
    file: "x",
    "errors.tolerance": "some",
  };
  expect(kafkaConnectorKind(config)).toBe("other");
  expect(found(config)).toHaveLength(1);
});

test("knows what holds a secret, in any part of a configuration", () => {
  const config = {
    ...kafkaSinkConfig({ ...sink, version: "2.5.0" }),
    "value.converter.schema.registry.basic.auth.user.info": "${env:R}",
    "consumer.override.sasl.jaas.config": "${env:J}",
    "transforms.x.password": "p",
  };
  expect([...secretConnectorKeys(config)].sort()).toEqual([
    "consumer.override.sasl.jaas.config",
    "snowflake.private.key",
    "transforms.x.password",
    "value.converter.schema.registry.basic.auth.user.info",
  ]);
  expect(secretConnectorKeys(kafkaSourceConfig(source))).toEqual(["snowflake.private.key"]);
});

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  checkKafkaConfig,
  checkSinkVersion,
  kafkaSinkConfig,
  knownSinkKeys,
  Problems,
  type KafkaSinkSpec,
} from "../../../blueprints";
import { refusal, sink } from "./specs";

const versions = ["2.5.0", "3.0.0", "3.5.4", "4.0.2", "4.1.0"];

describe.each(versions)("version %s", (version) => {
  const config = kafkaSinkConfig({ ...sink, version });

  test("avoids the traps", () => {
    expect(config).toMatchObject({
      "consumer.override.isolation.level": "read_committed",
      "consumer.override.auto.offset.reset": "earliest",
      "errors.tolerance": "none",
      "snowflake.enable.schematization": "true",
      "snowflake.topic2table.map": "payments:PAYMENTS",
      "snowflake.private.key": "${env:SNOWFLAKE_PRIVATE_KEY}",
      "value.converter.decimal.format": "NUMERIC",
    });
  });

  test("writes only keys the version has", () => {
    const found = new Problems();
    const known = checkSinkVersion(found, "version", version);
    checkKafkaConfig(found, config, knownSinkKeys(known!));
    expect(found.found).toEqual([]);
  });
});

test("2.5 and 3.x stream by the classic connector, 4.x by the new one", () => {
  expect(kafkaSinkConfig({ ...sink, version: "2.5.0" })).toMatchObject({
    "connector.class": "com.snowflake.kafka.connector.SnowflakeSinkConnector",
    "snowflake.ingestion.method": "SNOWPIPE_STREAMING",
  });
  const config = kafkaSinkConfig(sink);
  expect(config).toMatchObject({
    "connector.class": "com.snowflake.kafka.connector.SnowflakeStreamingSinkConnector",
    "snowflake.streaming.validate.compatibility.with.classic": "false",
    "snowflake.validation": "server_side",
    "snowflake.autocreate.table.type": "none",
  });
  expect(config["snowflake.ingestion.method"]).toBeUndefined();
});

test("bad records go to a topic, checked by the client in 4.x", () => {
  const errors = { to: "deadLetterTopic", topic: "payments-dead" } as const;
  expect(kafkaSinkConfig({ ...sink, errors })).toMatchObject({
    "errors.tolerance": "all",
    "errors.deadletterqueue.topic.name": "payments-dead",
    "errors.deadletterqueue.topic.replication.factor": "3",
    "errors.deadletterqueue.context.headers.enable": "true",
    "errors.log.include.messages": "false",
    "snowflake.validation": "client_side",
  });
});

test("an error table leaves the topic to what cannot be decoded", () => {
  const errors = { to: "errorTable", undecodable: { topic: "payments-dead", replicationFactor: 2 } } as const;
  expect(kafkaSinkConfig({ ...sink, errors })).toMatchObject({
    "snowflake.validation": "server_side",
    "errors.deadletterqueue.topic.replication.factor": "2",
  });
});

const refused: [string, Partial<KafkaSinkSpec>, string][] = [
  ["a misspelt key", { settings: { "snowflake.valdation": "client_side" } }, "write snowflake.validation"],
  [
    "a key of another generation",
    { settings: { "buffer.flush.time": "10" } },
    "no key of the Snowflake sink 4.1.0",
  ],
  [
    "a key that came later",
    { version: "4.0.2", settings: { "snowflake.autocreate.table.type": "none" } },
    "no key",
  ],
  [
    "a misspelt client setting",
    { settings: { "consumer.override.max.pol.records": "1" } },
    "write consumer.override.max.poll.records",
  ],
  [
    "uncommitted reads",
    { settings: { "consumer.override.isolation.level": "read_uncommitted" } },
    "read_committed",
  ],
  ["a value out of its set", { settings: { "snowflake.validation": "clientside" } }, "write client_side"],
  ["a number that is none", { settings: { "tasks.max": "two" } }, "whole number of at least 1"],
  ["an unknown version", { version: "5.0.0" }, "use a release of 2.5"],
  ["2.4", { version: "2.4.1" }, "use a release of 2.5"],
  ["an error table in 3.x", { version: "3.5.4", errors: { to: "errorTable" } }, "does not have"],
  [
    "a dead letter topic that is read",
    { errors: { to: "deadLetterTopic", topic: "payments" } },
    "come back for ever",
  ],
  ["strings with columns", { value: { format: "string" } }, "of which no columns can be made"],
  ["Avro without a registry", { value: { format: "avro" } }, "carry only a schema's number"],
  [
    "Snowflake's own converter",
    { settings: { "value.converter": "com.snowflake.kafka.connector.records.SnowflakeJsonConverter" } },
    "streaming refuses",
  ],
  ["a lower-case table", { topics: { payments: "payments" } }, "write PAYMENTS"],
  ["metrics in 4.0", { version: "4.0.0", metrics: { port: 9000 } }, "needs the sink 4.1"],
  [
    "OAuth without a refresh token in 2.5",
    { version: "2.5.0", login: { kind: "oauth", clientId: "a", clientSecret: "${env:S}" } },
    "login.refreshToken",
  ],
  ["another topic by settings", { settings: { topics: "other" } }, "written from the other arguments"],
  ["an address for a host", { host: "https://a.snowflakecomputing.com" }, "without https://"],
  ["a host without TLS that is not this machine", { host: "http://a.b.c:80" }, "is no host name"],
];
test.each(refused)("refuses %s", (_what, change, message) => {
  expect(refusal(() => kafkaSinkConfig({ ...sink, ...change }))).toContain(message);
});

test("no secret is ever repeated in an error", () => {
  const secret = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC";
  const settings = {
    "snowflake.private.key.passphrase": secret,
    "consumer.override.ssl.key.password": secret,
  };
  const message = refusal(() =>
    kafkaSinkConfig({ ...sink, login: { kind: "keyPair", privateKey: secret }, settings }),
  );
  expect(message).toContain("login.privateKey");
  expect(message).toContain("settings.snowflake.private.key.passphrase");
  expect(message).toContain("settings.consumer.override.ssl.key.password");
  expect(message).not.toContain(secret);
});

test("any key with one letter lost is refused with its right spelling", () => {
  const known = knownSinkKeys(checkSinkVersion(new Problems(), "version", "4.1.0")!);
  const long = known.keys.map(({ name }) => name).filter((name) => name.length > 12);
  fc.assert(
    fc.property(fc.constantFrom(...long), fc.nat(), (name, at) => {
      const place = at % name.length;
      const wrong = name.slice(0, place) + name.slice(place + 1);
      // Behind `key.converter.` and the like a plugin may know any name.
      fc.pre(
        !known.keys.some((row) => row.name === wrong) &&
          !/^(transforms|predicates|\w+\.converter)\./.test(wrong),
      );
      const problems = new Problems();
      checkKafkaConfig(
        problems,
        { [wrong]: "true" },
        { ...known, keys: known.keys.map((row) => ({ ...row, required: false })) },
      );
      expect(problems.found).toHaveLength(1);
      expect(problems.found[0]?.fix).toMatch(/^write /);
    }),
  );
});

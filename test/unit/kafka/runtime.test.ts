import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  kafkaPollCost,
  kafkaRuntimeCostText,
  kafkaSecurityRules,
  kafkaWorkerSettings,
  mskConnectWorkerSettings,
  propertiesText,
  secretPlaceholder,
} from "../../../blueprints";
import { refusal } from "./specs";

const worker = { group: "floe", bootstrapServers: "b-1:9098", auth: { kind: "iam" } } as const;

test("workers of our own run sources exactly once and do not wait five minutes for a lost one", () => {
  const settings = kafkaWorkerSettings(worker);
  expect(settings).toMatchObject({
    "exactly.once.source.support": "enabled",
    "scheduled.rebalance.max.delay.ms": "10000",
    "connector.client.config.override.policy": "All",
    "config.storage.topic": "floe.configs",
    "offset.storage.replication.factor": "3",
  });
  for (const prefix of ["", "admin.", "producer.", "consumer."])
    expect(settings[`${prefix}sasl.mechanism`]).toBe("AWS_MSK_IAM");
});

test.each([
  [{ "exactly.once.source.suport": "enabled" }, "write exactly.once.source.support"],
  [{ "plugin.discovery": "never" }, "must be one of"],
  [{ "producer.sasl.jaas.config": "ScramLoginModule password=hunter2" }, "holds a secret"],
] as const)("refuses the worker setting %j", (settings, message) => {
  const text = refusal(() => kafkaWorkerSettings({ ...worker, settings }));
  expect(text).toContain(message);
  expect(text).not.toContain("hunter2");
});

const msk = { offsetsTopic: "s.offsets", region: "eu-west-1" };

test("MSK Connect gets a position of its own and only what it takes", () => {
  expect(mskConnectWorkerSettings(msk)).toMatchObject({
    "offset.storage.topic": "s.offsets",
    "exactly.once.source.support": "enabled",
    "config.providers.secretsmanager.param.region": "eu-west-1",
  });
});

test.each([
  ["scheduled.rebalance.max.delay.ms", "run the connector on ECS"],
  ["connector.client.config.override.policy", "run the connector on ECS"],
  ["rest.port", "run the connector on ECS"],
  ["consumer.isolation.level", "set consumer.override.isolation.level in the connector"],
  ["producer.transaction.timeout.ms", "set producer.override.transaction.timeout.ms in the connector"],
  ["producer.linger.mss", "or write producer.linger.ms"],
])("MSK Connect refuses %s", (name, message) => {
  expect(refusal(() => mskConnectWorkerSettings({ ...msk, settings: { [name]: "1" } }))).toContain(message);
});

test("nothing comes in from outside, and only TLS goes out", () => {
  const rules = kafkaSecurityRules({ auth: "iam", runtime: "ecs", registryPort: 8081 });
  expect(
    rules.filter(({ peer }) => peer === "endpoints").map(({ direction, port }) => [direction, port]),
  ).toEqual([["egress", 443]]);
  expect(rules).toContainEqual(expect.objectContaining({ group: "brokers", peer: "workers", port: 9098 }));
  expect(kafkaSecurityRules({ auth: "iam", runtime: "mskConnect" }).some(({ port }) => port === 8083)).toBe(
    false,
  );
});

/** What `java.util.Properties.load` makes of a text. */
function load(text: string): Record<string, string> {
  const plain = (part: string) =>
    part.replace(/\\u([0-9a-f]{4})|\\(.)/g, (_all, code: string | undefined, one: string) => {
      if (code !== undefined) return String.fromCharCode(parseInt(code, 16));
      return ({ n: "\n", r: "\r", t: "\t", f: "\f" } as Record<string, string>)[one] ?? one;
    });
  const lines = text.split("\n").filter((line) => line !== "");
  return Object.fromEntries(
    lines.map((line) => {
      const [, name = "", value = ""] = /^((?:\\.|[^\\=])*)=(.*)$/.exec(line) ?? [];
      return [plain(name), plain(value)];
    }),
  );
}

test("properties come back as they were", () => {
  const texts = fc.dictionary(
    fc.string({ minLength: 1, unit: "binary" }).filter((name) => name !== "__proto__"),
    fc.string({ unit: "binary" }),
  );
  fc.assert(
    fc.property(texts, (settings) => {
      const loaded = load(propertiesText(settings));
      expect(Object.entries(loaded).sort()).toEqual(Object.entries({ ...settings }).sort());
    }),
  );
});

test("a placeholder's parts cannot break out of it", () => {
  expect(secretPlaceholder({ provider: "env", key: "KEY" })).toBe("${env:KEY}");
  expect(secretPlaceholder({ provider: "secretsmanager", path: "kafka/key", key: "privateKey" })).toBe(
    "${secretsmanager:kafka/key:privateKey}",
  );
  expect(() => secretPlaceholder({ provider: "env", key: "A}${env:B" })).toThrow("not a placeholder");
});

test("polls each second keep a warehouse on all day, polls each hour do not", () => {
  const always = kafkaPollCost({ pollIntervalMs: 1000 });
  expect(always.creditsPerDay).toBe(24);
  expect(always.text).toContain("24 credits a day of warehouse size XSMALL (it never suspends)");
  expect(kafkaPollCost({ pollIntervalMs: 3_600_000 }).creditsPerDay).toBeCloseTo((24 * 62) / 3600);
  expect(kafkaPollCost({ pollIntervalMs: 1000, busyShare: 0 }).creditsPerDay).toBe(0);
  expect(refusal(() => kafkaPollCost({ pollIntervalMs: 0 }))).toContain("more than 0");
});

test("workers cost by the hour", () => {
  expect(kafkaRuntimeCostText({ runtime: "mskConnect", workers: 2, connectors: 3 })).toContain(
    "144 MCU hours",
  );
  expect(kafkaRuntimeCostText({ runtime: "ecs", workers: 2, connectors: 3 })).toContain(
    "48 vCPU hours and 96 GB",
  );
});

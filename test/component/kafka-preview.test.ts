import { generateKeyPairSync } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { KafkaCluster } from "../../components/kafka/cluster";
import { KafkaNetwork } from "../../components/kafka/network";
import { ConnectorPlugin } from "../../components/kafka/plugin";
import { SchemaRegistry } from "../../components/kafka/registry";
import { ConnectRuntime } from "../../components/kafka/runtime";
import { KafkaSecrets } from "../../components/kafka/secrets";
import { KafkaTopics } from "../../components/kafka/topics";
import { sinkSpec, sourceSpec } from "./kafka-runtime";
import { mockKafka } from "./kafka-support";
import { registered, run } from "./mocks";

beforeEach(mockKafka);
const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({
  type: "pkcs8",
  format: "pem",
});

/** Everything in AWS, with as much as possible made here. */
function program(): void {
  const network = new KafkaNetwork("net", {
    vpc: { create: { zones: ["us-east-1a", "us-east-1b", "us-east-1c"] } },
  });
  const secrets = new KafkaSecrets("secrets", {
    snowflake: { payments: { first: key.toString() } },
    scram: { connect: { password: "canary-password" } },
  });
  const cluster = new KafkaCluster("kafka", {
    cluster: {
      provisioned: { ...network.forBrokers(), alsoAllow: ["scram"], scramSecrets: secrets.scramSecrets },
    },
  });
  new KafkaTopics("topics", { cluster, topics: [{ name: "payments" }, { name: "payments.dlq" }] });
  const registry = new SchemaRegistry("schemas", {
    registry: { glue: { name: "payments", region: "us-east-1" } },
  });
  const plugin = new ConnectorPlugin("plugin", {
    artifacts: [{ url: "https://example.com/config-provider.jar", sha256: "0".repeat(64) }],
  });
  const runtime = new ConnectRuntime("connect", {
    cluster,
    run: {
      aws: { network, plugins: { source: plugin, sink: plugin }, ecs: { workers: { min: 1, max: 2 } } },
    },
  });
  const secret = secrets.snowflake["payments"]?.privateKey;
  if (secret === undefined) throw new Error("there is no key");
  const glue = registry.rights(true);
  for (const spec of [
    sourceSpec(runtime.placeholder("source", "SNOWFLAKE_PRIVATE_KEY", secret)),
    sinkSpec(runtime.placeholder("sink", "SNOWFLAKE_PRIVATE_KEY", secret)),
  ])
    runtime.connector(spec.kind, {
      ...spec,
      secrets: { SNOWFLAKE_PRIVATE_KEY: secret },
      ...(glue === undefined ? {} : { glue }),
    });
}
const names = () => registered.map(({ type, name }) => `${type} ${name}`).sort();

test("a preview shows exactly what is made", async () => {
  await run(program, true);
  const previewed = names();
  expect(previewed.length).toBeGreaterThan(70);
  await run(program);
  expect(names()).toEqual(previewed);
});

test("names are the same in every run", async () => {
  const stated = () =>
    registered
      .flatMap(({ name, inputs }) => {
        const given = inputs["name"] ?? inputs["bucket"] ?? inputs["family"] ?? inputs["clusterName"];
        return typeof given === "string" ? [`${name}: ${given}`] : [];
      })
      .sort();
  await run(program);
  const before = stated();
  await run(program);
  expect(stated()).toEqual(before);
});

test("no secret stands in what policies and others see", async () => {
  await run(program);
  const seen = JSON.stringify(registered.filter(({ name }) => !name.endsWith("-value")));
  expect(seen).not.toContain("canary-password");
  expect(seen).not.toContain("PRIVATE KEY");
});

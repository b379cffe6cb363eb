import { createHash } from "node:crypto";
import { textAsset } from "../support/harness";
import type { Scenario } from "../support/scenario";

const topic = {
  name: "orders",
  bootstrapServers: ["broker-1:9092", "broker-2:9092"],
  partitions: 6,
  replicationFactor: 3,
  configs: { "retention.ms": "3600000", "cleanup.policy": "delete" },
  auth: { kind: "scram-sha-512", username: "deployer", password: "scram-password-1", tls: true },
  deletionProtection: false,
};
const connector = {
  name: "orders-sink",
  url: "http://connect.test:8083",
  config: {
    "connector.class": "acme.Sink",
    "tasks.max": "2",
    topics: "orders",
    "acme.password": "sink-password-1",
  },
  state: "RUNNING",
  auth: { kind: "basic", username: "deployer", password: "rest-password-1" },
  validate: true,
  awaitRunning: true,
  timeoutSeconds: 120,
  triggers: ["secret-1"],
};
const jar = "the content of a jar";
const sha = (text: string) => createHash("sha256").update(text).digest("hex");
const own = (text: string) => ({ file: textAsset(text, sha(text)), name: "own.jar" });
const plugin = {
  bucket: "plugins",
  prefix: "plugins/sink",
  artifacts: [
    { coordinates: "com.acme:sink:1.0:all@jar", sha256: sha(jar) },
    { url: "https://files.test/extra.jar", sha256: sha(`${jar}!`), name: "lib/extra.jar" },
    own("one"),
  ],
  repositories: ["https://maven.test/releases"],
  onDelete: "delete",
};
const arn = (name: string) => `arn:aws:kafkaconnect:us-east-1:123456789012:connector/${name}/1-2`;
const declared = {
  "connector.class": "acme.Sink",
  topics: "orders",
  "acme.user": "${secretsmanager:sink:user}",
};
const proof = { connectorArn: arn("sink"), config: declared, timeoutSeconds: 600, triggers: ["first-look"] };

export const scenarios: readonly Scenario[] = [
  {
    token: "floe:kafka:Topic",
    inputs: topic,
    changed: {
      ...topic,
      partitions: 12,
      configs: { "retention.ms": "7200000", "max.message.bytes": "2000000" },
    },
    replaced: { ...topic, name: "orders-2" },
    imported: ["bootstrapServers", "auth", "deletionProtection"],
  },
  {
    token: "floe:kafka:Topic",
    title: "of fewer partitions",
    inputs: { name: "orders", deletionProtection: false },
    replaced: { name: "orders", partitions: 1, deletionProtection: false },
    imported: ["deletionProtection"],
  },
  {
    token: "floe:kafka:Connector",
    inputs: connector,
    changed: {
      ...connector,
      config: { "connector.class": "acme.Sink", "tasks.max": "3", topics: "orders" },
      triggers: ["secret-2"],
    },
    replaced: { ...connector, name: "orders-sink-2" },
    imported: ["url", "auth", "triggers", "timeoutSeconds"],
  },
  {
    token: "floe:kafka:Connector",
    title: "at rest",
    inputs: { name: "resting", config: connector.config, state: "STOPPED" },
    changed: { name: "resting", config: connector.config, state: "RUNNING" },
    imported: [],
  },
  {
    token: "floe:kafka:Plugin",
    files: {
      "https://maven.test/releases/com/acme/sink/1.0/sink-1.0-all.jar": jar,
      "https://files.test/extra.jar": `${jar}!`,
    },
    inputs: plugin,
    changed: {
      ...plugin,
      repositories: ["https://maven.test/other"],
      onDelete: "delete",
      artifacts: [...plugin.artifacts].reverse(),
    },
    replaced: { ...plugin, artifacts: [own("two")] },
    imported: ["artifacts", "repositories"],
  },
  {
    token: "floe:kafka:MskConnectorConfiguration",
    connectors: { [arn("sink")]: declared, [arn("other")]: declared },
    inputs: proof,
    changed: { ...proof, triggers: ["second-look"] },
    replaced: { ...proof, connectorArn: arn("other") },
    imported: ["timeoutSeconds", "triggers"],
    stays: true,
  },
];

import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { kafkaTaskContainers } from "../../../blueprints";

const folder = mkdtempSync(join(tmpdir(), "floe-container-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const worker = kafkaTaskContainers({
  image: "worker",
  helperImage: "helper",
  region: "us-east-1",
  logGroup: "log",
  settings: { "group.id": "shop-dev-scores" },
  connectors: {},
  plugin: { bucket: "b", key: "k.zip", version: "", sha256: "" },
  secrets: {},
  heapMb: 512,
  port: 8083,
  scripts: { fetch: "", keeper: "" },
}).find(({ name }) => name === "worker");

/** Runs a worker's command with a worker that only tells its variables. */
function login(user: string, password: string): string {
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, "connect-distributed.sh"), '#!/bin/sh\nprintf %s "$FLOE_KAFKA_LOGIN"\n');
  chmodSync(join(bin, "connect-distributed.sh"), 0o755);
  const [script = ""] = (worker?.["command"] ?? []) as readonly string[];
  const { stdout, stderr, status } = spawnSync("bash", ["-c", script.replaceAll("/tmp/", `${folder}/`)], {
    encoding: "utf8",
    env: {
      PATH: process.env["PATH"],
      KAFKA_HOME: folder,
      FLOE_WORKER_SETTINGS: "",
      FLOE_KAFKA_USERNAME: user,
      FLOE_KAFKA_PASSWORD: password,
    },
  });
  expect(status, stderr).toBe(0);
  return stdout;
}

test.each([
  ["pass word", "pass word"],
  ['a"b', 'a\\"b'],
  ["a\\b&c", "a\\\\b&c"],
  ['"; option="x', '\\"; option=\\"x'],
])("the password %s is one value of Kafka's login", (password, escaped) => {
  expect(login("connect", password)).toBe(
    `org.apache.kafka.common.security.scram.ScramLoginModule required username="connect" password="${escaped}";`,
  );
});

import type { ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { kafkaTaskContainers, kafkaWorkerSettings } from "../../blueprints";
import { keeperScripts } from "../../components/kafka/runtime/ecs/scripts";
import { freePort } from "../../local/cloud/ports";
import { ensureArtifacts, pinned } from "../../local/kafka/artifacts";
import { findJava } from "../../local/kafka/java";
import { startKafka, type RunningKafka } from "../../local/kafka/start";
import { Connect } from "../support/kafka/connect";
import { fileConnector } from "../support/kafka/fileConnector";
import { distribution, storeOfOne, TaskOnThisMachine } from "../support/kafka/task";
import { until } from "../support/kafka/until";

const folder = mkdtempSync(join(tmpdir(), "floe-task-"));
const children: ChildProcess[] = [];
let kafka: RunningKafka;
let task: TaskOnThisMachine;
let connect: Connect;
const config = {
  name: "lines",
  "connector.class": "org.apache.kafka.connect.file.FileStreamSourceConnector",
  "tasks.max": "1",
  "exactly.once.support": "required",
  "offsets.storage.topic": "lines.offsets",
  file: join(folder, "lines.txt"),
  topic: "lines",
  "topic.creation.default.partitions": "1",
  "topic.creation.default.replication.factor": "1",
};

/** Each look costs a process or a call. */
const slowly = async (holds: () => Promise<boolean>): Promise<boolean> => (await sleep(1000), holds());

const start = (name: string): ChildProcess => {
  const child = task.start(name);
  children.push(child);
  return child;
};
/** Ends a container and all it started. */
const end = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
      resolve();
      return;
    }
    child.once("exit", () => resolve());
    process.kill(-child.pid, "SIGKILL");
  });

beforeAll(async () => {
  const log = () => undefined;
  const java = await findJava();
  kafka = await startKafka({ stateDir: folder, log, worker: false, sink: false, registry: false });
  const { classpath } = await ensureArtifacts(pinned("kafka"), { java, log });
  const sha256 = await storeOfOne(folder, (await fileConnector())["connect-file"] ?? "");
  writeFileSync(config.file, "one\ntwo\n");
  mkdirSync(join(folder, "tmp"));
  const port = await freePort();
  connect = new Connect(`http://127.0.0.1:${port}`);
  const containers = kafkaTaskContainers({
    image: "worker",
    helperImage: "helper",
    region: "us-east-1",
    logGroup: "log",
    settings: kafkaWorkerSettings({
      group: "floe-task",
      bootstrapServers: kafka.bootstrap,
      auth: { kind: "plaintext" },
      replicationFactor: 1,
      port,
      // As the sign-in to brokers stands in it.
      settings: { "client.id": "${env:FLOE_CLIENT}" },
    }),
    connectors: { lines: config },
    plugin: { bucket: "b", key: "k.zip", version: "", sha256 },
    secrets: {},
    heapMb: 512,
    port,
    scripts: keeperScripts(),
  });
  task = new TaskOnThisMachine(folder, containers, {
    KAFKA_HOME: distribution(folder, java.executable, classpath),
    PYTHONPATH: join(folder, "modules"),
    FLOE_CLIENT: "from-a-variable",
  });
}, 300_000);

afterAll(async () => {
  for (const child of children) await end(child);
  await kafka.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("a task of ECS fetches its plugin, runs its connector exactly once, and keeps it as declared", async () => {
  expect(await task.finish("fetch"), task.output).toBe(0);
  expect(readdirSync(join(folder, "opt/floe/plugins/connector")).join()).toContain("connect-file");

  start("worker");
  await until(
    () => slowly(() => task.healthy("worker")),
    () => task.output,
    120_000,
  );
  expect(task.output).toMatch(/\bclient\.id = from-a-variable\b/);
  const keeper = start("keeper");
  expect(await task.healthy("keeper")).toBe(false);
  await until(
    () => slowly(() => task.healthy("keeper")),
    () => task.output,
    180_000,
  );
  expect(await connect.call("GET", "/connectors/lines/config")).toEqual(config);
  expect((await connect.status("lines")).states).toEqual(["RUNNING", "RUNNING"]);
  expect(task.output).toMatch(
    /"Namespace": "Floe\/KafkaConnect".*"Group": "floe-task", "Connector": "lines", "ConnectorUp": [01]/,
  );

  // Somebody else's change is not taken for the declared one.
  await connect.call("PUT", "/connectors/lines/config", { ...config, "batch.size": "7" });
  await until(
    () => slowly(async () => !(await task.healthy("keeper"))),
    () => task.output,
    60_000,
  );
  await end(keeper);

  // ECS starts the task anew: what is declared holds again.
  start("keeper");
  await until(
    () =>
      slowly(async () => isDeepStrictEqual(await connect.call("GET", "/connectors/lines/config"), config)),
    () => task.output,
    60_000,
  );
}, 400_000);

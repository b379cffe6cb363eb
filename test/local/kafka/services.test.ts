import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { alive } from "../../../local/cloud/processes";
import { startKafka, type RunningKafka } from "../../../local/kafka/start";

const stateDir = mkdtempSync(join(tmpdir(), "floe-kafka-"));
const lines: string[] = [];
let kafka: RunningKafka | undefined;

const start = (): Promise<RunningKafka> =>
  startKafka({ stateDir, log: (line) => lines.push(line), ...(kafka && { ports: kafka.ports }) });

beforeAll(async () => {
  const began = Date.now();
  kafka = await start();
  console.log(lines, Date.now() - began);
}, 300_000);
afterAll(async () => {
  await kafka?.stop();
  rmSync(stateDir, { recursive: true, force: true });
});

test("x", async () => {
  const plugins = await (await fetch(`${kafka!.connectUrl!}/connector-plugins?connectorsOnly=false`)).json();
  console.log(JSON.stringify(plugins).slice(0, 3000));
  console.log(kafka!.registryUrl, alive(kafka!.broker.pid));
  expect(1).toBe(1);
});

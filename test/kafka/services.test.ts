import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { alive, gone, tree } from "../../local/cloud/processes";
import { startKafka, type RunningKafka } from "../../local/kafka/start";

const stateDir = mkdtempSync(join(tmpdir(), "floe-kafka-"));
const log: string[] = [];
let kafka: RunningKafka;

const start = (ports?: RunningKafka["ports"]): Promise<RunningKafka> =>
  startKafka({ stateDir, log: (line) => log.push(line), ...(ports && { ports }) });

beforeAll(async () => {
  kafka = await start();
}, 300_000);
afterAll(async () => {
  await kafka.stop();
  rmSync(stateDir, { recursive: true, force: true });
});

async function call(method: string, url: string, body?: unknown): Promise<{ status: number; body: unknown }> {
  const response = await fetch(url, {
    method,
    headers: { "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? undefined : (JSON.parse(text) as unknown) };
}

const connect = (method: string, path: string, body?: unknown) =>
  call(method, `${kafka.connectUrl ?? ""}${path}`, body);

/** What the official sink needs; the key stays a name that no provider here resolves, so nothing is connected to. */
const sink = (change: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  name: "sink",
  "connector.class": "com.snowflake.kafka.connector.SnowflakeSinkConnector",
  topics: "t",
  "snowflake.url.name": "https://example.snowflakecomputing.com:443",
  "snowflake.user.name": "ROBOT",
  "snowflake.private.key": "${secretsManager:key:pem}",
  "snowflake.database.name": "D",
  "snowflake.schema.name": "S",
  "snowflake.role.name": "R",
  "snowflake.ingestion.method": "SNOWPIPE_STREAMING",
  "value.converter": "org.apache.kafka.connect.json.JsonConverter",
  ...change,
});

const validate = async (config: Readonly<Record<string, string>>): Promise<number> => {
  const path = "/connector-plugins/SnowflakeSinkConnector/config/validate";
  const { body } = await connect("PUT", path, config);
  return (body as { error_count: number }).error_count;
};

async function expectKept(): Promise<void> {
  expect((await connect("GET", "/connectors/sink/config")).body).toMatchObject({ topics: "t" });
  if (kafka.registryUrl !== undefined)
    expect((await call("GET", `${kafka.registryUrl}/subjects`)).body).toEqual(["t-value"]);
}

/** What a process has open that is a socket. */
function socketsOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder)
    .map((name) => {
      try {
        return readlinkSync(join(folder, name));
      } catch {
        return "";
      }
    })
    .filter((target) => target.startsWith("socket:"));
}

describe("the local Kafka", () => {
  test("offers the official sink, and tells a wrong configuration from the one that is deployed", async () => {
    const { body } = await connect("GET", "/connector-plugins");
    expect(body).toContainEqual({
      class: "com.snowflake.kafka.connector.SnowflakeSinkConnector",
      type: "sink",
      version: "2.5.0",
    });
    expect(await validate(sink())).toBe(0);
    expect(await validate(sink({ "snowflake.ingestion.method": "PIGEON" }))).toBe(1);
    expect(await validate(sink({ "snowflake.url.name": "" }))).toBeGreaterThan(0);
  });

  test("listens on loopback only, with sources exactly once", async () => {
    const worker = readFileSync(join(stateDir, "kafka", "connect", "worker.properties"), "utf8");
    expect(worker).toContain("exactly.once.source.support=enabled");
    // Every listener of every Java service, those on ports nobody named included.
    const sockets = new Set((await tree(process.pid)).flatMap(({ pid }) => socketsOf(pid)));
    const listening = ["/proc/net/tcp", "/proc/net/tcp6"]
      .flatMap((table) => readFileSync(table, "utf8").split("\n"))
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === "0A" && sockets.has(`socket:[${fields[9] ?? ""}]`));
    expect(listening.length).toBeGreaterThanOrEqual(3);
    // IPv4, or IPv4 in IPv6, both of 127.0.0.1.
    for (const [, address] of listening) expect(address).toMatch(/^(0000000000000000FFFF0000)?0100007F:/);
  });

  test("goes on by itself after the worker and the broker were killed", async () => {
    const made = { name: "sink", config: sink(), initial_state: "STOPPED" };
    expect((await connect("POST", "/connectors", made)).status).toBe(201);
    if (kafka.registryUrl !== undefined)
      await call("POST", `${kafka.registryUrl}/subjects/t-value/versions`, { schema: '{"type":"string"}' });
    const before = [kafka.worker?.pid ?? 0, kafka.broker.pid];
    kafka.worker?.kill();
    kafka.broker.kill();
    expect(await gone(before, 10_000)).toBe(true);
    await kafka.broker.settled();
    await kafka.worker?.settled();
    expect([kafka.worker?.pid, kafka.broker.pid]).not.toEqual(before);
    await expectKept();
    expect(log.filter((line) => line.includes("SIGKILL"))).toHaveLength(2);
  });

  test("keeps its connectors, topics and schemas over a stop, and leaves no process", async () => {
    const { ports } = kafka;
    const pids = [kafka.worker?.pid ?? 0, kafka.broker.pid];
    await kafka.stop();
    expect(pids.filter(alive)).toEqual([]);
    kafka = await start(ports);
    await expectKept();
  });
});

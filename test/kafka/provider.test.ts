import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type RunningKafka, startKafka } from "../../local/kafka/start";
import { freePort } from "../../local/cloud/ports";
import { define } from "../../provider/definition";
import { Host } from "../../provider/framework/host";
import type { WireBag } from "../../provider/framework/wire";
import { useAdmin } from "../../provider/kafka/admin/connect";
import type { KafkaAdmin } from "../../provider/kafka/admin/contract";
import { brokerAuthOf } from "../../provider/kafka/auth";
import { fileConnector } from "../support/kafka/fileConnector";
import { until } from "../support/kafka/until";
import { secret } from "../provider/support/harness";
import { Deployment } from "../provider/support/world/deployment";

const PASSWORD = "broker-password-1";
const stateDir = mkdtempSync(join(tmpdir(), "floe-kafka-provider-"));
let kafka: RunningKafka;
let guarded: string;
let process: { readonly host: Host };

beforeAll(async () => {
  const port = await freePort();
  const ports = { broker: await freePort(), controller: await freePort() };
  guarded = `127.0.0.1:${port}`;
  const login = "org.apache.kafka.common.security.plain.PlainLoginModule required";
  kafka = await startKafka({
    stateDir,
    ports,
    log: () => undefined,
    sink: false,
    registry: false,
    plugins: await fileConnector(),
    brokerSettings: {
      listeners: `PLAINTEXT://127.0.0.1:${ports.broker},CONTROLLER://127.0.0.1:${ports.controller},GUARDED://${guarded}`,
      "advertised.listeners": `PLAINTEXT://127.0.0.1:${ports.broker},GUARDED://${guarded}`,
      "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,GUARDED:SASL_PLAINTEXT",
      "listener.name.guarded.sasl.enabled.mechanisms": "PLAIN",
      "listener.name.guarded.plain.sasl.jaas.config": `${login} user_floe="${PASSWORD}";`,
    },
  });
  process = { host: hostAt(kafka) };
}, 300_000);
afterAll(async () => {
  await kafka.stop();
  rmSync(stateDir, { recursive: true, force: true });
});

function hostAt({ bootstrap, connectUrl }: RunningKafka): Host {
  const host = new Host(define(() => Promise.reject(new Error("no Snowflake here"))));
  const config = { kafkaBootstrapServers: bootstrap, ...(connectUrl && { connectUrl }) };
  host.configure(config, config);
  return host;
}

function asked<T>(work: (admin: KafkaAdmin) => Promise<T>): Promise<T> {
  const target = { servers: [kafka.bootstrap], auth: brokerAuthOf({}, {}) };
  return useAdmin({ config: {}, signal: new AbortController().signal }, target, work);
}

const made: Deployment[] = [];
afterEach(async () => {
  for (const each of made.splice(0)) await each.destroy(process);
});
const deployment = (token: string): Deployment => {
  const one = new Deployment(token);
  made.push(one);
  return one;
};
const errorOf = (work: Promise<unknown>): Promise<string> =>
  work.then(String, (error: unknown) => String(error));

describe("a topic on a real broker", () => {
  const inputs = {
    name: "orders",
    partitions: 2,
    configs: { "retention.ms": "1000" },
    deletionProtection: false,
  };

  it("is made, found as declared, changed in place and deleted", async () => {
    const topic = deployment("floe:kafka:Topic");
    expect(await topic.up(process, inputs)).toBe("create");
    expect(topic.held?.outputs).toMatchObject({ replicas: 1, partitions: 2 });
    expect(await topic.up(process, inputs)).toBe("same");
    expect(await topic.refresh(process)).toEqual([]);
    const changed = { ...inputs, partitions: 4, configs: { "cleanup.policy": "delete,compact" } };
    expect(await topic.up(process, changed)).toBe("update");
    expect(await topic.refresh(process)).toEqual([]);
    expect(await asked((admin) => admin.describeTopic("orders"))).toMatchObject({
      partitions: 4,
      configs: { "cleanup.policy": "delete,compact" },
    });
    const imported = await topic.imported(process, "orders");
    expect(imported?.inputs).toMatchObject({ name: "orders", partitions: 4, configs: changed.configs });
    const placed = await topic.imported(process, `${kafka.bootstrap}/orders`);
    expect(placed?.inputs.bootstrapServers).toEqual([kafka.bootstrap]);
    expect(await topic.up(process, { ...changed, partitions: 1 })).toBe("replace");
    expect((await asked((admin) => admin.describeTopic("orders")))?.partitions).toBe(1);
    await topic.destroy(process);
    expect(await asked((admin) => admin.describeTopic("orders"))).toBeUndefined();
  }, 60_000);

  it("shows what somebody else did, and is protected", async () => {
    const topic = deployment("floe:kafka:Topic");
    const guardedInputs = { name: "kept", partitions: 2 };
    await topic.up(process, guardedInputs);
    await asked((admin) => admin.alterTopic("kept", { "retention.ms": "5" }, []));
    await asked((admin) => admin.addPartitions("kept", 3));
    expect((await topic.refresh(process)).filter((each) => each.startsWith("inputs"))).toEqual([
      "inputs.partitions",
      "inputs.configs",
    ]);
    expect(await errorOf(topic.up(process, guardedInputs))).toContain(
      "partitions: another value needs another topic",
    );
    expect(await topic.up(process, { ...guardedInputs, partitions: 3 })).toBe("update");
    expect((await asked((admin) => admin.describeTopic("kept")))?.configs).toEqual({});
    expect(await errorOf(topic.destroy(process))).toContain("topic kept is protected");
    expect(await topic.up(process, { ...guardedInputs, partitions: 3, deletionProtection: false })).toBe(
      "update",
    );
  }, 60_000);

  it("is taken over empty and as declared, as a broken off deployment leaves it; else it is somebody's", async () => {
    await asked((admin) =>
      admin.createTopic({ name: "orders", partitions: 2, replicationFactor: 1, configs: inputs.configs }),
    );
    const topic = deployment("floe:kafka:Topic");
    expect(await errorOf(topic.up(process, { ...inputs, partitions: 3 }))).toContain(
      "is not one that a broken off deployment of this resource has left: it has 2 partitions, not 3",
    );
    expect(await topic.up(process, inputs)).toBe("create");
    await record("orders");
    topic.held = undefined;
    expect(await errorOf(topic.up(process, inputs))).toContain("records were written to it");
    await asked((admin) => admin.deleteTopic("orders"));
  }, 60_000);

  it("says what a broker refuses, and that none answers", async () => {
    const topic = deployment("floe:kafka:Topic");
    expect(await errorOf(topic.up(process, { ...inputs, configs: { "retention.ms": "soon" } }))).toMatch(
      /retention\.ms.*INVALID_CONFIG/,
    );
    expect(await errorOf(topic.up(process, { ...inputs, replicationFactor: 3 }))).toMatch(
      /INVALID_REPLICATION_FACTOR/,
    );
    expect(
      await errorOf(topic.up(process, { ...inputs, bootstrapServers: [`127.0.0.1:${await freePort()}`] })),
    ).toMatch(/no answer from the brokers at 127\.0\.0\.1/);
  }, 60_000);

  it("is reached by user and password, and a wrong one is told without it", async () => {
    const topic = deployment("floe:kafka:Topic");
    const auth = (password: string) => ({
      kind: "plain",
      username: "floe",
      password: secret(password),
      tls: false,
    });
    const there = { ...inputs, name: "guarded", bootstrapServers: [guarded] };
    const refused = await errorOf(topic.up(process, { ...there, auth: auth("wrong-password-1") }));
    expect(refused).toMatch(/authentication/i);
    expect(refused).not.toContain("wrong-password-1");
    expect(await topic.up(process, { ...there, auth: auth(PASSWORD) })).toBe("create");
    expect(await topic.refresh(process)).toEqual([]);
  }, 60_000);
});

describe("a connector on a real worker", () => {
  const file = join(stateDir, "lines.txt");
  const config = { "connector.class": "FileStreamSource", "tasks.max": "1", file, topic: "lines" };
  const inputs = { name: "lines-source", config };

  it("is made, runs, is found as declared, changed in place, paused and deleted", async () => {
    writeFileSync(file, "one\ntwo\n");
    const topic = deployment("floe:kafka:Topic");
    await topic.up(process, { name: "lines", partitions: 1, deletionProtection: false });
    const connector = deployment("floe:kafka:Connector");
    expect(await connector.up(process, inputs)).toBe("create");
    expect(connector.held?.outputs).toMatchObject({ type: "source", tasks: 1 });
    await until(() => asked(async (admin) => (await admin.countWritten("lines", 1)) > 0n));
    expect(await connector.up(process, inputs)).toBe("same");
    expect(await connector.refresh(process)).toEqual([]);
    const changed = { ...inputs, config: { ...config, "batch.size": "10" }, state: "PAUSED" };
    expect(await connector.up(process, changed)).toBe("update");
    expect(await connector.refresh(process)).toEqual([]);
    const imported = await connector.imported(process, `${kafka.connectUrl ?? ""}/connectors/lines-source`);
    expect(imported?.inputs).toMatchObject({
      config: changed.config,
      state: "PAUSED",
      url: kafka.connectUrl,
    });
    expect(await connector.up(process, { ...changed, state: "STOPPED" })).toBe("update");
    expect(await connector.up(process, { ...changed, state: "RUNNING", triggers: ["1"] })).toBe("update");
    await connector.destroy(process);
    expect(await connector.imported(process, "lines-source")).toBeUndefined();
  }, 120_000);

  it("fails with what the worker refuses, and with the words of a failed task", async () => {
    const connector = deployment("floe:kafka:Connector");
    const given = <T extends WireBag>(change: T) => ({ ...inputs, config: { ...config, ...change } });
    expect(await errorOf(connector.up(process, given({ "batch.size": "many" })))).toContain(
      "batch.size: Invalid value many",
    );
    expect(await errorOf(connector.up(process, given({ "connector.class": "FileStreamSauce" })))).toContain(
      "the worker has no plugin FileStreamSauce",
    );
    expect(await connector.imported(process, inputs.name)).toBeUndefined();
    const failing = given({
      file: join(stateDir, "other-lines.txt"),
      transforms: "bad",
      "transforms.bad.type": "org.apache.kafka.connect.transforms.MaskField$Value",
      "transforms.bad.fields": "x",
    });
    writeFileSync(failing.config.file, "a line\n");
    expect(await errorOf(connector.up(process, failing))).toMatch(
      /task 0 of connector lines-source failed: .*Only Struct objects supported/s,
    );
    expect(connector.held?.failed).toBe(true);
    expect(await connector.up(process, inputs)).toBe("update");
  }, 120_000);

  it("is taken over as declared, else it is somebody's", async () => {
    const connector = deployment("floe:kafka:Connector");
    await connector.up(process, inputs);
    const again = deployment("floe:kafka:Connector");
    expect(await errorOf(again.up(process, { ...inputs, config: { ...config, topic: "other" } }))).toContain(
      "differs in topic",
    );
    expect(await again.up(process, inputs)).toBe("create");
  }, 60_000);
});

/** Writes one record, by the client that the provider asks brokers with. */
async function record(topic: string): Promise<void> {
  const { Producer, stringSerializers } = await import("@platformatic/kafka");
  const producer = new Producer({
    clientId: "test",
    bootstrapBrokers: [kafka.bootstrap],
    serializers: stringSerializers,
  });
  await producer.send({ messages: [{ topic, key: "k", value: "v" }] });
  await producer.close();
}

import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  ConnectRuntime,
  KafkaCluster,
  kafkaPreviewFeatures,
  SnowflakeSink,
  SnowflakeSource,
  Workspace,
} from "../../components";
import type { LocalAws } from "../../local/aws/contract";
import { startAws } from "../../local/aws/start";
import { sourcePlugin } from "../../local/kafka/source";
import { type RunningKafka, startKafka } from "../../local/kafka/start";
import { built } from "../../local/paths";
import { ensurePython } from "../../local/python/environment";
import { startSnowflake, type RunningSnowflake } from "../../local/snowflake/server/start";
import { Engine, opsOf, stepsOf } from "../engine/round-trip/harness";
import { CommittedReader } from "../support/kafka/committed";
import { Connect } from "../support/kafka/connect";
import { ADMIN, Client } from "../support/snowflake-client";
import { until } from "./sink/bridge";
import { Topics } from "./sink/topics";
import { address, dashboardOf, isOpen, observe, watching } from "./watching/watch";

const stateDir = mkdtempSync(join(tmpdir(), "floe-kafka-components-"));
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const publicKey = createPublicKey(privateKey).export({ type: "spki", format: "pem" }).toString();
const log: string[] = [];
let aws: LocalAws;
let snowflake: RunningSnowflake;
let kafka: RunningKafka;
let client: Client;
let engine: Engine;
let stack: Stack;
let program: () => void = () => undefined;

beforeAll(async () => {
  const tell = (line: string) => void log.push(line);
  const { executable: python } = await ensurePython({ log: tell });
  aws = await startAws({ stateDir, python, log: tell });
  snowflake = await startSnowflake({ stateDir, port: 0, admin: ADMIN, log: tell });
  kafka = await startKafka({
    stateDir,
    registry: false,
    log: tell,
    plugins: await sourcePlugin(stateDir, tell),
  });
  client = await Client.connect(snowflake);
  mkdirSync(kafka.secrets, { recursive: true });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString().replaceAll("\n", "");
  const keys = ["PAYMENTS_SINK", "SCORES_SOURCE"].map((name) => `${name}_PRIVATE_KEY=${pem}\n`);
  writeFileSync(join(kafka.secrets, "floe.properties"), keys.join(""), { mode: 0o600 });
  const env = {
    SNOWFLAKE_HOST: snowflake.host,
    SNOWFLAKE_PORT: String(snowflake.port),
    SNOWFLAKE_PROTOCOL: "http",
    SNOWFLAKE_ACCOUNT: "FLOE_LOCAL",
    SNOWFLAKE_USER: ADMIN.user,
    SNOWFLAKE_PASSWORD: ADMIN.password,
    SNOWFLAKE_ROLE: "ACCOUNTADMIN",
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_REGION: aws.region,
    AWS_ACCESS_KEY_ID: aws.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: aws.credentials.secretAccessKey,
  };
  // Components take the account's host from where the provider has it, and clients of AWS their endpoint.
  Object.assign(process.env, env);
  engine = new Engine(
    {
      aws: dirname(built("local", "providers", "aws", "pulumi-resource-aws")),
      snowflake: dirname(built("local", "providers", "snowflake", "pulumi-resource-snowflake")),
      floe: dirname(built("provider", "plugin", "pulumi-resource-floe")),
    },
    env,
    { "snowflake:previewFeaturesEnabled": JSON.stringify(kafkaPreviewFeatures) },
  );
  stack = await engine.stack("kafka", () => program());
}, 300_000);

afterAll(async () => {
  await client.close();
  await kafka.stop();
  await snowflake.stop();
  await aws.stop();
  engine.close();
  rmSync(stateDir, { recursive: true, force: true });
});

interface Choices {
  readonly payments?: Readonly<Record<string, string>>;
  readonly pollIntervalMs?: number;
}

/** Payments flow in, scores flow out. */
function bridge({ payments = {}, pollIntervalMs = 500 }: Choices = {}): void {
  const cluster = new KafkaCluster("kafka", {
    cluster: { existing: { bootstrapServers: [kafka.bootstrap], auth: "plaintext", brokers: 1 } },
  });
  const runtime = new ConnectRuntime("connect", {
    cluster,
    run: {
      existing: {
        url: kafka.connectUrl ?? "",
        secrets: { provider: "file", path: join(kafka.secrets, "floe.properties") },
      },
    },
  });
  const workspace = new Workspace("workspace", {
    database: { create: { name: "SHOP" } },
    schemas: {
      RAW: {},
      CORE: {},
      OPS: {},
      ML: {
        tables: { SCORES: { columns: { ID: { type: "NUMBER(38,0)", nullable: false }, SCORE: "FLOAT" } } },
      },
    },
  });
  const login = { keyPair: { publicKey } };
  const opts = { dependsOn: [workspace] };
  const sink = new SnowflakeSink(
    "payments-sink",
    {
      ...{ cluster, runtime, login, version: "2.5.0", database: "SHOP", schema: "RAW", protect: false },
      topics: {
        payments: {
          topic: { partitions: 2 },
          columns: { ID: "NUMBER(38,0)", AMOUNT: "NUMBER(12,2)", ...payments },
          key: ["ID"],
          apply: {
            by: "merge",
            target: ["SHOP", "CORE", "PAYMENTS"],
            operation: "tombstone",
            intervalSeconds: 10,
          },
        },
      },
    },
    opts,
  );
  const source = new SnowflakeSource(
    "scores-source",
    {
      ...{ cluster, runtime, login, pollIntervalMs, protect: false },
      feed: { mode: "stream", table: ["SHOP", "ML", "SCORES"], outageDays: 20 },
      keyColumns: ["ID"],
      topic: { name: "scores", partitions: 1 },
    },
    opts,
  );
  observe({ cluster, source, sink }, opts);
}

const up = () => stepsOf((onEvent) => stack.up({ onEvent }));
const rows = (sql: string) => client.rows(sql);
const landed = async () => Number((await rows("SELECT COUNT(*) FROM SHOP.RAW.PAYMENTS"))[0]?.[0]);

describe("a source and a sink on a real engine, broker, worker and the local Snowflake", () => {
  it("are deployed in one go, and run", { timeout: 240_000 }, async () => {
    program = () => bridge();
    const ops = opsOf(await up());
    expect(new Set(Object.values(ops))).toEqual(new Set(["create"]));
    const connect = new Connect(kafka.connectUrl ?? "");
    for (const name of ["payments-sink", "scores-source"])
      expect((await connect.status(name)).states).toEqual(["RUNNING", "RUNNING"]);
  });

  it("are watched: alarms on metrics out of the log, an address that has to confirm, a task that fails", async () => {
    const { dashboards, alarms, filters, topics, subscriptions } = await watching();
    expect(await dashboardOf(dashboards[0])).toContain("scores-source.LagMilliseconds");
    expect(alarms.map(([, ...actions]) => actions)).toEqual([topics, topics]);
    expect(filters).toHaveLength(8);
    for (const [group, , metric] of filters)
      expect(`${group} ${metric}`).toMatch(/^\/connect\/source scores-source\.\w+$/);
    expect(subscriptions).toEqual([[address, expect.stringMatching(/^arn:/)]]);
    expect(await isOpen(subscriptions[0]?.[1])).toBe(true);
    await rows("EXECUTE TASK SHOP.OPS.KAFKA_WATCH");
    const runs = () =>
      rows(
        "SELECT STATE, ERROR_MESSAGE FROM TABLE(SHOP.INFORMATION_SCHEMA.TASK_HISTORY()) WHERE NAME = 'KAFKA_WATCH' AND COMPLETED_TIME IS NOT NULL",
      );
    await until(async () => (await runs()).length > 0);
    // Nobody has sent a canary, which is what the watch is for.
    expect((await runs())[0]).toEqual([
      "FAILED",
      expect.stringContaining("no canary of the last 90 minutes"),
    ]);
  });

  it("carry rows in, apply updates and deletes, and carry rows out", { timeout: 120_000 }, async () => {
    const topics = new Topics(kafka.bootstrap);
    const payment = (id: number, amount: number) => ({
      key: String(id),
      value: JSON.stringify({ ID: id, AMOUNT: amount }),
    });
    await topics.send("payments", [payment(1, 10), payment(2, 20.5), payment(3, 30), payment(1, 11)]);
    await until(async () => (await landed()) === 4);
    const state = async () =>
      (await rows("SELECT ID || ' ' || AMOUNT FROM SHOP.CORE.PAYMENTS ORDER BY ID")).map(([row]) => row);
    await until(async () => {
      const failed = await rows(
        "SELECT ERROR_MESSAGE FROM TABLE(SHOP.INFORMATION_SCHEMA.TASK_HISTORY()) WHERE STATE = 'FAILED' AND NAME <> 'KAFKA_WATCH'",
      );
      if (failed.length > 0) throw new Error(`the merge failed: ${JSON.stringify(failed[0])}`);
      return (await state()).length === 3;
    });
    expect(await state()).toEqual(["1 11.00", "2 20.50", "3 30.00"]);
    await topics.send("payments", [payment(2, 21), { key: "3" }]);
    await until(async () => (await state()).length === 2);
    expect(await state()).toEqual(["1 11.00", "2 21.00"]);

    const reader = await CommittedReader.open(kafka.bootstrap, "scores");
    try {
      await rows("INSERT INTO SHOP.ML.SCORES VALUES (1, 0.5), (2, 0.25)");
      await reader.reaches(2);
      expect(
        reader
          .json<{ ID: number }>()
          .map(({ ID }) => ID)
          .sort(),
      ).toEqual([1, 2]);
    } finally {
      reader.close();
    }
  });

  it("change nothing when nothing has changed", { timeout: 120_000 }, async () => {
    const ops = (await up()).map(({ op }) => op.replace("-done", ""));
    expect(new Set(ops)).toEqual(new Set(["same"]));
    const refreshed = await stepsOf((onEvent) => stack.refresh({ onEvent }));
    const after = opsOf(await up());
    expect(
      Object.entries(after).filter(([, op]) => op !== "same"),
      JSON.stringify(opsOf(refreshed)),
    ).toEqual([]);
  });

  it("take a new column and another setting in place", { timeout: 120_000 }, async () => {
    program = () => bridge({ payments: { NOTE: "VARCHAR" }, pollIntervalMs: 1_000 });
    const steps = await up();
    const changed = steps.filter(({ op }) => !op.endsWith("-done") && op !== "same");
    expect(changed.map(({ token, op }) => `${op} ${token.split(":").at(-1) ?? ""}`).sort()).toEqual([
      "create-replacement Execute",
      "delete-replaced Execute",
      "replace Execute",
      "update Connector",
      "update Table",
      "update TaskGraph",
    ]);
    expect(await landed()).toBe(6);
  });

  it("leave nothing behind", { timeout: 120_000 }, async () => {
    await stack.destroy();
    expect(await rows("SHOW DATABASES LIKE 'SHOP'")).toEqual([]);
    for (const like of ["PAYMENTS%", "SCORES%", "KAFKA_WATCH%"])
      for (const kind of ["ROLES", "USERS", "WAREHOUSES"])
        expect(await rows(`SHOW ${kind} LIKE '${like}'`), `${kind} ${like}`).toEqual([]);
    const connect = new Connect(kafka.connectUrl ?? "");
    expect(await connect.call("GET", "/connectors")).toEqual([]);
    for (const [kind, left] of Object.entries(await watching())) expect(left, kind).toEqual([]);
  });
});

import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { flinkWindowProgram, type StreamWindows } from "../../blueprints";
import { KafkaCluster, type KafkaClusterArgs } from "../../components";
import {
  StreamProcessor,
  type ManagedFlink,
  type StreamProcessorArgs,
  type WindowTable,
} from "../../components/kafka/processing";
import { children, inputsOf, refusal } from "./kafka-support";
import { run } from "./mocks";

const folder = mkdtempSync(join(tmpdir(), "floe-jar-"));
const jar = join(folder, "runner.jar");
const hash = createHash("sha256").update("a runner").digest("hex");
beforeAll(() => writeFileSync(jar, "a runner"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const windows: StreamWindows = {
  window: { type: "tumble", size: "5 minutes" },
  groupBy: ["merchant"],
  aggregates: { payments: { function: "count" }, volume: { function: "sum", of: "amount" } },
};
const clusterArn = "arn:aws:kafka:us-east-1:123456789012:cluster/shop/abc-1";
const brokers: KafkaClusterArgs = {
  cluster: { existing: { bootstrapServers: ["b-1:9098"], auth: "iam", clusterArn } },
};
const cluster = (args: KafkaClusterArgs = brokers) => new KafkaCluster("kafka", args);
const source = {
  topic: "payments",
  columns: { merchant: "STRING", amount: "DECIMAL(12, 2)", at: "TIMESTAMP_LTZ(3)" },
  time: "at",
};
const flink = (change: Partial<ManagedFlink> = {}): ManagedFlink => ({
  cluster: cluster(),
  network: { subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] },
  source,
  sink: { topic: "payments-5m" },
  code: { jar, bucket: "code" },
  ...change,
});
const table: WindowTable = {
  source: ["SHOP", "RAW", "PAYMENTS"],
  columns: { merchant: "VARCHAR", amount: "NUMBER(12,2)", at: "TIMESTAMP_NTZ" },
  time: "at",
  table: ["SHOP", "CORE", "PAYMENTS_5M"],
  warehouse: "STREAMS",
};
const make = (args: Partial<StreamProcessorArgs> = {}) =>
  new StreamProcessor("by-merchant", { windows, engine: { managedFlink: flink() }, ...args });

test("an application with all it needs, and nothing else", async () => {
  await run(() => {
    make({ alarmTopicArn: "arn:aws:sns:us-east-1:123456789012:alarms" });
  });
  expect(children()).toEqual(
    [
      "by-merchant-flink-alarms-checkpoints aws:cloudwatch:MetricAlarm",
      "by-merchant-flink-alarms-restarts aws:cloudwatch:MetricAlarm",
      "by-merchant-flink-alarms-silence aws:cloudwatch:MetricAlarm",
      "by-merchant-flink-application aws:kinesisanalyticsv2:Application",
      "by-merchant-flink-code aws:s3:BucketObjectv2",
      "by-merchant-flink-log aws:cloudwatch:LogGroup",
      "by-merchant-flink-log-stream aws:cloudwatch:LogStream",
      "by-merchant-flink-policy aws:iam:RolePolicy",
      "by-merchant-flink-role aws:iam:Role",
    ].sort(),
  );
  expect(inputsOf("by-merchant-flink-code")).toMatchObject({ bucket: "code", key: `flink/${hash}.jar` });
  const name = "floe-dev-by-merchant";
  const program = flinkWindowProgram(
    { ...windows, name, source, sink: { topic: "payments-5m" } },
    { bootstrapServers: "b-1:9098", auth: { kind: "iam" } },
  );
  expect(inputsOf("by-merchant-flink-application")).toMatchObject({
    name,
    runtimeEnvironment: "FLINK-2_2",
    startApplication: true,
    applicationConfiguration: {
      applicationCodeConfiguration: {
        codeContentType: "ZIPFILE",
        codeContent: { s3ContentLocation: { bucketArn: "arn:aws:s3:::code", fileKey: `flink/${hash}.jar` } },
      },
      applicationSnapshotConfiguration: { snapshotsEnabled: true },
      environmentProperties: { propertyGroups: [{ propertyGroupId: "floe.sql" }] },
      flinkApplicationConfiguration: {
        checkpointConfiguration: {
          configurationType: "CUSTOM",
          checkpointingEnabled: true,
          checkpointInterval: 10_000,
          minPauseBetweenCheckpoints: 5000,
        },
        parallelismConfiguration: { parallelism: 1, parallelismPerKpu: 1, autoScalingEnabled: false },
      },
      runConfiguration: {
        applicationRestoreConfiguration: { applicationRestoreType: "RESTORE_FROM_LATEST_SNAPSHOT" },
        flinkRunConfiguration: { allowNonRestoredState: false },
      },
      vpcConfiguration: { subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] },
    },
  });
  expect(sqlOf("by-merchant-flink-application")).toBe(program.text.trim());
  const policy = String(inputsOf("by-merchant-flink-policy")["policy"]);
  expect(policy).toContain(`transactional-id/shop/abc-1/${name}-results*`);
  expect(policy).toContain("topic/shop/abc-1/payments-5m");
  expect(inputsOf("by-merchant-flink-alarms-restarts")).toMatchObject({
    alarmActions: ["arn:aws:sns:us-east-1:123456789012:alarms"],
    metricQueries: [{ metric: { metricName: "numRestarts" } }, { expression: "DIFF(m)" }],
  });
});

/** The SQL as the runner puts it together. */
function sqlOf(application: string): string {
  const { applicationConfiguration } = inputsOf(application) as {
    applicationConfiguration: {
      environmentProperties: { propertyGroups: { propertyMap: Record<string, string> }[] };
    };
  };
  const { sha256, ...pieces } =
    applicationConfiguration.environmentProperties.propertyGroups[0]?.propertyMap ?? {};
  const text = Object.keys(pieces)
    .sort()
    .map((name) => pieces[name])
    .join("");
  expect(createHash("sha256").update(text).digest("hex")).toBe(sha256);
  return text;
}

test("capacity, state, transforms and a bucket of its own", async () => {
  await run(() => {
    make({
      jobName: "payments",
      engine: {
        managedFlink: flink({
          code: { jar },
          late: { topic: "payments-late" },
          capacity: { parallelism: 8, tasksPerKpu: 4, autoscaling: true },
          state: { onUpdate: "discard", allowLost: true, snapshots: false },
          checkpointSeconds: 4,
          start: false,
        }),
      },
      transform: { application: { description: "mine" }, role: (role) => (role.path = "/flink/") },
    });
  });
  expect(children().filter((each) => each.includes("store"))).toHaveLength(6);
  expect(inputsOf("by-merchant-flink-role")).toMatchObject({ path: "/flink/" });
  expect(inputsOf("by-merchant-flink-application")).toMatchObject({
    description: "mine",
    startApplication: false,
    applicationConfiguration: {
      applicationSnapshotConfiguration: { snapshotsEnabled: false },
      flinkApplicationConfiguration: {
        checkpointConfiguration: { checkpointInterval: 4000, minPauseBetweenCheckpoints: 2000 },
        parallelismConfiguration: { parallelism: 8, parallelismPerKpu: 4, autoScalingEnabled: true },
      },
      runConfiguration: {
        applicationRestoreConfiguration: { applicationRestoreType: "SKIP_RESTORE_FROM_SNAPSHOT" },
        flinkRunConfiguration: { allowNonRestoredState: true },
      },
    },
  });
  expect(sqlOf("by-merchant-flink-application")).toContain(
    "'sink.transactional-id-prefix' = 'payments-late'",
  );
  expect(String(inputsOf("by-merchant-flink-policy")["policy"])).toContain("abc-1/payments-late");
});

test("SQL of one's own, with rights on what it says it uses", async () => {
  await run(() => {
    const rest = flink({ source: undefined, sink: undefined });
    make({
      windows: undefined,
      sql: [
        rest.cluster.bootstrapServers.apply((servers) => `CREATE TABLE a -- ${servers}`),
        "INSERT INTO b SELECT 1",
      ],
      engine: { managedFlink: { ...rest, uses: { read: ["a"], write: ["b"], transactions: ["mine"] } } },
    });
  });
  expect(sqlOf("by-merchant-flink-application")).toContain(
    "CREATE TABLE a -- b-1:9098;\n\nINSERT INTO b SELECT 1;",
  );
  expect(String(inputsOf("by-merchant-flink-policy")["policy"])).toContain(
    "transactional-id/shop/abc-1/mine*",
  );
});

test("a dynamic table by the same declaration", async () => {
  await run(() => {
    const made = make({ engine: { dynamicTable: table } });
    expect(made.applicationName).toBeUndefined();
  });
  expect(children()).toEqual(["by-merchant-table snowflake:index:DynamicTable"]);
  expect(inputsOf("by-merchant-table")).toMatchObject({
    database: "SHOP",
    schema: "CORE",
    name: "PAYMENTS_5M",
    warehouse: "STREAMS",
    targetLag: { maximumDuration: "1 minute" },
  });
  expect(inputsOf("by-merchant-table")["query"]).toContain(`TIME_SLICE("at", 5, 'MINUTE')`);
});

const scram: KafkaClusterArgs = {
  cluster: {
    existing: {
      bootstrapServers: ["b-1:9096"],
      auth: "scram",
      admin: { kind: "scram-sha-512", username: "u", password: "p" },
    },
  },
};

test.each<[string, () => Partial<StreamProcessorArgs>, string]>([
  ["neither windows nor SQL", () => ({ windows: undefined }), "declare windows, or write sql"],
  ["both", () => ({ sql: ["INSERT INTO a SELECT 1"] }), "does not go with windows"],
  [
    "SQL without what it uses",
    () => ({
      windows: undefined,
      sql: ["INSERT INTO a SELECT 1"],
      engine: { managedFlink: flink({ source: undefined, sink: undefined }) },
    }),
    "name the topics it reads and writes",
  ],
  [
    "windows without a topic",
    () => ({ engine: { managedFlink: flink({ source: undefined }) } }),
    "name the topic in source",
  ],
  [
    "passwords",
    () => ({ engine: { managedFlink: flink({ cluster: cluster(scram) }) } }),
    "the password would be readable",
  ],
  [
    "no network",
    () => ({ engine: { managedFlink: flink({ network: { subnetIds: [], securityGroupIds: ["sg"] } }) } }),
    "is empty",
  ],
  [
    "too many KPUs",
    () => ({ engine: { managedFlink: flink({ capacity: { parallelism: 100 } }) } }),
    "at most 64",
  ],
  [
    "state that is not kept",
    () => ({ engine: { managedFlink: flink({ state: { snapshots: false } }) } }),
    "no state to keep",
  ],
  [
    "a jar that is not there",
    () => ({ engine: { managedFlink: flink({ code: { jar: "/no.jar" } }) } }),
    "is not there",
  ],
  [
    "settings of the service",
    () => ({ engine: { managedFlink: flink({ settings: { "execution.checkpointing.interval": "1 s" } }) } }),
    "set checkpointSeconds",
  ],
  ["a wrong field", () => ({ windows: { ...windows, groupBy: ["mercant"] } }), "write merchant"],
  [
    "sessions of a dynamic table",
    () => ({
      windows: { ...windows, window: { type: "session", gap: "1 minute" } },
      engine: { dynamicTable: table },
    }),
    "which a dynamic table cannot tell",
  ],
  [
    "SQL of a dynamic table",
    () => ({ windows: undefined, sql: ["SELECT 1"], engine: { dynamicTable: table } }),
    "is Flink's",
  ],
  [
    "a lag of seconds",
    () => ({ engine: { dynamicTable: { ...table, targetLag: "5 seconds" } } }),
    "for less, use managedFlink",
  ],
  [
    "a table that reads itself",
    () => ({ engine: { dynamicTable: { ...table, table: table.source } } }),
    "is the table that is read",
  ],
])("refuses %s", async (_, args, message) => {
  expect(await refusal(() => make(args()))).toContain(message);
});

import type * as pulumi from "@pulumi/pulumi";
import { SnowflakeSink, type SnowflakeSinkArgs } from "../../components";
import { expect, test } from "vitest";
import { namesOf, sinkArgs, watching } from "./kafka-fixtures";
import { refused, saidOf } from "./kafka-support";
import { ofType, registered, run } from "./mocks";

const sink = (change: Partial<SnowflakeSinkArgs> = {}) =>
  run(() => {
    new SnowflakeSink("payments-sink", { ...sinkArgs(), ...change });
  });

const inputs = (name: string) => registered.find((one) => one.name === name)?.inputs ?? {};
const config = () => inputs("payments-sink-connector")["config"];
const payments = sinkArgsTopics();

function sinkArgsTopics() {
  return {
    columns: { ID: "NUMBER(38,0)", AMOUNT: "NUMBER(12,2)" },
    key: ["ID"],
    apply: { by: "merge", target: "PAYMENTS_NOW" },
  } as const;
}

function granted(role: string): readonly string[] {
  return ofType("snowflake:index/grantPrivilegesToAccountRole:GrantPrivilegesToAccountRole")
    .filter((grant) => grant.inputs["accountRoleName"] === role)
    .map(({ inputs: { privileges, onAccountObject, onSchema, onSchemaObject } }) => {
      const on = { ...(onAccountObject as object), ...(onSchema as object), ...(onSchemaObject as object) };
      const target = on as Record<string, string>;
      return `${(privileges as string[]).join(", ")} on ${target["objectName"] ?? target["schemaName"] ?? "ACCOUNT"}`;
    })
    .sort();
}

test("a merged topic makes exactly these children", async () => {
  const made = await sink();
  expect(made.map(({ type, name }) => `${type.split(":").at(-1) ?? ""} ${name}`).sort()).toEqual([
    "Access payments-sink-access",
    "AccountRole payments-sink-access-role-PAYMENTS_SINK",
    "AccountRole payments-sink-access-role-PAYMENTS_SINK_APPLY",
    "ConnectRuntime connect",
    "Connector payments-sink-connector",
    "Execute payments-sink-landing-PAYMENTS",
    "Execute payments-sink-landing-PAYMENTS_SINK_CANARY",
    "Execute payments-sink-settings-PAYMENTS",
    "Execute payments-sink-settings-PAYMENTS_SINK_CANARY",
    "GrantAccountRole payments-sink-access-role-PAYMENTS_SINK-to-SYSADMIN",
    "GrantAccountRole payments-sink-access-role-PAYMENTS_SINK-to-user-PAYMENTS_SINK",
    "GrantAccountRole payments-sink-access-role-PAYMENTS_SINK_APPLY-to-SYSADMIN",
    "GrantOwnership payments-sink-owner-PAYMENTS",
    "GrantOwnership payments-sink-owner-PAYMENTS_SINK_CANARY",
    "GrantPrivilegesToAccountRole payments-sink-apply-grants-account",
    "GrantPrivilegesToAccountRole payments-sink-apply-grants-database-shop",
    "GrantPrivilegesToAccountRole payments-sink-apply-grants-schema-shop.core",
    "GrantPrivilegesToAccountRole payments-sink-apply-grants-schema-shop.raw",
    "GrantPrivilegesToAccountRole payments-sink-apply-grants-stream-shop.raw.payments-new",
    "GrantPrivilegesToAccountRole payments-sink-apply-grants-table-shop.core.payments",
    "GrantPrivilegesToAccountRole payments-sink-apply-grants-table-shop.raw.payments",
    "GrantPrivilegesToAccountRole payments-sink-grants-database-shop",
    "GrantPrivilegesToAccountRole payments-sink-grants-schema-shop.raw",
    "KafkaCluster kafka",
    "KafkaTopics payments-sink-topics",
    "RoleGrants payments-sink-apply-grants",
    "RoleGrants payments-sink-grants",
    "ServiceUser payments-sink-access-user-PAYMENTS_SINK",
    "SnowflakeSink payments-sink",
    "StreamOnTable payments-sink-stream-PAYMENTS",
    "Table payments-sink-target-PAYMENTS",
    "TaskGraph payments-sink-apply-PAYMENTS",
    "TaskGraph payments-sink-apply-PAYMENTS-graph",
    "Topic payments-sink-topics-topic-payments",
    "Topic payments-sink-topics-topic-payments-sink.canary",
    "Topic payments-sink-topics-topic-payments-sink.dlq",
  ]);
});

test("the sink's role owns its landing tables and makes nothing; the merges' role reads and writes theirs", async () => {
  await sink();
  expect(granted("PAYMENTS_SINK")).toEqual(['USAGE on "SHOP"', 'USAGE on "SHOP"."RAW"']);
  expect(granted("PAYMENTS_SINK_APPLY")).toEqual([
    'CREATE TASK, USAGE on "SHOP"."RAW"',
    'DELETE, INSERT, SELECT, UPDATE on "SHOP"."CORE"."PAYMENTS"',
    "EXECUTE MANAGED TASK, EXECUTE TASK on ACCOUNT",
    'SELECT on "SHOP"."RAW"."PAYMENTS"',
    'SELECT on "SHOP"."RAW"."PAYMENTS_NEW"',
    'USAGE on "SHOP"',
    'USAGE on "SHOP"."CORE"',
  ]);
  const owners = ofType("snowflake:index/grantOwnership:GrantOwnership").map((one) => one.inputs);
  expect(owners.map((one) => one["accountRoleName"])).toEqual(["PAYMENTS_SINK", "PAYMENTS_SINK"]);
});

test("the official connector of each version gets its own class, keys and place for bad records", async () => {
  await sink();
  expect(config()).toMatchObject({
    "connector.class": "com.snowflake.kafka.connector.SnowflakeSinkConnector",
    topics: "payments,payments-sink.canary",
    "snowflake.topic2table.map": "payments-sink.canary:PAYMENTS_SINK_CANARY,payments:PAYMENTS",
    "snowflake.ingestion.method": "SNOWPIPE_STREAMING",
    "consumer.override.isolation.level": "read_committed",
    "errors.deadletterqueue.topic.name": "payments-sink.dlq",
    "errors.deadletterqueue.topic.replication.factor": "1",
  });
  await sink({ version: "4.1.0" });
  expect(config()).toMatchObject({
    "connector.class": "com.snowflake.kafka.connector.SnowflakeStreamingSinkConnector",
    "snowflake.validation": "server_side",
    "errors.deadletterqueue.topic.name": "payments-sink.dlq",
  });
  expect(inputs("payments-sink-settings-PAYMENTS")["execute"]).toContain("SET ERROR_LOGGING = TRUE;");
  expect(granted("PAYMENTS_SINK")).toContain('CREATE PIPE, USAGE on "SHOP"."RAW"');
  await sink({ version: "3.5.4", errors: { to: "stop" } });
  expect(config()).toMatchObject({ "errors.tolerance": "none" });
  expect(registered.some(({ name }) => name.endsWith(".dlq"))).toBe(false);
});

test("a new column is added to a landing table, which is never made anew for it", async () => {
  await sink();
  const before = inputs("payments-sink-landing-PAYMENTS")["execute"];
  await sink({ topics: { payments: { ...payments, columns: { ...payments.columns, NOTE: "VARCHAR" } } } });
  expect(inputs("payments-sink-landing-PAYMENTS")["execute"]).toBe(before);
  expect(inputs("payments-sink-settings-PAYMENTS")["execute"]).toContain(
    'ALTER TABLE "SHOP"."RAW"."PAYMENTS" ADD COLUMN IF NOT EXISTS "NOTE" VARCHAR;',
  );
});

test("updates and deletes by a task on a warehouse, or by a dynamic table", async () => {
  await sink({ warehouse: { existing: "W" }, topics: { payments } });
  expect(inputs("payments-sink-apply-PAYMENTS-graph")).toMatchObject({
    role: "PAYMENTS_SINK_APPLY",
    warehouse: "W",
    tasks: { PAYMENTS_APPLY: { when: `SYSTEM$STREAM_HAS_DATA('"SHOP"."RAW"."PAYMENTS_NEW"')` } },
  });
  await sink({
    topics: {
      payments: { ...payments, apply: { by: "dynamicTable", target: "NOW", targetLag: "1 minute" } },
    },
  });
  expect(inputs("payments-sink-dynamic-NOW")).toMatchObject({
    name: "NOW",
    warehouse: "PAYMENTS_SINK_WH",
    targetLag: { maximumDuration: "1 minute" },
  });
  expect(inputs("payments-sink-dynamic-NOW")["query"]).toContain('WHERE NOT "_DELETED"');
  expect(ofType("floe:snowflake:TaskGraph")).toEqual([]);
});

const change = (topic: object): Partial<SnowflakeSinkArgs> => ({ topics: { payments: topic } });
const bad: [string, Partial<SnowflakeSinkArgs>, string, RegExp][] = [
  ["an unknown version", { version: "5.0.0" }, "version", /no version of the Snowflake sink/],
  ["a key that is no column", change({ ...payments, key: ["Id"] }), "topics.payments.key[0]", /write ID/],
  [
    "changes without columns",
    change({ key: ["ID"], apply: payments.apply }),
    "topics.payments.columns",
    /required/,
  ],
  [
    "a reader that cannot decode what is written",
    change({ written: { value: { format: "avro", registry: { kind: "confluent", url: "http://r" } } } }),
    "topics.payments.value",
    /cannot decode/,
  ],
  [
    "one table of two topics",
    { topics: { a: { table: "T" }, b: { table: "T" } } },
    "topics.b.table",
    /table of topic a/,
  ],
  ["an error table before 4.x", { errors: { to: "errorTable" } }, "errors.to", /does not have/],
  [
    "a lag below a minute",
    change({ ...payments, apply: { by: "dynamicTable", target: "N", targetLag: "5 seconds" } }),
    "topics.payments.targetLag",
    /at least 60/,
  ],
  [
    "Snowpipe's files",
    { settings: { "snowflake.ingestion.method": "SNOWPIPE" } },
    "settings.snowflake.ingestion.method",
    /exactly once/,
  ],
  [
    "a misspelt key",
    { settings: { "buffer.flush.tme": "1" } },
    "settings.buffer.flush.tme",
    /buffer.flush.time/,
  ],
  [
    "reading its own bad records",
    { errors: { to: "deadLetterTopic", topic: "payments" } },
    "topics",
    /twice/,
  ],
];

test.each(bad)("refuses %s, and makes nothing", async (_what, changed, argument, message) => {
  const error = await refused(() => {
    new SnowflakeSink("payments-sink", { ...sinkArgs(), ...changed });
  });
  expect(registered.filter(({ name }) => name.startsWith("payments-sink"))).toEqual([]);
  expect(saidOf(error, argument), error.message).toMatch(message);
});

test("waits until declared columns are there, and a user that exists has its role", async () => {
  let waitsFor: ReturnType<typeof watching>["waitsFor"] | undefined;
  const owners: Record<string, readonly pulumi.Resource[]> = {};
  await run(() => {
    const args = sinkArgs();
    const watched = watching(args.runtime);
    ({ waitsFor } = watched);
    new SnowflakeSink("payments-sink", {
      ...args,
      runtime: watched.runner,
      user: { existing: "CONNECT" },
      transform: {
        ownership: (_args, opts, name) => {
          owners[name] = opts.dependsOn as readonly pulumi.Resource[];
        },
      },
    });
  });
  expect(await waitsFor?.()).toEqual(
    expect.arrayContaining(["payments-sink-owner-PAYMENTS", "payments-sink-role-to-user"]),
  );
  expect(await namesOf(owners["payments-sink-owner-PAYMENTS"] ?? [])).toContain(
    "payments-sink-settings-PAYMENTS",
  );
});

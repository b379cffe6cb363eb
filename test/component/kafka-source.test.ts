import { SnowflakeSource, type SnowflakeSourceArgs } from "../../components";
import { expect, test } from "vitest";
import { privateKey, sourceArgs, watching } from "./kafka-fixtures";
import { refused, saidOf } from "./kafka-support";
import { ofType, registered, run } from "./mocks";

const source = (change: Partial<SnowflakeSourceArgs> = {}) =>
  run(() => {
    new SnowflakeSource("scores-source", { ...sourceArgs(), ...change });
  });

const inputs = (name: string) => registered.find((one) => one.name === name)?.inputs ?? {};

/** Rights of a role: `PRIVILEGES on object`. */
function granted(role: string): readonly string[] {
  return ofType("snowflake:index/grantPrivilegesToAccountRole:GrantPrivilegesToAccountRole")
    .filter((grant) => grant.inputs["accountRoleName"] === role)
    .map(({ inputs: { privileges, onAccountObject, onSchema, onSchemaObject } }) => {
      const on = { ...(onAccountObject as object), ...(onSchema as object), ...(onSchemaObject as object) };
      const target = on as Record<string, string>;
      return `${(privileges as string[]).join(", ")} on ${target["objectType"] ?? "SCHEMA"} ${target["objectName"] ?? target["schemaName"] ?? ""}`;
    })
    .sort();
}

test("stream mode makes exactly these children", async () => {
  const made = await source();
  expect(made.map(({ type, name }) => `${type.split(":").at(-1) ?? ""} ${name}`).sort()).toEqual([
    "Access scores-source-access",
    "AccountRole scores-source-access-role-SCORES_SOURCE",
    "ConnectRuntime connect",
    "Connector scores-source-connector",
    "Execute scores-source-claim",
    "Execute scores-source-stage",
    "Execute scores-source-warehouse-generation",
    "GrantAccountRole scores-source-access-role-SCORES_SOURCE-to-SYSADMIN",
    "GrantAccountRole scores-source-access-role-SCORES_SOURCE-to-user-SCORES_SOURCE",
    "GrantOwnership scores-source-owner-SCORES_SOURCE_STAGE",
    "GrantOwnership scores-source-owner-SCORES_SOURCE_STAGE_CLAIM",
    "GrantOwnership scores-source-owner-SCORES_SOURCE_STREAM",
    "GrantPrivilegesToAccountRole scores-source-grants-database-shop",
    "GrantPrivilegesToAccountRole scores-source-grants-schema-shop.ml",
    "GrantPrivilegesToAccountRole scores-source-grants-table-shop.ml.scores",
    "GrantPrivilegesToAccountRole scores-source-grants-warehouse-scores-source-wh",
    "KafkaCluster kafka",
    "KafkaTopics scores-source-topics",
    "RoleGrants scores-source-grants",
    "ServiceUser scores-source-access-user-SCORES_SOURCE",
    "SnowflakeSource scores-source",
    "StreamOnTable scores-source-stream",
    "Topic scores-source-topics-topic-scores",
    "Topic scores-source-topics-topic-scores-source.offsets",
    "Warehouse scores-source-warehouse",
    "Warehouse scores-source-warehouse-warehouse",
  ]);
});

test("the role reads its table and stream, and owns what it fills", async () => {
  await source();
  expect(granted("SCORES_SOURCE")).toEqual([
    'CREATE STREAM, USAGE on SCHEMA "SHOP"."ML"',
    'SELECT on TABLE "SHOP"."ML"."SCORES"',
    'USAGE on DATABASE "SHOP"',
    'USAGE on WAREHOUSE "SCORES_SOURCE_WH"',
  ]);
  expect(ofType("snowflake:index/grantOwnership:GrantOwnership").map((one) => one.inputs)).toEqual(
    [
      ["STREAM", "SCORES_SOURCE_STREAM"],
      ["TABLE", "SCORES_SOURCE_STAGE"],
      ["TABLE", "SCORES_SOURCE_STAGE_CLAIM"],
    ].map(([objectType, name]) => ({
      accountRoleName: "SCORES_SOURCE",
      outboundPrivileges: "COPY",
      on: { objectType, objectName: `"SHOP"."ML"."${name ?? ""}"` },
    })),
  );
  await source({ resnapshot: false });
  expect(granted("SCORES_SOURCE")).toContain('SELECT on STREAM "SHOP"."ML"."SCORES_SOURCE_STREAM"');
});

test("the connector gets the objects' names, its own offsets topic and a placeholder for the key", async () => {
  await source();
  expect(inputs("scores-source-connector")).toMatchObject({
    name: "scores-source",
    config: {
      "connector.class": "dev.floe.connect.snowflake.SnowflakeSourceConnector",
      "snowflake.url": "https://org-account.snowflakecomputing.com",
      "snowflake.user": "SCORES_SOURCE",
      "snowflake.role": "SCORES_SOURCE",
      "snowflake.warehouse": "SCORES_SOURCE_WH",
      "snowflake.private.key": privateKey,
      mode: "stream",
      table: '"SHOP"."ML"."SCORES"',
      stream: '"SHOP"."ML"."SCORES_SOURCE_STREAM"',
      "stage.table": '"SHOP"."ML"."SCORES_SOURCE_STAGE"',
      "stage.claim.table": '"SHOP"."ML"."SCORES_SOURCE_STAGE_CLAIM"',
      "objects.create": "false",
      "key.columns": "ID",
      topic: "scores",
      "offsets.storage.topic": "scores-source.offsets",
    },
  });
  expect(inputs("scores-source-topics-topic-scores-source.offsets")).toMatchObject({
    partitions: 1,
    configs: { "cleanup.policy": "compact" },
    deletionProtection: true,
  });
  expect(inputs("scores-source-stream")).toMatchObject({
    table: '"SHOP"."ML"."SCORES"',
    appendOnly: "false",
    showInitialRows: "false",
  });
  expect(inputs("scores-source-stage")["revert"]).toBe(
    'DROP TABLE IF EXISTS "SHOP"."ML"."SCORES_SOURCE_STAGE"',
  );
});

test("states what its warehouse costs", async () => {
  await run(() => {
    const { cost } = new SnowflakeSource("scores-source", { ...sourceArgs(), pollIntervalMs: 10_000 });
    expect(cost.text).toContain("at most 24 credits a day of warehouse size XSMALL (it never suspends)");
  });
  expect(inputs("scores-source-warehouse-warehouse")).toMatchObject({
    warehouseSize: "XSMALL",
    autoSuspend: 60,
  });
});

test("streams on views and dynamic tables, and a longer retention", async () => {
  const table = ["SHOP", "ML", "SCORES"] as const;
  await source({ feed: { mode: "stream", kind: "VIEW", table, appendOnly: true } });
  expect(ofType("snowflake:index/streamOnView:StreamOnView")[0]?.inputs).toMatchObject({
    view: '"SHOP"."ML"."SCORES"',
    appendOnly: "true",
  });
  await source({
    feed: { mode: "snapshot", kind: "DYNAMIC TABLE", table, outageDays: 30, place: ["SHOP", "KAFKA"] },
  });
  expect(inputs("scores-source-tracking")["execute"]).toBe(
    'ALTER DYNAMIC TABLE "SHOP"."ML"."SCORES" SET MAX_DATA_EXTENSION_TIME_IN_DAYS = 30',
  );
  expect(inputs("scores-source-stream")["execute"]).toContain(
    'CREATE STREAM IF NOT EXISTS "SHOP"."KAFKA"."SCORES_SOURCE_STREAM" ON DYNAMIC TABLE "SHOP"."ML"."SCORES"',
  );
  expect(granted("SCORES_SOURCE")).toContain('SELECT on DYNAMIC TABLE "SHOP"."ML"."SCORES"');
});

test("modes without objects: changes, a query, and events of the account", async () => {
  await source({ feed: { mode: "changes", table: ["D", "S", "T"], start: "2026-01-31T00:00:00Z" } });
  expect(inputs("scores-source-tracking")["execute"]).toBe(
    'ALTER TABLE "D"."S"."T" SET CHANGE_TRACKING = TRUE',
  );
  expect(inputs("scores-source-stage")).toEqual({});
  const keyless = () => ({ ...sourceArgs(), keyColumns: [] });
  await run(() => {
    new SnowflakeSource("events", { ...keyless(), feed: { mode: "metadata", feed: "load-events" } });
  });
  expect(inputs("events-database-role-USAGE_VIEWER")).toEqual({
    databaseRoleName: '"SNOWFLAKE"."USAGE_VIEWER"',
    parentRoleName: '"EVENTS"',
  });
  await run(() => {
    new SnowflakeSource("q", {
      ...keyless(),
      feed: {
        mode: "query",
        query: "SELECT 1",
        watermark: "A",
        reads: [{ kind: "VIEW", name: ["D", "S", "V"] }],
      },
    });
  });
  expect(granted("Q")).toContain('SELECT on VIEW "D"."S"."V"');
});

test("a user that exists gets the role; OAuth needs no key; a trial can be taken away", async () => {
  await source({ user: { existing: "CONNECT" }, protect: false });
  expect(ofType("snowflake:index/serviceUser:ServiceUser")).toEqual([]);
  expect(inputs("scores-source-role-to-user")).toEqual({ roleName: "SCORES_SOURCE", userName: "CONNECT" });
  expect(inputs("scores-source-topics-topic-scores")["deletionProtection"]).toBe(false);
  await source({
    login: { oauth: { clientId: "abc", tokenEndpoint: "https://id.example.com/token", loginName: "floe" } },
  });
  expect(inputs("scores-source-access-user-SCORES_SOURCE")).toMatchObject({
    loginName: { value: "floe" },
  });
  expect(inputs("scores-source-access-user-SCORES_SOURCE")["rsaPublicKey"]).toBeUndefined();
  expect(inputs("scores-source-connector")["config"]).toMatchObject({
    "snowflake.oauth.client.secret": "${env:SCORES_SOURCE_CLIENT_SECRET}",
  });
});

const stream = { mode: "stream", table: ["SHOP", "ML", "SCORES"] } as const;
const bad: [string, Partial<SnowflakeSourceArgs>, string, RegExp][] = [
  ["a key that is no column", { keyColumns: ["Id"] }, "keyColumns[0]", /not a column.*write ID/s],
  ["no key", { keyColumns: [] }, "keyColumns", /lose their order/],
  ["a stream that goes stale", { feed: { ...stream, outageDays: 120 } }, "outageDays", /from 1 to 90.*stale/],
  [
    "a poll slower than the stream lasts",
    { feed: { ...stream, outageDays: 1 }, pollIntervalMs: 86_400_000 },
    "pollIntervalMs",
    /stale after 1/,
  ],
  [
    "a query without the right to read",
    { feed: { mode: "query", query: "SELECT 1", watermark: "A", reads: [] } },
    "feed.reads",
    /lack the privilege/,
  ],
  ["avro without a registry", { value: { format: "avro" } }, "value.registry", /is required/],
  [
    "a misspelt key",
    { settings: { "poll.intervall.ms": "5" } },
    "settings.poll.intervall.ms",
    /poll.interval.ms/,
  ],
  ["a host with https", { host: "https://a.b" }, "host", /no host name/],
  ["a topic with spaces", { topic: "a b" }, "topic", /no name of a topic/],
  [
    "a private key written out",
    { login: { keyPair: { privateKey: { placeholder: "MIIE" }, publicKey: "x" } } },
    "login.keyPair.privateKey",
    /never the secret itself/,
  ],
  ["a user without a key", { login: { keyPair: {} } }, "login.keyPair.publicKey", /is required/],
];

test.each(bad)("refuses %s, and makes nothing", async (_what, change, argument, message) => {
  const error = await refused(() => {
    new SnowflakeSource("scores-source", { ...sourceArgs(), ...change });
  });
  expect(registered.filter(({ name }) => name.startsWith("scores-source"))).toEqual([]);
  expect(saidOf(error, argument), error.message).toMatch(message);
  expect(error.message).not.toContain("MIIE");
});

test("waits until a user that exists has its role", async () => {
  let waitsFor: ReturnType<typeof watching>["waitsFor"] | undefined;
  await run(() => {
    const args = sourceArgs();
    const watched = watching(args.runtime);
    ({ waitsFor } = watched);
    new SnowflakeSource("scores-source", { ...args, runtime: watched.runner, user: { existing: "CONNECT" } });
  });
  expect(await waitsFor?.()).toContain("scores-source-role-to-user");
});

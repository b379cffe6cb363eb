import { expect, test } from "vitest";
import {
  kafkaGrantStatements,
  kafkaSourceConfig,
  kafkaSourceGrants,
  kafkaSourceObjects,
  type KafkaSourceObjectsSpec,
  type KafkaSourceSpec,
} from "../../../blueprints";
import { refusal, source } from "./specs";

test("a killed task holds nothing up, and no other connector shares its position", () => {
  expect(kafkaSourceConfig(source)).toMatchObject({
    "tasks.max": "1",
    "exactly.once.support": "required",
    "transaction.boundary": "connector",
    "producer.override.transaction.timeout.ms": "10000",
    "offsets.storage.topic": "scores-source.offsets",
  });
});

test("polls slowly enough for a warehouse to suspend", () => {
  expect(kafkaSourceConfig(source)["poll.interval.ms"]).toBe("60000");
});

test("each mode says where it reads", () => {
  const of = (feed: KafkaSourceSpec["feed"]) => kafkaSourceConfig({ ...source, feed });
  expect(of(source.feed)).toMatchObject({ mode: "stream", "stage.table": '"SHOP"."ML"."SCORES_STAGE"' });
  expect(of({ mode: "query", query: "SELECT 1 AS A", watermark: "A" })["query.watermark.column"]).toBe("A");
  expect(of({ mode: "metadata", feed: "load-events" })["metadata.feed"]).toBe("load-events");
  const start = "2026-01-31T00:00:00Z";
  expect(of({ mode: "changes", table: ["D", "S", "T"], start })["changes.start.timestamp"]).toBe(start);
});

const refused: [string, Partial<KafkaSourceSpec>, string][] = [
  ["rows without key", { keyColumns: [] }, "lose their order"],
  ["a second task", { settings: { "tasks.max": "2" } }, "fixed, for rows to arrive exactly once"],
  ["a misspelt key", { settings: { "poll.intervall.ms": "5" } }, "write poll.interval.ms"],
  [
    "a key of no use",
    { settings: { "producer.override.transaction.timout.ms": "5" } },
    "transaction.timeout.ms",
  ],
  ["transactions beyond the brokers' limit", { transactionSeconds: 901 }, "from 1 to 900"],
  ["a topic with spaces", { topic: "a b" }, "no name of a topic"],
  ["a name with slashes", { name: "a/b" }, "no name of a connector"],
  [
    "OAuth without a token endpoint",
    { login: { kind: "oauth", clientId: "a", clientSecret: "${env:S}" } },
    "login.tokenEndpoint",
  ],
  ["a key written out", { login: { kind: "keyPair", privateKey: "MII" } }, "placeholder"],
  [
    "a registry's password written out",
    {
      value: {
        format: "avro",
        registry: { kind: "confluent", url: "https://registry:8081", credentials: "me:hunter2" },
      },
    },
    "holds a secret",
  ],
];
test.each(refused)("refuses %s", (_what, change, message) => {
  const said = refusal(() => kafkaSourceConfig({ ...source, ...change }));
  expect(said).toContain(message);
  expect(said).not.toContain("hunter2");
});

const objects: KafkaSourceObjectsSpec = {
  table: ["D", "S", "T"],
  stream: ["D", "S", "T_CHANGES"],
  stage: ["D", "KAFKA", "T_STAGE"],
  columns: { ID: "NUMBER(38,0)", A: "VARCHAR" },
  keyColumns: ["ID"],
};

test("stream, stage and claim are made at deployment, and never replaced", () => {
  const made = kafkaSourceObjects(objects);
  expect(made.stream).toContain(
    'CREATE STREAM IF NOT EXISTS "D"."S"."T_CHANGES" ON TABLE "D"."S"."T" SHOW_INITIAL_ROWS = FALSE COMMENT',
  );
  expect(made.stage).toContain('CREATE TRANSIENT TABLE IF NOT EXISTS "D"."KAFKA"."T_STAGE" ("FLOE$BATCH"');
  expect(made.claim).toContain('CREATE TABLE IF NOT EXISTS "D"."KAFKA"."T_STAGE_CLAIM" ("STAGE_ID" VARCHAR');
  expect(made.retention).toBeUndefined();
  expect(kafkaSourceObjects({ ...objects, outageDays: 30 }).retention).toBe(
    'ALTER TABLE "D"."S"."T" SET MAX_DATA_EXTENSION_TIME_IN_DAYS = 30',
  );
});

test.each([
  [{ outageDays: 91 }, "outageDays"],
  [{ kind: "VIEW", outageDays: 3 }, "cannot be set on a view"],
  [{ outageDays: 1, pollIntervalMs: 86_400_000 }, "stale after 1"],
  [{ keyColumns: ["Id"] }, "write ID"],
  [{ stream: objects.table }, "is the table itself"],
] as const)("refuses objects with %j", (change, message) => {
  expect(refusal(() => kafkaSourceObjects({ ...objects, ...change }))).toContain(message);
});

test("its role reads one table and owns what it fills, no more", () => {
  const feed: KafkaSourceSpec["feed"] = { ...objects, mode: "stream" };
  const claim = kafkaSourceObjects(objects).names.claim;
  const { grants, databaseRoles } = kafkaSourceGrants({ feed, claim, warehouse: "KAFKA" });
  expect(kafkaGrantStatements(grants, "SRC")).toEqual([
    'GRANT USAGE ON WAREHOUSE "KAFKA" TO ROLE "SRC"',
    'GRANT USAGE ON DATABASE "D" TO ROLE "SRC"',
    'GRANT USAGE ON SCHEMA "D"."S" TO ROLE "SRC"',
    'GRANT USAGE ON SCHEMA "D"."KAFKA" TO ROLE "SRC"',
    'GRANT SELECT ON TABLE "D"."S"."T" TO ROLE "SRC"',
    'GRANT CREATE STREAM ON SCHEMA "D"."S" TO ROLE "SRC"',
    'GRANT OWNERSHIP ON STREAM "D"."S"."T_CHANGES" TO ROLE "SRC" COPY CURRENT GRANTS',
    'GRANT OWNERSHIP ON TABLE "D"."KAFKA"."T_STAGE" TO ROLE "SRC" COPY CURRENT GRANTS',
    'GRANT OWNERSHIP ON TABLE "D"."KAFKA"."T_STAGE_CLAIM" TO ROLE "SRC" COPY CURRENT GRANTS',
  ]);
  expect(databaseRoles).toEqual([]);
  const reader = kafkaSourceGrants({ feed, claim, warehouse: "KAFKA", resnapshot: false });
  expect(kafkaGrantStatements(reader.grants, "SRC")[5]).toBe(
    'GRANT SELECT ON STREAM "D"."S"."T_CHANGES" TO ROLE "SRC"',
  );
});

test("a feed of the account's history needs a role of Snowflake's own database", () => {
  const feed = { mode: "metadata", feed: "logins" } as const;
  expect(kafkaSourceGrants({ feed, warehouse: "W" })).toEqual({
    grants: [{ privileges: ["USAGE"], kind: "WAREHOUSE", name: ["W"] }],
    databaseRoles: [["SNOWFLAKE", "SECURITY_VIEWER"]],
  });
});

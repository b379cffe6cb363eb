import { expect, test } from "vitest";
import {
  kafkaGrantStatements,
  kafkaSourceConfig,
  kafkaSourceObjects,
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
  ["a key written out", { login: { kind: "keyPair", privateKey: "MII" } }, "placeholder"],
];
test.each(refused)("refuses %s", (_what, change, message) => {
  expect(refusal(() => kafkaSourceConfig({ ...source, ...change }))).toContain(message);
});

const objects = {
  table: ["D", "S", "T"],
  stream: ["D", "S", "T_CHANGES"],
  stage: ["D", "S", "T_STAGE"],
  sequence: ["D", "S", "T_BATCH"],
  columns: { ID: "NUMBER(38,0)", NAME: { type: "VARCHAR", nullable: false } },
  warehouse: "KAFKA",
} as const;

test("what the source needs is made once and never replaced", () => {
  const made = kafkaSourceObjects(objects);
  expect(made.stream).toBe(
    'CREATE STREAM IF NOT EXISTS "D"."S"."T_CHANGES" ON TABLE "D"."S"."T" SHOW_INITIAL_ROWS = TRUE',
  );
  expect(made.stage).toContain(
    '"BATCH" NUMBER(38,0) NOT NULL, "RN" NUMBER(38,0) NOT NULL, "ID" NUMBER(38,0), "NAME" VARCHAR,',
  );
  expect(made.sequence).toContain("ORDER");
  for (const sql of [made.stream, made.stage, made.sequence, made.warehouse])
    expect(sql).not.toContain("OR REPLACE");
});

test("its role reads one table and owns its stage, no more", () => {
  expect(kafkaGrantStatements(kafkaSourceObjects(objects).grants, "SRC")).toEqual([
    'GRANT USAGE ON WAREHOUSE "KAFKA" TO ROLE "SRC"',
    'GRANT USAGE ON DATABASE "D" TO ROLE "SRC"',
    'GRANT USAGE ON SCHEMA "D"."S" TO ROLE "SRC"',
    'GRANT SELECT ON TABLE "D"."S"."T" TO ROLE "SRC"',
    'GRANT SELECT ON STREAM "D"."S"."T_CHANGES" TO ROLE "SRC"',
    'GRANT USAGE ON SEQUENCE "D"."S"."T_BATCH" TO ROLE "SRC"',
    'GRANT OWNERSHIP ON TABLE "D"."S"."T_STAGE" TO ROLE "SRC" COPY CURRENT GRANTS',
  ]);
});

test("a column of the stage's own name is refused", () => {
  expect(refusal(() => kafkaSourceObjects({ ...objects, columns: { BATCH: "VARCHAR" } }))).toContain(
    "columns.BATCH",
  );
});

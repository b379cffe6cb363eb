import { expect, test } from "vitest";
import {
  kafkaDynamicTableStatement,
  kafkaGrantStatements,
  kafkaLandingStatement,
  kafkaMergeTask,
  kafkaSinkGrants,
  type KafkaMergeTaskSpec,
} from "../../../blueprints";
import { apply, refusal } from "./specs";

const merge: KafkaMergeTaskSpec = {
  ...apply,
  task: ["SHOP", "CORE", "APPLY_PAYMENTS"],
  stream: ["SHOP", "RAW", "PAYMENTS_NEW"],
};

test("the landing table evolves, tells of changes and is never replaced", () => {
  const table = ["SHOP", "RAW", "PAYMENTS"] as const;
  const sql = kafkaLandingStatement({ table, shape: apply.shape, columns: apply.columns, errorTable: true });
  expect(sql).toMatch(
    /THEN RAISE taken; END IF; CREATE TABLE IF NOT EXISTS "SHOP"\."RAW"\."PAYMENTS" \("RECORD_METADATA" VARIANT, "ID" NUMBER\(38,0\), "AMOUNT" NUMBER\(12,2\)\) ENABLE_SCHEMA_EVOLUTION = TRUE CHANGE_TRACKING = TRUE ERROR_LOGGING = TRUE/,
  );
  const content = kafkaLandingStatement({ table, shape: { stored: "content", value: "flat" } });
  expect(content).toContain(
    '("RECORD_METADATA" VARIANT, "RECORD_CONTENT" VARIANT) ENABLE_SCHEMA_EVOLUTION = FALSE',
  );
  expect(content).not.toContain("ERROR_LOGGING");
});

test("the last change of each key wins, and an older one changes nothing", () => {
  const task = kafkaMergeTask(merge);
  expect(task.merge).toContain('PARTITION BY COALESCE("ID"::NUMBER(38,0)');
  expect(task.merge).toContain(`ORDER BY "RECORD_METADATA":"offset"::NUMBER(38,0) DESC NULLS LAST) = 1`);
  const newer = '(t."_KAFKA_VERSION" IS NULL OR s."_KAFKA_VERSION" >= t."_KAFKA_VERSION")';
  expect(task.merge).toContain(`WHEN MATCHED AND s."_DELETED" AND ${newer} THEN DELETE`);
  expect(task.merge).toContain(
    `WHEN MATCHED AND NOT s."_DELETED" AND ${newer} THEN UPDATE SET t."AMOUNT" = s."AMOUNT", t."_KAFKA_VERSION" = s."_KAFKA_VERSION"`,
  );
  expect(task.merge).toContain(
    'WHEN NOT MATCHED AND NOT s."_DELETED" THEN INSERT ("ID", "AMOUNT", "_KAFKA_VERSION")',
  );
});

test("the task runs only when there is something, one at a time", () => {
  const { task, stream, condition } = kafkaMergeTask(merge);
  expect(stream).toContain("APPEND_ONLY = TRUE SHOW_INITIAL_ROWS = TRUE");
  expect(condition).toBe(`SYSTEM$STREAM_HAS_DATA('"SHOP"."RAW"."PAYMENTS_NEW"')`);
  expect(task).toContain(
    `SCHEDULE = '30 SECONDS' ALLOW_OVERLAPPING_EXECUTION = FALSE WHEN ${condition} AS MERGE INTO`,
  );
  expect(task).not.toContain("WAREHOUSE");
});

test("envelopes: the row after, or before for a delete", () => {
  const { merge: sql } = kafkaMergeTask({
    ...merge,
    shape: { stored: "columns", value: "envelope", fields: { ID: "id" } },
  });
  expect(sql).toContain(
    'COALESCE("AFTER":"id"::NUMBER(38,0), "BEFORE":"id"::NUMBER(38,0), "RECORD_METADATA":"key":"id"',
  );
  expect(sql).toContain(
    `(COALESCE("OP"::VARCHAR, '') = 'd' OR ("BEFORE" IS NULL AND "AFTER" IS NULL)) AS "_DELETED"`,
  );
});

test("a version of one's own orders before the place in the partition", () => {
  const { merge: sql, target } = kafkaMergeTask({
    ...merge,
    columns: { ...merge.columns, AT: "TIMESTAMP_NTZ(9)" },
    version: { column: "AT" },
  });
  expect(sql).toContain('ORDER BY "AT"::TIMESTAMP_NTZ(9) DESC NULLS LAST, "RECORD_METADATA":"offset"');
  expect(target).toContain('"_KAFKA_VERSION" TIMESTAMP_NTZ(9)');
});

test("a dynamic table leaves deleted keys out", () => {
  const sql = kafkaDynamicTableStatement({ ...apply, warehouse: "W", targetLag: "1 minute" });
  expect(sql).toMatch(
    /TARGET_LAG = '1 minute' WAREHOUSE = "W".* AS SELECT "ID", "AMOUNT" FROM \(SELECT .*\) WHERE NOT "_DELETED"$/,
  );
});

test.each([
  [{ key: [] }, "names no column"],
  [{ key: ["Id"] }, "write ID"],
  [{ columns: { ID: "NUMERO" } }, "columns.ID"],
  [{ target: apply.landing }, "is the landing table itself"],
  [{ operation: "field" }, "which flat rows do not have"],
  [{ version: { column: "AT" } }, "is not a column"],
  [{ intervalSeconds: 5 }, "at least 10"],
] as const)("refuses %j", (change, message) => {
  expect(refusal(() => kafkaMergeTask({ ...merge, ...change }))).toContain(message);
});

test.each(["30 seconds", "1 fortnight", "soon"])("refuses the lag %s", (targetLag) => {
  expect(refusal(() => kafkaDynamicTableStatement({ ...apply, warehouse: "W", targetLag }))).toContain(
    "targetLag",
  );
});

test("a sink's role owns its tables and makes nothing but pipes", () => {
  const grants = kafkaSinkGrants({ tables: [apply.landing, ["SHOP", "RAW", "OTHER"]], pipes: true });
  expect(kafkaGrantStatements(grants, "SINK")).toEqual([
    'GRANT USAGE ON DATABASE "SHOP" TO ROLE "SINK"',
    'GRANT USAGE ON SCHEMA "SHOP"."RAW" TO ROLE "SINK"',
    'GRANT CREATE PIPE ON SCHEMA "SHOP"."RAW" TO ROLE "SINK"',
    'GRANT OWNERSHIP ON TABLE "SHOP"."RAW"."PAYMENTS" TO ROLE "SINK" COPY CURRENT GRANTS',
    'GRANT OWNERSHIP ON TABLE "SHOP"."RAW"."OTHER" TO ROLE "SINK" COPY CURRENT GRANTS',
  ]);
});

import { expect, test } from "vitest";
import {
  generationStatement,
  immediate,
  loadStatement,
  mergeStatement,
  pipeStatement,
  streamHasData,
  unloadBlock,
  unloadStatement,
  type UnloadBlockSpec,
} from "../../blueprints";

test("an unload overwrites plain CSV without header, NULL as empty text", () => {
  expect(unloadStatement({ stage: ["D", "S", "ST"], path: "1/train/data", query: "SELECT 1" })).toBe(
    `COPY INTO @"D"."S"."ST"/1/train/data FROM (SELECT 1) FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE FIELD_DELIMITER = ',' ` +
      `FIELD_OPTIONALLY_ENCLOSED_BY = NONE ESCAPE_UNENCLOSED_FIELD = NONE NULL_IF = ('')) HEADER = FALSE OVERWRITE = TRUE MAX_FILE_SIZE = 67108864`,
  );
});

test("a load names its files and stops at the first bad row", () => {
  expect(
    loadStatement({
      table: ["D", "R", "T"],
      columns: ["A", "B"],
      stage: ["D", "R", "ST"],
      files: ["t/1-a.csv"],
      format: {},
    }),
  ).toBe(
    `COPY INTO "D"."R"."T" ("A", "B") FROM @"D"."R"."ST" FILES = ('t/1-a.csv') FILE_FORMAT = (TYPE = CSV COMPRESSION = AUTO ` +
      `SKIP_HEADER = 1 FIELD_OPTIONALLY_ENCLOSED_BY = '"' NULL_IF = ('', 'NA') EMPTY_FIELD_AS_NULL = TRUE) ON_ERROR = ABORT_STATEMENT`,
  );
});

test("a pipe casts fields in order and fills the rest by expressions", () => {
  const sql = pipeStatement({
    table: ["D", "M", "P"],
    stage: ["D", "M", "F"],
    fields: { ID: "NUMBER(38,0)", PREDICTION: "FLOAT" },
    expressions: { FILE: "METADATA$FILENAME" },
  });
  expect(sql).toContain(
    `("ID", "PREDICTION", "FILE") FROM (SELECT $1::NUMBER(38,0), $2::FLOAT, METADATA$FILENAME FROM @"D"."M"."F")`,
  );
});

test("a merge never updates the key and works for a table of keys only", () => {
  const sql = mergeStatement({
    table: ["D", "F", "T"],
    key: ["ID"],
    columns: ["ID", "A"],
    query: "SELECT 1",
  });
  expect(sql).toContain('WHEN MATCHED THEN UPDATE SET t."A" = s."A" WHEN NOT MATCHED');
  expect(
    mergeStatement({ table: ["D", "F", "T"], key: ["ID"], columns: ["ID"], query: "SELECT 1" }),
  ).not.toContain("WHEN MATCHED");
});

test("EXECUTE IMMEDIATE gets a variable, with the run spliced into quoted text", () => {
  expect(immediate("COPY INTO @S/{run}/data FROM (SELECT 'x')")).toEqual([
    "statement := 'COPY INTO @S/' || run || '/data FROM (SELECT ''x'')';",
    "EXECUTE IMMEDIATE :statement;",
  ]);
});

const block: UnloadBlockSpec = {
  flow: "train",
  stage: ["D", "M", "SETS"],
  manifestStage: ["D", "M", "MAN"],
  sets: { train: "SELECT 1", validation: "SELECT 2" },
  counted: "F",
  dataName: "data",
  manifestName: "manifest.json",
};

test("an unload block writes every set before the manifest, in one transaction", () => {
  const lines = unloadBlock(block)
    .split("\n")
    .map((line) => line.trim());
  const order = [
    "BEGIN TRANSACTION;",
    "/train/data",
    "/validation/data",
    "IF (told",
    "/manifest.json",
    "END IF;",
    "COMMIT;",
  ].map((text) => lines.findIndex((line) => line.includes(text)));
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(order).not.toContain(-1);
});

test("without rows there is no manifest", () => {
  expect(unloadBlock(block)).toContain("COUNT(*)) FROM F HAVING COUNT(*) > 0");
});

test("a set for announced runs only stands inside the condition", () => {
  const text = unloadBlock({ ...block, announced: { stage: ["D", "M", "SCORE"], query: "SELECT 3" } });
  expect(text.indexOf("SCORE")).toBeGreaterThan(text.indexOf("IF (told"));
  expect(text.indexOf("SCORE")).toBeLessThan(text.indexOf("manifest.json"));
});

test("a condition names its stream fully", () => {
  expect(streamHasData(["D", "R", "S"])).toBe(`SYSTEM$STREAM_HAS_DATA('"D"."R"."S"')`);
});

test("a warehouse's generation is always stated", () => {
  expect(generationStatement("W", "2")).toBe(`ALTER WAREHOUSE "W" SET GENERATION = '2'`);
});

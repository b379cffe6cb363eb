import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openAccount, type TestAccount } from "./support/movers";

let it: TestAccount;
beforeAll(async () => {
  it = await openAccount();
});
afterAll(() => it.stop());

/** Puts a file on an internal stage the way a driver does: by copying it where PUT says. */
async function put(stage: string, name: string, content: string): Promise<void> {
  const result = await it.account.run(`PUT file:///tmp/${name} @${stage}`, it.session);
  const { location } = (result.transfer as { stageInfo: { location: string } }).stageInfo;
  mkdirSync(location, { recursive: true });
  writeFileSync(join(location, name), content);
}

async function stageFile(stage: string, name: string): Promise<Buffer> {
  const result = await it.account.run(`GET @${stage}/${name} file:///tmp/`, it.session);
  const {
    src_locations: [found],
    stageInfo,
  } = result.transfer as { src_locations: string[]; stageInfo: { location: string } };
  return readFileSync(join(stageInfo.location, found!));
}

test("a CSV file is loaded once, its outcome reported and kept in the load history", async () => {
  await it.sql("CREATE TABLE PEOPLE (ID NUMBER(38,0), NAME VARCHAR(10), BORN DATE, SCORE FLOAT, OK BOOLEAN)");
  await it.sql("CREATE STAGE FILES");
  await put("FILES", "a.csv", "1,Ann,1990-05-01,1.5,yes\n2,Bob,,,no\n");
  const [loaded] = await it.rows("COPY INTO PEOPLE FROM @FILES");
  expect(loaded).toMatchObject({
    file: "a.csv",
    status: "LOADED",
    rows_parsed: 2,
    rows_loaded: 2,
    errors_seen: 0,
    first_error: null,
  });
  expect(await it.sql("SELECT ID, NAME, BORN, SCORE, OK FROM PEOPLE ORDER BY ID")).toEqual([
    [1, "Ann", "1990-05-01", 1.5, true],
    [2, "Bob", null, null, false],
  ]);
  expect(await it.sql("COPY INTO PEOPLE FROM @FILES")).toEqual([["Copy executed with 0 files processed."]]);
  await it.sql("COPY INTO PEOPLE FROM @FILES FORCE = TRUE");
  expect(await it.sql("SELECT COUNT(*) FROM PEOPLE")).toEqual([[4]]);
  const history = await it.rows(
    "SELECT * FROM TABLE(INFORMATION_SCHEMA.COPY_HISTORY(TABLE_NAME => 'PEOPLE'))",
  );
  expect(history.map(({ FILE_NAME, STATUS, ROW_COUNT }) => [FILE_NAME, STATUS, ROW_COUNT])).toEqual([
    ["a.csv", "Loaded", 2],
    ["a.csv", "Loaded", 2],
  ]);
  await it.sql("TRUNCATE TABLE PEOPLE");
  await it.sql("COPY INTO PEOPLE FROM @FILES");
  expect(await it.sql("SELECT COUNT(*) FROM PEOPLE")).toEqual([[2]]);
});

test("a bad value fails the load and the error names file, line, column and value", async () => {
  await it.sql("CREATE TABLE BAD (A NUMBER(38,0), B VARCHAR(3))");
  await it.sql("CREATE STAGE BAD_FILES");
  await put("BAD_FILES", "b.csv", "1,abc\nx,abc\n3,toolong\n4,ok\n");
  await expect(it.sql("COPY INTO BAD FROM @BAD_FILES")).rejects.toThrow(
    /Numeric value 'x' is not recognized\n {2}File 'b.csv', line 2, character 1\n {2}Row 2, column "BAD"\["A":1\]/,
  );
  expect(await it.sql("SELECT COUNT(*) FROM BAD")).toEqual([[0]]);
  const [outcome] = await it.rows("COPY INTO BAD FROM @BAD_FILES ON_ERROR = CONTINUE");
  expect(outcome).toMatchObject({
    status: "PARTIALLY_LOADED",
    rows_parsed: 4,
    rows_loaded: 2,
    errors_seen: 2,
    first_error_line: 2,
    first_error_column_name: '"BAD"["A":1]',
  });
  expect(await it.sql("SELECT A FROM BAD ORDER BY A")).toEqual([[1], [4]]);
});

test("a record of another length fails the load unless told otherwise", async () => {
  await it.sql("CREATE TABLE NARROW (A NUMBER, B NUMBER)");
  await it.sql("CREATE STAGE NARROW_FILES");
  await put("NARROW_FILES", "n.csv", "1,2\n3\n");
  await expect(it.sql("COPY INTO NARROW FROM @NARROW_FILES")).rejects.toThrow(
    /Number of columns in file \(1\) does not match that of the corresponding table \(2\)/,
  );
  await it.sql(
    "COPY INTO NARROW FROM @NARROW_FILES FILE_FORMAT = (TYPE = CSV ERROR_ON_COLUMN_COUNT_MISMATCH = FALSE)",
  );
  expect(await it.sql("SELECT A, B FROM NARROW ORDER BY A")).toEqual([
    [1, 2],
    [3, null],
  ]);
});

test("SKIP_FILE leaves a bad file out and loads the others", async () => {
  await it.sql("CREATE TABLE SKIPPING (A NUMBER)");
  await it.sql("CREATE STAGE SKIP_FILES");
  await put("SKIP_FILES", "1.csv", "1\n2\n");
  await put("SKIP_FILES", "2.csv", "3\nx\n");
  const outcomes = await it.rows("COPY INTO SKIPPING FROM @SKIP_FILES ON_ERROR = SKIP_FILE");
  expect(outcomes.map(({ file, status, rows_loaded }) => [file, status, rows_loaded])).toEqual([
    ["1.csv", "LOADED", 2],
    ["2.csv", "LOAD_FAILED", 0],
  ]);
});

test("a transforming SELECT sees fields, file name and row number", async () => {
  await it.sql("CREATE TABLE SHAPED (A NUMBER, B VARCHAR, F VARCHAR, N NUMBER)");
  await it.sql(
    "CREATE STAGE SHAPE_FILES FILE_FORMAT = (TYPE = CSV SKIP_HEADER = 1 FIELD_OPTIONALLY_ENCLOSED_BY = '\"')",
  );
  await put("SHAPE_FILES", "s.csv", 'h1,h2,h3\n1,"x, y",3\n2,z,4\n');
  await it.sql(
    "COPY INTO SHAPED (A, B, F, N) FROM (SELECT $3::NUMBER + 1, UPPER($2), METADATA$FILENAME, METADATA$FILE_ROW_NUMBER FROM @SHAPE_FILES)",
  );
  expect(await it.sql("SELECT A, B, F, N FROM SHAPED ORDER BY A")).toEqual([
    [4, "X, Y", "s.csv", 1],
    [5, "Z", "s.csv", 2],
  ]);
  expect(await it.sql("SELECT t.$1, $2, METADATA$FILENAME FROM @SHAPE_FILES t ORDER BY 1")).toEqual([
    ["1", "x, y", "s.csv"],
    ["2", "z", "s.csv"],
  ]);
});

test("JSON and Parquet load into a variant or by column name", async () => {
  await it.sql("CREATE STAGE SEMI");
  await put("SEMI", "j.json", '[{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]');
  await it.sql("CREATE TABLE RAW_JSON (V VARIANT)");
  await it.sql("COPY INTO RAW_JSON FROM @SEMI/j.json FILE_FORMAT = (TYPE = JSON STRIP_OUTER_ARRAY = TRUE)");
  expect(await it.sql("SELECT V:id::NUMBER, V:name::VARCHAR FROM RAW_JSON ORDER BY 1")).toEqual([
    [1, "a"],
    [2, "b"],
  ]);
  await it.sql("CREATE TABLE NAMED (ID NUMBER, NAME VARCHAR, MISSING VARCHAR)");
  await it.sql(
    "COPY INTO NAMED FROM @SEMI/j.json FILE_FORMAT = (TYPE = JSON STRIP_OUTER_ARRAY = TRUE) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE",
  );
  expect(await it.sql("SELECT ID, NAME, MISSING FROM NAMED ORDER BY 1")).toEqual([
    [1, "a", null],
    [2, "b", null],
  ]);
  await it.sql("COPY INTO @SEMI/p/ FROM NAMED FILE_FORMAT = (TYPE = PARQUET) HEADER = TRUE");
  await it.sql("CREATE TABLE BACK LIKE NAMED");
  await it.sql(
    "COPY INTO BACK FROM @SEMI/p/ FILE_FORMAT = (TYPE = PARQUET) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE",
  );
  expect(await it.sql("SELECT ID, NAME FROM BACK ORDER BY 1")).toEqual([
    [1, "a"],
    [2, "b"],
  ]);
});

test("an unload writes the files, counts bytes, and refuses to meet its own files", async () => {
  await it.sql("CREATE STAGE OUT");
  await it.sql(
    "CREATE TABLE NUMS AS SELECT SEQ4() AS I, 'n' || SEQ4() AS S FROM TABLE(GENERATOR(ROWCOUNT => 1000))",
  );
  const [unloaded] = await it.rows(
    "COPY INTO @OUT/x FROM (SELECT I, S FROM NUMS ORDER BY I) HEADER = TRUE SINGLE = FALSE",
  );
  expect(unloaded).toMatchObject({ rows_unloaded: 1000 });
  expect(Number(unloaded!["input_bytes"])).toBeGreaterThan(Number(unloaded!["output_bytes"]));
  const listed = await it.rows("LIST @OUT");
  expect(listed.map(({ name }) => name)).toEqual(["out/x_0_0_0.csv.gz"]);
  const lines = gunzipSync(await stageFile("OUT", "x_0_0_0.csv.gz"))
    .toString()
    .split("\n");
  expect(lines.slice(0, 3)).toEqual(["I,S", "0,n0", "1,n1"]);
  await expect(it.sql("COPY INTO @OUT/x FROM NUMS")).rejects.toThrow(
    /Files already existing at the unload destination/,
  );
  await it.sql(
    "COPY INTO @OUT/one.csv FROM (SELECT NULL, 1.5::FLOAT) FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE NULL_IF = ()) SINGLE = TRUE OVERWRITE = TRUE",
  );
  expect((await stageFile("OUT", "one.csv")).toString()).toBe(",1.5\n");
  await it.sql(
    "COPY INTO @OUT/parts/ FROM (SELECT I, I % 2 AS P FROM NUMS) PARTITION BY ('p=' || P) FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE)",
  );
  const names = (await it.rows("LIST @OUT/parts/")).map(({ name }) =>
    String(name).replace(/data_[0-9a-f-]+/, "data_ID"),
  );
  expect(names).toEqual(["out/parts/p=0/data_ID_0_0_0.csv", "out/parts/p=1/data_ID_0_0_0.csv"]);
  await it.sql(
    "COPY INTO @OUT/j/ FROM (SELECT OBJECT_CONSTRUCT('i', I) FROM NUMS LIMIT 2) FILE_FORMAT = (TYPE = JSON COMPRESSION = NONE)",
  );
  expect((await stageFile("OUT", "j/data_0_0_0.json")).toString()).toMatch(/^\{"i":\d+\}\n\{"i":\d+\}\n$/);
  expect(await it.sql("REMOVE @OUT/parts/")).toHaveLength(2);
  expect(await it.sql("LIST @OUT/parts/")).toEqual([]);
});

test("336,776 rows are unloaded and loaded in seconds", async () => {
  await it.sql("CREATE STAGE BULK");
  await it.sql(
    "CREATE TABLE BIG AS SELECT SEQ4() AS I, UNIFORM(0::FLOAT, 1::FLOAT, RANDOM()) AS X, 'str' || SEQ4() AS S, SEQ4() * 2 AS D FROM TABLE(GENERATOR(ROWCOUNT => 336776))",
  );
  const began = Date.now();
  await it.sql("COPY INTO @BULK/b FROM BIG FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE)");
  const unloaded = Date.now();
  await it.sql("CREATE TABLE BIG2 LIKE BIG");
  await it.sql("COPY INTO BIG2 FROM @BULK");
  const loaded = Date.now();
  expect(await it.sql("SELECT COUNT(*), SUM(I), SUM(D) FROM BIG2")).toEqual(
    await it.sql("SELECT COUNT(*), SUM(I), SUM(D) FROM BIG"),
  );
  console.log(`unload ${unloaded - began} ms, load ${loaded - unloaded} ms`);
  expect(loaded - began).toBeLessThan(15_000);
});

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { LocalSession } from "../../local/snowflake/session/session";
import { openAccount, type TestAccount } from "./support/movers";

let it: TestAccount;
let other: LocalSession;

beforeAll(async () => {
  it = await openAccount();
  other = await it.account.createSession({
    user: "FLOE",
    role: "ACCOUNTADMIN",
    warehouse: "WH",
    database: "DB",
    schema: "S",
  });
});
afterAll(() => it.stop());
beforeEach(async () => {
  await it.sql("ROLLBACK");
  await it.sql("CREATE OR REPLACE TABLE T (N NUMBER(3,0) NOT NULL, S VARCHAR(3))");
  await it.sql("CREATE OR REPLACE TABLE U (N NUMBER)");
});

const numbers = async (session?: LocalSession) =>
  (await it.sql("SELECT N FROM T ORDER BY N", session)).map(([n]) => Number(n));

test.each([
  ["a syntax error", "SELEC 1"],
  ["an unknown table", "INSERT INTO T SELECT N, 'x' FROM NOWHERE"],
  ["a value that cannot be converted", "SELECT TO_NUMBER('abc')"],
  ["a NULL", "INSERT INTO T VALUES (7, 'x'), (NULL, 'y')"],
  ["a text that is too long", "INSERT INTO T VALUES (8, 'x'), (9, 'longer')"],
  ["a division by zero", "UPDATE T SET N = N / 0"],
  [
    "a bad merge",
    "MERGE INTO T USING (SELECT 1 N UNION ALL SELECT 1) X ON T.N = X.N WHEN MATCHED THEN UPDATE SET S = 'm'",
  ],
])("%s fails alone: what was done before and after it commits", async (_name, bad) => {
  await it.sql("BEGIN");
  await it.sql("INSERT INTO T VALUES (1, 'a')");
  await it.sql("UPDATE T SET S = 'b' WHERE N = 1");
  await expect(it.sql(bad)).rejects.toThrow();
  expect(await numbers()).toEqual([1]);
  expect(await numbers(other)).toEqual([]);
  await expect(it.sql(bad)).rejects.toThrow();
  await it.sql("INSERT INTO T VALUES (2, 'c')");
  await it.sql("COMMIT");
  expect(await it.sql("SELECT N, S FROM T ORDER BY N", other)).toEqual([
    [1, "b"],
    [2, "c"],
  ]);
});

test("a failed statement consumes no stream and leaves no change record", async () => {
  await it.sql("CREATE OR REPLACE STREAM CHANGES ON TABLE T");
  await it.sql("INSERT INTO T VALUES (1, 'a')");
  await it.sql("BEGIN");
  await it.sql("INSERT INTO U VALUES (5)");
  await expect(it.sql("INSERT INTO U SELECT N / 0 FROM CHANGES")).rejects.toThrow("Division by zero");
  await expect(it.sql("DELETE FROM T WHERE N / 0 = 1")).rejects.toThrow("Division by zero");
  await it.sql("COMMIT");
  expect(await it.sql("SELECT N, METADATA$ACTION FROM CHANGES")).toEqual([[1, "INSERT"]]);
  await it.sql("BEGIN");
  await it.sql("INSERT INTO U SELECT N FROM CHANGES");
  await expect(it.sql("SELECT 1 / 0")).rejects.toThrow();
  await it.sql("COMMIT");
  expect(await it.sql("SELECT N FROM CHANGES")).toEqual([]);
  expect((await it.sql("SELECT N FROM U ORDER BY N")).map(([n]) => Number(n))).toEqual([1, 5]);
});

test("files loaded in the transaction survive a failure after them", async () => {
  await it.sql("CREATE OR REPLACE STAGE FILES");
  await it.sql("COPY INTO @FILES/n FROM (SELECT 3, 'c') FILE_FORMAT = (TYPE = CSV)");
  await it.sql("BEGIN");
  await it.sql("COPY INTO T FROM @FILES FILE_FORMAT = (TYPE = CSV)");
  await it.sql("INSERT INTO T SELECT $1 + 1, $2 FROM @FILES/n");
  await expect(it.sql("SELECT 1 / 0")).rejects.toThrow();
  await it.sql("COMMIT");
  expect(await numbers(other)).toEqual([3, 4]);
});

test("where earlier statements cannot be repeated exactly the transaction ends with a clear error", async () => {
  await it.sql("BEGIN");
  await it.sql("INSERT INTO T SELECT N, 'u' FROM U");
  await it.sql("INSERT INTO T VALUES (1, 'a')");
  await it.sql("INSERT INTO U VALUES (9)", other);
  await expect(it.sql("SELECT 1 / 0")).rejects.toThrow("Division by zero");
  for (const next of ["INSERT INTO T VALUES (2, 'b')", "SELECT 1", "COMMIT"])
    await expect(it.sql(next)).rejects.toThrow(
      /another session has changed a table that they used.*ROLLBACK/,
    );
  expect(await numbers()).toEqual([]);
  await it.sql("CREATE OR REPLACE TABLE IDS (ID NUMBER AUTOINCREMENT, S VARCHAR)");
  await it.sql("BEGIN");
  await it.sql("INSERT INTO IDS (S) VALUES ('a')");
  await expect(it.sql("SELECT 1 / 0")).rejects.toThrow();
  await it.sql("SELECT ID FROM IDS");
  await expect(it.sql("SELECT 1 / 0")).rejects.toThrow();
  await expect(it.sql("SELECT 1")).rejects.toThrow(/has read sequence numbers/);
  await it.sql("ROLLBACK");
  expect(await it.sql("SELECT 1")).toHaveLength(1);
});

test("a script's exception handler goes on in the transaction", async () => {
  await it.sql(
    "BEGIN BEGIN TRANSACTION; INSERT INTO T VALUES (1, 'a'); BEGIN INSERT INTO T VALUES (2, 'too long'); EXCEPTION WHEN OTHER THEN INSERT INTO T VALUES (3, 'h'); END; COMMIT; END",
  );
  expect(await numbers(other)).toEqual([1, 3]);
});

test("without AUTOCOMMIT a change waits for COMMIT, and reading opens no transaction", async () => {
  await it.sql("ALTER SESSION SET AUTOCOMMIT = FALSE");
  try {
    expect(await numbers()).toEqual([]);
    await it.sql("INSERT INTO T VALUES (1, 'a')", other);
    expect(await numbers()).toEqual([1]);
    await it.sql("INSERT INTO T VALUES (2, 'b')");
    expect(await numbers(other)).toEqual([1]);
    await it.sql("ROLLBACK");
    await it.sql("INSERT INTO T VALUES (3, 'c')");
    await it.sql("COMMIT");
    expect(await numbers(other)).toEqual([1, 3]);
    await it.sql("INSERT INTO T VALUES (4, 'd')");
    await it.sql("CREATE OR REPLACE TABLE DDL_COMMITS (N NUMBER)");
    expect(await numbers(other)).toEqual([1, 3, 4]);
  } finally {
    await it.sql("ALTER SESSION UNSET AUTOCOMMIT");
  }
});

test("CURRENT_TIMESTAMP moves on inside a transaction", async () => {
  await it.sql("BEGIN");
  const [[first]] = (await it.sql("SELECT CURRENT_TIMESTAMP()::VARCHAR")) as [[string]];
  await new Promise((resolve) => setTimeout(resolve, 20));
  const [[second]] = (await it.sql("SELECT CURRENT_TIMESTAMP()::VARCHAR")) as [[string]];
  await it.sql("COMMIT");
  expect(second > first).toBe(true);
});

test("a great commit is seen whole or not at all, and by nobody who began before it", async () => {
  const great = 200_000;
  await it.sql("CREATE OR REPLACE TABLE GREAT (N NUMBER)");
  await it.sql("CREATE OR REPLACE STREAM GREAT_CHANGES ON TABLE GREAT");
  await it.sql("CREATE OR REPLACE TABLE TAKEN (N NUMBER)");
  const count = async (relation: string) =>
    Number((await it.sql(`SELECT COUNT(*) FROM ${relation}`, other))[0]?.[0]);
  const torn: number[][] = [];
  for (let round = 1; round <= 5; round++) {
    const loaded = it.sql(`INSERT INTO GREAT SELECT SEQ4() FROM TABLE(GENERATOR(ROWCOUNT => ${great}))`);
    while ((await count("TAKEN")) < round * great) {
      await it.sql("BEGIN", other);
      const seen = [await count("GREAT_CHANGES"), await count("GREAT_CHANGES")];
      const before = await count("TAKEN");
      await it.sql("INSERT INTO TAKEN SELECT N FROM GREAT_CHANGES", other);
      seen.push((await count("TAKEN")) - before, await count("GREAT_CHANGES"));
      await it.sql("COMMIT", other);
      if (seen.some((rows) => rows !== seen[0] || rows % great !== 0)) torn.push(seen);
    }
    await loaded;
  }
  expect(torn).toEqual([]);
  expect(await count("TAKEN")).toBe(5 * great);
});

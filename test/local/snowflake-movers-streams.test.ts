import { afterAll, beforeAll, expect, test } from "vitest";
import { openAccount, type TestAccount } from "./support/movers";

let it: TestAccount;
beforeAll(async () => {
  it = await openAccount();
});
afterAll(() => it.stop());

const changes = (stream: string) =>
  it.sql(`SELECT ID, V, METADATA$ACTION, METADATA$ISUPDATE FROM ${stream} ORDER BY ID, METADATA$ACTION`);

test("an append-only stream shows insertions once, and only consuming DML advances it", async () => {
  await it.sql("CREATE TABLE SRC (ID NUMBER, V VARCHAR)");
  await it.sql("INSERT INTO SRC VALUES (1, 'before')");
  await it.sql("CREATE STREAM APP ON TABLE SRC APPEND_ONLY = TRUE SHOW_INITIAL_ROWS = TRUE");
  await it.sql("INSERT INTO SRC VALUES (2, 'after')");
  await it.sql("UPDATE SRC SET V = 'changed' WHERE ID = 1");
  expect(await changes("APP")).toEqual([
    [1, "before", "INSERT", false],
    [2, "after", "INSERT", false],
  ]);
  expect(await it.sql("SELECT SYSTEM$STREAM_HAS_DATA('APP')")).toEqual([[true]]);
  await it.sql("CREATE TABLE DST (ID NUMBER, V VARCHAR)");
  await it.sql("INSERT INTO DST SELECT ID, V FROM APP");
  expect(await changes("APP")).toEqual([]);
  expect(await it.sql("SELECT SYSTEM$STREAM_HAS_DATA('APP')")).toEqual([[false]]);
  expect(await it.sql("SELECT COUNT(*) FROM DST")).toEqual([[2]]);
});

test("a rolled back consumer leaves the offset, a committed one moves it", async () => {
  await it.sql("INSERT INTO SRC VALUES (3, 'tx')");
  await it.sql("BEGIN TRANSACTION");
  await it.sql("INSERT INTO DST SELECT ID, V FROM APP");
  await it.sql("ROLLBACK");
  expect(await changes("APP")).toHaveLength(1);
  await it.sql("BEGIN TRANSACTION");
  await it.sql("INSERT INTO SRC VALUES (4, 'inside')");
  await it.sql("INSERT INTO DST SELECT ID, V FROM APP");
  expect(await changes("APP")).toHaveLength(1); // repeatable until the end, without the transaction's own row
  await it.sql("COMMIT");
  expect(await changes("APP")).toEqual([[4, "inside", "INSERT", false]]);
});

test("a standard stream shows net changes", async () => {
  await it.sql("CREATE TABLE T (ID NUMBER, V VARCHAR)");
  await it.sql("INSERT INTO T VALUES (1, 'a'), (2, 'b'), (3, 'c')");
  await it.sql("CREATE STREAM ST ON TABLE T");
  expect(await changes("ST")).toEqual([]);
  await it.sql("UPDATE T SET V = 'a2' WHERE ID = 1");
  await it.sql("UPDATE T SET V = 'a3' WHERE ID = 1");
  await it.sql("DELETE FROM T WHERE ID = 2");
  await it.sql("INSERT INTO T VALUES (4, 'd'), (5, 'e')");
  await it.sql("UPDATE T SET V = 'd2' WHERE ID = 4");
  await it.sql("DELETE FROM T WHERE ID = 5");
  expect(await changes("ST")).toEqual([
    [1, "a", "DELETE", true],
    [1, "a3", "INSERT", true],
    [2, "b", "DELETE", false],
    [4, "d2", "INSERT", false],
  ]);
  const ids = await it.sql("SELECT METADATA$ROW_ID FROM ST WHERE ID = 1");
  expect(ids[0]).toEqual(ids[1]);
  await it.sql("UPDATE T SET V = 'a' WHERE ID = 1");
  expect((await changes("ST")).filter(([id]) => id === 1)).toEqual([]);
  await it.sql("CREATE TABLE SINK AS SELECT * FROM ST");
  expect(await it.sql("SELECT SYSTEM$STREAM_HAS_DATA('ST')")).toEqual([[false]]);
});

test("MERGE and COPY are seen, and COPY INTO a location consumes", async () => {
  await it.sql("CREATE STREAM ST2 ON TABLE T");
  await it.sql(
    "MERGE INTO T USING (SELECT 3 AS ID, 'c2' AS V UNION ALL SELECT 9, 'z') s ON T.ID = s.ID WHEN MATCHED THEN UPDATE SET V = s.V WHEN NOT MATCHED THEN INSERT (ID, V) VALUES (s.ID, s.V)",
  );
  expect(await changes("ST2")).toEqual([
    [3, "c", "DELETE", true],
    [3, "c2", "INSERT", true],
    [9, "z", "INSERT", false],
  ]);
  await it.sql("CREATE STAGE OUT");
  await it.sql("COPY INTO @OUT/d FROM (SELECT ID, V FROM ST2) FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE)");
  expect(await changes("ST2")).toEqual([]);
  await it.sql("COPY INTO T FROM @OUT/d");
  expect(await changes("ST2")).toHaveLength(3);
});

test("SHOW and DESCRIBE have Snowflake's columns, and a dropped table makes the stream unreadable", async () => {
  const [shown] = await it.rows("SHOW STREAMS LIKE 'APP'");
  expect(shown).toMatchObject({
    name: "APP",
    table_name: "DB.S.SRC",
    mode: "APPEND_ONLY",
    type: "DELTA",
    stale: "false",
    source_type: "Table",
  });
  await it.sql("DROP TABLE SRC");
  await expect(it.sql("SELECT * FROM APP")).rejects.toThrow(
    "Base table 'DB.S.SRC' dropped, cannot read from stream 'APP'",
  );
});

test("336,776 rows go through a stream in seconds", async () => {
  await it.sql("CREATE TABLE BIG (I NUMBER, X FLOAT, S VARCHAR)");
  await it.sql("CREATE STREAM BIGS ON TABLE BIG APPEND_ONLY = TRUE");
  await it.sql("CREATE TABLE BIGOUT (I NUMBER, X FLOAT, S VARCHAR)");
  const began = Date.now();
  await it.sql(
    "INSERT INTO BIG SELECT SEQ4(), 0.5, 'str' || SEQ4() FROM TABLE(GENERATOR(ROWCOUNT => 336776))",
  );
  const inserted = Date.now();
  await it.sql("INSERT INTO BIGOUT SELECT I, X, S FROM BIGS");
  console.log(`insert ${inserted - began} ms, consume ${Date.now() - inserted} ms`);
  expect(await it.sql("SELECT COUNT(*) FROM BIGOUT")).toEqual([[336776]]);
  expect(Date.now() - began).toBeLessThan(15_000);
});

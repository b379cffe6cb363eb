import { afterAll, beforeAll, expect, test } from "vitest";
import { openAccount, type TestAccount } from "./support/movers";

let it: TestAccount;
let now = Date.now();
const clock = { now: () => now };
const WAIT_MS = 15_000;

beforeAll(async () => {
  it = await openAccount({ clock });
  await it.sql("CREATE TABLE PAYMENTS (MERCHANT VARCHAR, AMOUNT NUMBER(12,2), AT TIMESTAMP_NTZ)");
  await it.sql(
    "INSERT INTO PAYMENTS VALUES ('a', 1.5, '2026-01-01 10:00:10'), ('a', 2, '2026-01-01 10:00:50'), ('b', 4, '2026-01-01 10:01:00')",
  );
});
afterAll(() => it.stop());

const WINDOWS =
  "SELECT MERCHANT, TIME_SLICE(AT, 1, 'MINUTE') AS WINDOW_START, COUNT(*) AS PAYMENTS, SUM(AMOUNT) AS VOLUME FROM PAYMENTS GROUP BY 1, 2";
const create = (name: string, options = "TARGET_LAG = '1 minute'", query = WINDOWS) =>
  it.sql(`CREATE OR REPLACE DYNAMIC TABLE ${name} ${options} WAREHOUSE = WH AS ${query}`);
const windows = (name: string) =>
  it.sql(`SELECT MERCHANT, PAYMENTS, VOLUME::FLOAT FROM ${name} ORDER BY 1, 2`);
const shown = async (name: string) => {
  const [row] = await it.rows(`SHOW DYNAMIC TABLES LIKE '${name}'`);
  return row ?? {};
};
const refreshes = (name: string) =>
  it.rows(
    `SELECT * FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => '${name}')) ORDER BY REFRESH_START_TIME`,
  );
const code = async (sql: string): Promise<string> => {
  try {
    await it.sql(sql);
    return "ok";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

async function until(check: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + WAIT_MS;
  while (!(await check())) {
    if (Date.now() > deadline) throw new Error("it did not happen");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test("holds what its query answers, from the start and after each refresh", async () => {
  await create("D");
  expect(await windows("D")).toEqual([
    ["a", 2, 3.5],
    ["b", 1, 4],
  ]);
  await it.sql("INSERT INTO PAYMENTS VALUES ('b', 6, '2026-01-01 10:01:30')");
  expect(await windows("D")).toContainEqual(["b", 1, 4]);
  await it.sql("ALTER DYNAMIC TABLE D REFRESH");
  expect(await windows("D")).toContainEqual(["b", 2, 10]);
  await it.sql("DELETE FROM PAYMENTS WHERE MERCHANT = 'a'");
  await it.sql("ALTER DYNAMIC TABLE D REFRESH");
  expect(await windows("D")).toEqual([["b", 2, 10]]);
  expect(
    (await refreshes("D")).map((row) => [row["REFRESH_TRIGGER"], row["REFRESH_ACTION"], row["STATE"]]),
  ).toEqual([
    ["CREATION", "REINITIALIZE", "SUCCEEDED"],
    ["MANUAL", "INCREMENTAL", "SUCCEEDED"],
    ["MANUAL", "INCREMENTAL", "SUCCEEDED"],
  ]);
});

test("refreshes by itself within its lag, and not before", async () => {
  await create("LAGGING", "TARGET_LAG = '10 minutes'", "SELECT COUNT(*) AS N FROM PAYMENTS");
  await it.sql("INSERT INTO PAYMENTS VALUES ('c', 1, '2026-01-01 10:05:00')");
  const count = async () => Number((await it.sql("SELECT N FROM LAGGING"))[0]?.[0]);
  const before = await count();
  now += 60_000;
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(await count()).toBe(before);
  now += 240_000;
  await until(async () => (await count()) === before + 1);
  now += 300_000;
  await until(async () => (await refreshes("LAGGING")).some((row) => row["REFRESH_ACTION"] === "NO_DATA"));
});

test("shows what it was made of", async () => {
  await create("SHOWN", "TARGET_LAG = '2 hours' REFRESH_MODE = FULL COMMENT = 'by minute'");
  expect(await shown("SHOWN")).toMatchObject({
    name: "SHOWN",
    database_name: "DB",
    schema_name: "S",
    target_lag: "2 hours",
    refresh_mode: "FULL",
    warehouse: "WH",
    comment: "by minute",
    scheduling_state: "ACTIVE",
    owner: "ACCOUNTADMIN",
  });
  const described = await it.rows("DESCRIBE DYNAMIC TABLE SHOWN");
  expect(described.map(({ name, type }) => [name, type])).toEqual([
    ["MERCHANT", "VARCHAR(16777216)"],
    ["WINDOW_START", "TIMESTAMP_NTZ(9)"],
    ["PAYMENTS", "NUMBER(38,0)"],
    ["VOLUME", expect.stringMatching(/^NUMBER\(\d+,2\)$/)],
  ]);
  await it.sql("ALTER DYNAMIC TABLE SHOWN SET TARGET_LAG = DOWNSTREAM COMMENT = 'later'");
  expect(await shown("SHOWN")).toMatchObject({ target_lag: "DOWNSTREAM", comment: "later" });
  const columns = await it.rows("SHOW COLUMNS IN TABLE SHOWN");
  expect(columns.map((row) => row["column_name"])).toContain("WINDOW_START");
});

test("suspends and resumes, with the tables that read it", async () => {
  await create("BASE", "TARGET_LAG = DOWNSTREAM");
  await create("TOP", "TARGET_LAG = '1 minute'", "SELECT MERCHANT, SUM(VOLUME) AS V FROM BASE GROUP BY 1");
  await it.sql("INSERT INTO PAYMENTS VALUES ('top', 9, '2026-01-01 11:00:00')");
  await it.sql("ALTER DYNAMIC TABLE TOP REFRESH");
  expect(await it.sql("SELECT V::FLOAT FROM TOP WHERE MERCHANT = 'top'")).toEqual([[9]]);
  await it.sql("ALTER DYNAMIC TABLE BASE SUSPEND");
  expect([(await shown("BASE"))["scheduling_state"], (await shown("TOP"))["scheduling_state"]]).toEqual([
    "SUSPENDED",
    "SUSPENDED",
  ]);
  expect((await shown("BASE"))["last_suspended_on"]).toBeInstanceOf(Date);
  await it.sql("INSERT INTO PAYMENTS VALUES ('top', 1, '2026-01-01 11:00:00')");
  now += 120_000;
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(await it.sql("SELECT V::FLOAT FROM TOP WHERE MERCHANT = 'top'")).toEqual([[9]]);
  await it.sql("ALTER DYNAMIC TABLE BASE RESUME");
  expect((await shown("TOP"))["scheduling_state"]).toBe("ACTIVE");
  await until(async () => (await it.sql("SELECT V::FLOAT FROM TOP WHERE MERCHANT = 'top'"))[0]?.[0] === 10);
});

test("ON_SCHEDULE cannot be read before its first refresh", async () => {
  await create("LATER", "TARGET_LAG = DOWNSTREAM INITIALIZE = ON_SCHEDULE");
  expect(await code("SELECT * FROM LATER")).toContain("is not initialized");
  await it.sql("ALTER DYNAMIC TABLE LATER REFRESH");
  expect((await windows("LATER")).length).toBeGreaterThan(0);
  await create("SOON", "TARGET_LAG = '1 minute' INITIALIZE = ON_SCHEDULE");
  await until(async () => (await code("SELECT * FROM SOON")) === "ok");
});

test("a stream on it shows what a refresh has changed, and nothing else", async () => {
  await create("WATCHED");
  await it.sql("CREATE STREAM CHANGED ON DYNAMIC TABLE WATCHED");
  await it.sql("INSERT INTO PAYMENTS VALUES ('new', 3, '2026-01-01 12:00:00')");
  expect(await it.sql("SELECT SYSTEM$STREAM_HAS_DATA('CHANGED')")).toEqual([[false]]);
  await it.sql("ALTER DYNAMIC TABLE WATCHED REFRESH");
  const changes = () => it.sql("SELECT MERCHANT, PAYMENTS, METADATA$ACTION FROM CHANGED ORDER BY 3, 2");
  expect(await changes()).toEqual([["new", 1, "INSERT"]]);
  await it.sql("CREATE TABLE TAKEN AS SELECT * FROM CHANGED");
  await it.sql("INSERT INTO PAYMENTS VALUES ('new', 3, '2026-01-01 12:00:30')");
  await it.sql("ALTER DYNAMIC TABLE WATCHED REFRESH");
  expect(await changes()).toEqual([
    ["new", 1, "DELETE"],
    ["new", 2, "INSERT"],
  ]);
  expect((await it.rows("SHOW STREAMS LIKE 'CHANGED'"))[0]?.["source_type"]).toBe("Dynamic Table");
});

test("keeps equal rows as often as the query has them", async () => {
  await it.sql("CREATE TABLE TWINS (X NUMBER)");
  await it.sql("INSERT INTO TWINS VALUES (1), (1), (1), (NULL), (NULL)");
  await create("SAME", "TARGET_LAG = DOWNSTREAM", "SELECT X FROM TWINS");
  await it.sql("DELETE FROM TWINS");
  await it.sql("INSERT INTO TWINS VALUES (1), (NULL), (NULL), (NULL)");
  await it.sql("ALTER DYNAMIC TABLE SAME REFRESH");
  expect(await it.sql("SELECT X FROM SAME ORDER BY X NULLS LAST")).toEqual([[1], [null], [null], [null]]);
  const [last] = (await refreshes("SAME")).slice(-1);
  expect(JSON.parse(String(last?.["STATISTICS"]))).toMatchObject({ numInsertedRows: 1, numDeletedRows: 2 });
});

test("a refresh that fails says why, and the fifth in a row suspends the table", async () => {
  await it.sql("CREATE TABLE TEXTS (T VARCHAR)");
  await create("NUMBERS", "TARGET_LAG = DOWNSTREAM", "SELECT TO_NUMBER(T) AS N FROM TEXTS");
  await it.sql("INSERT INTO TEXTS VALUES ('x')");
  for (let time = 0; time < 5; time++)
    expect(await code("ALTER DYNAMIC TABLE NUMBERS REFRESH")).toContain("failed to refresh");
  expect((await shown("NUMBERS"))["scheduling_state"]).toBe("SUSPENDED");
  expect((await refreshes("NUMBERS")).filter((row) => row["STATE"] === "FAILED")).toHaveLength(5);
});

test.each([
  [
    "CREATE DYNAMIC TABLE X TARGET_LAG = '5 seconds' WAREHOUSE = WH AS SELECT 1 AS A",
    "at least '60 seconds'",
  ],
  ["CREATE DYNAMIC TABLE X TARGET_LAG = 'soon' WAREHOUSE = WH AS SELECT 1 AS A", "at least '60 seconds'"],
  ["CREATE DYNAMIC TABLE X TARGET_LAG = '1 minute' AS SELECT 1 AS A", "WAREHOUSE"],
  ["CREATE DYNAMIC TABLE X WAREHOUSE = WH AS SELECT 1 AS A", "TARGET_LAG"],
  ["CREATE DYNAMIC TABLE X TARGET_LAG = '1 minute' WAREHOUSE = NONE AS SELECT 1 AS A", "NONE"],
  ["CREATE DYNAMIC TABLE X TARGET_LAG = '1 minute' WAREHOUSE = WH AS SELECT NO FROM PAYMENTS", "NO"],
  [
    "CREATE DYNAMIC TABLE X TARGET_LAG = '1 minute' WAREHOUSE = WH REFRESH_MODE = INCREMENTAL AS SELECT CURRENT_TIMESTAMP AS A",
    "CURRENT_TIMESTAMP",
  ],
  ["INSERT INTO D VALUES ('x', CURRENT_TIMESTAMP, 1, 1)", "changed by its refreshes only"],
  ["CREATE STREAM X ON DYNAMIC TABLE D APPEND_ONLY = TRUE", "Append-only"],
  ["ALTER DYNAMIC TABLE D SET REFRESH_MODE = FULL", "REFRESH_MODE"],
])("refuses %s", async (sql, message) => {
  expect(await code(sql)).toContain(message);
});

test("is computed with its owner's rights, and read and operated with rights on it alone", async () => {
  await create("SHARED");
  await it.sql("CREATE ROLE READER");
  for (const grant of ["USAGE ON DATABASE DB", "USAGE ON SCHEMA DB.S", "USAGE ON WAREHOUSE WH"])
    await it.sql(`GRANT ${grant} TO ROLE READER`);
  await it.sql("GRANT ROLE READER TO ROLE ACCOUNTADMIN");
  const reader = await it.account.createSession({
    user: "FLOE",
    role: "READER",
    warehouse: "WH",
    database: "DB",
    schema: "S",
  });
  reader.secondaryRoles = [];
  await expect(it.sql("SELECT * FROM SHARED", reader)).rejects.toThrow(/SHARED/);
  await it.sql("GRANT SELECT ON DYNAMIC TABLE SHARED TO ROLE READER");
  expect((await it.sql("SELECT * FROM SHARED", reader)).length).toBeGreaterThan(0);
  await expect(it.sql("ALTER DYNAMIC TABLE SHARED REFRESH", reader)).rejects.toThrow(/privileges/i);
  await it.sql("GRANT OPERATE ON DYNAMIC TABLE SHARED TO ROLE READER");
  await it.sql("ALTER DYNAMIC TABLE SHARED REFRESH", reader);
  await it.account.closeSession(reader);
});

test("drops, comes back and outlives a restart", async () => {
  await create("KEPT");
  await it.sql("DROP DYNAMIC TABLE KEPT");
  expect(await code("SELECT * FROM KEPT")).not.toBe("ok");
  await it.sql("UNDROP DYNAMIC TABLE KEPT");
  const rows = await windows("KEPT");
  await it.account.stop();
  const again = await openAccount({ folder: it.folder, clock });
  try {
    expect(await again.sql("SELECT MERCHANT, PAYMENTS, VOLUME::FLOAT FROM KEPT ORDER BY 1, 2")).toEqual(rows);
    await again.sql("INSERT INTO PAYMENTS VALUES ('again', 1, '2026-01-01 13:00:00')");
    await again.sql("ALTER DYNAMIC TABLE KEPT REFRESH");
    expect(await again.sql("SELECT PAYMENTS FROM KEPT WHERE MERCHANT = 'again'")).toEqual([[1]]);
  } finally {
    it = again;
  }
});

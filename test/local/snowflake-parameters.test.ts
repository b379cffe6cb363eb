import { afterAll, beforeAll, expect, test } from "vitest";
import type { LocalSession } from "../../local/snowflake/session/session";
import { eventually, openAccount, type TestAccount } from "./support/movers";

let it: TestAccount;

beforeAll(async () => {
  it = await openAccount();
  await it.sql("CREATE TABLE RANGE_ROWS AS SELECT SEQ4() N FROM TABLE(GENERATOR(ROWCOUNT => 20000))");
});
afterAll(() => it.stop());

const session = (): Promise<LocalSession> =>
  it.account.createSession({
    user: "FLOE",
    role: "ACCOUNTADMIN",
    warehouse: "WH",
    database: "DB",
    schema: "S",
  });
const slow = "SELECT SUM(HASH(A.N, B.N)) FROM RANGE_ROWS A, RANGE_ROWS B, RANGE_ROWS C";

test.each([
  [
    "the session",
    "ALTER SESSION SET STATEMENT_TIMEOUT_IN_SECONDS = 1",
    "ALTER SESSION UNSET STATEMENT_TIMEOUT_IN_SECONDS",
  ],
  [
    "the warehouse",
    "ALTER WAREHOUSE WH SET STATEMENT_TIMEOUT_IN_SECONDS = 1",
    "ALTER WAREHOUSE WH UNSET STATEMENT_TIMEOUT_IN_SECONDS",
  ],
  [
    "the user",
    "ALTER USER FLOE SET STATEMENT_TIMEOUT_IN_SECONDS = 1",
    "ALTER USER FLOE UNSET STATEMENT_TIMEOUT_IN_SECONDS",
  ],
])("a timeout of %s cancels a long statement with 000630", async (_where, set, unset) => {
  const own = await session();
  await it.sql(set, own);
  const began = Date.now();
  await expect(it.sql(slow, own)).rejects.toMatchObject({
    code: "000630",
    message: "Statement reached its statement or warehouse timeout of 1 second(s) and was canceled.",
  });
  expect(Date.now() - began).toBeLessThan(6000);
  expect(await it.sql("SELECT 1", own)).toHaveLength(1);
  await it.sql(unset, own);
  await it.account.closeSession(own);
});

test("a cancelled statement in a transaction leaves the transaction open", async () => {
  const own = await session();
  await it.sql("CREATE TABLE KEPT (N NUMBER)", own);
  await it.sql("BEGIN", own);
  await it.sql("INSERT INTO KEPT VALUES (1)", own);
  const running = it.sql(slow, own);
  setTimeout(() => it.account.cancel((_id, { id }) => id === own.id), 200);
  await expect(running).rejects.toMatchObject({ code: "000604" });
  await it.sql("COMMIT", own);
  expect(await it.sql("SELECT N FROM KEPT")).toHaveLength(1);
});

test.each([
  "ALTER SESSION SET WEEK_START = 1",
  "ALTER USER FLOE SET WEEK_START = 1",
  "ALTER ACCOUNT SET TIMESTAMP_TYPE_MAPPING = TIMESTAMP_LTZ",
  "ALTER USER FLOE SET TRANSACTION_ABORT_ON_ERROR = TRUE",
  "ALTER ACCOUNT SET QUOTED_IDENTIFIERS_IGNORE_CASE = TRUE",
])("%s would change nothing and is refused", async (sql) => {
  await expect(it.sql(sql)).rejects.toThrow(/no real effect/);
});

test("parameters of users and tasks hold in their sessions", async () => {
  await it.sql("ALTER USER FLOE SET TIMEZONE = 'Asia/Tokyo'");
  const own = await session();
  expect(own.parameter("TIMEZONE")).toBe("Asia/Tokyo");
  expect(await it.sql("SELECT TO_CHAR(TO_TIMESTAMP_LTZ(0), 'HH24')", own)).toEqual([["09"]]);
  await it.sql("ALTER USER FLOE UNSET TIMEZONE");
  await it.sql("CREATE TABLE HOURS (H VARCHAR)");
  await it.sql(
    "CREATE TASK ZONED WAREHOUSE = WH TIMEZONE = 'Asia/Tokyo' AS INSERT INTO HOURS SELECT TO_CHAR(TO_TIMESTAMP_LTZ(0), 'HH24')",
  );
  await it.sql("EXECUTE TASK ZONED");
  const rows = await eventually(async () => {
    const found = await it.sql("SELECT H FROM HOURS");
    return found.length > 0 ? found : undefined;
  });
  expect(rows).toEqual([["09"]]);
});

const PLURALS = [
  "PROCEDURES",
  "USER PROCEDURES",
  "FUNCTIONS",
  "USER FUNCTIONS",
  "TASKS",
  "PIPES",
  "STREAMS",
  "STAGES",
  "TABLES",
  "VIEWS",
  "SEQUENCES",
  "FILE FORMATS",
  "OBJECTS",
  "TAGS",
];
test.each(PLURALS)("SHOW %s answers IN ACCOUNT, DATABASE and SCHEMA", async (plural) => {
  for (const where of ["ACCOUNT", "DATABASE", "DATABASE DB", "SCHEMA", "SCHEMA DB.S", "DB.S"])
    await expect(it.sql(`SHOW ${plural} IN ${where}`)).resolves.toBeInstanceOf(Array);
  await expect(it.sql(`SHOW ${plural} LIKE 'X%' IN ACCOUNT`)).resolves.toEqual([]);
});

test("SHOW USER PROCEDURES lists them, and SHOW GRANTS ON ACCOUNT names the account", async () => {
  await it.sql("CREATE PROCEDURE HELLO() RETURNS NUMBER LANGUAGE SQL AS 'BEGIN RETURN 1; END'");
  const found = await it.rows("SHOW USER PROCEDURES IN ACCOUNT");
  expect(found.map(({ name }) => name)).toContain("HELLO");
  const [[account]] = (await it.sql("SELECT CURRENT_ACCOUNT()")) as [[string]];
  await it.sql("GRANT CREATE DATABASE ON ACCOUNT TO ROLE SYSADMIN");
  const grants = await it.rows("SHOW GRANTS ON ACCOUNT");
  expect(new Set(grants.map(({ name }) => name))).toEqual(new Set([account]));
});

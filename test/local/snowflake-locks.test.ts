import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Session } from "../../local/snowflake/core/cloud";
import { LocalSession } from "../../local/snowflake/session/session";
import { openAccount, type TestAccount } from "./support/movers";

let it: TestAccount;
let first: Session;
let second: Session;

beforeAll(async () => {
  it = await openAccount();
  const session = () =>
    it.account.createSession({
      user: "FLOE",
      role: "ACCOUNTADMIN",
      warehouse: "WH",
      database: "DB",
      schema: "S",
    });
  [first, second] = [await session(), await session()];
  await it.sql("CREATE TABLE T (ID NUMBER, V NUMBER)");
  await it.sql("INSERT INTO T VALUES (1, 0), (2, 0)");
});
afterAll(() => it.stop());

const value = (id: number) => it.sql(`SELECT V FROM T WHERE ID = ${id}`);

test("an update waits for the transaction that holds its row, and then sees what it did", async () => {
  await it.sql("BEGIN", first);
  await it.sql("UPDATE T SET V = V + 1 WHERE ID = 1", first);
  let done = false;
  const waiting = it.sql("UPDATE T SET V = V + 10 WHERE ID = 1", second).then(() => (done = true));
  await sleep(2_000);
  expect(done).toBe(false);
  await it.sql("COMMIT", first);
  await waiting;
  expect(await value(1)).toEqual([[11]]);
});

test("the first statement of a transaction waits too; LOCK_TIMEOUT ends the wait", async () => {
  await it.sql("BEGIN", first);
  await it.sql("UPDATE T SET V = 20 WHERE ID = 1", first);
  await it.sql("ALTER SESSION SET LOCK_TIMEOUT = 1", second);
  await expect(it.sql("UPDATE T SET V = 30 WHERE ID = 1", second)).rejects.toThrow(
    /for a lock that transaction \d+ holds/,
  );
  await it.sql("ALTER SESSION UNSET LOCK_TIMEOUT", second);
  await it.sql("BEGIN", second);
  const waiting = it.sql("UPDATE T SET V = V + 1 WHERE ID = 1", second);
  await sleep(300);
  await it.sql("COMMIT", first);
  await waiting;
  await it.sql("COMMIT", second);
  expect(await value(1)).toEqual([[21]]);
});

test("two transactions that wait for each other do not wait forever", async () => {
  await it.sql("BEGIN", first);
  await it.sql("BEGIN", second);
  await it.sql("UPDATE T SET V = 1 WHERE ID = 1", first);
  await it.sql("UPDATE T SET V = 2 WHERE ID = 2", second);
  const ends = await Promise.allSettled([
    it.sql("UPDATE T SET V = 1 WHERE ID = 2", first),
    it.sql("UPDATE T SET V = 2 WHERE ID = 1", second),
  ]);
  expect(ends.some(({ status }) => status === "rejected")).toBe(true);
  await it.sql("ROLLBACK", first);
  await it.sql("ROLLBACK", second);
});

test("an open transaction is shown by its name and can be aborted; its session learns of it", async () => {
  await it.sql("BEGIN TRANSACTION NAME LOAD", first);
  await it.sql("UPDATE T SET V = 99 WHERE ID = 1", first);
  const [shown] = await it.rows("SHOW TRANSACTIONS", second);
  expect(shown).toMatchObject({ name: "LOAD", user: "FLOE", state: "running" });
  expect(await it.sql("SELECT CURRENT_TRANSACTION()", first)).toEqual([[String(shown?.["id"])]]);
  const waiting = it.sql("UPDATE T SET V = 5 WHERE ID = 1", second);
  await it.sql(`SELECT SYSTEM$ABORT_TRANSACTION(${String(shown?.["id"])})`);
  await waiting;
  expect(await it.rows("SHOW TRANSACTIONS", second)).toEqual([]);
  await expect(it.sql("UPDATE T SET V = 100 WHERE ID = 2", first)).rejects.toThrow("was aborted");
  await expect(it.sql("COMMIT", first)).rejects.toThrow("was aborted");
  await it.sql("ROLLBACK", first);
  expect(await value(1)).toEqual([[5]]);
  expect(await it.sql("UPDATE T SET V = 7 WHERE ID = 1", first)).toEqual([[1, 0]]);
});

test("only the user who began a transaction, or an administrator, aborts it", async () => {
  await it.sql("CREATE ROLE R");
  await it.sql("CREATE USER SOMEBODY TYPE = SERVICE DEFAULT_ROLE = R");
  await it.sql("GRANT ROLE R TO USER SOMEBODY");
  const other = await it.account.createSession({ user: "SOMEBODY", role: "R" });
  await it.sql("BEGIN", first);
  await it.sql("UPDATE T SET V = 8 WHERE ID = 1", first);
  expect(await it.sql("SHOW TRANSACTIONS", other)).toEqual([]);
  await expect(it.sql("SHOW TRANSACTIONS IN ACCOUNT", other)).rejects.toThrow("ACCOUNTADMIN");
  const [[id] = []] = await it.sql("SELECT CURRENT_TRANSACTION()", first);
  await it.sql(`SELECT SYSTEM$ABORT_TRANSACTION('${String(id)}')`, other);
  await it.sql("COMMIT", first);
  expect(await value(1)).toEqual([[8]]);
});

test("a transaction that blocks another and is idle for five minutes is given up", async () => {
  await it.sql("BEGIN", first);
  await it.sql("UPDATE T SET V = 50 WHERE ID = 1", first);
  const { log } = first instanceof LocalSession ? first : { log: undefined };
  if (log !== undefined) log.used -= 6 * 60_000;
  await it.sql("UPDATE T SET V = 60 WHERE ID = 1", second);
  expect(await value(1)).toEqual([[60]]);
  await expect(it.sql("COMMIT", first)).rejects.toThrow("idle for 5 minutes");
  await it.sql("ROLLBACK", first);
});

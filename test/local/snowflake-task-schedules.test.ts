import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually, openAccount, type TestAccount } from "./support/movers";

let now = Date.parse("2026-03-08T06:59:30Z");
let it: TestAccount;
beforeAll(async () => {
  it = await openAccount({ clock: { now: () => now } });
  await it.sql("CREATE TABLE RAN (NAME VARCHAR)");
});
afterAll(() => it.stop());

const runs = async (name: string) =>
  (await it.sql(`SELECT COUNT(*) FROM RAN WHERE NAME = '${name}'`))[0]?.map(Number)[0];
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const start = async (name: string, schedule: string) => {
  await it.sql(
    `CREATE TASK ${name} WAREHOUSE = WH SCHEDULE = '${schedule}' AS INSERT INTO RAN VALUES ('${name}')`,
  );
  await it.sql(`ALTER TASK ${name} RESUME`);
  await pause(700);
};
/** Moves the clock and waits until a task has run that often. */
const until = async (iso: string, name: string, count: number) => {
  now = Date.parse(iso);
  await eventually(async () => ((await runs(name)) === count ? true : undefined), 5);
  await pause(600);
  expect(await runs(name)).toBe(count);
};

test("intervals of seconds and minutes count from the resumption", async () => {
  await start("SECONDS", "30 SECONDS");
  await start("MINUTES", "5 MINUTES");
  expect([await runs("SECONDS"), await runs("MINUTES")]).toEqual([0, 0]);
  await until("2026-03-08T07:00:00Z", "SECONDS", 1);
  await until("2026-03-08T07:00:30Z", "SECONDS", 2);
  expect(await runs("MINUTES")).toBe(0);
  await it.sql("ALTER TASK SECONDS SUSPEND");
  await until("2026-03-08T07:04:30Z", "MINUTES", 1);
  expect(await runs("SECONDS")).toBe(2);
  await it.sql("ALTER TASK MINUTES SUSPEND");
});

test("CRON follows its time zone through the change to summer time", async () => {
  now = Date.parse("2026-03-07T13:59:00Z");
  await start("DAILY", "USING CRON 0 9 * * * America/New_York");
  await until("2026-03-07T14:00:00Z", "DAILY", 1);
  now = Date.parse("2026-03-08T12:59:30Z");
  await pause(700);
  expect(await runs("DAILY")).toBe(1);
  await until("2026-03-08T13:00:00Z", "DAILY", 2);
  await it.sql("ALTER TASK DAILY SUSPEND");
});

test("a task has at most 100 parents and 100 children", async () => {
  await it.sql("CREATE TASK TOP WAREHOUSE = WH SCHEDULE = '1 HOUR' AS SELECT 1");
  for (let n = 0; n < 100; n++) await it.sql(`CREATE TASK C${n} WAREHOUSE = WH AFTER TOP AS SELECT 1`);
  await expect(it.sql("CREATE TASK C100 WAREHOUSE = WH AFTER TOP AS SELECT 1")).rejects.toThrow(
    "Task DB.S.TOP has more than 100 child tasks.",
  );
  const all = Array.from({ length: 100 }, (_, n) => `C${n}`).join(", ");
  await it.sql(`CREATE TASK JOINED WAREHOUSE = WH AFTER ${all} AS SELECT 1`);
  await it.sql("CREATE TASK MORE WAREHOUSE = WH AFTER C0 AS SELECT 1");
  await expect(it.sql(`CREATE TASK TOO_MANY WAREHOUSE = WH AFTER ${all}, MORE AS SELECT 1`)).rejects.toThrow(
    "Task DB.S.TOO_MANY has 101 predecessors; at most 100 are allowed.",
  );
});

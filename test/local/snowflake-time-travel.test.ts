import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openAccount, type TestAccount } from "./support/movers";

let it: TestAccount;
beforeAll(async () => {
  it = await openAccount();
});
afterAll(() => it.stop());

/** A moment that no statement shares. */
async function now(): Promise<string> {
  await sleep(3);
  const [[text] = []] = await it.sql("SELECT TO_VARCHAR(SYSDATE(), 'YYYY-MM-DD HH24:MI:SS.FF6')");
  await sleep(3);
  return `'${String(text)}'::TIMESTAMP_NTZ`;
}

async function run(sql: string): Promise<string> {
  await it.sql(sql);
  const [[id] = []] = await it.sql("SELECT LAST_QUERY_ID()");
  return String(id);
}

const rows = (from: string) => it.sql(`SELECT ID, V FROM ${from} ORDER BY ID, V`);
const changes = (table: string, clause: string) =>
  it.sql(
    `SELECT ID, V, METADATA$ACTION, METADATA$ISUPDATE FROM ${table} CHANGES ${clause} ORDER BY ID, METADATA$ACTION, V`,
  );

describe("a table with change tracking", () => {
  let start: string, loaded: string, changed: string, update: string;

  beforeAll(async () => {
    await it.sql("CREATE TABLE T (ID NUMBER, V VARCHAR) CHANGE_TRACKING = TRUE");
    start = await now();
    await it.sql("INSERT INTO T VALUES (1, 'a'), (2, 'b'), (2, 'b'), (3, NULL)");
    loaded = await now();
    update = await run("UPDATE T SET V = 'a2' WHERE ID = 1");
    await it.sql("DELETE FROM T WHERE ID = 3");
    await it.sql("INSERT INTO T VALUES (4, 'd')");
    changed = await now();
    await it.sql("INSERT OVERWRITE INTO T VALUES (9, 'z')");
  });

  const first = [
    [1, "a"],
    [2, "b"],
    [2, "b"],
    [3, null],
  ];

  test("is read as it was at a time, an offset and a statement", async () => {
    expect(await rows(`T AT (TIMESTAMP => ${start})`)).toEqual([]);
    expect(await rows(`T AT (TIMESTAMP => ${loaded})`)).toEqual(first);
    expect(await rows(`T AT (TIMESTAMP => ${changed}) AS OLD`)).toEqual([
      [1, "a2"],
      [2, "b"],
      [2, "b"],
      [4, "d"],
    ]);
    expect(await rows(`T BEFORE (STATEMENT => '${update}')`)).toEqual(first);
    expect((await rows(`T AT (STATEMENT => '${update}')`))[0]).toEqual([1, "a2"]);
    expect(await rows("T AT (OFFSET => 0)")).toEqual([[9, "z"]]);
    expect(
      await it.sql(`SELECT COUNT(*) FROM T AT (TIMESTAMP => ${loaded}) O JOIN T N ON O.ID < N.ID`),
    ).toEqual([[4]]);
  });

  test("takes times in any zone, and text as UTC", async () => {
    const plain = loaded.replace("::TIMESTAMP_NTZ", "");
    expect(await rows(`T AT (TIMESTAMP => ${plain})`)).toEqual(first);
    await it.sql("ALTER SESSION SET TIMEZONE = 'America/New_York'");
    expect(await rows(`T AT (TIMESTAMP => ${loaded})`)).toEqual(first);
    const zoned = `CONVERT_TIMEZONE('UTC', 'America/New_York', ${loaded})::TIMESTAMP_LTZ`;
    expect(await rows(`T AT (TIMESTAMP => ${zoned})`)).toEqual(first);
    await it.sql("ALTER SESSION UNSET TIMEZONE");
  });

  test("tells net changes, and appended rows, between two moments", async () => {
    expect(
      await changes(
        "T",
        `(INFORMATION => DEFAULT) AT (TIMESTAMP => ${loaded}) END (TIMESTAMP => ${changed})`,
      ),
    ).toEqual([
      [1, "a", "DELETE", true],
      [1, "a2", "INSERT", true],
      [3, null, "DELETE", false],
      [4, "d", "INSERT", false],
    ]);
    expect(
      await changes(
        "T",
        `(INFORMATION => APPEND_ONLY) AT (TIMESTAMP => ${start}) END (TIMESTAMP => ${changed})`,
      ),
    ).toEqual([
      [1, "a", "INSERT", false],
      [2, "b", "INSERT", false],
      [2, "b", "INSERT", false],
      [3, null, "INSERT", false],
      [4, "d", "INSERT", false],
    ]);
    expect(await changes("T", `(INFORMATION => DEFAULT) AT (TIMESTAMP => ${start})`)).toEqual([
      [9, "z", "INSERT", false],
    ]);
    expect(
      await changes(
        "T",
        `(INFORMATION => DEFAULT) BEFORE (STATEMENT => '${update}') END (STATEMENT => '${update}')`,
      ),
    ).toHaveLength(2);
    expect(await changes("T", "(INFORMATION => DEFAULT) AT (OFFSET => 0)")).toEqual([]);
    const ids = await it.sql(
      `SELECT METADATA$ROW_ID FROM T CHANGES (INFORMATION => DEFAULT) BEFORE (STATEMENT => '${update}') END (STATEMENT => '${update}')`,
    );
    expect(ids[0]).toEqual(ids[1]);
  });

  test("asks for the past by what it knows", async () => {
    const asked = (clause: string) => expect(it.sql(`SELECT * FROM T ${clause}`)).rejects;
    await asked("AT (OFFSET => -90000)").toThrow("Time travel data is not available for table T");
    await asked("AT (TIMESTAMP => '2020-01-01'::TIMESTAMP)").toThrow("before the object creation time");
    await asked("AT (STATEMENT => '00000000-none')").toThrow("Statement 00000000-none not found");
    await asked("AT (TIMESTAMP => ID)").toThrow("needs a constant expression");
    await asked("AT (TIMESTAMP => 5)").toThrow("Invalid type [NUMBER(1,0)] for parameter 'TIMESTAMP'");
    await asked("BEFORE (STREAM => 'X')").toThrow("STREAM is for AT");
    await asked("AT (STREAM => 'X')").toThrow("STREAM is for CHANGES");
    await asked("CHANGES (INFORMATION => DEFAULT)").toThrow("CHANGES needs AT");
    await asked("CHANGES (INFORMATION => DEFAULT) AT (STREAM => 'NONE')").toThrow(
      "Stream 'DB.S.NONE' does not exist",
    );
    await asked("AS X AT (OFFSET => 0)").toThrow("before its alias");
    await it.sql("CREATE VIEW W AS SELECT * FROM T");
    await expect(it.sql("SELECT * FROM W AT (OFFSET => 0)")).rejects.toThrow("time travel on VIEW");
  });

  test("gives back to a stream's offset what the stream shows", async () => {
    await it.sql("CREATE STREAM TS ON TABLE T");
    await it.sql("UPDATE T SET V = 'y' WHERE ID = 9");
    const shown = [
      [9, "y", "INSERT", true],
      [9, "z", "DELETE", true],
    ];
    const sorted = async (sql: string) =>
      [...(await it.sql(sql))].sort((a, b) => String(a[1]).localeCompare(String(b[1])));
    const columns = "ID, V, METADATA$ACTION, METADATA$ISUPDATE";
    expect(
      await sorted(`SELECT ${columns} FROM T CHANGES (INFORMATION => DEFAULT) AT (STREAM => 'TS')`),
    ).toEqual(shown);
    expect(await sorted(`SELECT ${columns} FROM TS`)).toEqual(shown);
    await it.sql("CREATE TABLE EATEN AS SELECT ID, V FROM TS");
    expect(
      await it.sql(`SELECT ${columns} FROM T CHANGES (INFORMATION => DEFAULT) AT (STREAM => 'TS')`),
    ).toEqual([]);
  });
});

test("uncommitted and rolled back work is no part of any past", async () => {
  await it.sql("CREATE TABLE U (ID NUMBER, V VARCHAR) CHANGE_TRACKING = TRUE");
  await it.sql("INSERT INTO U VALUES (1, 'a')");
  const before = await now();
  await it.sql("BEGIN");
  await it.sql("INSERT INTO U VALUES (2, 'mine')");
  expect(await rows(`U AT (TIMESTAMP => ${before})`)).toEqual([[1, "a"]]);
  expect(await changes("U", `(INFORMATION => DEFAULT) AT (TIMESTAMP => ${before})`)).toEqual([]);
  await it.sql("ROLLBACK");
  await it.sql("BEGIN");
  await it.sql("INSERT INTO U VALUES (3, 'c')");
  const within = await now();
  await it.sql("COMMIT");
  const after = await now();
  expect(await rows(`U AT (TIMESTAMP => ${within})`)).toEqual([[1, "a"]]);
  expect(await rows(`U AT (TIMESTAMP => ${after})`)).toEqual([
    [1, "a"],
    [3, "c"],
  ]);
});

test("the past is shown in the table's present shape", async () => {
  await it.sql("CREATE TABLE A (ID NUMBER(3), V VARCHAR, GONE NUMBER) CHANGE_TRACKING = TRUE");
  await it.sql("INSERT INTO A VALUES (1, 'a', 1), (2, 'b', 2)");
  const before = await now();
  await it.sql("DELETE FROM A WHERE ID = 2");
  await it.sql("ALTER TABLE A ADD COLUMN N NUMBER DEFAULT 7");
  await it.sql("ALTER TABLE A RENAME COLUMN V TO W");
  await it.sql("ALTER TABLE A ALTER COLUMN ID SET DATA TYPE NUMBER(9)");
  await it.sql("ALTER TABLE A DROP COLUMN GONE");
  await it.sql("INSERT INTO A VALUES (100000000, 'big', 8)");
  await it.sql("UPDATE A SET W = 'a2' WHERE ID = 1");
  const at = `A AT (TIMESTAMP => ${before})`;
  expect(await it.sql(`SELECT * FROM ${at} ORDER BY ID`)).toEqual([
    [1, "a", 7],
    [2, "b", 7],
  ]);
  const net = await it.sql(
    `SELECT ID, W, N, METADATA$ACTION FROM A CHANGES (INFORMATION => DEFAULT) AT (TIMESTAMP => ${before}) ORDER BY 1, 4`,
  );
  expect(net).toEqual([
    [1, "a", 7, "DELETE"],
    [1, "a2", 7, "INSERT"],
    [2, "b", 7, "DELETE"],
    [100000000, "big", 8, "INSERT"],
  ]);
});

test("CHANGES needs tracking over the whole time; a standard stream begins it", async () => {
  await it.sql("CREATE TABLE P (ID NUMBER, V VARCHAR)");
  const before = await now();
  await it.sql("INSERT INTO P VALUES (1, 'a')");
  const clause = `(INFORMATION => DEFAULT) AT (TIMESTAMP => ${before})`;
  const missing =
    "Change tracking is not enabled or has been missing for the time range requested on table 'P'";
  await expect(changes("P", clause)).rejects.toThrow(missing);
  await expect(rows(`P AT (TIMESTAMP => ${before})`)).rejects.toThrow("set CHANGE_TRACKING = TRUE first");
  await it.sql("CREATE STREAM PS ON TABLE P");
  const since = await now();
  await expect(changes("P", clause)).rejects.toThrow(missing);
  await it.sql("DROP STREAM PS");
  await it.sql("UPDATE P SET V = 'b'");
  expect(await changes("P", `(INFORMATION => DEFAULT) AT (TIMESTAMP => ${since})`)).toHaveLength(2);
  await it.sql("ALTER TABLE P SET CHANGE_TRACKING = TRUE");
  await it.sql("ALTER TABLE P SET CHANGE_TRACKING = FALSE");
  await expect(changes("P", `(INFORMATION => DEFAULT) AT (TIMESTAMP => ${since})`)).rejects.toThrow(missing);
});

test("a history survives a restart and ends with the retention", async () => {
  const folder = mkdtempSync(join(tmpdir(), "floe-travel-"));
  let time = Date.now();
  const clock = { now: () => time };
  let there = await openAccount({ folder, clock });
  try {
    await there.sql("CREATE TABLE H (ID NUMBER) CHANGE_TRACKING = TRUE DATA_RETENTION_TIME_IN_DAYS = 2");
    time += 1000;
    await there.sql("INSERT INTO H VALUES (1)");
    const at = time;
    time += 1000;
    await there.sql("DELETE FROM H");
    const past = (millis: number) => `SELECT * FROM H AT (OFFSET => ${(millis - time) / 1000})`;
    expect(await there.sql(past(at))).toEqual([[1]]);
    await there.stop();
    there = await openAccount({ folder, clock });
    expect(await there.sql(past(at))).toEqual([[1]]);
    time += 36 * 3_600_000;
    expect(await there.sql(past(at))).toEqual([[1]]);
    time += 24 * 3_600_000;
    await expect(there.sql(past(at))).rejects.toThrow("Time travel data is not available for table H");
    await there.stop();
    there = await openAccount({ folder, clock });
    expect(await there.sql(past(time))).toEqual([]);
    await there.sql("ALTER TABLE H SET DATA_RETENTION_TIME_IN_DAYS = 9");
    await expect(there.sql(past(at))).rejects.toThrow("Change tracking is not enabled or has been missing");
  } finally {
    await there.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

test("1,000,000 changed rows go through a standard stream and a history in seconds", async () => {
  const time = async (what: string, sql: string): Promise<void> => {
    const began = Date.now();
    await it.sql(sql);
    console.log(`${what}: ${Date.now() - began} ms`);
  };
  await it.sql("CREATE TABLE BIG (I NUMBER, X FLOAT, S VARCHAR, A NUMBER(18,2))");
  await it.sql("CREATE STREAM BIGS ON TABLE BIG");
  const began = Date.now();
  await time(
    "insert 1,000,000",
    "INSERT INTO BIG SELECT SEQ4(), 0.5, 'str' || SEQ4(), SEQ4() / 100 FROM TABLE(GENERATOR(ROWCOUNT => 1000000))",
  );
  await time("consume them", "CREATE TABLE BIGOUT AS SELECT * FROM BIGS");
  const loaded = await now();
  await time("update 500,000", "UPDATE BIG SET X = 0.7 WHERE I % 2 = 0");
  await time("delete 200,000", "DELETE FROM BIG WHERE I % 5 = 0");
  await time("update one", "UPDATE BIG SET X = 0.9 WHERE I = 1");
  await time("consume net changes", "CREATE TABLE BIGNET AS SELECT * FROM BIGS");
  await time("read it as loaded", `SELECT SUM(X) FROM BIG AT (TIMESTAMP => ${loaded})`);
  await time(
    "read its changes",
    `SELECT COUNT(*) FROM BIG CHANGES (INFORMATION => DEFAULT) AT (TIMESTAMP => ${loaded})`,
  );
  expect(Date.now() - began).toBeLessThan(120_000);
  expect(await it.sql(`SELECT COUNT(*), SUM(X) FROM BIG AT (TIMESTAMP => ${loaded})`)).toEqual([
    [1_000_000, 500_000],
  ]);
  // 400,000 even rows that stay were updated, 200,000 deleted, and one more.
  expect(
    await it.sql(
      "SELECT METADATA$ACTION, METADATA$ISUPDATE, COUNT(*) FROM BIGNET GROUP BY ALL ORDER BY 1, 2",
    ),
  ).toEqual([
    ["DELETE", false, 200_000],
    ["DELETE", true, 400_001],
    ["INSERT", true, 400_001],
  ]);
}, 180_000);

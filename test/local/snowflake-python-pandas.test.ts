import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ensurePython } from "../../local/python/environment";
import { type RunningSnowflake, startSnowflake } from "../../local/snowflake/server/start";

let cloud: RunningSnowflake;
let folder: string;

const open = () =>
  cloud.account.createSession({
    user: "FLOE",
    role: "ACCOUNTADMIN",
    database: "DB",
    schema: "S",
    warehouse: "WH",
  });
async function rows(text: string): Promise<string[][]> {
  const session = await open();
  try {
    return (await cloud.account.run(text, session)).rows.map((row) => row.map(String));
  } finally {
    await cloud.account.closeSession(session);
  }
}
const procedure = (name: string, body: string, packages = "") =>
  rows(`CREATE PROCEDURE ${name}() RETURNS VARCHAR LANGUAGE PYTHON RUNTIME_VERSION = '3.11'
ARTIFACT_REPOSITORY = snowflake.snowpark.pypi_shared_repository
PACKAGES = ('snowflake-snowpark-python'${packages}) HANDLER = 'run' AS $$
${body}
$$`);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "floe-pandas-"));
  const python = (await ensurePython()).executable;
  const admin = { user: "FLOE", password: "pass-word-1" };
  cloud = await startSnowflake({ stateDir: folder, port: 0, admin, python, log: () => undefined });
  const session = await cloud.account.createSession({ user: "FLOE", role: "ACCOUNTADMIN" });
  for (const text of ["CREATE DATABASE DB", "CREATE SCHEMA DB.S", "CREATE WAREHOUSE WH"])
    await cloud.account.run(text, session);
}, 120_000);
afterAll(async () => {
  await cloud.stop();
  rmSync(folder, { recursive: true, force: true });
});

it("takes pandas frames as tables and leaves nothing else behind", async () => {
  await procedure(
    "FRAMES",
    `import datetime, pandas
def run(session):
    frame = pandas.DataFrame({"ID": [1, 2], "rate": [0.5, None], "a name": ["x", None], "AT": pandas.to_datetime(["2024-02-29", "2025-01-01"]), "OK": [True, False]})
    session.write_pandas(frame, "WRITTEN", auto_create_table=True, overwrite=True, table_type="transient")
    session.create_dataframe(frame).write.mode("overwrite").save_as_table("SAVED", table_type="transient")
    session.create_dataframe(frame).write.mode("append").save_as_table("SAVED")
    back = session.table("SAVED").to_pandas()
    return f"{len(back)} {list(back.columns)} {back['rate'].sum()} {back['AT'].max():%Y-%m-%d}"`,
    ", 'pandas'",
  );
  expect(await rows("CALL FRAMES()")).toEqual([["4 ['ID', 'rate', 'a name', 'AT', 'OK'] 1.0 2025-01-01"]]);
  expect(await rows(`SELECT ID, "rate", "a name", AT::DATE, OK FROM WRITTEN ORDER BY ID`)).toEqual([
    ["1", "0.5", "x", "2024-02-29", "true"],
    ["2", "null", "null", "2025-01-01", "false"],
  ]);
  expect((await rows("SHOW TABLES IN SCHEMA DB.S")).map((row) => row[1])).toEqual(["SAVED", "WRITTEN"]);
  expect(await rows("SHOW STAGES IN SCHEMA DB.S")).toEqual([]);
  expect(await rows("SHOW FILE FORMATS IN SCHEMA DB.S")).toEqual([]);
}, 240_000);

it("reads names and values of DDL from binds", async () => {
  const session = await open();
  const text = (value: string) => ({ type: "TEXT", value });
  const run = (sql: string, binds: Readonly<Record<string, { type: string; value: string }>>) =>
    cloud.account.run(sql, session, { binds });
  await run("CREATE TABLE IDENTIFIER(?) (A NUMBER) COMMENT = ?", { 1: text('"bound"'), 2: text("it's ?") });
  await run("INSERT INTO identifier(?) SELECT ? UNION ALL SELECT ?", {
    1: text('S."bound"'),
    2: { type: "FIXED", value: "7" },
    3: { type: "FIXED", value: "8" },
  });
  const found = await run("SELECT SUM(A) + ? FROM IDENTIFIER(?)", {
    1: { type: "FIXED", value: "1" },
    2: text('DB.S."bound"'),
  });
  expect(String(found.rows[0]?.[0])).toBe("16");
  expect((await rows("SHOW TABLES LIKE 'bound'"))[0]).toContain("it's ?");
  await expect(run("DROP TABLE IDENTIFIER(?)", { 1: text("A; DROP TABLE B") })).rejects.toThrow(/syntax/);
  await run("DROP TABLE IDENTIFIER(?)", { 1: text('"bound"') });
});

it("runs many handlers at once in few processes, and a call within a call when all are taken", async () => {
  await procedure(
    "INNER_ONE",
    "import os, time\ndef run(session):\n    time.sleep(0.2)\n    return str(os.getpid())",
  );
  await procedure(
    "OUTER_ONE",
    `import os, time
def run(session):
    time.sleep(0.2)
    return f"{os.getpid()} {session.call('INNER_ONE')}"`,
  );
  const answers = await Promise.all(Array.from({ length: 12 }, () => rows("CALL OUTER_ONE()")));
  const pids = new Set(answers.map((answer) => answer[0]?.[0]?.split(" ")[0]));
  expect(answers.every((answer) => /^\d+ \d+$/.test(answer[0]?.[0] ?? ""))).toBe(true);
  expect(pids.size).toBeLessThanOrEqual(2 * Math.max(2, Math.min(8, availableParallelism())));
}, 120_000);

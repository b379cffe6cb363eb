import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import snowflake from "snowflake-sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensurePython } from "../../local/python/environment";
import { startSnowflake } from "../../local/snowflake/server/start";

type Row = Record<string, unknown>;

let server: Awaited<ReturnType<typeof startSnowflake>>;
let connection: snowflake.Connection;
const folder = mkdtempSync(join(tmpdir(), "floe-procedures-"));

const sql = (text: string, binds?: snowflake.Binds): Promise<Row[]> =>
  new Promise((resolve, reject) => {
    connection.execute({
      sqlText: text,
      ...(binds === undefined ? {} : { binds }),
      complete: (error, _statement, rows) => (error ? reject(error) : resolve((rows ?? []) as Row[])),
    });
  });
const value = async (text: string): Promise<unknown> => Object.values((await sql(text))[0] ?? {})[0];

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });

beforeAll(async () => {
  snowflake.configure({ logLevel: "OFF" });
  const python = (await ensurePython()).executable;
  const port = await freePort();
  server = await startSnowflake({
    stateDir: folder,
    host: "127.0.0.1",
    port,
    python,
    admin: { user: "FLOE", password: "secret" },
    log: () => undefined,
  });
  connection = snowflake.createConnection({
    account: "FLOE-LOCAL",
    username: "FLOE",
    password: "secret",
    accessUrl: server.url,
    role: "ACCOUNTADMIN",
  });
  await new Promise<void>((resolve, reject) =>
    connection.connect((error) => (error ? reject(error) : resolve())),
  );
  for (const text of [
    "CREATE WAREHOUSE WH",
    "CREATE DATABASE DB",
    "CREATE SCHEMA DB.S",
    "USE SCHEMA DB.S",
    "CREATE TABLE T (A NUMBER, B VARCHAR)",
  ])
    await sql(text);
}, 120_000);
afterAll(async () => {
  await new Promise((resolve) => connection.destroy(resolve));
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("a scripting procedure has variables, loops, branches, cursors and exceptions", async () => {
  await sql(`CREATE PROCEDURE FILL(N NUMBER, PREFIX VARCHAR DEFAULT 'row') RETURNS VARCHAR LANGUAGE SQL AS $$
    DECLARE
      total NUMBER DEFAULT 0;
      too_many EXCEPTION (-20001, 'too many rows');
      label STRING;
    BEGIN
      IF (N > 10) THEN RAISE too_many; END IF;
      FOR i IN 1 TO N DO
        label := PREFIX || '-' || i;
        INSERT INTO T VALUES (:i, :label);
        total := total + SQLROWCOUNT;
      END FOR;
      LET again RESULTSET := (SELECT A FROM T ORDER BY A);
      LET sum NUMBER := 0;
      FOR r IN again DO sum := sum + r.A; END FOR;
      LET counted NUMBER := (SELECT COUNT(*) FROM T);
      WHILE (counted > 100) DO counted := counted - 1; END WHILE;
      CASE WHEN total = N THEN RETURN 'inserted ' || total || ' sum ' || sum || ' count ' || counted; ELSE RETURN 'odd'; END;
    EXCEPTION
      WHEN too_many THEN RETURN 'refused: ' || SQLERRM || ' ' || SQLCODE;
      WHEN OTHER THEN RETURN 'failed: ' || SQLERRM;
    END $$`);
  expect(await value("CALL FILL(3)")).toBe("inserted 3 sum 6 count 3");
  expect(await value("CALL FILL(11, 'x')")).toBe("refused: too many rows -20001");
  expect(await value("SELECT B FROM T WHERE A = 2")).toBe("row-2");
  await expect(sql("CALL FILL('a', 'b', 'c')")).rejects.toThrow(/Unknown user-defined procedure/);
});

test("blocks run without a procedure, take binds, and return tables", async () => {
  expect(await value("BEGIN LET x := 20; RETURN x + 22; END")).toBe(42);
  expect(
    await value(
      "EXECUTE IMMEDIATE $$ DECLARE s STRING; BEGIN s := 'SELECT ''hi'' AS H'; LET r RESULTSET := (EXECUTE IMMEDIATE :s); RETURN TABLE(r); END $$",
    ),
  ).toBe("hi");
  expect(await value("EXECUTE IMMEDIATE 'SELECT 7'")).toBe(7);
  await sql(
    "CREATE PROCEDURE ROWS_OF(MOST NUMBER) RETURNS TABLE (A NUMBER, B VARCHAR) LANGUAGE SQL AS $$ BEGIN LET r RESULTSET := (SELECT A, B FROM T WHERE A <= :MOST ORDER BY A); RETURN TABLE(r); END $$",
  );
  expect(await sql("CALL ROWS_OF(2)")).toEqual([
    { A: 1, B: "row-1" },
    { A: 2, B: "row-2" },
  ]);
  await expect(sql("BEGIN RETURN nothing_like_it; END")).rejects.toThrow(/NOTHING_LIKE_IT|nothing_like_it/);
});

test("owner's rights reach what the caller may not, caller's rights do not", async () => {
  for (const text of [
    "CREATE ROLE CALLER_ROLE",
    "GRANT USAGE ON DATABASE DB TO ROLE CALLER_ROLE",
    "GRANT USAGE ON SCHEMA DB.S TO ROLE CALLER_ROLE",
    "GRANT USAGE ON WAREHOUSE WH TO ROLE CALLER_ROLE",
    "GRANT ROLE CALLER_ROLE TO USER FLOE",
  ])
    await sql(text);
  await sql(
    "CREATE PROCEDURE OWNED() RETURNS NUMBER LANGUAGE SQL EXECUTE AS OWNER AS 'BEGIN LET n NUMBER := (SELECT COUNT(*) FROM T); RETURN n; END'",
  );
  await sql(
    "CREATE PROCEDURE CALLED() RETURNS NUMBER LANGUAGE SQL EXECUTE AS CALLER AS 'BEGIN LET n NUMBER := (SELECT COUNT(*) FROM T); RETURN n; END'",
  );
  for (const name of ["OWNED", "CALLED"]) await sql(`GRANT USAGE ON PROCEDURE ${name}() TO ROLE CALLER_ROLE`);
  await sql("USE ROLE CALLER_ROLE");
  await sql("USE SECONDARY ROLES NONE");
  try {
    await sql("USE WAREHOUSE WH");
    expect(await value("CALL OWNED()")).toBe(3);
    await expect(sql("CALL CALLED()")).rejects.toThrow(
      /does not exist or not authorized|Insufficient privileges/,
    );
  } finally {
    await sql("USE ROLE ACCOUNTADMIN");
  }
});

test("SQL functions are used in queries", async () => {
  await sql("CREATE FUNCTION TWICE(X NUMBER) RETURNS NUMBER AS 'X * 2'");
  await sql("CREATE FUNCTION TOTAL() RETURNS NUMBER AS $$ SELECT SUM(A) FROM T $$");
  await sql(
    "CREATE FUNCTION UP_TO(N NUMBER) RETURNS TABLE (A NUMBER, B VARCHAR) AS 'SELECT A, B FROM T WHERE A <= N'",
  );
  expect(await sql("SELECT TWICE(A) AS D FROM T ORDER BY A")).toEqual([{ D: 2 }, { D: 4 }, { D: 6 }]);
  expect(await value("SELECT TOTAL() + TWICE(1)")).toBe(8);
  expect(await sql("SELECT A FROM TABLE(UP_TO(2)) ORDER BY A")).toEqual([{ A: 1 }, { A: 2 }]);
});

test("a Python procedure runs with real Snowpark in the caller's session", async () => {
  await sql(`CREATE PROCEDURE AVERAGES(SOURCE VARCHAR, FACTOR FLOAT) RETURNS VARIANT LANGUAGE PYTHON RUNTIME_VERSION = '3.11'
    PACKAGES = ('snowflake-snowpark-python') HANDLER = 'main' AS $$
from snowflake.snowpark.functions import avg, col
def main(session, source, factor):
    frame = session.table(source)
    frame.select((col("A") * factor).alias("SCALED")).write.mode("overwrite").save_as_table("SCALED")
    row = session.table("SCALED").agg(avg("SCALED").alias("M")).collect()[0]
    return {"mean": float(row["M"]), "rows": frame.count(), "role": session.sql("select current_role()").collect()[0][0]}
$$`);
  const result = (await value("CALL AVERAGES('T', 1.5)")) as Row;
  expect(typeof result === "string" ? (JSON.parse(result) as Row) : result).toEqual({
    mean: 3,
    rows: 3,
    role: "ACCOUNTADMIN",
  });
  expect(await value("SELECT COUNT(*) FROM SCALED")).toBe(3);
  const began = Date.now();
  await sql("CALL AVERAGES('T', 2)");
  console.log(`warm Python call ${Date.now() - began} ms`);
});

test("Python exceptions come with their traceback, missing packages are named", async () => {
  await sql(
    "CREATE PROCEDURE BROKEN() RETURNS VARCHAR LANGUAGE PYTHON RUNTIME_VERSION = '3.11' PACKAGES = ('snowflake-snowpark-python') HANDLER = 'run' AS $$\ndef run(session):\n    raise ValueError('no such thing')\n$$",
  );
  await expect(sql("CALL BROKEN()")).rejects.toThrow(
    /Python Interpreter Error:\nTraceback[\s\S]*_udf_code\.py", line 2, in run[\s\S]*ValueError: no such thing/,
  );
  await expect(
    sql(
      "CREATE PROCEDURE P2() RETURNS VARCHAR LANGUAGE PYTHON RUNTIME_VERSION = '3.11' PACKAGES = ('snowflake-snowpark-python', 'no-such-package') HANDLER = 'run' AS 'x'",
    ),
  ).rejects.toThrow(/Packages not found in the local environment: no-such-package/);
});

test("a Python function runs inside queries", async () => {
  await sql(
    "CREATE FUNCTION SHOUT(S VARCHAR, N NUMBER) RETURNS VARCHAR LANGUAGE PYTHON RUNTIME_VERSION = '3.11' HANDLER = 'shout' AS $$\ndef shout(s, n):\n    return None if s is None else s.upper() + '!' * n\n$$",
  );
  expect(await sql("SELECT SHOUT(B, A) AS S FROM T ORDER BY A")).toEqual([
    { S: "ROW-1!" },
    { S: "ROW-2!!" },
    { S: "ROW-3!!!" },
  ]);
  expect(
    await value("SELECT COUNT(DISTINCT SHOUT('x' || SEQ4(), 1)) FROM TABLE(GENERATOR(ROWCOUNT => 5000))"),
  ).toBe(5000);
});

test("PUT and GET copy files through the official driver, and a handler imports them", async () => {
  await sql("CREATE STAGE CODE");
  const source = join(folder, "helper.py");
  writeFileSync(source, "def answer():\n    return 42\n");
  const [sent] = await sql(`PUT file://${source} @CODE/lib AUTO_COMPRESS = FALSE`);
  expect(sent).toMatchObject({ source: "helper.py", target: "helper.py", status: "UPLOADED" });
  expect((await sql("LIST @CODE")).map(({ name }) => name)).toEqual(["code/lib/helper.py"]);
  mkdirSync(join(folder, "got"));
  await sql(`GET @CODE/lib/helper.py file://${folder}/got`);
  expect(readFileSync(join(folder, "got", "helper.py"), "utf8")).toContain("return 42");
  await sql(
    "CREATE PROCEDURE IMPORTING() RETURNS NUMBER LANGUAGE PYTHON RUNTIME_VERSION = '3.11' PACKAGES = ('snowflake-snowpark-python') IMPORTS = ('@CODE/lib/helper.py') HANDLER = 'run' AS $$\nimport helper\ndef run(session):\n    return helper.answer()\n$$",
  );
  expect(await value("CALL IMPORTING()")).toBe(42);
});

test("SHOW and DESCRIBE tell what a procedure is", async () => {
  const [shown] = await sql("SHOW PROCEDURES LIKE 'FILL'");
  expect(shown).toMatchObject({
    name: "FILL",
    arguments: "FILL(NUMBER, VARCHAR) RETURN VARCHAR",
    min_num_arguments: 1,
    max_num_arguments: 2,
  });
  const described: Row = Object.fromEntries(
    (await sql("DESCRIBE PROCEDURE AVERAGES(VARCHAR, FLOAT)")).map(
      ({ property, value: text }): [string, unknown] => [String(property), text],
    ),
  );
  expect(described).toMatchObject({
    language: "PYTHON",
    handler: "main",
    runtime_version: "3.11",
    signature: "(SOURCE VARCHAR, FACTOR FLOAT)",
  });
  await sql("DROP PROCEDURE FILL(NUMBER, VARCHAR)");
  await expect(sql("CALL FILL(1)")).rejects.toThrow(/Unknown user-defined procedure/);
});

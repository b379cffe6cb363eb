import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensurePython } from "../../local/python/environment";
import { type RunningSnowflake, startSnowflake } from "../../local/snowflake/server/start";

let cloud: RunningSnowflake;
let folder: string;
let role = "ACCOUNTADMIN";

async function sql(text: string): Promise<Record<string, unknown>[]> {
  const session = await cloud.account.createSession({ user: "FLOE", role, database: "DB", schema: "S" });
  session.secondaryRoles = [];
  await cloud.account.run("USE WAREHOUSE WH", session).catch(() => undefined);
  const { columns, rows } = await cloud.account.run(text, session);
  return rows.map((row) => Object.fromEntries(columns.map((column, i) => [column.name, row[i]])));
}
const rows = async (text: string) => (await sql(text)).map((row) => Object.values(row).map(String));
const PYTHON = "LANGUAGE PYTHON RUNTIME_VERSION = '3.11'";

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "floe-routines-"));
  const python = (await ensurePython()).executable;
  const admin = { user: "FLOE", password: "pass-word-1" };
  cloud = await startSnowflake({ stateDir: folder, port: 0, admin, python, log: () => undefined });
  for (const text of ["CREATE DATABASE DB", "CREATE SCHEMA DB.S", "CREATE WAREHOUSE WH"]) await sql(text);
  await sql("CREATE TABLE T (G VARCHAR, X NUMBER)");
  await sql("INSERT INTO T VALUES ('a', 3), ('a', 1), ('b', 5), ('b', NULL)");
}, 120_000);
afterAll(async () => {
  await cloud.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe("Python functions of the local Snowflake", () => {
  it("yield tables beside a table, row by row", async () => {
    await sql(
      `CREATE FUNCTION REPEAT_IT(G VARCHAR, N NUMBER) RETURNS TABLE (W VARCHAR, I NUMBER) ${PYTHON} HANDLER = 'H' AS $$
class H:
    def process(self, g, n):
        for i in range(n or 0):
            yield (g * 2, i)
$$`,
    );
    expect(await rows("SELECT * FROM TABLE(REPEAT_IT('x', 2)) ORDER BY I")).toEqual([
      ["xx", "0"],
      ["xx", "1"],
    ]);
    expect(
      await rows("SELECT T.X, F.W, F.I FROM T, TABLE(REPEAT_IT(T.G, T.X)) AS F WHERE T.X <= 3 ORDER BY 1, 3"),
    ).toEqual([
      ["1", "aa", "0"],
      ["3", "aa", "0"],
      ["3", "aa", "1"],
      ["3", "aa", "2"],
    ]);
  });

  it("see a whole partition, in order", async () => {
    await sql(
      `CREATE FUNCTION RUNNING(X NUMBER) RETURNS TABLE (N NUMBER, SUM NUMBER) ${PYTHON} HANDLER = 'H' AS $$
class H:
    def __init__(self):
        self.seen = []
    def process(self, x):
        self.seen.append(x)
    def end_partition(self):
        total = 0
        for i, x in enumerate(self.seen):
            total += x or 0
            yield (i, total)
$$`,
    );
    expect(
      await rows(
        "SELECT T.G, R.N, R.SUM FROM T, TABLE(RUNNING(T.X) OVER (PARTITION BY T.G ORDER BY T.X)) AS R ORDER BY 1, 2",
      ),
    ).toEqual([
      ["a", "0", "1"],
      ["a", "1", "4"],
      ["b", "0", "5"],
      ["b", "1", "5"],
    ]);
    await expect(sql("SELECT T.X FROM T, TABLE(RUNNING(T.X) OVER (PARTITION BY T.G)) AS R")).rejects.toThrow(
      /invalid identifier/,
    );
  });

  it("aggregate groups, and none", async () => {
    await sql(
      `CREATE AGGREGATE FUNCTION SPREAD(X NUMBER) RETURNS NUMBER ${PYTHON} HANDLER = 'H' AS $$
class H:
    def __init__(self):
        self._state = []
    @property
    def aggregate_state(self):
        return self._state
    def accumulate(self, x):
        if x is not None:
            self._state.append(x)
    def merge(self, other):
        self._state += other
    def finish(self):
        return max(self._state) - min(self._state) if self._state else None
$$`,
    );
    expect(await rows("SELECT G, SPREAD(X) FROM T GROUP BY G ORDER BY G")).toEqual([
      ["a", "2"],
      ["b", "0"],
    ]);
    expect(await rows("SELECT SPREAD(X) FROM T WHERE X > 100")).toEqual([["null"]]);
    await expect(sql("SELECT SPREAD(DISTINCT X) FROM T")).rejects.toThrow(/DISTINCT/);
    expect((await sql("SHOW USER FUNCTIONS LIKE 'SPREAD'"))[0]).toMatchObject({ is_aggregate: "Y" });
  });

  it("answer NULL without a call when strict, and refuse it when NOT NULL", async () => {
    await sql(
      `CREATE FUNCTION PLUS(A NUMBER, B NUMBER) RETURNS NUMBER ${PYTHON} STRICT HANDLER = 'f' AS $$\ndef f(a, b):\n    return a + b\n$$`,
    );
    expect(await rows("SELECT PLUS(X, 1) FROM T WHERE G = 'b' ORDER BY X")).toEqual([["6"], ["null"]]);
    await sql(
      `CREATE FUNCTION NOTHING() RETURNS NUMBER NOT NULL ${PYTHON} HANDLER = 'f' AS $$\ndef f():\n    return None\n$$`,
    );
    await expect(sql("SELECT NOTHING()")).rejects.toThrow(/NULL result in a non-nullable function/);
  });
});

describe("packages of the local Snowflake", () => {
  it("must fit their versions", async () => {
    const create = (name: string, packages: string) =>
      sql(
        `CREATE OR REPLACE FUNCTION ${name}() RETURNS VARCHAR ${PYTHON} PACKAGES = (${packages}) HANDLER = 'f' AS $$\ndef f():\n    import numpy\n    return numpy.__version__\n$$`,
      );
    await create("VERSION", "'numpy>=2'");
    expect((await rows("SELECT VERSION()"))[0]?.[0]).toMatch(/^2\./);
    await expect(create("OLD", "'numpy==1.0.0'")).rejects.toThrow(/numpy==1\.0\.0 \(it has 2\./);
  });

  it("come from PyPI with an artifact repository, also for vectorized functions", async () => {
    await sql(
      `CREATE FUNCTION DOUBLED(X NUMBER, Y NUMBER) RETURNS NUMBER ${PYTHON}
       ARTIFACT_REPOSITORY = snowflake.snowpark.pypi_shared_repository PACKAGES = ('pandas') HANDLER = 'f' AS $$
import pandas
from _snowflake import vectorized
sizes = []
@vectorized(input=pandas.DataFrame, max_batch_size=3)
def f(frame):
    assert len(frame) <= 3
    return frame[0] * 2 + frame[1]
$$`,
    );
    expect(
      await rows("SELECT SUM(DOUBLED(SEQ4(), 1)), COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 10))"),
    ).toEqual([["100", "10"]]);
    await sql(
      `CREATE FUNCTION RANKED(G VARCHAR, X NUMBER) RETURNS TABLE (X NUMBER, R NUMBER) ${PYTHON}
       ARTIFACT_REPOSITORY = snowflake.snowpark.pypi_shared_repository PACKAGES = ('pandas') HANDLER = 'H' AS $$
import pandas
class H:
    def end_partition(self, frame):
        frame = frame[frame["X"].notna()]
        return pandas.DataFrame({"X": frame["X"], "R": frame["X"].rank()})
H.end_partition._sf_vectorized_input = pandas.DataFrame
$$`,
    );
    expect(
      await rows(
        "SELECT T.G, R.X, R.R FROM T, TABLE(RANKED(T.G, T.X) OVER (PARTITION BY T.G)) AS R ORDER BY 1, 2",
      ),
    ).toEqual([
      ["a", "1", "1"],
      ["a", "3", "2"],
      ["b", "5", "1"],
    ]);
    await expect(
      sql(
        `CREATE FUNCTION F() RETURNS NUMBER ${PYTHON} ARTIFACT_REPOSITORY = DB.S.MINE PACKAGES = ('pandas') HANDLER = 'f' AS 'def f(): pass'`,
      ),
    ).rejects.toThrow(/Artifact repository/i);
  }, 240_000);
});

describe("external access of the local Snowflake", () => {
  const procedure = (name: string, clauses: string, body: string) =>
    sql(
      `CREATE OR REPLACE PROCEDURE ${name}() RETURNS VARCHAR ${PYTHON} PACKAGES = ('snowflake-snowpark-python') HANDLER = 'run' ${clauses} AS $$\nimport _snowflake, urllib.request\ndef run(session):\n    ${body}\n$$`,
    );
  const called = async (name: string) => (await rows(`CALL ${name}()`))[0]?.[0];

  it("reaches allowed hosts with allowed secrets, and nothing else", async () => {
    const seen: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.end("hello");
    });
    const port = await new Promise<number>((resolve) =>
      server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)),
    );
    try {
      await sql("CREATE SECRET KEY TYPE = GENERIC_STRING SECRET_STRING = 'the-key'");
      await sql(`CREATE NETWORK RULE HERE MODE = EGRESS TYPE = HOST_PORT VALUE_LIST = ('127.0.0.1:${port}')`);
      await sql(
        "CREATE EXTERNAL ACCESS INTEGRATION OUT ALLOWED_NETWORK_RULES = (HERE) ALLOWED_AUTHENTICATION_SECRETS = (KEY) ENABLED = TRUE",
      );
      const fetch = `return urllib.request.urlopen(urllib.request.Request("http://127.0.0.1:${port}/", headers={"Authorization": _snowflake.get_generic_secret_string("cred")})).read().decode()`;
      const access = "EXTERNAL_ACCESS_INTEGRATIONS = (OUT)";
      await procedure("ALLOWED", `${access} SECRETS = ('cred' = KEY)`, fetch);
      expect(await called("ALLOWED")).toBe("hello");
      expect(seen).toEqual(["the-key"]);
      await procedure(
        "SHUT",
        "",
        `return urllib.request.urlopen("http://127.0.0.1:${port}/").read().decode()`,
      );
      await expect(called("SHUT")).rejects.toThrow(/Device or resource busy/);
      await procedure("BLIND", access, fetch);
      await expect(called("BLIND")).rejects.toThrow(/Secret 'cred' is not in the SECRETS/);
      await expect(procedure("BAD", "SECRETS = ('cred' = KEY)", fetch)).rejects.toThrow(
        /not allowed by any of the external access integrations/,
      );
      await sql("ALTER EXTERNAL ACCESS INTEGRATION OUT SET ENABLED = FALSE");
      await expect(called("ALLOWED")).rejects.toThrow(/Device or resource busy/);
      expect(JSON.stringify(await sql("DESCRIBE SECRET KEY"))).not.toContain("the-key");
      expect(JSON.stringify(await sql("SHOW SECRETS"))).not.toContain("the-key");
    } finally {
      server.close();
    }
  });

  it("is for those who may use it", async () => {
    for (const text of [
      "CREATE ROLE POOR",
      "GRANT ROLE POOR TO USER FLOE",
      "GRANT USAGE ON DATABASE DB TO ROLE POOR",
      "GRANT USAGE, CREATE PROCEDURE ON SCHEMA DB.S TO ROLE POOR",
    ])
      await sql(text);
    role = "POOR";
    try {
      await expect(procedure("MINE", "EXTERNAL_ACCESS_INTEGRATIONS = (OUT)", "return 'x'")).rejects.toThrow(
        /does not exist or not authorized|Insufficient privileges/i,
      );
    } finally {
      role = "ACCOUNTADMIN";
    }
  });
});

describe("changes of routines on the local Snowflake", () => {
  const create = (mode: string, more: string, body: string) =>
    sql(
      `${mode} FUNCTION CHANGED(A NUMBER) ${more} ${PYTHON} HANDLER = 'f' AS $$\ndef f(a):\n    ${body}\n$$`,
    );
  const grants = async () =>
    (await sql("SHOW GRANTS ON FUNCTION CHANGED(NUMBER)")).map(
      (row) => `${String(row.privilege)} ${String(row.grantee_name)}`,
    );

  it("keep grants with OR ALTER and with COPY GRANTS, and lose them without", async () => {
    await create("CREATE", "RETURNS NUMBER", "return a");
    await sql("GRANT USAGE ON FUNCTION CHANGED(NUMBER) TO ROLE POOR");
    await create("CREATE OR ALTER", "RETURNS VARCHAR", "return str(a) + '!'");
    expect(await rows("SELECT CHANGED(7)")).toEqual([["7!"]]);
    expect(await grants()).toContain("USAGE POOR");
    await create("CREATE OR REPLACE", "COPY GRANTS RETURNS NUMBER", "return a + 1");
    expect(await rows("SELECT CHANGED(7)")).toEqual([["8"]]);
    expect(await grants()).toContain("USAGE POOR");
    await create("CREATE OR REPLACE", "RETURNS NUMBER", "return a + 2");
    expect(await grants()).not.toContain("USAGE POOR");
  });

  it("need the files they import", async () => {
    await sql("CREATE STAGE CODE");
    await expect(
      sql(`CREATE FUNCTION STAGED() RETURNS NUMBER ${PYTHON} IMPORTS = ('@CODE/gone.py') HANDLER = 'gone.f'`),
    ).rejects.toThrow(/Remote file '@CODE\/gone\.py' was not found/);
  });

  it("refuse what CREATE OR ALTER cannot change", async () => {
    await expect(
      sql(
        `CREATE OR ALTER FUNCTION CHANGED(A NUMBER) RETURNS NUMBER ${PYTHON} HANDLER = 'g' AS $$\ndef g(a):\n    return a\n$$`,
      ),
    ).rejects.toThrow(/changing HANDLER by CREATE OR ALTER/);
  });

  it("hide a secure routine's code from others", async () => {
    await sql(
      `CREATE OR REPLACE SECURE FUNCTION CHANGED(A NUMBER) COPY GRANTS RETURNS NUMBER ${PYTHON} HANDLER = 'f' AS $$\ndef f(a):\n    return 424242\n$$`,
    );
    await sql("GRANT USAGE ON FUNCTION CHANGED(NUMBER) TO ROLE POOR");
    const described = async () => JSON.stringify(await sql("DESCRIBE FUNCTION CHANGED(NUMBER)"));
    expect(await described()).toContain("424242");
    role = "POOR";
    try {
      expect(await described()).not.toContain("424242");
    } finally {
      role = "ACCOUNTADMIN";
    }
  });
});

import { afterAll, beforeAll, expect, it } from "vitest";
import { Floe } from "../support/floe";

const floe = new Floe();

beforeAll(async () => {
  await floe.json("local", "up");
  const statements = [
    "CREATE WAREHOUSE WH",
    "CREATE DATABASE DB",
    "CREATE SCHEMA DB.S",
    `CREATE TASK DB.S.ROOT WAREHOUSE = WH CONFIG = '{"size": {"rows": 3, "files": 1}}' AS CALL SYSTEM$SET_RETURN_VALUE(SYSTEM$GET_TASK_GRAPH_CONFIG('size'))`,
    "CREATE TASK DB.S.CHILD WAREHOUSE = WH AFTER DB.S.ROOT AS SELECT * FROM DB.S.LATER",
    "ALTER TASK DB.S.CHILD RESUME",
  ];
  await floe.json("local", "sql", statements.join("; "));
}, 120_000);
afterAll(() => floe.dispose());

it("runs a graph to its failure, tells why, and runs the failed part again", async () => {
  const failed = await floe.run(["graph", "run", "db.s.root", "--config", '{"size": {"rows": 5}}', "--json"]);
  expect(failed.code).toBe(1);
  const failure = JSON.parse(failed.stdout) as { error: string; code: number };
  expect(failure).toMatchObject({ code: 1, error: expect.stringContaining("CHILD failed") as unknown });
  expect(failure.error).toContain("LATER");

  const logs = await floe.json("graph", "logs", "DB.S.ROOT");
  expect(logs).toMatchObject({
    state: "FAILED",
    from: "EXECUTE TASK",
    tasks: [
      { task: "ROOT", state: "SUCCEEDED", returnValue: '{"files":1,"rows":5}' },
      { task: "CHILD", state: "FAILED", attempt: 1 },
    ],
  });

  await floe.json("local", "sql", "CREATE TABLE DB.S.LATER (A INT)");
  const again = await floe.run(["graph", "run", "DB.S.ROOT", "--retry-last"]);
  expect(again.code).toBe(0);
  expect(again.stderr).toContain("CHILD succeeded");
  const status = await floe.json("graph", "status", "DB.S.ROOT");
  expect(status).toMatchObject({
    account: "local",
    state: "suspended",
    tasks: [
      { task: "ROOT", state: "suspended", on: "WH" },
      { task: "CHILD", state: "started", after: ["ROOT"] },
    ],
    runs: [{ id: (logs as { id?: string }).id, state: "SUCCEEDED" }],
  });
  const shown = await floe.run(["graph", "status", "DB.S.ROOT"]);
  expect(shown.stdout).toMatch(/CHILD\s+started\s+ROOT\s+WH/);
}, 120_000);

it("tells wrong names, wrong configurations and missing graphs apart", async () => {
  expect((await floe.run(["graph", "run", "ROOT"])).code).toBe(2);
  expect((await floe.run(["graph", "run", "DB.S.ROOT", "--config", "[1]"])).code).toBe(2);
  const missing = await floe.run(["graph", "logs", "DB.S.NONE"]);
  expect(missing.code).toBe(1);
  expect(missing.stderr).toContain('"DB"."S"."NONE" does not exist');
});

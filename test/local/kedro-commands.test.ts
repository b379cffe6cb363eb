import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SnowflakeClient } from "../../cli/snowflake";
import { status } from "../../local/cloud/control";
import { ensurePython, kedroPackages } from "../../local/python/environment";
import { Floe, type Ran } from "../support/floe";
import { writeKedroProject } from "../support/kedro-project";

const floe = new Floe();
const folder = mkdtempSync(join(tmpdir(), "floe-kedro-project-"));
let python = "";

beforeAll(async () => {
  writeKedroProject(folder, {
    "conf/base/floe.yml": "database: KEDRO\nschema: PIPES\nwarehouse: WH\nname: numbers\n",
  });
  python = (await ensurePython({ packages: kedroPackages("kedro") })).executable;
}, 600_000);
afterAll(async () => {
  await floe.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const kedro = (...args: string[]): Promise<Ran> =>
  floe.run(["kedro", ...args, "--project", folder], { FLOE_KEDRO_PYTHON: python });

async function json(...args: string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await kedro(...args, "--json");
  if (code !== 0)
    throw new Error(`floe kedro ${args.join(" ")} ended with ${code ?? "a signal"}: ${stdout}${stderr}`);
  return JSON.parse(stdout) as Record<string, unknown>;
}

const edit = (name: string, from: string, to: string) => {
  const file = join(folder, name);
  const text = readFileSync(file, "utf8");
  expect(text).toContain(from);
  writeFileSync(file, text.replace(from, to));
};
const nodes = "src/numbers_project/nodes.py";

describe("floe kedro without Snowflake", () => {
  it("draws the graph in every format, and exports it for machines without Python", async () => {
    const text = await kedro("graph");
    expect(text.code, text.stderr).toBe(0);
    expect(text.stdout).toMatch(/4 nodes in 4 tasks, 4 steps/);
    expect(text.stdout).toMatch(/3\s+total\s+multiply\s+WH\s+sum/);
    expect((await kedro("graph", "--format", "mermaid")).stdout).toMatch(/flowchart|graph /);
    const [svg, graph] = [join(folder, "graph.svg"), join(folder, "graph.json")];
    expect((await kedro("graph", "-o", svg, "--export", graph, "--group-by", "pipeline")).code).toBe(0);
    expect(readFileSync(svg, "utf8")).toMatch(/^<svg[\s\S]*<\/svg>\s*$/);
    expect((await kedro("graph", "--format", "json")).stdout.trim()).toBe(readFileSync(graph, "utf8").trim());
    const without = await floe.run(["kedro", "graph", "--project", folder, "--graph", graph], {
      FLOE_KEDRO_PYTHON: "/nowhere/python",
    });
    expect(without.stdout).toBe(text.stdout);
    const bin = join(folder, "no-kedro", "bin");
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, "python"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
    const own = await floe.run(["kedro", "graph", folder], {
      FLOE_KEDRO_PYTHON: undefined,
      VIRTUAL_ENV: join(folder, "no-kedro"),
    });
    expect([own.stdout, own.stderr]).toEqual([
      text.stdout,
      expect.stringContaining("has no Kedro: the project is read with"),
    ]);
    expect(await json("graph", "-p", "short")).toMatchObject({ pipeline: "short", name: "numbers" });
  });

  it("says what is wrong before anything happens", async () => {
    const cases: [string[], number, string][] = [
      [["graph", "-p", "shrt"], 2, "short"],
      [["graph", "--group-by", "color"], 2, "--group-by"],
      [["graph", "--python", "/nowhere/python"], 2, "/nowhere/python"],
      [["graph", "--graph", "/nowhere/graph.json"], 2, "--export"],
      [["local", "--nodes", "totl"], 2, '(did you mean "total"?)'],
      [["local", "--params", "{nope"], 2, "valid JSON"],
      [["run", "--retry", "--params", "factor=3"], 2, "leave out --params"],
      [["run", "--env-var", "1=2"], 2, "NAME=VALUE"],
      [["run"], 3, "floe local up"],
    ];
    for (const [args, code, message] of cases) {
      const ran = await kedro(...args);
      expect([ran.code, ran.stderr], args.join(" ")).toEqual([code, expect.stringContaining(message)]);
      expect(ran.stderr).not.toContain("    at ");
    }
    const none = await floe.run(["kedro", "graph", "--project", tmpdir()]);
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("is no Kedro project")]);
  }, 300_000);

  it("runs the tasks here, in part and again", async () => {
    const whole = await json("local");
    expect(whole).toMatchObject({ state: "succeeded" });
    expect((whole.tasks as { nodes: string[] }[]).map((task) => task.nodes[0])).toEqual([
      "make",
      "multiply",
      "total",
      "report",
    ]);
    const failed = await kedro("local", "--params", "fail=true");
    expect([failed.code, failed.stderr]).toEqual([1, expect.stringContaining("told to fail")]);
    expect(failed.stderr).toContain("adding up [2, 4, 6]");
    const part = await kedro("local", "--from", "total", "--verbose", "--params", "fail=false");
    expect(part.stderr).toContain("what multiply made comes from run");
    expect([part.code, part.stderr]).toEqual([0, expect.stringContaining("adding up [2, 4, 6]")]);
    expect((await kedro("local", "--retry")).stderr).toContain("nothing to retry: the last run");
  }, 300_000);
});

describe("floe kedro with Snowflake", () => {
  const statementsOf = async () => {
    const { statements } = await json("export-sql", "--files", join(folder, ".floe", "files"));
    return statements as { what: string; sql: string }[];
  };
  let client: SnowflakeClient;
  afterAll(() => client.close());

  it("exports statements that make the graph", async () => {
    await floe.json("local", "up");
    const cloud = await status(floe.state);
    client = await SnowflakeClient.connect(cloud!.state.snowflake);
    await client.run("CREATE WAREHOUSE WH; CREATE DATABASE KEDRO; CREATE SCHEMA KEDRO.PIPES");
    const missing = await kedro("logs");
    expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining("is not deployed here")]);
    for (const { sql } of await statementsOf()) await client.run(sql);
    expect(await client.query("SHOW TASKS IN SCHEMA KEDRO.PIPES")).toHaveLength(6);
  }, 300_000);

  it("runs it, whole and in part, and tells of it by the nodes' names", async () => {
    const run = await json("run", "--params", "factor=3", "--env-var", "COLOR=red");
    expect(run).toMatchObject({ rootTask: '"KEDRO"."PIPES"."NUMBERS__START"', state: "SUCCEEDED" });
    const failed = await kedro("run", "--params", '{"fail": true}');
    expect(failed.code).toBe(1);
    expect(failed.stderr).toMatch(/✓ multiply/);
    expect(failed.stderr).toMatch(/✗ total .*told to fail/);
    expect(failed.stderr).not.toContain("    at ");
    const part = await kedro("run", "--from", "total", "--to", "total");
    expect([part.code, part.stderr]).toEqual([
      0,
      expect.stringContaining("what multiply made comes from run"),
    ]);
    expect(part.stderr).not.toMatch(/✓ make/);
    const logs = await json("logs", "--run", run.runId as string);
    expect(logs).toMatchObject({ id: run.runId, state: "SUCCEEDED" });
    const tasks = logs.tasks as { nodes: string[]; state: string }[];
    expect(tasks.flatMap((task) => task.nodes)).toEqual(["make", "multiply", "total", "report"]);
    expect(((await json("logs", "--all")).runs as unknown[]).length).toBe(3);
    const all = (await json("logs")).tasks as { nodes: string[]; state: string; written: object }[];
    const partial = all.filter((task) => task.nodes.length > 0);
    expect(partial.map(({ state }) => state)).toEqual(["SKIPPED", "SKIPPED", "SUCCEEDED", "SKIPPED"]);
    expect(partial[2]?.written).toEqual({ sum: null });
    expect((await kedro("run", "--tags", "maths")).stderr).toContain('(did you mean "math"?)');
  }, 400_000);

  it("repeats the failed part, and says why it cannot", async () => {
    expect((await kedro("run", "--params", "fail=true")).code).toBe(1);
    const again = await kedro("run", "--retry");
    expect(again.stderr).toMatch(/✗ total .*attempt 2.*told to fail/);
    expect(again.stderr).not.toMatch(/✓ multiply/);
    await client.run("ALTER TASK KEDRO.PIPES.NUMBERS__REPORT MODIFY AS SELECT 2");
    const refused = await kedro("run", "--retry");
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(
      /cannot be retried: the graph was changed.*--from total --inputs-from [\w-]+/s,
    );
  }, 400_000);

  it("tells planned from deployed, task by task and why", async () => {
    await client.run("ALTER TASK KEDRO.PIPES.NUMBERS__REPORT MODIFY AS SELECT 3");
    const drift = await json("diff");
    expect(drift.tasks).toMatchObject([
      { task: "NUMBERS__REPORT", change: "changed", reasons: ["statement"] },
    ]);
    for (const { sql } of (await statementsOf()).filter(({ what }) => what === "create task NUMBERS__REPORT"))
      await client.run(sql.replace("CREATE TASK", "CREATE OR ALTER TASK"));
    expect(await json("diff", "--expect-no-changes")).toMatchObject({ tasks: [], files: [] });

    edit(nodes, "return sum(numbers)", "return sum(numbers) + 0");
    edit("conf/base/parameters.yml", "factor: 2", "factor: 4");
    edit("src/numbers_project/pipeline_registry.py", 'name="report"', 'name="tell"');
    const { tasks, files } = await json("diff");
    const names = (files as { file: string }[]).map(({ file }) => file);
    expect(names).toEqual(["conf/base/parameters.yml", nodes, "src/numbers_project/pipeline_registry.py"]);
    expect(tasks).toMatchObject([
      { task: "NUMBERS__START", change: "changed", reasons: ["a new version of the code"] },
      { task: "NUMBERS__MULTIPLY", change: "changed", reasons: ["parameter factor"] },
      {
        task: "NUMBERS__TOTAL",
        change: "changed",
        reasons: [expect.stringMatching(/^code of total \(src.*nodes\.py:\d+\)/)],
      },
      { task: "NUMBERS__TELL", change: "renamed", before: "NUMBERS__REPORT" },
    ]);
    const shown = await kedro("diff", "--expect-no-changes");
    expect(shown.code).toBe(1);
    expect(shown.stdout).toMatch(/» tell renamed \(was NUMBERS__REPORT\)/);
  }, 400_000);
});

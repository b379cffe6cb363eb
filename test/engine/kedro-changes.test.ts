import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { KedroOptions } from "../../blueprints/kedro";
import { KedroPipeline } from "../../components";
import { changesOf, type KedroCloud, startKedroCloud } from "./kedro/cloud";
import { CANARY, edit, summary, writeShop } from "./kedro/project";

const project = mkdtempSync(join(tmpdir(), "floe-shop-"));
let cloud: KedroCloud;
let options: KedroOptions = {};

const program = () => {
  const where = { project, python: cloud.python, database: "DB", schema: "S", warehouse: "WH" };
  const stages = { code: "CODE", data: "DATA" };
  new KedroPipeline("odd", { ...where, options: { stages, name: "shop" } });
  new KedroPipeline("telling", {
    ...where,
    options: { stages, name: "tell", pipeline: "telling", overlapPolicy: "ALLOW_ALL_OVERLAP", ...options },
  });
  return Promise.resolve({});
};
const nodes = "src/shop/nodes.py";
const registry = "src/shop/pipeline_registry.py";
const taskIds = async () => {
  const { account } = cloud.snowflake;
  const session = await account.createSession({ user: "FLOE", role: "ACCOUNTADMIN" });
  const { columns, rows } = await account.run("SHOW TASKS IN SCHEMA DB.S", session);
  const at = (name: string) => columns.findIndex((column) => column.name === name);
  return Object.fromEntries(rows.map((row) => [String(row[at("name")]), String(row[at("id")])]));
};
const told = () => cloud.rows("SELECT WHO, TOKEN, VERSION FROM TOLD ORDER BY WHO, VERSION");

beforeAll(async () => {
  writeShop(project);
  cloud = await startKedroCloud("floe-kedro-changes", program);
}, 300_000);
afterAll(async () => {
  await cloud.stop();
  rmSync(project, { recursive: true, force: true });
});

it("runs nodes of every kind inside Snowflake", { timeout: 300_000 }, async () => {
  const made = await cloud.stack.up();
  expect(made.summary.resourceChanges).toMatchObject({ create: 11 });
  expect(await changesOf(cloud.stack)).toEqual({});
  const { states, errors } = await cloud.ended(await cloud.begin("SHOP__START"));
  expect(errors).toBe("");
  expect(new Set(Object.values(states))).toEqual(new Set(["SUCCEEDED"]));
  expect(Object.keys(states)).toHaveLength(13);
  const [found] = await cloud.rows(
    "SELECT $1 FROM @DATA/SHOP/data/data/summary.json (FILE_FORMAT => 'AS_JSON')",
  );
  expect(JSON.parse(found?.[0] ?? "")).toEqual(summary);
});

it("retries a failed node on the values of the failed run", { timeout: 120_000 }, async () => {
  const group = await cloud.begin("TELL__START", { params: { who: "retried" } });
  const { states, errors } = await cloud.ended(group);
  expect(errors).toContain("the door is closed");
  expect(states).toMatchObject({
    TELL__BEGIN: "SUCCEEDED",
    TELL__FRAGILE: "FAILED",
    TELL__FINISH: "SUCCEEDED",
  });
  const runs = "SELECT COUNT(*) FROM TABLE(DB.INFORMATION_SCHEMA.TASK_HISTORY()) WHERE NAME = 'TELL__BEGIN'";
  const before = await cloud.rows(runs);
  await cloud.rows("INSERT INTO OPEN_DOORS VALUES (1)");
  await cloud.rows("EXECUTE TASK DB.S.TELL__START RETRY LAST");
  const again = await cloud.ended(group);
  expect(again.states).toMatchObject({ TELL__FRAGILE: "SUCCEEDED", TELL__TELL: "SUCCEEDED" });
  expect(await cloud.rows(runs)).toEqual(before);
  expect(await told()).toEqual([["retried", "retried", "first"]]);
});

it("does not mix two runs at once", { timeout: 120_000 }, async () => {
  const groups = [];
  for (const who of ["one", "two", "three"])
    groups.push(await cloud.begin("TELL__START", { params: { who, seconds: 0.5 } }));
  for (const group of groups) expect((await cloud.ended(group)).errors).toBe("");
  expect((await told()).filter(([who]) => who !== "retried")).toEqual([
    ["one", "one", "first"],
    ["three", "three", "first"],
    ["two", "two", "first"],
  ]);
});

it(
  "changes the one task whose node changed, while a run goes on with the old code",
  { timeout: 180_000 },
  async () => {
    const ids = await taskIds();
    const group = await cloud.begin("TELL__START", { params: { who: "under way", seconds: 4 } });
    edit(project, nodes, "'first'", "'second'");
    expect(await changesOf(cloud.stack)).toEqual({
      "update odd-project": ["source"],
      "update odd-graph": ["config.kedro.project"],
      "update telling-project": ["source"],
      "update telling-graph": ["config.kedro.project", "tasks.TELL__TELL.sql"],
    });
    await cloud.stack.up();
    expect((await cloud.ended(group)).errors).toBe("");
    expect(
      (await cloud.ended(await cloud.begin("TELL__START", { params: { who: "and then" } }))).errors,
    ).toBe("");
    expect((await told()).filter(([who]) => who === "under way" || who === "and then")).toEqual([
      ["and then", "and then", "second"],
      ["under way", "under way", "first"],
    ]);
    expect(await taskIds()).toEqual(ids);
  },
);

it(
  "shows a node that comes, is renamed or goes as that task and nothing else",
  { timeout: 240_000 },
  async () => {
    const graphDiff = async () => (await changesOf(cloud.stack))["update telling-graph"];
    const ids = await taskIds();
    edit(
      project,
      registry,
      "    return Pipeline([\n        Node(nodes.begin",
      '    return Pipeline([\n        Node(lambda: 1, None, "extra_out", name="extra"),\n        Node(nodes.begin',
    );
    expect(await graphDiff()).toEqual(["config.kedro.project", "tasks.TELL__EXTRA"]);
    await cloud.stack.up();
    edit(project, registry, 'name="extra"', 'name="renamed"');
    expect((await graphDiff())?.sort()).toEqual([
      "config.kedro.project",
      "tasks.TELL__EXTRA",
      "tasks.TELL__RENAMED",
    ]);
    await cloud.stack.up();
    expect(Object.keys(await taskIds())).toContain("TELL__RENAMED");
    edit(project, registry, '        Node(lambda: 1, None, "extra_out", name="renamed"),\n', "");
    expect(await graphDiff()).toEqual(["config.kedro.project", "tasks.TELL__RENAMED"]);
    await cloud.stack.up();
    expect(await taskIds()).toEqual(ids);
  },
);

it("keeps the old procedure until the runs that call it have ended", { timeout: 240_000 }, async () => {
  const procedures = async () =>
    (await cloud.rows("SHOW PROCEDURES IN SCHEMA DB.S")).flatMap((row) =>
      row.filter((cell) => /^FLOE_KEDRO_TELL_\w+$/.test(cell)),
    );
  const [old] = await procedures();
  options = { dependencies: { packages: ["packaging"] } };
  const group = await cloud.begin("TELL__START", { params: { who: "slow", seconds: 5 } });
  const changes = await changesOf(cloud.stack);
  expect(Object.keys(changes)).toEqual(
    expect.arrayContaining(["create-replacement telling-procedure", "update telling-graph"]),
  );
  const changed = await cloud.stack.up();
  expect(changed.stdout + changed.stderr).toContain("may still call it");
  const { states, errors } = await cloud.ended(group);
  expect(errors).toBe("");
  expect(states["TELL__TELL"]).toBe("SUCCEEDED");
  const left = await procedures();
  expect(left).toHaveLength(1);
  expect(left).not.toContain(old);
  expect((await told()).filter(([who]) => who === "slow")).toEqual([["slow", "slow", "second"]]);
});

it("says at preview what is wrong with a project, and changes nothing", { timeout: 120_000 }, async () => {
  const broken = async (path: string, from: string, to: string, options_: KedroOptions = {}) => {
    edit(project, path, from, to);
    const before = options;
    options = { ...options, ...options_ };
    const error = await cloud.stack.preview().then(
      () => "it went through",
      (reason: unknown) => String(reason),
    );
    options = before;
    edit(project, path, to, from);
    return error;
  };
  const ids = await taskIds();
  expect(await broken(nodes, "import uuid", "import uuid, (")).toMatch(/nodes\.py, line 2/);
  expect(await broken(nodes, "import uuid", "import uuid\nfrom shop import missing_part")).toContain(
    "missing_part",
  );
  expect(await broken("conf/base/parameters.yml", "who: nobody", "who: .nan")).toMatch(/params:who/);
  expect(await broken(registry, '"token", "passed"', '["token", "extra"], "passed"')).toContain("extra");
  expect(await broken("pyproject.toml", "[tool.kedro]", "[tool.other]")).toContain("is no Kedro project");
  expect(await broken(nodes, "import uuid", "import uuid ", { pipeline: "tellings" })).toContain("telling");
  expect(await changesOf(cloud.stack)).toEqual({});
  expect(await taskIds()).toEqual(ids);
});

it("puts nothing of conf/local or of credentials on a stage", async () => {
  const texts: string[] = [];
  const look = (name: string, content: Uint8Array) => {
    texts.push(name, Buffer.from(content).toString("latin1"));
    if (name.endsWith(".zip"))
      for (const [inner, bytes] of Object.entries(unzipSync(content))) look(inner, bytes);
  };
  const stages = join(cloud.home, "account", "snowflake", "stages");
  for (const entry of readdirSync(stages, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) look(entry.name, readFileSync(join(entry.parentPath, entry.name)));
  const listed = (await cloud.rows("LIST @CODE")).length + (await cloud.rows("LIST @DATA")).length;
  expect(listed).toBeGreaterThan(8);
  expect(texts.join("\n")).toContain("def fragile");
  expect(texts.some((text) => text.includes(CANARY))).toBe(false);
});

it("leaves nothing but what runs wrote", { timeout: 120_000 }, async () => {
  await cloud.stack.destroy();
  expect(await cloud.rows("SHOW TASKS IN SCHEMA DB.S")).toEqual([]);
  expect(await cloud.rows("SHOW PROCEDURES IN SCHEMA DB.S")).toEqual([]);
  expect(await cloud.rows("LIST @CODE")).toEqual([]);
});

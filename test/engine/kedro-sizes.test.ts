import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { KedroPipeline } from "../../components";
import { graphOf, type Sketch } from "../unit/kedro/graphs";
import { changesOf, type KedroCloud, startKedroCloud } from "./kedro/cloud";
import { edit, writeShop } from "./kedro/project";

const project = mkdtempSync(join(tmpdir(), "floe-sizes-"));
const registry = "src/shop/pipeline_registry.py";
/** Beyond Snowflake's 100 children and 100 predecessors of a task. */
const wide = 102;
let cloud: KedroCloud;
let graph: object | undefined;
let sent: string[] = [];

const program = () => {
  new KedroPipeline("wide", {
    project,
    ...(graph === undefined ? { python: cloud.python } : { graph }),
    database: "DB",
    schema: "S",
    warehouse: "WH",
    options: { stages: { code: "CODE", data: "DATA" } },
  });
  return Promise.resolve({});
};
/** Statements that change something, by their first words. */
async function statements(work: () => Promise<unknown>): Promise<Record<string, number>> {
  sent = [];
  await work();
  const counts: Record<string, number> = {};
  for (const sql of sent) {
    const [words = ""] =
      /^(CREATE OR ALTER TASK|CREATE TASK|ALTER TASK|DROP TASK|SELECT SYSTEM\$TASK_DEPENDENTS_ENABLE)/.exec(
        sql,
      ) ?? [];
    if (words !== "") counts[words] = (counts[words] ?? 0) + 1;
  }
  return counts;
}
/** The most predecessors and children of any task, as Snowflake has them. */
async function links() {
  const { account } = cloud.snowflake;
  const session = await account.createSession({ user: "FLOE", role: "ACCOUNTADMIN" });
  const { columns, rows } = await account.run("SHOW TASKS IN SCHEMA DB.S", session);
  const at = columns.findIndex(({ name }) => name === "predecessors");
  const before = rows.map((row) => JSON.parse(String(row[at])) as string[]);
  const children = new Map<string, number>();
  for (const name of before.flat()) children.set(name, (children.get(name) ?? 0) + 1);
  return {
    tasks: rows.length,
    predecessors: Math.max(...before.map((names) => names.length)),
    children: Math.max(...children.values()),
  };
}

beforeAll(async () => {
  writeShop(project);
  writeFileSync(
    join(project, registry),
    `from kedro.pipeline import Node, Pipeline

def scaled(amount):
    def inner(value):
        return value * amount
    return inner

def register_pipelines():
    parts = [Node(scaled(at), "one", f"part_{at}", name=f"part_{at}") for at in range(${wide})]
    return {"__default__": Pipeline([
        Node(lambda: 1, None, "one", name="one"),
        *parts,
        Node(lambda *all: sum(all), [f"part_{at}" for at in range(${wide})], "summary", name="total"),
    ])}
`,
  );
  cloud = await startKedroCloud("floe-kedro-sizes", program);
  const { account } = cloud.snowflake;
  const run = account.run.bind(account);
  account.run = (sql, session, options) => {
    sent.push(sql.trim());
    return run(sql, session, options);
  };
}, 300_000);
afterAll(async () => {
  await cloud.stop();
  rmSync(project, { recursive: true, force: true });
});

it("runs over 100 nodes side by side, through proxies where Snowflake's limits ask for them", async () => {
  await cloud.stack.up();
  // Root, finalizer, both ends, and a proxy at each of them.
  expect((await links()).tasks).toBe(wide + 6);
  expect((await links()).predecessors).toBeLessThanOrEqual(100);
  expect((await links()).children).toBeLessThanOrEqual(100);
  const { states, errors } = await cloud.ended(await cloud.begin("SHOP__START"));
  expect(errors).toBe("");
  expect(Object.values(states).filter((state) => state === "SUCCEEDED")).toHaveLength(wide + 6);
  const [found] = await cloud.rows(
    "SELECT $1 FROM @DATA/SHOP/data/data/summary.json (FILE_FORMAT => 'AS_JSON')",
  );
  expect(Number(found?.[0])).toBe((wide * (wide - 1)) / 2);
  edit(project, registry, "return value * amount", "return value * amount + 0");
  expect((await changesOf(cloud.stack))["update wide-graph"]).toHaveLength(wide + 1);
}, 600_000);

it("makes 900 nodes within the limits, and changes one of them with a handful of statements", async () => {
  const sketches = (changed = ""): Sketch[] => [
    { name: "one", outputs: ["one"] },
    ...Array.from({ length: 898 }, (_, at) => ({
      name: `part_${at}`,
      inputs: ["one"],
      outputs: [`part_${at}`],
      hash: `part_${at}` === changed ? "ffffffffffffffff" : "0123456789abcdef",
    })),
    { name: "total", inputs: Array.from({ length: 898 }, (_, at) => `part_${at}`), outputs: ["summary"] },
  ];
  await cloud.stack.destroy();
  graph = graphOf(sketches());
  const created = await statements(() => cloud.stack.up());
  const { tasks, predecessors, children } = await links();
  expect(tasks).toBeGreaterThan(902);
  expect(tasks).toBeLessThanOrEqual(1000);
  expect(predecessors).toBeLessThanOrEqual(100);
  expect(children).toBeLessThanOrEqual(100);
  expect(created["CREATE TASK"]).toBe(tasks);
  // Each is made and resumed: a root that nothing starts must not be resumed with them by one statement.
  expect(created).toEqual({ "CREATE TASK": tasks, "ALTER TASK": tasks - 1 });
  graph = graphOf(sketches("part_500"));
  expect((await changesOf(cloud.stack))["update wide-graph"]).toEqual([
    "config.kedro.project",
    "tasks.SHOP__PART_500.sql",
  ]);
  const changed = await statements(() => cloud.stack.up());
  expect(changed["CREATE OR ALTER TASK"]).toBe(2);
  expect(Object.values(changed).reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(6);
}, 600_000);

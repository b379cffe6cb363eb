import { describe, expect, it } from "vitest";
import type { Bag, Harness } from "./support/harness";
import { useSnowflake } from "./support/provided";
import { FakeSnowflake } from "./support/snowflake";

const TYPE = "floe:snowflake:TaskGraph";
const cloud = new FakeSnowflake();
let provider: Harness;
useSnowflake(cloud, (on) => (provider = on));

type Tasks = Record<string, Bag>;
const home = { database: "DB", schema: "S" };

const checked = (inputs: Bag) => provider.checked(TYPE, inputs);

async function created(inputs: Bag) {
  const news = await checked(inputs);
  const { id, properties } = await provider.create(TYPE, news);
  return { id, old: { inputs: news, state: properties } };
}

async function reasons(inputs: Bag): Promise<string> {
  const { failures } = await provider.check(TYPE, { ...home, ...inputs });
  return failures.map((failure) => failure.reason).join("\n");
}

const serverless: Bag = {
  ...home,
  serverlessSize: "SMALL",
  serverlessMaxSize: "LARGE",
  targetCompletionInterval: "1 HOUR",
  executeAsUser: "RUNNER",
  logLevel: "WARN",
  overlapPolicy: "ALLOW_ALL_OVERLAP",
  successIntegration: "TELL",
  errorIntegration: "ALARM",
  tasks: {
    ROOT: { sql: "R", schedule: "1 HOUR" },
    LEFT: { sql: "L", after: ["ROOT"], targetCompletionInterval: "90 s", logLevel: "DEBUG" },
    HEAVY: { sql: "H", after: ["ROOT"], warehouse: "BIG", when: "SYSTEM$STREAM_HAS_DATA('X')" },
  },
};

describe("the newer clauses", () => {
  it("are written where the statement takes them, inherited and overridden", async () => {
    await created(serverless);
    const sql = (name: string) =>
      cloud.changing().find((text) => text.startsWith(`CREATE TASK "DB"."S"."${name}"`));
    expect(sql("ROOT")?.split("\n")).toEqual([
      'CREATE TASK "DB"."S"."ROOT"',
      "USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE = 'SMALL'",
      "SCHEDULE = '1 HOUR'",
      "OVERLAP_POLICY = ALLOW_ALL_OVERLAP",
      'ERROR_INTEGRATION = "ALARM"',
      'SUCCESS_INTEGRATION = "TELL"',
      "LOG_LEVEL = 'WARN'",
      "TARGET_COMPLETION_INTERVAL = '60 MINUTES'",
      "SERVERLESS_TASK_MAX_STATEMENT_SIZE = 'LARGE'",
      'EXECUTE AS USER "RUNNER"',
      "AS",
      "R",
    ]);
    expect(sql("LEFT")).toContain("TARGET_COMPLETION_INTERVAL = '90 SECONDS'");
    expect(sql("LEFT")).toContain("LOG_LEVEL = 'DEBUG'");
    expect(sql("HEAVY")?.split("\n").slice(1, -2)).toEqual([
      'WAREHOUSE = "BIG"',
      "LOG_LEVEL = 'WARN'",
      'AFTER "DB"."S"."ROOT"',
      'EXECUTE AS USER "RUNNER"',
      "WHEN SYSTEM$STREAM_HAS_DATA('X')",
    ]);
  });
  it("show no drift where there is none, on refresh and on import", async () => {
    const { id, old } = await created(serverless);
    expect((await provider.read(TYPE, id, old)).inputs).toEqual(old.inputs);
    const imported = await provider.read(TYPE, id);
    const { details } = await provider.diff(TYPE, imported.inputs, old.inputs, imported.properties);
    expect(details).toEqual({ role: "delete-replace" });
  });
  it("show what was changed by hand", async () => {
    const { id, old } = await created(serverless);
    const options = (name: string) => cloud.tasks.get(name)!.options;
    options("ROOT").OVERLAP_POLICY = "NO_OVERLAP";
    options("ROOT").SUCCESS_INTEGRATION = '"OTHER"';
    options("ROOT").SERVERLESS_TASK_MAX_STATEMENT_SIZE = "'XXLARGE'";
    options("LEFT").TARGET_COMPLETION_INTERVAL = "'5 MINUTES'";
    options("HEAVY")["EXECUTE AS USER"] = '"MALLORY"';
    const { inputs, properties } = await provider.read(TYPE, id, old);
    expect(Object.keys((await provider.diff(TYPE, inputs, old.inputs, properties)).details).sort()).toEqual([
      "overlapPolicy",
      "serverlessMaxSize",
      "successIntegration",
      "tasks.HEAVY.executeAsUser",
      "tasks.LEFT.targetCompletionInterval",
    ]);
    await provider.update(TYPE, id, { inputs, state: properties }, old.inputs);
    expect((await provider.read(TYPE, id, old)).inputs).toEqual(old.inputs);
  });
  it("are taken away again, also those that CREATE OR ALTER might keep", async () => {
    const { id, old } = await created(serverless);
    const gone = ["executeAsUser", "logLevel", "serverlessMaxSize"];
    const plain = Object.fromEntries(Object.entries(serverless).filter(([key]) => !gone.includes(key)));
    const from = cloud.changing().length;
    const state = await provider.update(
      TYPE,
      id,
      old,
      await checked({ ...plain, overlapPolicy: "NO_OVERLAP" }),
    );
    expect(cloud.changing(0).slice(from)).toContain(
      'ALTER TASK "DB"."S"."ROOT" UNSET LOG_LEVEL, SERVERLESS_TASK_MAX_STATEMENT_SIZE',
    );
    expect(cloud.changing(0).slice(from)).toContain('ALTER TASK "DB"."S"."HEAVY" UNSET EXECUTE AS USER');
    const inputs = await checked({ ...plain, overlapPolicy: "NO_OVERLAP" });
    expect((await provider.read(TYPE, id, { inputs, state })).inputs).toEqual(inputs);
  });
  it("mean the same in other words", async () => {
    const inputs = await checked(serverless);
    const again = await checked({ ...serverless, targetCompletionInterval: "60 minutes" });
    expect((await provider.diff(TYPE, inputs, again)).changes).toBe(false);
  });
  it.each<[string, Bag, string]>([
    ["sizes out of order", { serverlessMinSize: "LARGE", serverlessMaxSize: "SMALL" }, "must not be larger"],
    [
      "a first size out of bounds",
      { serverlessSize: "SMALL", serverlessMinSize: "LARGE" },
      "must lie between",
    ],
    ["an interval that is none", { targetCompletionInterval: "soon" }, "must be an interval"],
    ["two overlap policies", { allowOverlap: true, overlapPolicy: "NO_OVERLAP" }, "says the opposite"],
    [
      "a size for a warehouse",
      { warehouse: "W", serverlessMaxSize: "SMALL" },
      "is for serverless tasks only",
    ],
    ["a level that is none", { logLevel: "LOUD" }, "logLevel"],
    ["an empty user", { executeAsUser: "" }, "executeAsUser: must be 1 to 255 characters"],
    ["a finalizer's long run", { finalizer: { name: "F", sql: "X", timeoutMs: 0 } }, "finalizer.timeoutMs"],
  ])("refuse %s", async (_title, extra, reason) => {
    expect(await reasons({ tasks: { A: { sql: "X" } }, ...extra })).toContain(reason);
    expect(cloud.statements).toEqual([]);
  });
});

/** A root with children, and a sink after all of them. */
const wide = (count: number, extra: Bag = {}): Tasks => ({
  ROOT: { sql: "R" },
  ...Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `C${String(index).padStart(3, "0")}`,
      { sql: "C", after: ["ROOT"] },
    ]),
  ),
  SINK: {
    sql: "S",
    after: Array.from({ length: count }, (_, index) => `C${String(index).padStart(3, "0")}`),
    ...extra,
  },
});

describe("proxies", () => {
  const inputs = (count: number, extra: Bag = {}): Bag => ({
    ...home,
    warehouse: "WH",
    proxies: true,
    tasks: wide(count, extra),
  });
  const links = () => {
    const children = new Map<string, number>();
    for (const task of cloud.tasks.values())
      for (const other of task.after) children.set(other, (children.get(other) ?? 0) + 1);
    return {
      tasks: cloud.tasks.size,
      parents: Math.max(...[...cloud.tasks.values()].map((task) => task.after.length)),
      children: Math.max(...children.values()),
    };
  };
  it("keep a wide graph within Snowflake's limits, with as few tasks as it takes", async () => {
    await created(inputs(350));
    expect(links()).toEqual({ tasks: 352 + 6, parents: 100, children: 100 });
    expect([...cloud.tasks.values()].every((task) => task.started)).toBe(true);
    expect(cloud.tasks.get("SINK__JOIN_1")).toMatchObject({ sql: "SELECT 1" });
  });
  it("show no drift and come back as what they stand for on import", async () => {
    const { id, old } = await created(inputs(250));
    expect((await provider.read(TYPE, id, old)).inputs).toEqual(old.inputs);
    const imported = await provider.read(TYPE, id);
    const { details } = await provider.diff(TYPE, imported.inputs, old.inputs, imported.properties);
    expect(details).toEqual({ role: "delete-replace" });
    cloud.tasks.get("C007")!.after = [];
    const drifted = await provider.read(TYPE, id, old);
    expect(Object.keys((await provider.diff(TYPE, drifted.inputs, old.inputs)).details)).not.toEqual([]);
  });
  it("change little when one task comes", async () => {
    const { id, old } = await created(inputs(250));
    const from = cloud.changing().length;
    const tasks = wide(250);
    tasks.C0005 = { sql: "NEW", after: ["ROOT"] };
    await provider.update(TYPE, id, old, await checked({ ...inputs(250), tasks }));
    expect(cloud.changing(0).slice(from).length).toBeLessThanOrEqual(12);
    expect(links().children).toBe(100);
  });
  it("are asked for, fit in the graph, and do not come between a value and its reader", async () => {
    expect(await reasons({ tasks: wide(150) })).toContain("or set proxies: true");
    expect(await reasons({ proxies: true, tasks: wide(990) })).toContain("with its 18 proxies");
    const reader = { sql: "SELECT SYSTEM$GET_PREDECESSOR_RETURN_VALUE('C149')" };
    await created(inputs(150, reader));
    expect(cloud.tasks.get("SINK")?.after).toContain("C149");
    const all = { sql: "CALL READ_ALL(SYSTEM$GET_PREDECESSOR_RETURN_VALUE($1))" };
    expect(await reasons(inputs(150, all))).toContain("a proxy does not pass them on");
    const tasks = { ...wide(150), SINK__JOIN_1: { sql: "X", after: ["ROOT"] } };
    expect(await reasons({ proxies: true, tasks })).toContain("has the name of a proxy of SINK");
  });
});

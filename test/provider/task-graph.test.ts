import { describe, expect, it } from "vitest";
import { type Bag, failureOf, type Harness, initFailure, secret, UNKNOWN } from "./support/harness";
import { useSnowflake } from "./support/provided";
import { FakeSnowflake } from "./support/snowflake";

const TYPE = "floe:snowflake:TaskGraph";
const cloud = new FakeSnowflake();
let provider: Harness;
useSnowflake(cloud, (on) => (provider = on));

type Tasks = Record<string, Bag>;
const home = { database: "DB", schema: "S", warehouse: "WH" };
const tasks: Tasks = {
  ROOT: { sql: "INSERT INTO A SELECT 1", schedule: "5 MINUTES", comment: "it's the root" },
  LEFT: { sql: "CALL LEFT();", after: ["ROOT"], timeoutMs: 60_000 },
  RIGHT: { sql: "CALL RIGHT()", after: ["ROOT"], when: "SYSTEM$STREAM_HAS_DATA('S')" },
  JOIN: {
    sql: "BEGIN\n  LET x := 1;\n  RETURN x;\nEND",
    after: ["LEFT", "RIGHT"],
    sessionParameters: { TIMEZONE: "UTC" },
  },
};
const graph: Bag = {
  ...home,
  tasks,
  finalizer: { name: "DONE", sql: "CALL DONE()" },
  config: { limit: 3 },
  retries: 1,
};

/** Task number `index` of a made-up graph; number 0 is the root. */
function child(index: number, sql: string, parent: number): Bag {
  return index === 0 ? { sql } : { sql, after: [`T${parent}`] };
}

const checked = (inputs: Bag) => provider.checked(TYPE, inputs);

async function created(inputs: Bag = graph) {
  const news = await checked(inputs);
  const { id, properties } = await provider.create(TYPE, news);
  return { id, old: { inputs: news, state: properties } };
}

describe("check", () => {
  const many = (count: number, of: (index: number) => Bag): Tasks =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`T${index}`, of(index)]));
  it.each<[string, Bag, string]>([
    ["no task", { tasks: {} }, "tasks: must hold at least one task"],
    [
      "two roots",
      { tasks: { A: { sql: "X" }, B: { sql: "Y" } } },
      "must have exactly one root: A, B have no predecessor",
    ],
    [
      "a cycle",
      { tasks: { A: { sql: "X" }, B: { sql: "Y", after: ["C"] }, C: { sql: "Z", after: ["B"] } } },
      "has a cycle among B, C",
    ],
    [
      "an unknown predecessor",
      { tasks: { LOAD: { sql: "X" }, B: { sql: "Y", after: ["LAOD"] } } },
      'did you mean "LOAD"?',
    ],
    [
      "itself as predecessor",
      { tasks: { A: { sql: "X" }, B: { sql: "Y", after: ["A", "B"] } } },
      "names the task itself",
    ],
    [
      "a schedule on a child",
      { tasks: { A: { sql: "X" }, B: { sql: "Y", after: ["A"], schedule: "5 MINUTES" } } },
      "is for the root only",
    ],
    [
      "a wrong schedule",
      { tasks: { A: { sql: "X", schedule: "5 SECONDS" } } },
      "the shortest interval is 10 seconds",
    ],
    [
      "a wrong cron",
      { tasks: { A: { sql: "X", schedule: "USING CRON 61 * * * * UTC" } } },
      '"61" is not a minute',
    ],
    [
      "a wrong time zone",
      { tasks: { A: { sql: "X", schedule: "USING CRON 1 * * * * Mars/Base" } } },
      "not a time zone",
    ],
    ["empty SQL", { tasks: { A: { sql: "  " } } }, "tasks.A.sql: must not be empty"],
    ["a missing SQL", { tasks: { A: { when: "TRUE" } } }, "tasks.A.sql: is required"],
    [
      "a too long run",
      { tasks: { A: { sql: "X", timeoutMs: 604_800_001 } } },
      "must be 1 to 604800000 milliseconds",
    ],
    [
      "too many tasks",
      {
        tasks: many(1001, (i) => child(i, "X", Math.floor((i - 1) / 50))),
      },
      "has 1001 tasks; a graph may have 1000",
    ],
    ["too many children", { tasks: many(102, (i) => child(i, "X", 0)) }, "tasks.T0: has 101 children"],
    [
      "a finalizer with a task's name",
      { tasks: { A: { sql: "X" } }, finalizer: { name: "A", sql: "Y" } },
      "finalizer.name: is the name of a task",
    ],
    [
      "both kinds of compute",
      { tasks: { A: { sql: "X" } }, serverlessSize: "SMALL" },
      "serverlessSize: is for serverless tasks only",
    ],
    [
      "a config that is no object",
      { tasks: { A: { sql: "X" } }, config: "x" },
      "config: must be a JSON object",
    ],
    ["too many retries", { tasks: { A: { sql: "X" } }, retries: 31 }, "retries: must be 0 to 30 retries"],
  ])("refuses %s", async (_title, extra, reason) => {
    const { failures } = await provider.check(TYPE, { ...home, ...extra });
    expect(failures.map((failure) => failure.reason).join("\n")).toContain(reason);
    expect(cloud.statements).toEqual([]);
  });
  it("skips what is unknown", async () => {
    const open = {
      ...graph,
      warehouse: UNKNOWN,
      tasks: { ...tasks, LEFT: { ...tasks.LEFT, sql: UNKNOWN }, RIGHT: UNKNOWN },
    };
    expect((await provider.check(TYPE, open)).failures).toEqual([]);
  });
});

describe("preview", () => {
  it("knows names and SQL before anything exists", async () => {
    const { properties } = await provider.create(TYPE, await checked(graph), { preview: true });
    expect(properties.rootTask).toBe('"DB"."S"."ROOT"');
    expect(properties.taskNames).toEqual(
      ["ROOT", "LEFT", "RIGHT", "JOIN", "DONE"].map((name) => `"DB"."S"."${name}"`),
    );
    expect((properties.statements as Record<string, string>).RIGHT).toBe(
      `CREATE TASK "DB"."S"."RIGHT"\nWAREHOUSE = "WH"\nAFTER "DB"."S"."ROOT"\nWHEN SYSTEM$STREAM_HAS_DATA('S')\nAS\nCALL RIGHT()`,
    );
    expect(cloud.statements).toEqual([]);
  });
  it("knows the names while some SQL is unknown", async () => {
    const open = { ...graph, tasks: { ...tasks, LEFT: { ...tasks.LEFT, sql: UNKNOWN } } };
    const { properties } = await provider.create(TYPE, await checked(open), { preview: true });
    expect(properties.rootTask).toBe('"DB"."S"."ROOT"');
    expect(properties.statements).toBeUndefined();
  });
  it("shows a change task by task, keeps the root's name and replaces only for another root or place", async () => {
    const inputs = await checked(graph);
    const diff = async (extra: Bag) => provider.diff(TYPE, inputs, await checked({ ...graph, ...extra }));
    const changed = await diff({ tasks: { ...tasks, LEFT: { ...tasks.LEFT, sql: "CALL OTHER()" } } });
    expect(changed).toMatchObject({ details: { "tasks.LEFT.sql": "update" }, replaces: [] });
    const fewer = Object.fromEntries(Object.entries(tasks).filter(([name]) => name !== "JOIN"));
    expect((await diff({ tasks: fewer })).details).toEqual({ "tasks.JOIN": "delete" });
    expect((await diff({ started: false })).details).toEqual({ started: "update" });
    expect((await diff({ schema: "T" })).replaces).toEqual(["schema"]);
    const renamed = await diff({ tasks: { START: tasks.ROOT!, LEFT: { sql: "X", after: ["START"] } } });
    expect(renamed).toMatchObject({ replaces: ["tasks"], deleteBeforeReplace: true });
  });
});

describe("create", () => {
  it("makes the graph in order and resumes the root last", async () => {
    const { id } = await created({ ...graph, role: "LOADER" });
    expect(id).toBe('"DB"."S"."ROOT"');
    expect(cloud.changing().map((sql) => sql.split("\n")[0])).toEqual([
      ...["ROOT", "LEFT", "RIGHT", "JOIN", "DONE"].map((name) => `CREATE TASK "DB"."S"."${name}"`),
      ...["LEFT", "RIGHT", "JOIN", "DONE", "ROOT"].map((name) => `ALTER TASK "DB"."S"."${name}" RESUME`),
    ]);
    expect([...cloud.roles]).toEqual(["LOADER"]);
    expect(cloud.tasks.get("DONE")).toMatchObject({ finalizes: "ROOT", started: true });
    expect(cloud.tasks.get("LEFT")?.sql).toBe("CALL LEFT()");
  });
  it("leaves nothing behind when a statement fails, whichever it is", async () => {
    const inputs = await checked(graph);
    for (let failAt = 1; failAt <= 10; failAt++) {
      cloud.reset();
      cloud.failAt = failAt;
      const error = await failureOf(provider.create(TYPE, inputs));
      expect(error.message).toContain("The graph was put back as it was");
      expect(initFailure(error)).toBeUndefined();
      expect(cloud.tasks.size).toBe(0);
    }
  });
  it("takes up what a cut-off creation left, and refuses foreign tasks", async () => {
    const whole = await created();
    const inputs = whole.old.inputs;
    cloud.tasks.delete("JOIN");
    cloud.tasks.get("ROOT")!.started = false;
    cloud.tasks.get("DONE")!.started = false;
    await provider.create(TYPE, inputs);
    expect([...cloud.tasks.values()].every((task) => task.started)).toBe(true);
    cloud.tasks.get("LEFT")!.sql = "SELECT 'foreign'";
    const error = await failureOf(provider.create(TYPE, inputs));
    expect(error.message).toContain("tasks exist already in DB.S and differ from this graph: LEFT");
  });
});

describe("update", () => {
  const news: Bag = {
    ...graph,
    tasks: {
      ROOT: tasks.ROOT!,
      LEFT: { ...tasks.LEFT, sql: "CALL LEFT(2)" },
      JOIN: { ...tasks.JOIN, after: ["LEFT"] },
      EXTRA: { sql: "CALL EXTRA()", after: ["JOIN"], started: false },
    },
    finalizer: { name: "END", sql: "CALL END()" },
  };
  it("changes only what differs, between suspending and resuming the root", async () => {
    const { id, old } = await created();
    const kept = cloud.tasks.get("ROOT")!.id;
    const from = cloud.statements.length;
    await provider.update(TYPE, id, old, await checked(news));
    expect(cloud.changing(from).map((sql) => sql.split("\n")[0])).toEqual([
      'ALTER TASK "DB"."S"."ROOT" SUSPEND',
      'DROP TASK IF EXISTS "DB"."S"."DONE"',
      'CREATE OR ALTER TASK "DB"."S"."LEFT"',
      'CREATE OR ALTER TASK "DB"."S"."JOIN"',
      'CREATE TASK "DB"."S"."EXTRA"',
      'CREATE TASK "DB"."S"."END"',
      'ALTER TASK "DB"."S"."END" RESUME',
      'DROP TASK IF EXISTS "DB"."S"."RIGHT"',
      'ALTER TASK "DB"."S"."ROOT" RESUME',
    ]);
    expect(cloud.tasks.get("ROOT")!.id).toBe(kept);
    expect(cloud.tasks.get("JOIN")).toMatchObject({ after: ["LEFT"], started: true });
    expect(cloud.tasks.get("EXTRA")!.started).toBe(false);
  });
  it("puts the old graph back after a failure of any statement", async () => {
    const wanted = await checked(news);
    for (let failAt = 1; failAt <= 9; failAt++) {
      cloud.reset();
      const { id, old } = await created();
      const before = cloud.picture();
      cloud.failAt = cloud.changing().length + failAt;
      const error = await failureOf(provider.update(TYPE, id, old, wanted));
      expect(error.message).toMatch(/could not \w+ task \w+ \(statement \d\): injected failure/);
      expect(cloud.picture()).toBe(before);
      await provider.update(TYPE, id, old, wanted);
      expect(cloud.tasks.get("LEFT")?.sql).toBe("CALL LEFT(2)");
    }
  });
  it("reverses an edge without a cycle on the way", async () => {
    const line: Tasks = {
      ROOT: { sql: "R" },
      A: { sql: "A", after: ["ROOT"] },
      B: { sql: "B", after: ["A"] },
    };
    const { id, old } = await created({ ...home, tasks: line });
    const turned = { ROOT: { sql: "R" }, B: { sql: "B", after: ["ROOT"] }, A: { sql: "A", after: ["B"] } };
    await provider.update(TYPE, id, old, await checked({ ...home, tasks: turned }));
    expect(cloud.tasks.get("A")!.after).toEqual(["B"]);
    expect(cloud.tasks.get("B")!.after).toEqual(["ROOT"]);
  });
  it("suspends and resumes with one statement", async () => {
    const { id, old } = await created();
    const from = cloud.statements.length;
    const suspended = await provider.update(TYPE, id, old, await checked({ ...graph, started: false }));
    expect(suspended.state).toBe("suspended");
    expect(cloud.changing(from)).toEqual(['ALTER TASK "DB"."S"."ROOT" SUSPEND']);
  });
  it("sends statements bounded by the change, not by the graph", async () => {
    const wide = (changed: string): Tasks =>
      Object.fromEntries(
        Array.from({ length: 1000 }, (_, i) => [
          `T${i}`,
          child(i, i === 777 ? changed : "X", Math.floor((i - 1) / 50)),
        ]),
      );
    const { id, old } = await created({ ...home, tasks: wide("X") });
    const from = cloud.statements.length;
    await provider.update(TYPE, id, old, await checked({ ...home, tasks: wide("Y") }));
    expect(cloud.statements.length - from).toBeLessThanOrEqual(5);
  });
  it("finishes an update that a killed process cut off", async () => {
    const { id, old } = await created();
    const wanted = await checked(news);
    cloud.tasks.get("ROOT")!.started = false;
    cloud.tasks.delete("DONE");
    cloud.tasks.get("LEFT")!.sql = "CALL LEFT(2)";
    cloud.tasks.set("END", {
      name: "END",
      sql: "CALL END()",
      after: [],
      options: { WAREHOUSE: '"WH"' },
      finalizes: "ROOT",
      started: false,
      id: 99,
    });
    await provider.update(TYPE, id, old, wanted);
    const found = await provider.read(TYPE, id, { inputs: wanted, state: wanted });
    expect(found.inputs).toEqual(wanted);
  });
});

describe("read, import and delete", () => {
  it("sees no drift where there is none, and all there is", async () => {
    const { id, old } = await created();
    expect((await provider.read(TYPE, id, old)).inputs).toEqual(old.inputs);
    cloud.tasks.get("LEFT")!.sql = "CALL HACKED()";
    cloud.tasks.get("ROOT")!.started = false;
    cloud.tasks.get("ROOT")!.options.CONFIG = `'{"limit":4}'`;
    cloud.tasks.set("STRAY", {
      name: "STRAY",
      sql: "X",
      after: ["JOIN"],
      options: { WAREHOUSE: '"WH"' },
      started: true,
      id: 99,
    });
    cloud.tasks.delete("RIGHT");
    cloud.tasks.get("JOIN")!.after = ["LEFT"];
    const { inputs, properties } = await provider.read(TYPE, id, old);
    const { details } = await provider.diff(TYPE, inputs, old.inputs, properties);
    expect(Object.keys(details).sort()).toEqual([
      "config.limit",
      "started",
      "tasks.JOIN.after[1]",
      "tasks.LEFT.sql",
      "tasks.RIGHT",
      "tasks.STRAY",
    ]);
    expect(await provider.update(TYPE, id, { inputs, state: properties }, old.inputs)).toMatchObject({
      state: "started",
    });
    expect((await provider.read(TYPE, id, old)).inputs).toEqual(old.inputs);
    expect(cloud.tasks.has("STRAY")).toBe(false);
  });
  it("imports by the root's name alone, with every setting", async () => {
    const { id, old } = await created({ ...graph, role: "ENGINEER" });
    const imported = await provider.read(TYPE, id);
    expect((await provider.diff(TYPE, imported.inputs, old.inputs, imported.properties)).details).toEqual({});
  });
  it("answers nothing for a graph that is gone", async () => {
    const { id, old } = await created();
    cloud.tasks.clear();
    expect((await provider.read(TYPE, id, old)).id).toBe("");
    await provider.delete(TYPE, id, old.state, old.inputs);
  });
  it("drops leaves first, after suspending the root, and nothing else", async () => {
    const { id, old } = await created();
    cloud.tasks.set("OTHER", { name: "OTHER", sql: "X", after: [], options: {}, started: true, id: 99 });
    await provider.delete(TYPE, id, old.state, old.inputs);
    expect([...cloud.tasks.keys()]).toEqual(["OTHER"]);
  });
});

describe("secrets and cancel", () => {
  it("keeps a secret in a task's SQL secret everywhere", async () => {
    const canary = "canary-52ab";
    const inputs = await checked({
      ...graph,
      tasks: { ...tasks, LEFT: { ...tasks.LEFT, sql: secret(`CALL LEFT('${canary}')`) } },
    });
    const { properties } = await provider.create(TYPE, inputs);
    const { tasks: shown, ...rest } = properties;
    expect(JSON.stringify((shown as Bag).ROOT)).not.toContain(canary);
    expect(
      Object.entries(rest)
        .filter(([, value]) => JSON.stringify(value).includes(canary))
        .map(([key]) => key),
    ).toEqual(["statements"]);
    expect(rest.statements).toMatchObject({ value: expect.anything() as unknown });
  });
  it("puts the graph back when cancelled half-way", async () => {
    const { id, old } = await created();
    const before = cloud.picture();
    const wanted = await checked({
      ...graph,
      tasks: { ...tasks, LEFT: { ...tasks.LEFT, sql: "CALL SLOW()" } },
    });
    const from = cloud.changing().length;
    const original = cloud.tasks.get.bind(cloud.tasks);
    const pending = failureOf(provider.update(TYPE, id, old, wanted));
    while (cloud.changing().length === from) await new Promise((resolve) => setImmediate(resolve));
    await provider.cancel();
    await pending.catch(() => undefined);
    const after = cloud.picture();
    const finished = original("LEFT")?.sql === "CALL SLOW()";
    expect(finished ? cloud.tasks.get("ROOT")!.started : after === before).toBe(true);
  });
});

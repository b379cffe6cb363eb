import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunningSnowflake } from "../../local/snowflake/server/start";
import { type OpenSession, StatementFailed } from "../../provider/snowflake/session";
import { openSession } from "../../provider/snowflake/connect";
import { type Bag, failureOf, type Harness, initFailure } from "../provider/support/harness";
import { startTestSnowflake, type TestSnowflake } from "./support/native";

const GRAPH = "floe:snowflake:TaskGraph";
let test: TestSnowflake;
let cloud: RunningSnowflake;
let provider: Harness;

type Fault = "refused" | "request lost" | "answer lost";
/** Statements that change something, and which of them fails how. */
const traffic = { sent: 0, failAt: 0, fault: "refused" as Fault, reads: 0 };

/** The official driver's sessions, with a connection that can break at any statement. */
const faulty: OpenSession = async (call, role) => {
  const session = await openSession(call, role);
  return {
    async run(sql) {
      if (/^(SHOW|USE|DESCRIBE)/.test(sql)) {
        traffic.reads += 1;
        return session.run(sql);
      }
      traffic.sent += 1;
      // A connection that broke stays broken for the repetitions, too.
      const broken =
        traffic.failAt > 0 && traffic.sent >= traffic.failAt && traffic.sent < traffic.failAt + 3;
      if (traffic.sent === traffic.failAt && traffic.fault === "refused")
        throw new StatementFailed("injected failure", "000603", "XX000");
      if (broken && traffic.fault === "request lost") throw new Error("socket hang up");
      const rows = await session.run(sql);
      if (broken && traffic.fault === "answer lost") throw new Error("read ECONNRESET");
      return rows;
    },
  };
};

async function rows(sql: string): Promise<unknown[][]> {
  const session = await cloud.account.createSession({ user: "FLOE", role: "ACCOUNTADMIN" });
  if (/^(SELECT|TRUNCATE)/.test(sql)) await cloud.account.run("USE WAREHOUSE WH", session);
  const result = await cloud.account.run(sql, session);
  await cloud.account.closeSession(session);
  return result.rows.map((row) => [...row]);
}

/** Everything of the graph that a run could notice. */
async function picture(): Promise<string> {
  const session = await cloud.account.createSession({ user: "FLOE", role: "ACCOUNTADMIN" });
  const { columns, rows: found } = await cloud.account.run("SHOW TASKS IN SCHEMA DB.S", session);
  const at = new Map(columns.map(({ name }, index) => [name, index]));
  const shown = [
    "name",
    "warehouse",
    "schedule",
    "predecessors",
    "state",
    "definition",
    "condition",
    "config",
  ];
  const tasks = found.map((row) =>
    [...shown, "comment", "task_relations"].map((name) => row[at.get(name) ?? -1]),
  );
  const parameters: unknown[] = [];
  for (const [name] of tasks) {
    const set = await cloud.account.run(`SHOW PARAMETERS IN TASK DB.S."${String(name)}"`, session);
    parameters.push(set.rows.filter((row) => row.includes("TASK")).map((row) => [row[0], row[1]]));
  }
  await cloud.account.closeSession(session);
  return JSON.stringify([tasks, parameters]);
}

beforeAll(async () => {
  test = await startTestSnowflake({ open: faulty });
  ({ cloud, provider } = test);
  for (const sql of ["CREATE WAREHOUSE WH", "CREATE DATABASE DB", "CREATE SCHEMA DB.S", "CREATE SCHEMA DB.T"])
    await rows(sql);
  await rows("CREATE TABLE DB.S.LOG (WHO VARCHAR, VERSION VARCHAR)");
});
afterAll(() => test.end());

/** A generator of numbers that are the same in every run of the tests. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const nameOf = (index: number) => `T${String(index).padStart(2, "0")}`;

/** A made-up graph of 40 tasks, and the same after many hands have changed it. */
function graphs(seed: number): { old: Bag; changed: Bag } {
  const pick = seeded(seed);
  const tasks: Record<string, Bag> = { T00: { sql: "SELECT 0", schedule: "60 MINUTES" } };
  for (let index = 1; index < 39; index++) {
    const after = new Set([nameOf(pick(index)), nameOf(pick(index))]);
    tasks[nameOf(index)] = { sql: `SELECT ${index}`, after: [...after] };
  }
  const changed: Record<string, Bag> = {};
  for (const [name, task] of Object.entries(tasks)) {
    const index = Number(name.slice(1));
    const kind = pick(10);
    if (index > 30 && kind < 3) continue;
    const after = Array.isArray(task.after) ? task.after.map(String) : [];
    if (kind === 3) changed[name] = { ...task, sql: `SELECT ${index} + 1`, timeoutMs: 60_000 };
    else if (kind === 4 && after.length > 0) changed[name] = { ...task, started: false };
    else if (kind === 5 && index > 1) changed[name] = { ...task, after: [nameOf(pick(Math.min(index, 30)))] };
    else changed[name] = task;
  }
  for (const [name, task] of Object.entries(changed)) {
    if (!Array.isArray(task.after)) continue;
    const kept = task.after.map(String).filter((other) => other in changed);
    changed[name] = { ...task, after: kept.length === 0 ? ["T00"] : kept };
  }
  changed.EXTRA = { sql: "SELECT 100", after: ["T01"], comment: "it's new" };
  const home = { database: "DB", schema: "S", warehouse: "WH" };
  return {
    old: { ...home, tasks, finalizer: { name: "DONE", sql: "SELECT 99" }, config: { version: 1 } },
    changed: {
      ...home,
      tasks: changed,
      finalizer: { name: "END", sql: "SELECT 99" },
      config: { version: 2 },
    },
  };
}

const checked = (inputs: Bag) => provider.checked(GRAPH, inputs);

describe("an update of a graph of 40 tasks on the local Snowflake", () => {
  it("leaves the old or the new graph running, whichever statement fails and however", async () => {
    const { old, changed } = graphs(7);
    const inputs = await checked(old);
    const wanted = await checked(changed);
    const made = await provider.create(GRAPH, inputs);
    const before = { inputs, state: made.properties };
    const oldPicture = await picture();
    traffic.sent = 0;
    await provider.update(GRAPH, made.id, before, wanted);
    const statements = traffic.sent;
    const newPicture = await picture();
    const state = (await provider.read(GRAPH, made.id, { inputs: wanted, state: wanted })).properties;
    await provider.update(GRAPH, made.id, { inputs: wanted, state }, inputs);
    expect(await picture()).toBe(oldPicture);

    const outcomes = { old: 0, new: 0 };
    const faults: Fault[] = ["refused", "request lost", "answer lost"];
    for (let failAt = 1; failAt <= statements; failAt++) {
      const fault = faults[failAt % 3] ?? "refused";
      Object.assign(traffic, { sent: 0, failAt, fault });
      const error = await failureOf(provider.update(GRAPH, made.id, before, wanted));
      traffic.failAt = 0;
      expect(error.message).toMatch(
        /could not (create|change|drop|suspend|resume|look).*put back as it was/s,
      );
      expect(initFailure(error)).toBeUndefined();
      const now = await picture();
      expect([oldPicture, newPicture], `statement ${failAt}, ${fault}`).toContain(now);
      outcomes[now === oldPicture ? "old" : "new"] += 1;
    }
    console.log(
      `40 tasks, ${statements} statements, one failed in each of ${statements} updates: ${outcomes.old} left the old graph running, ${outcomes.new} the new, 0 half`,
    );
    expect(statements).toBeGreaterThan(15);
    await provider.update(GRAPH, made.id, before, wanted);
    expect(await picture()).toBe(newPicture);
  }, 300_000);
});

describe("a graph that runs while it is changed", () => {
  const graph = (version: string): Bag => ({
    database: "DB",
    schema: "T",
    warehouse: "WH",
    tasks: {
      ROOT: { sql: "CALL SYSTEM$WAIT(2)", schedule: "60 MINUTES" },
      FIRST: { sql: `INSERT INTO DB.S.LOG SELECT 'first', '${version}'`, after: ["ROOT"] },
      ...(version === "one"
        ? { GONE: { sql: "INSERT INTO DB.S.LOG SELECT 'gone', 'one'", after: ["FIRST"] } }
        : { CAME: { sql: "INSERT INTO DB.S.LOG SELECT 'came', 'two'", after: ["FIRST"] } }),
    },
    finalizer: { name: "DONE", sql: `INSERT INTO DB.S.LOG SELECT 'done', '${version}'` },
  });
  const logged = () => rows("SELECT WHO, VERSION FROM DB.S.LOG ORDER BY WHO");
  const until = async (count: number) => {
    for (let look = 0; look < 100 && (await logged()).length < count; look++)
      await new Promise((resolve) => setTimeout(resolve, 100));
    return logged();
  };

  it("lets the run under way end on the old version, and the next run on the new one", async () => {
    const inputs = await checked(graph("one"));
    const made = await provider.create(GRAPH, inputs);
    await rows("EXECUTE TASK DB.T.ROOT");
    const wanted = await checked(graph("two"));
    await provider.update(GRAPH, made.id, { inputs, state: made.properties }, wanted);
    expect(await logged()).toEqual([]);
    expect(await until(3)).toEqual([
      ["done", "one"],
      ["first", "one"],
      ["gone", "one"],
    ]);
    await rows("TRUNCATE TABLE DB.S.LOG");
    await rows("EXECUTE TASK DB.T.ROOT");
    expect(await until(3)).toEqual([
      ["came", "two"],
      ["done", "two"],
      ["first", "two"],
    ]);
  });
});

describe("the newer clauses on the local Snowflake", () => {
  it("are taken, read back without drift, and have their effect", async () => {
    for (const sql of [
      "CREATE SCHEMA DB.U",
      "CREATE USER RUNNER TYPE = SERVICE",
      "GRANT ROLE ACCOUNTADMIN TO USER RUNNER",
      "CREATE TABLE DB.S.WHO (NAME VARCHAR)",
    ])
      await rows(sql);
    const many = Array.from({ length: 120 }, (_, index) => `C${String(index).padStart(3, "0")}`);
    const graph: Bag = {
      database: "DB",
      schema: "U",
      serverlessMinSize: "XSMALL",
      serverlessMaxSize: "MEDIUM",
      targetCompletionInterval: "10 MINUTES",
      executeAsUser: "RUNNER",
      logLevel: "ERROR",
      overlapPolicy: "ALLOW_ALL_OVERLAP",
      proxies: true,
      tasks: {
        ROOT: { sql: "INSERT INTO DB.S.WHO SELECT CURRENT_USER()", warehouse: "WH" },
        ...Object.fromEntries(many.map((name) => [name, { sql: "SELECT 1", after: ["ROOT"] }])),
        SINK: { sql: "SELECT 2", after: many },
      },
    };
    const inputs = await checked(graph);
    const { id, properties } = await provider.create(GRAPH, inputs);
    expect((await provider.read(GRAPH, id, { inputs, state: properties })).inputs).toEqual(inputs);
    expect((properties.taskNames as string[]).length).toBe(122 + 2);
    await rows("EXECUTE TASK DB.U.ROOT");
    let who: unknown[][] = [];
    for (let look = 0; look < 100 && who.length === 0; look++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      who = await rows("SELECT NAME FROM DB.S.WHO");
    }
    expect(who).toEqual([["RUNNER"]]);
    const { database, schema, serverlessMinSize, targetCompletionInterval, tasks } = graph;
    const kept = { database, schema, serverlessMinSize, targetCompletionInterval, tasks, proxies: true };
    const smaller = await checked({ ...kept, overlapPolicy: "NO_OVERLAP" } as Bag);
    const state = await provider.update(GRAPH, id, { inputs, state: properties }, smaller);
    expect((await provider.read(GRAPH, id, { inputs: smaller, state })).inputs).toEqual(smaller);
    await provider.delete(GRAPH, id, state, smaller);
    expect(await rows("SHOW TASKS IN SCHEMA DB.U")).toEqual([]);
  }, 120_000);

  it("are refused with their reason when a privilege is missing", async () => {
    await rows("CREATE USER STRANGER TYPE = SERVICE");
    const inputs = await checked({
      database: "DB",
      schema: "U",
      warehouse: "WH",
      executeAsUser: "STRANGER",
      tasks: { ONLY: { sql: "SELECT 1" } },
    });
    const error = await failureOf(provider.create(GRAPH, inputs));
    expect(error.message).toContain("owner role ACCOUNTADMIN must be granted to the user");
    expect(await rows("SHOW TASKS IN SCHEMA DB.U")).toEqual([]);
  });
});

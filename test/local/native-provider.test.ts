import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunningSnowflake } from "../../local/snowflake/server/start";
import { type Bag, failureOf, type Harness } from "../provider/support/harness";
import { startTestSnowflake, type TestSnowflake } from "./support/native";

const GRAPH = "floe:snowflake:TaskGraph";
const RUN = "floe:snowflake:TaskGraphRun";
let test: TestSnowflake;
let cloud: RunningSnowflake;
let provider: Harness;

async function rows(sql: string): Promise<unknown[][]> {
  const session = await cloud.account.createSession({ user: "FLOE", role: "ACCOUNTADMIN" });
  if (sql.startsWith("SELECT")) await cloud.account.run("USE WAREHOUSE WH", session);
  const result = await cloud.account.run(sql, session);
  return result.rows.map((row) => [...row]);
}

beforeAll(async () => {
  test = await startTestSnowflake();
  ({ cloud, provider } = test);
  for (const sql of [
    "CREATE WAREHOUSE WH",
    "CREATE DATABASE DB",
    "CREATE SCHEMA DB.S",
    "CREATE TABLE DB.S.LOG (WHO VARCHAR, N NUMBER)",
    "CREATE ROLE LOADER",
    "GRANT ROLE LOADER TO USER FLOE",
    "GRANT USAGE ON WAREHOUSE WH TO ROLE LOADER",
    "GRANT USAGE ON DATABASE DB TO ROLE LOADER",
    "GRANT USAGE, CREATE TASK ON SCHEMA DB.S TO ROLE LOADER",
    "GRANT INSERT ON TABLE DB.S.LOG TO ROLE LOADER",
    "GRANT EXECUTE TASK ON ACCOUNT TO ROLE LOADER",
  ]) {
    await rows(sql);
  }
});
afterAll(() => test.end());

const tasks = (sql = "INSERT INTO DB.S.LOG SELECT 'left', 1"): Record<string, Bag> => ({
  ROOT: {
    sql: "INSERT INTO DB.S.LOG SELECT 'root', SYSTEM$GET_TASK_GRAPH_CONFIG('n')::NUMBER",
    schedule: "60 MINUTES",
  },
  LEFT: { sql, after: ["ROOT"], timeoutMs: 60_000, comment: "it's left" },
  RIGHT: { sql: "BEGIN\n  CALL SYSTEM$SET_RETURN_VALUE('from right');\nEND", after: ["ROOT"] },
  JOIN: { sql: "INSERT INTO DB.S.LOG SELECT 'join', 1", after: ["LEFT", "RIGHT"] },
});
const graph = (sql?: string): Bag => ({
  database: "DB",
  schema: "S",
  warehouse: "WH",
  role: "LOADER",
  tasks: tasks(sql),
  finalizer: { name: "DONE", sql: "INSERT INTO DB.S.LOG SELECT 'done', 1" },
  config: { n: 7 },
  suspendAfterFailures: 3,
});

const checked = (type: string, inputs: Bag) => provider.checked(type, inputs);

describe("the native provider on the local Snowflake, through the official driver", () => {
  let id = "";
  let old = { inputs: {} as Bag, state: {} as Bag };

  it("creates a graph that the role owns, and reads it back without drift", async () => {
    const inputs = await checked(GRAPH, graph());
    const made = await provider.create(GRAPH, inputs);
    id = made.id;
    old = { inputs, state: made.properties };
    expect(id).toBe('"DB"."S"."ROOT"');
    expect((await provider.read(GRAPH, id, old)).inputs).toEqual(inputs);
    const imported = await provider.read(GRAPH, id);
    expect((await provider.diff(GRAPH, imported.inputs, inputs, imported.properties)).details).toEqual({});
  });

  it("runs it as that role, waits and returns what the tasks returned", async () => {
    const inputs = await checked(RUN, { rootTask: id, role: "LOADER", config: { n: 9 }, triggers: ["1"] });
    const { properties } = await provider.create(RUN, inputs);
    expect(properties).toMatchObject({ state: "SUCCEEDED", returnValues: { RIGHT: "from right" } });
    expect(properties.runId).not.toBe("");
    const logged = await rows("SELECT WHO, N FROM DB.S.LOG ORDER BY WHO");
    expect(logged.map(([who, n]) => [who, Number(n)])).toEqual([
      ["done", 1],
      ["join", 1],
      ["left", 1],
      ["root", 9],
    ]);
  });

  it("changes one task in place and fails a run with the task's error", async () => {
    const inputs = await checked(GRAPH, graph("INSERT INTO DB.S.MISSING SELECT 1"));
    const state = await provider.update(GRAPH, id, old, inputs);
    old = { inputs, state };
    expect((await provider.read(GRAPH, id, old)).inputs).toEqual(inputs);
    const run = await checked(RUN, { rootTask: id, role: "LOADER", triggers: ["2"] });
    const error = await failureOf(provider.create(RUN, run));
    expect(error.message).toContain("LEFT failed");
    expect(error.message).toContain("MISSING");
  });

  it("puts the graph back when the server refuses a step", async () => {
    const wrong = await checked(GRAPH, {
      ...graph(),
      tasks: { ...tasks(), LEFT: { ...tasks().LEFT, warehouse: "NO_SUCH" } },
    });
    const error = await failureOf(provider.update(GRAPH, id, old, wrong));
    expect(error.message).toContain("The graph was put back as it was");
    expect((await provider.read(GRAPH, id, old)).inputs).toEqual(old.inputs);
  });

  it("sees drift and drops everything on delete", async () => {
    await rows("ALTER TASK DB.S.ROOT SUSPEND");
    const { inputs, properties } = await provider.read(GRAPH, id, old);
    expect((await provider.diff(GRAPH, inputs, old.inputs, properties)).details).toEqual({
      started: "update",
    });
    await provider.delete(GRAPH, id, old.state, old.inputs);
    expect(await rows("SHOW TASKS IN SCHEMA DB.S")).toEqual([]);
    expect((await provider.read(GRAPH, id, old)).id).toBe("");
  });

  it("pins the external id of a storage integration and alters it in place", async () => {
    const type = "floe:snowflake:StorageIntegration";
    const base: Bag = {
      name: "EXCHANGE",
      allowedLocations: ["s3://bucket/raw/"],
      roleArn: "arn:aws:iam::000000000000:role/exchange",
      externalId: "floe-pinned-id",
    };
    const inputs = await checked(type, base);
    const made = await provider.create(type, inputs);
    expect(made.properties.iamUserArn).toMatch(/^arn:aws:iam::\d{12}:user\//);
    const first = { inputs, state: made.properties };
    expect((await provider.read(type, made.id, first)).inputs).toEqual(inputs);
    const news = await checked(type, {
      ...base,
      allowedLocations: ["s3://bucket/raw/", "s3://bucket/train/"],
      comment: "x",
    });
    const state = await provider.update(type, made.id, first, news);
    expect(state.hiddenId).toBe(made.properties.hiddenId);
    expect((await provider.read(type, made.id, { inputs: news, state })).inputs).toEqual(news);
    const back = await provider.update(type, made.id, { inputs: news, state }, inputs);
    expect((await provider.read(type, made.id, { inputs, state: back })).inputs).toEqual(inputs);
    await provider.delete(type, made.id, back, inputs);
    expect((await provider.read(type, made.id, first)).id).toBe("");
  });
});

import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { define } from "../../provider/definition";
import { type OpenSession, type Row, StatementFailed } from "../../provider/snowflake/session";
import { type Bag, failureOf, Harness } from "./support/harness";

const PROCEDURE = "floe:snowflake:PythonProcedure";
const inputs: Bag = {
  database: "DB",
  schema: "S",
  name: "P",
  returns: "string",
  handler: "run",
  code: "def run(session):\n    return ''\n",
  dropAfterRunsOf: '"DB"."S"."my_ROOT"',
};

const statements: string[] = [];
/** What CURRENT_TASK_GRAPHS answers, look by look; the last answer stays. */
let looks: Row[][] = [];
let tasks: Row[] | StatementFailed = [];
const open: OpenSession = () =>
  Promise.resolve({
    run: (sql) => {
      statements.push(sql);
      if (sql.startsWith("SHOW TASKS"))
        return tasks instanceof StatementFailed ? Promise.reject(tasks) : Promise.resolve(tasks);
      if (!sql.includes("CURRENT_TASK_GRAPHS")) return Promise.resolve([]);
      return Promise.resolve((looks.length > 1 ? looks.shift() : looks[0]) ?? []);
    },
  });
const graphRun = (group: string, more: Row = {}): Row => ({
  ROOT_TASK_NAME: "my_ROOT",
  DATABASE_NAME: "DB",
  SCHEMA_NAME: "S",
  STATE: "EXECUTING",
  ATTEMPT_NUMBER: 1,
  GRAPH_RUN_GROUP_ID: group,
  ...more,
});

let provider: Harness;
beforeAll(async () => {
  provider = await Harness.start(define(open));
});
afterAll(() => provider.stop());
beforeEach(() => {
  statements.length = 0;
  looks = [[]];
  tasks = [{ name: "my_ROOT", warehouse: "WH" }];
});

async function dropped(more: Bag = {}, timeout?: number): Promise<void> {
  const checked = await provider.checked(PROCEDURE, { ...inputs, ...more });
  const { id, properties } = await provider.create(PROCEDURE, checked);
  statements.length = 0;
  await provider.delete(PROCEDURE, id, properties, checked, timeout);
}
const drops = () => statements.filter((sql) => sql.startsWith("DROP"));

it("is dropped once the runs that were under way have ended, whatever began meanwhile", async () => {
  looks = [
    [graphRun("a"), graphRun("b")],
    [graphRun("b"), graphRun("c")],
    [graphRun("c"), graphRun("d")],
  ];
  await dropped();
  expect(statements.filter((sql) => sql.includes("CURRENT_TASK_GRAPHS"))).toHaveLength(3);
  expect(statements).toContain('USE WAREHOUSE "WH"');
  expect(statements[0]).toBe(`SHOW TASKS LIKE 'my\\\\_ROOT' IN SCHEMA "DB"."S"`);
  expect(drops()).toEqual(['DROP PROCEDURE IF EXISTS "DB"."S"."P"()']);
});

it("waits for a retry that is due, not for other graphs or runs to come", async () => {
  looks = [
    [
      graphRun("next", { STATE: "SCHEDULED" }),
      graphRun("other", { SCHEMA_NAME: "OTHER" }),
      graphRun("retry", { STATE: "SCHEDULED", ATTEMPT_NUMBER: 2 }),
    ],
    [graphRun("next", { STATE: "SCHEDULED" })],
  ];
  await dropped();
  expect(statements.filter((sql) => sql.includes("CURRENT_TASK_GRAPHS"))).toHaveLength(2);
  expect(drops()).toHaveLength(1);
});

it("does not wait for a graph that is gone, nor without being told to", async () => {
  looks = [[graphRun("a")]];
  tasks = [{ name: "MY_ROOT", warehouse: "WH" }];
  await dropped();
  expect(statements).toEqual([expect.stringMatching(/^SHOW TASKS/), ...drops()]);
  tasks = new StatementFailed("Schema does not exist", "002003", "02000");
  await dropped();
  expect(statements).toEqual([expect.stringMatching(/^SHOW TASKS/), ...drops()]);
  await dropped({ dropAfterRunsOf: null });
  expect(statements).toEqual(drops());
  expect(drops()).toHaveLength(1);
});

it("stays, with the reason, when the delete timeout passes first", async () => {
  looks = [[graphRun("a")]];
  const failure = await failureOf(dropped({}, 0.4));
  expect(failure.message).toMatch(
    /procedure "DB"."S"."P"\(\) was not dropped, because run a of "DB"."S"."my_ROOT" may still call it: .*timeout/,
  );
  expect(drops()).toEqual([]);
});

it("is changed by nothing but the declaration when only the graph to wait for changes", async () => {
  const checked = await provider.checked(PROCEDURE, inputs);
  const { id, properties } = await provider.create(PROCEDURE, checked);
  statements.length = 0;
  const news = await provider.checked(PROCEDURE, { ...inputs, dropAfterRunsOf: "DB.S.OTHER" });
  await provider.update(PROCEDURE, id, { inputs: checked, state: properties }, news);
  expect(statements.filter((sql) => /^(CREATE|ALTER|DROP)/.test(sql))).toEqual([]);
});

it("refuses a root that is not named in full", async () => {
  const { failures } = await provider.check(PROCEDURE, { ...inputs, dropAfterRunsOf: "ROOT" });
  expect(failures).toEqual([
    { property: "dropAfterRunsOf", reason: expect.stringContaining("DB.SCHEMA.ROOT") as string },
  ]);
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually, openAccount, type TestAccount } from "./support/movers";

let it: TestAccount;
beforeAll(async () => {
  it = await openAccount();
  await it.sql("CREATE TABLE LOG (WHO VARCHAR, WHAT VARCHAR)");
});
afterAll(() => it.stop());

const history = (name: string) =>
  it.rows(
    `SELECT * FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => '${name}')) ORDER BY QUERY_START_TIME`,
  );

const ended = (name: string, count = 1) =>
  eventually(async () => {
    const runs = (await history(name)).filter(({ STATE }) => STATE !== "EXECUTING" && STATE !== "SCHEDULED");
    return runs.length >= count ? runs : undefined;
  });

test("a graph runs parents first, passes values, and ends with its finalizer", async () => {
  await it.sql(
    "CREATE TASK ROOT WAREHOUSE = WH SCHEDULE = '60 MINUTES' CONFIG = '{\"env\": {\"name\": \"dev\"}, \"n\": 3}' AS BEGIN INSERT INTO LOG VALUES ('root', SYSTEM$GET_TASK_GRAPH_CONFIG('env.name')); CALL SYSTEM$SET_RETURN_VALUE('from root'); END",
  );
  await it.sql(
    "CREATE TASK CHILD WAREHOUSE = WH AFTER ROOT AS INSERT INTO LOG SELECT 'child', SYSTEM$GET_PREDECESSOR_RETURN_VALUE('ROOT')",
  );
  await it.sql(
    "CREATE TASK LEAF WAREHOUSE = WH AFTER ROOT, CHILD WHEN SYSTEM$GET_PREDECESSOR_RETURN_VALUE('ROOT') = 'other' AS INSERT INTO LOG VALUES ('leaf', 'x')",
  );
  await it.sql(
    "CREATE TASK FIN WAREHOUSE = WH FINALIZE = ROOT AS INSERT INTO LOG SELECT 'fin', SYSTEM$TASK_RUNTIME_INFO('CURRENT_ROOT_TASK_NAME')",
  );
  const [shown] = await it.rows("SHOW TASKS LIKE 'CHILD'");
  expect(shown).toMatchObject({
    state: "suspended",
    predecessors: '["DB.S.ROOT"]',
    task_relations: '{"Predecessors":["DB.S.ROOT"]}',
  });
  await it.sql("SELECT SYSTEM$TASK_DEPENDENTS_ENABLE('ROOT')");
  expect((await it.rows("SHOW TASKS")).map(({ state }) => state)).toEqual([
    "started",
    "started",
    "started",
    "started",
  ]);
  await it.sql("EXECUTE TASK ROOT");
  const [fin] = await ended("FIN");
  expect(fin).toMatchObject({ STATE: "SUCCEEDED", SCHEDULED_FROM: "EXECUTE TASK" });
  expect(await it.sql("SELECT WHO, WHAT FROM LOG ORDER BY WHO")).toEqual([
    ["child", "from root"],
    ["fin", "DB.S.ROOT"],
    ["root", "dev"],
  ]);
  expect((await history("ROOT"))[0]).toMatchObject({ RETURN_VALUE: "from root", STATE: "SUCCEEDED" });
  expect((await history("LEAF"))[0]).toMatchObject({ STATE: "SKIPPED" });
  const [graph] = await it.rows("SELECT * FROM TABLE(INFORMATION_SCHEMA.COMPLETE_TASK_GRAPHS())");
  expect(graph).toMatchObject({ ROOT_TASK_NAME: "ROOT", STATE: "SUCCEEDED" });
  expect(
    (
      await it.rows("SELECT NAME FROM TABLE(INFORMATION_SCHEMA.TASK_DEPENDENTS(TASK_NAME => 'DB.S.ROOT'))")
    ).map(({ NAME }) => NAME),
  ).toEqual(["ROOT", "CHILD", "LEAF"]);
});

test("a graph may be changed only while its root is suspended", async () => {
  await expect(it.sql("ALTER TASK CHILD SUSPEND")).resolves.toBeDefined();
  await expect(it.sql("ALTER TASK CHILD RESUME")).rejects.toThrow(
    "Unable to update graph with root task DB.S.ROOT since that root task is not suspended.",
  );
  await expect(it.sql("ALTER TASK CHILD MODIFY AS SELECT 1")).rejects.toThrow(/root task is not suspended/);
  await expect(it.sql("DROP TASK CHILD")).rejects.toThrow(/root task is not suspended/);
  await it.sql("ALTER TASK ROOT SUSPEND");
  await it.sql("ALTER TASK CHILD MODIFY AS SELECT 1");
  await expect(it.sql("ALTER TASK ROOT ADD AFTER LEAF")).rejects.toThrow(/cycle/);
  await it.sql("ALTER TASK LEAF REMOVE AFTER CHILD");
  expect((await it.rows("SHOW TASKS LIKE 'LEAF'"))[0]).toMatchObject({ predecessors: '["DB.S.ROOT"]' });
});

test("a failure stops what follows, RETRY LAST runs the failed and what is behind it", async () => {
  await it.sql("CREATE TABLE FLAKY (N NUMBER)");
  await it.sql("CREATE TASK A1 WAREHOUSE = WH AS INSERT INTO LOG VALUES ('a1', '')");
  await it.sql("CREATE TASK A2 WAREHOUSE = WH AFTER A1 AS INSERT INTO MISSING_TABLE VALUES (1)");
  await it.sql("CREATE TASK A3 WAREHOUSE = WH AFTER A2 AS INSERT INTO LOG VALUES ('a3', '')");
  for (const name of ["A3", "A2"]) await it.sql(`ALTER TASK ${name} RESUME`);
  await it.sql("EXECUTE TASK A1");
  const [failed] = await ended("A2");
  expect(failed).toMatchObject({ STATE: "FAILED" });
  expect(String(failed!["ERROR_MESSAGE"])).toMatch(/MISSING_TABLE' does not exist or not authorized/);
  expect(await history("A3")).toEqual([]);
  await it.sql("CREATE TABLE MISSING_TABLE (N NUMBER)");
  await eventually(async () => (await it.sql("EXECUTE TASK A1 RETRY LAST").catch(() => undefined)) && true);
  await ended("A3");
  const [first, second] = await history("A2");
  expect([first!["ATTEMPT_NUMBER"], second!["ATTEMPT_NUMBER"]]).toEqual([1, 2]);
  expect(first!["GRAPH_RUN_GROUP_ID"]).toBe(second!["GRAPH_RUN_GROUP_ID"]);
  expect(await history("A1")).toHaveLength(1);
  await expect(it.sql("EXECUTE TASK A1 RETRY LAST")).rejects.toThrow(/did not fail/);
});

test("a triggered task starts by itself when its stream gets data, and an autoretry and suspension count failures", async () => {
  await it.sql("CREATE TABLE EVENTS (ID NUMBER)");
  await it.sql("CREATE STREAM EVENT_STREAM ON TABLE EVENTS");
  await it.sql("CREATE TABLE SEEN (ID NUMBER)");
  await it.sql(
    'CREATE TASK ONEVENT WAREHOUSE = WH USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS = 10 WHEN SYSTEM$STREAM_HAS_DATA(\'"DB"."S"."EVENT_STREAM"\') AS INSERT INTO SEEN SELECT ID FROM EVENT_STREAM',
  );
  await it.sql("ALTER TASK ONEVENT RESUME");
  const began = Date.now();
  await it.sql("INSERT INTO EVENTS VALUES (7)");
  await eventually(async () => ((await it.sql("SELECT ID FROM SEEN")).length > 0 ? true : undefined));
  expect(Date.now() - began).toBeLessThan(3000);
  expect((await ended("ONEVENT"))[0]).toMatchObject({ STATE: "SUCCEEDED", SCHEDULED_FROM: "TRIGGER" });
  await it.sql(
    "CREATE TASK FAILING WAREHOUSE = WH SUSPEND_TASK_AFTER_NUM_FAILURES = 1 TASK_AUTO_RETRY_ATTEMPTS = 1 SCHEDULE = '10 SECONDS' AS SELECT 1/0 FROM NOWHERE",
  );
  await it.sql("ALTER TASK FAILING RESUME");
  await it.sql("EXECUTE TASK FAILING");
  const runs = await ended("FAILING", 2);
  expect(runs.map(({ ATTEMPT_NUMBER }) => ATTEMPT_NUMBER)).toEqual([1, 2]);
  await eventually(async () =>
    (await it.rows("SHOW TASKS LIKE 'FAILING'"))[0]!["state"] === "suspended" ? true : undefined,
  );
});

test("a task runs as its owner, who needs EXECUTE TASK", async () => {
  await it.sql("CREATE ROLE TASKER");
  await it.sql("GRANT USAGE ON DATABASE DB TO ROLE TASKER");
  await it.sql("GRANT USAGE, CREATE TASK ON SCHEMA DB.S TO ROLE TASKER");
  await it.sql("GRANT USAGE ON WAREHOUSE WH TO ROLE TASKER");
  await it.sql("GRANT ROLE TASKER TO USER FLOE");
  const other = await it.account.createSession({
    user: "FLOE",
    role: "TASKER",
    warehouse: "WH",
    database: "DB",
    schema: "S",
  });
  await it.sql("CREATE TASK MINE WAREHOUSE = WH AS INSERT INTO LOG VALUES ('mine', '')", other);
  await expect(it.sql("EXECUTE TASK MINE", other)).rejects.toThrow(
    /EXECUTE TASK privilege must be granted to owner role/,
  );
  await it.sql("GRANT EXECUTE TASK ON ACCOUNT TO ROLE TASKER");
  await it.sql("EXECUTE TASK MINE", other);
  expect((await ended("MINE"))[0]).toMatchObject({ STATE: "FAILED" });
  await it.sql("GRANT INSERT ON TABLE LOG TO ROLE TASKER");
  await it.sql("EXECUTE TASK MINE", other);
  expect((await ended("MINE", 2))[1]).toMatchObject({ STATE: "SUCCEEDED" });
  await it.account.closeSession(other);
});

test.each([
  ["SCHEDULE = '5 PARSECS'", /invalid value '5 PARSECS' for property 'SCHEDULE'/],
  ["SCHEDULE = '2 SECONDS'", /within 10 seconds to 11520 minutes/],
  ["SCHEDULE = 'USING CRON 61 * * * * UTC'", /invalid value/],
  ["SCHEDULE = 'USING CRON 0 5 * * * Mars/Olympus'", /invalid value/],
  ["CONFIG = 'nonsense'", /must be a JSON object/],
  ["WAREHOUSE = WH WAREHOUSE = WH", /duplicate property/],
])("CREATE TASK with %s is refused", async (clause, message) => {
  await expect(it.sql(`CREATE TASK WRONG ${clause} AS SELECT 1`)).rejects.toThrow(message);
});

test("runs overlap only as far as the policy lets them", async () => {
  await it.sql("CREATE TABLE OVERLAPS (RUN VARCHAR)");
  const overlapping = async (policy: string) => {
    const name = `OVER_${policy}`;
    await it.sql(
      `CREATE TASK ${name} WAREHOUSE = WH OVERLAP_POLICY = ${policy} AS INSERT INTO OVERLAPS SELECT SYSTEM$TASK_RUNTIME_INFO('CURRENT_TASK_GRAPH_RUN_GROUP_ID')`,
    );
    await it.sql(`CREATE TASK ${name}_CHILD WAREHOUSE = WH AFTER ${name} AS CALL SYSTEM$WAIT(1)`);
    await it.sql(`ALTER TASK ${name}_CHILD RESUME`);
    await it.sql(`EXECUTE TASK ${name}`);
    await ended(name);
    await it.sql(`EXECUTE TASK ${name}`);
    await ended(name, 2);
    const [first, second] = await history(name);
    const children = await ended(`${name}_CHILD`, 2);
    const firstChild = children[0];
    expect(first?.GRAPH_RUN_GROUP_ID).not.toBe(second?.GRAPH_RUN_GROUP_ID);
    return String(second?.QUERY_START_TIME) < String(firstChild?.COMPLETED_TIME);
  };
  expect(await overlapping("NO_OVERLAP")).toBe(false);
  expect(await overlapping("ALLOW_CHILD_OVERLAP")).toBe(true);
  expect(await overlapping("ALLOW_ALL_OVERLAP")).toBe(true);
  await expect(
    it.sql(
      "CREATE TASK BOTH_WAYS WAREHOUSE = WH OVERLAP_POLICY = NO_OVERLAP ALLOW_OVERLAPPING_EXECUTION = TRUE AS SELECT 1",
    ),
  ).rejects.toThrow(/exclude each other/);
  await it.sql("ALTER TASK OVER_NO_OVERLAP SET ALLOW_OVERLAPPING_EXECUTION = TRUE");
  expect((await it.rows("SHOW TASKS LIKE 'OVER_NO_OVERLAP'"))[0]).toMatchObject({
    overlap_policy: "ALLOW_CHILD_OVERLAP",
    allow_overlapping_execution: "true",
  });
});

test("a task names notification integrations that exist", async () => {
  await expect(
    it.sql("CREATE TASK TELLS WAREHOUSE = WH ERROR_INTEGRATION = NOBODY AS SELECT 1"),
  ).rejects.toThrow(/NOBODY/);
  await it.sql(
    "CREATE NOTIFICATION INTEGRATION ALARM ENABLED = TRUE TYPE = QUEUE DIRECTION = OUTBOUND NOTIFICATION_PROVIDER = AWS_SNS AWS_SNS_TOPIC_ARN = 'arn:aws:sns:us-east-1:000000000000:alarm' AWS_SNS_ROLE_ARN = 'arn:aws:iam::000000000000:role/alarm'",
  );
  await it.sql(
    "CREATE TASK TELLS WAREHOUSE = WH ERROR_INTEGRATION = ALARM SUCCESS_INTEGRATION = ALARM AS SELECT 1",
  );
  expect((await it.rows("SHOW TASKS LIKE 'TELLS'"))[0]).toMatchObject({
    error_integration: "ALARM",
    success_integration: "ALARM",
  });
});

test("a task without a warehouse writes: Snowflake supplies what it runs on", async () => {
  await it.sql("CREATE TASK SERVERLESS AS INSERT INTO LOG VALUES ('serverless', '')");
  await it.sql("EXECUTE TASK SERVERLESS");
  expect((await ended("SERVERLESS"))[0]).toMatchObject({ STATE: "SUCCEEDED", ERROR_MESSAGE: null });
  expect(await it.sql("SELECT WHO FROM LOG WHERE WHO = 'serverless'")).toHaveLength(1);
});

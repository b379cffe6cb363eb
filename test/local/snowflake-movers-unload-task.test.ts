import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually, openAccount, type TestAccount } from "./support/movers";

const folder = mkdtempSync(join(tmpdir(), "floe-unload-"));
let it: TestAccount;
beforeAll(async () => {
  it = await openAccount({ folder });
});
afterAll(async () => {
  await it.stop();
  rmSync(folder, { recursive: true, force: true });
});

const block = `DECLARE run STRING; told STRING; statement STRING;
BEGIN
  run := (SELECT SYSTEM$TASK_RUNTIME_INFO('CURRENT_TASK_GRAPH_RUN_GROUP_ID'));
  told := (SELECT COALESCE(SYSTEM$GET_TASK_GRAPH_CONFIG('manifest'), 'true'));
  BEGIN TRANSACTION;
  statement := 'COPY INTO @"DB"."S"."SETS"/' || run || '/data FROM (SELECT "ID", "A"::NUMBER(1,0), "B" FROM "DB"."S"."F_STREAM") FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE FIELD_DELIMITER = '','' FIELD_OPTIONALLY_ENCLOSED_BY = NONE ESCAPE_UNENCLOSED_FIELD = NONE NULL_IF = ('''')) HEADER = FALSE OVERWRITE = TRUE MAX_FILE_SIZE = 67108864';
  EXECUTE IMMEDIATE :statement;
  IF (told <> 'false') THEN
    statement := 'COPY INTO @"DB"."S"."MANIFESTS"/score/' || run || '/manifest.json FROM (SELECT OBJECT_CONSTRUCT(''run'', ''' || run || ''', ''rows'', COUNT(*)) FROM "DB"."S"."F_STREAM" HAVING COUNT(*) > 0) FILE_FORMAT = (TYPE = JSON COMPRESSION = NONE) SINGLE = TRUE OVERWRITE = TRUE';
    EXECUTE IMMEDIATE :statement;
  END IF;
  COMMIT;
  RETURN run;
END`;

const names = async (stage: string) =>
  (await it.rows(`LIST @${stage}`)).map(({ name }) =>
    String(name).replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, "RUN"),
  );

test("a task unloads a stream and its manifest in one transaction, by itself", async () => {
  for (const text of [
    "CREATE TABLE F (ID NUMBER, A BOOLEAN, B FLOAT)",
    "CREATE STREAM F_STREAM ON TABLE F APPEND_ONLY = TRUE",
    "CREATE STAGE SETS",
    "CREATE STAGE MANIFESTS",
  ])
    await it.sql(text);
  await it.sql(
    `CREATE TASK SCORE WAREHOUSE = WH WHEN SYSTEM$STREAM_HAS_DATA('"DB"."S"."F_STREAM"') AS ${block}`,
  );
  await it.sql("ALTER TASK SCORE RESUME");
  await it.sql("INSERT INTO F VALUES (1, TRUE, 0.5), (2, FALSE, NULL)");
  await eventually(async () => ((await names("MANIFESTS")).length > 0 ? true : undefined));
  expect(await names("SETS")).toEqual(["sets/RUN/data_0_0_0.csv"]);
  expect(await names("MANIFESTS")).toEqual(["manifests/score/RUN/manifest.json"]);
  expect(await it.sql("SELECT $1, $2, $3 FROM @SETS ORDER BY 1")).toEqual([
    ["1", "1", "0.5"],
    ["2", "0", null],
  ]);
  await eventually(async () =>
    (await it.sql("SELECT SYSTEM$STREAM_HAS_DATA('F_STREAM')"))[0]![0] === false ? true : undefined,
  );
  const runs = await it.rows(
    "SELECT NAME, STATE, GRAPH_RUN_GROUP_ID FROM TABLE(\"DB\".INFORMATION_SCHEMA.TASK_HISTORY(SCHEDULED_TIME_RANGE_START => DATEADD('hour', -1, CURRENT_TIMESTAMP()), RESULT_LIMIT => 10000))",
  );
  expect(runs).toHaveLength(1);
  expect(runs[0]).toMatchObject({ NAME: "SCORE" });
});

test("EXECUTE TASK with a configuration leaves the manifest out, and no rows make no files", async () => {
  await it.sql("ALTER TASK SCORE SUSPEND");
  await it.sql("REMOVE @SETS");
  await it.sql("REMOVE @MANIFESTS");
  await it.sql("EXECUTE TASK SCORE");
  await eventually(async () =>
    (await it.rows("SELECT STATE FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY()) WHERE STATE = 'SKIPPED'"))
      .length > 0
      ? true
      : undefined,
  );
  expect(await names("SETS")).toEqual([]);
  await it.sql("INSERT INTO F VALUES (3, TRUE, 1)");
  await it.sql(`EXECUTE TASK SCORE USING CONFIG = '{"manifest": "false"}'`);
  await eventually(async () => ((await names("SETS")).length > 0 ? true : undefined));
  await eventually(async () =>
    (await it.rows("SELECT STATE FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY()) WHERE STATE = 'SUCCEEDED'"))
      .length > 1
      ? true
      : undefined,
  );
  expect(await names("MANIFESTS")).toEqual([]);
});

test("streams, tasks, pipes, history and procedures survive a restart", async () => {
  await it.sql("INSERT INTO F VALUES (4, TRUE, 2)");
  await it.sql("CREATE PIPE P AS COPY INTO F FROM @SETS");
  await it.sql("CREATE PROCEDURE HELLO(X NUMBER) RETURNS NUMBER LANGUAGE SQL AS 'BEGIN RETURN X + 1; END'");
  await it.stop();
  it = await openAccount({ folder });
  expect(await it.sql("SELECT ID FROM F_STREAM")).toEqual([[4]]);
  expect((await it.rows("SHOW TASKS")).map(({ name, state }) => [name, state])).toEqual([
    ["SCORE", "suspended"],
  ]);
  expect(await it.rows("SHOW PIPES")).toHaveLength(1);
  expect(await it.sql("CALL HELLO(41)")).toEqual([[42]]);
  expect((await it.rows("SELECT * FROM TABLE(INFORMATION_SCHEMA.TASK_HISTORY())")).length).toBeGreaterThan(1);
});

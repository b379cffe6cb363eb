import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CommittedReader } from "../support/kafka/committed";
import { Rig } from "../support/kafka/rig";
import type { Sql } from "../support/kafka/sql";

const MINUTE = 60_000;

/** A view of ACCOUNT_USAGE as Snowflake documents it, its events, and how late Snowflake may show them. */
const feeds = [
  {
    feed: "load-events",
    view: "COPY_HISTORY",
    columns:
      "FILE_NAME VARCHAR, STAGE_LOCATION VARCHAR, LAST_LOAD_TIME TIMESTAMP_LTZ, ROW_COUNT NUMBER, TABLE_ID NUMBER, STATUS VARCHAR",
    delay: 180,
    event: (id: string, at: string) => `'${id}.csv', 's3://bucket/', ${at}, 7, 11, 'Loaded'`,
    told: "FILE_NAME",
    shown: (id: string) => `${id}.csv`,
  },
  {
    feed: "queries",
    view: "QUERY_HISTORY",
    columns: "QUERY_ID VARCHAR, QUERY_TEXT VARCHAR, END_TIME TIMESTAMP_LTZ, EXECUTION_STATUS VARCHAR",
    delay: 60,
    event: (id: string, at: string) => `'${id}', 'SELECT 1', ${at}, 'SUCCESS'`,
    told: "QUERY_ID",
    shown: (id: string) => id,
  },
  {
    feed: "access",
    view: "ACCESS_HISTORY",
    columns: "QUERY_ID VARCHAR, QUERY_START_TIME TIMESTAMP_LTZ, DIRECT_OBJECTS_ACCESSED ARRAY",
    delay: 240,
    event: (id: string, at: string) => `'${id}', ${at}, PARSE_JSON('[{"objectName":"SHOP.SALES.ORDERS"}]')`,
    told: "QUERY_ID",
    shown: (id: string) => id,
  },
  {
    feed: "logins",
    view: "LOGIN_HISTORY",
    columns: "EVENT_ID NUMBER, EVENT_TIMESTAMP TIMESTAMP_LTZ, USER_NAME VARCHAR, IS_SUCCESS VARCHAR",
    delay: 150,
    event: (id: string, at: string) => `${id.length}, ${at}, '${id}', 'YES'`,
    told: "USER_NAME",
    shown: (id: string) => id,
  },
  {
    feed: "tasks",
    view: "TASK_HISTORY",
    columns:
      "QUERY_ID VARCHAR, NAME VARCHAR, DATABASE_NAME VARCHAR, SCHEMA_NAME VARCHAR, SCHEDULED_TIME TIMESTAMP_LTZ, COMPLETED_TIME TIMESTAMP_LTZ, STATE VARCHAR",
    delay: 60,
    // A run that was skipped has no query.
    event: (id: string, at: string) => `NULL, '${id}', 'SHOP', 'SALES', ${at}, ${at}, 'SKIPPED'`,
    told: "NAME",
    shown: (id: string) => id,
  },
  {
    feed: "ddl",
    view: "TABLES",
    columns:
      "TABLE_ID NUMBER, TABLE_CATALOG VARCHAR, TABLE_SCHEMA VARCHAR, TABLE_NAME VARCHAR, TABLE_TYPE VARCHAR, CREATED TIMESTAMP_LTZ, LAST_DDL TIMESTAMP_LTZ, DELETED TIMESTAMP_LTZ",
    delay: 120,
    event: (id: string, at: string) =>
      `${id.length}, 'SHOP', 'SALES', '${id}', 'BASE TABLE', DATEADD(day, -1, ${at}), ${at}, NULL`,
    told: "TABLE_NAME",
    shown: (id: string) => id,
  },
] as const;

let rig: Rig;
let sql: Sql;
const open: { close(): unknown }[] = [];

beforeAll(async () => {
  rig = await Rig.start({ name: "metadata" });
  sql = await rig.sql();
  for (const each of [
    "CREATE DATABASE SNOWFLAKE",
    "CREATE SCHEMA SNOWFLAKE.ACCOUNT_USAGE",
    "GRANT USAGE ON DATABASE SNOWFLAKE TO ROLE KAFKA_SOURCE",
    "GRANT USAGE ON SCHEMA SNOWFLAKE.ACCOUNT_USAGE TO ROLE KAFKA_SOURCE",
    ...feeds.map(({ view, columns }) => `CREATE TABLE SNOWFLAKE.ACCOUNT_USAGE.${view} (${columns})`),
    "CREATE TABLE SNOWFLAKE.ACCOUNT_USAGE.COLUMNS (TABLE_ID NUMBER, COLUMN_NAME VARCHAR, DATA_TYPE VARCHAR, IS_NULLABLE VARCHAR, ORDINAL_POSITION NUMBER, DELETED TIMESTAMP_LTZ)",
    "INSERT INTO SNOWFLAKE.ACCOUNT_USAGE.COLUMNS VALUES (5, 'B', 'TEXT', 'YES', 2, NULL), (5, 'A', 'NUMBER', 'NO', 1, NULL)",
    "GRANT SELECT ON ALL TABLES IN SCHEMA SNOWFLAKE.ACCOUNT_USAGE TO ROLE KAFKA_SOURCE",
    "USE SCHEMA SHOP.SALES",
  ])
    await sql.rows(each);
}, 200_000);
afterAll(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
  await rig.stop();
});

describe.each(feeds)("the feed $feed", ({ feed, view, delay, event, told, shown }) => {
  test("tells each event of the account once, when no earlier one can still appear", async () => {
    const tell = (id: string, at: Date) =>
      sql.rows(
        `INSERT INTO SNOWFLAKE.ACCOUNT_USAGE.${view} SELECT ${event(id, `'${at.toISOString()}'::TIMESTAMP_LTZ`)}`,
      );
    const ago = (minutes: number) => new Date(Date.now() - minutes * MINUTE);
    await tell("early", ago(delay + 60));
    await tell("second", ago(delay + 30));
    await tell("too-young", ago(delay / 2));
    const name = `FEED_${feed.toUpperCase().replaceAll("-", "_")}`;
    await rig.topic(name.toLowerCase(), 1);
    await rig.connect.run(
      rig.config(name, {
        feed: { mode: "metadata", feed },
        keyColumns: [],
        valueFormat: "flat",
      }),
    );
    const reader = await CommittedReader.open(rig.kafka.bootstrap, name.toLowerCase());
    open.push(reader);
    await reader.reaches(2, 90_000, 500);
    await tell("third-event", new Date(Date.now() - delay * MINUTE + 2_000));
    await reader.reaches(3, 90_000);
    const events = reader.json<Record<string, unknown>>();
    expect(events.map((one) => one[told])).toEqual(["early", "second", "third-event"].map(shown));
    if (feed === "ddl")
      expect(events[0]).toMatchObject({
        CHANGE: "ALTER",
        COLUMNS: expect.stringMatching(/"A"[\s\S]*"B"/) as string,
      });
    await rig.connect.call("DELETE", `/connectors/${name.toLowerCase()}-source`);
  }, 200_000);
});

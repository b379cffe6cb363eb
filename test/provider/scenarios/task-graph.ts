import type { Scenario } from "../support/scenario";

const prepare = [
  "CREATE WAREHOUSE WH",
  "CREATE DATABASE DB",
  "CREATE SCHEMA DB.S",
  "CREATE SCHEMA DB.T",
  "CREATE TABLE DB.S.LOG (WHO VARCHAR, N NUMBER)",
];
const insert = (who: string) => `INSERT INTO DB.S.LOG SELECT '${who}', 1`;
const graph = {
  database: "DB",
  schema: "S",
  warehouse: "WH",
  config: { n: 1 },
  retries: 1,
  suspendAfterFailures: 3,
  finalizer: { name: "END", sql: insert("end") },
};
const moved = (schema: string) => ({
  database: "DB",
  schema,
  warehouse: "WH",
  tasks: {
    ROOT: { sql: insert("root"), schedule: "60 MINUTES" },
    NEXT: { sql: insert("next"), after: ["ROOT"] },
  },
});

export const scenarios: readonly Scenario[] = [
  {
    token: "floe:snowflake:TaskGraph",
    prepare,
    inputs: {
      ...graph,
      tasks: {
        ROOT: { sql: insert("root"), schedule: "60 MINUTES", comment: "begins" },
        LEFT: { sql: insert("left"), after: ["ROOT"] },
        RIGHT: { sql: insert("right"), after: ["ROOT"] },
      },
    },
    changed: {
      ...graph,
      tasks: {
        ROOT: { sql: insert("root"), schedule: "30 MINUTES", comment: "begins" },
        LEFT: { sql: insert("left again"), after: ["ROOT"] },
        LAST: { sql: insert("last"), after: ["LEFT"] },
      },
    },
    // Another root beside children of the same names: the old graph goes first.
    replaced: {
      ...graph,
      tasks: {
        START: { sql: insert("start"), schedule: "60 MINUTES" },
        LEFT: { sql: insert("left"), after: ["START"] },
      },
    },
    imported: [],
  },
  {
    token: "floe:snowflake:TaskGraph",
    title: "moved to another schema",
    prepare,
    inputs: moved("S"),
    replaced: moved("T"),
    imported: [],
  },
];

import type { Scenario } from "../support/scenario";

const prepare = [
  "CREATE WAREHOUSE WH",
  "CREATE DATABASE DB",
  "CREATE SCHEMA DB.S",
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
    imported: ["role"],
  },
];

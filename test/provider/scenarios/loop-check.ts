import type { Scenario } from "../support/scenario";

const prepare = [
  "CREATE WAREHOUSE WH",
  "CREATE DATABASE DB",
  "CREATE SCHEMA DB.S",
  "CREATE TABLE DB.S.SOURCE (ID NUMBER)",
  "CREATE TABLE DB.S.FEATURES (ID NUMBER)",
  "CREATE STREAM DB.S.NEW_ROWS ON TABLE DB.S.SOURCE APPEND_ONLY = TRUE",
  "CREATE STAGE DB.S.SCORES",
  "CREATE OR REPLACE ROLE READER",
  "GRANT SELECT ON TABLE DB.S.FEATURES TO ROLE READER",
  "GRANT USAGE ON SCHEMA DB.S TO ROLE READER",
  "CREATE STORAGE INTEGRATION S3 TYPE = EXTERNAL_STAGE STORAGE_PROVIDER = 'S3' ENABLED = TRUE STORAGE_AWS_ROLE_ARN = 'arn:aws:iam::123456789012:role/s3' STORAGE_AWS_EXTERNAL_ID = 'pinned' STORAGE_ALLOWED_LOCATIONS = ('s3://bucket/')",
  "CREATE TASK DB.S.BUILD WAREHOUSE = WH WHEN SYSTEM$STREAM_HAS_DATA('DB.S.NEW_ROWS') AS INSERT INTO DB.S.FEATURES SELECT ID FROM DB.S.NEW_ROWS",
  "ALTER TASK DB.S.BUILD RESUME",
];

const inputs = {
  warehouse: "WH",
  privileges: [
    { role: "READER", privileges: ["SELECT"], on: "table", name: '"DB"."S"."FEATURES"' },
    { role: "READER", privileges: ["USAGE"], on: "schema", name: '"DB"."S"' },
  ],
  integration: { name: "S3", roleArn: "arn:aws:iam::123456789012:role/s3", externalId: "pinned" },
  stages: ['"DB"."S"."SCORES"'],
  features: {
    rootTask: '"DB"."S"."BUILD"',
    stream: '"DB"."S"."NEW_ROWS"',
    table: '"DB"."S"."FEATURES"',
  },
};

/** Looks only: rows that travel need a whole loop, which `loop-check-run.test.ts` strikes call by call. */
export const scenarios: readonly Scenario[] = [
  {
    token: "floe:loop:Check",
    prepare,
    inputs,
    changed: { ...inputs, triggers: ["model-2"] },
    unimportable: "a check cannot be imported",
    stays: true,
  },
];

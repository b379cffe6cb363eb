import type { Permission } from "../../framework";

export const description =
  "A proof, at deploy time, that a loop works from end to end. It looks at privileges, the trust between Snowflake and S3, the freshness of streams, task graphs, the endpoint, events and the pipe; then it sends marked rows through, waits until their prediction is back, removes every trace of them and fails with the leg that broke and how to mend it. It runs when it is created and when an input or trigger changes. Marked rows should have no label, so that no training learns from them. A run that is cut off leaves a note in the bucket, below `floe-check/` of the unload's stage, by which the next run, or the deletion of the check, removes what was left.";

export const costs =
  "Without `rows` only statements that need no or hardly any compute. With `rows`, one small run of everything the loop runs for new rows: the warehouse for a minute or two, one transform job (the least SageMaker bills for one ml.m5.large is about 0.01 USD), Snowpipe for one file.";

export const example = `import * as floe from "floe/sdk";

new floe.loop.Check("flights", {
  warehouse: "FLIGHTS_WH",
  stages: ['"FLIGHTS"."ML"."SCORING_SETS"', '"FLIGHTS"."ML"."PREDICTION_FILES"'],
  features: {
    rootTask: '"FLIGHTS"."FEATURES"."BUILD_FLIGHT_FEATURES"',
    role: "FLIGHTS_TRANSFORMER",
    stream: '"FLIGHTS"."RAW"."FLIGHTS_STREAM"',
    table: '"FLIGHTS"."FEATURES"."FLIGHT_FEATURES"',
  },
  unload: {
    rootTask: '"FLIGHTS"."ML"."UNLOAD_NEW_ROWS"',
    role: "FLIGHTS_SCORER",
    stream: '"FLIGHTS"."FEATURES"."FLIGHT_FEATURES_STREAM"',
    stage: '"FLIGHTS"."ML"."SCORING_SETS"',
    manifestStage: '"FLIGHTS"."ML"."MANIFESTS"',
  },
  scoring: { endpointName: "flights", transformPrefix: "flights" },
  ingest: {
    pipe: '"FLIGHTS"."ML"."PREDICTIONS_PIPE"',
    stage: '"FLIGHTS"."ML"."PREDICTION_FILES"',
    table: '"FLIGHTS"."ML"."PREDICTIONS"',
  },
  rows: [{ table: '"FLIGHTS"."RAW"."FLIGHTS"', values: { ID: "{number}", MONTH: 1, DISTANCE: 1400 } }],
  key: [{ column: "ID", value: "{number}" }],
});`;

const need = (when: string, ...actions: readonly string[]): Permission[] =>
  actions.map((action) => ({ action, when }));

export const permissions: {
  readonly aws: readonly Permission[];
  readonly snowflake: readonly Permission[];
} = {
  aws: [
    ...need("`scoring.endpointName` is given", "sagemaker:DescribeEndpoint"),
    ...need("`scoring.stateMachineArn` is given", "states:DescribeStateMachine"),
    ...need("`rules` are given", "events:DescribeRule", "events:ListTargetsByRule"),
    ...need("`rows` and `scoring.transformPrefix` are given", "sagemaker:DescribeTransformJob"),
    ...need(
      "`scoring.transformPrefix` is given, to end a job that a cut-off run left",
      "sagemaker:StopTransformJob",
    ),
    ...need(
      "`rows` and `scoring.stateMachineArn` are given",
      "states:ListExecutions",
      "states:DescribeExecution",
    ),
    ...need(
      "`rows` are given, on the bucket of the stages",
      "s3:ListBucket",
      "s3:ListBucketVersions",
      "s3:GetObject",
      "s3:PutObject",
      "s3:DeleteObject",
      "s3:DeleteObjectVersion",
    ),
    ...need("`rows` are given and the bucket has a key", "kms:GenerateDataKey", "kms:Decrypt"),
  ],
  snowflake: [
    ...need("always", "USAGE ON WAREHOUSE", "USAGE ON DATABASE", "USAGE ON SCHEMA"),
    ...need("`integration` is given", "USAGE ON INTEGRATION"),
    ...need("`stages` are given or `rows` are", "USAGE ON STAGE"),
    ...need("streams are given", "SELECT ON STREAM"),
    ...need("for `features.role` and `unload.role`", "MONITOR ON TASK"),
    ...need("`rows` are given and a graph runs by a schedule, for its `role`", "OPERATE ON TASK"),
    ...need("`ingest` is given", "MONITOR ON PIPE"),
    ...need("for `loader`, when `rows` are given", "INSERT ON TABLE"),
    ...need("for `analyst`, when `rows` are given", "SELECT ON TABLE"),
    ...need("for `role`, when `rows` are given", "SELECT ON TABLE", "DELETE ON TABLE"),
  ],
};

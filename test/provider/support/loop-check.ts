import type { Bag } from "./harness";

export const TYPE = "floe:loop:Check";
export const name = (object: string) => `"DB"."S"."${object}"`;

/** Every leg of the loop in `FakeLoop`. */
export const legs: Bag = {
  warehouse: "WH",
  privileges: [
    { role: "LOADER", privileges: ["INSERT"], on: "table", name: name("SOURCE") },
    { role: "LOADER", privileges: ["EXECUTE TASK"], on: "account" },
    { role: "LOADER", privileges: ["USAGE", "CREATE TASK"], on: "schema", name: '"DB"."S"' },
    { role: "LOADER", privileges: ["USAGE"], on: "procedure", name: `${name("REFRESH")}(NUMBER)` },
  ],
  integration: { name: "S3", roleArn: "role", externalId: "ext", iamUserArn: "user" },
  stages: [name("SCORES")],
  features: {
    rootTask: name("BUILD"),
    role: "BUILDER",
    stream: name("SOURCE_STREAM"),
    table: name("FEATURES"),
  },
  unload: {
    rootTask: name("UNLOAD"),
    role: "SCORER",
    stream: name("FEATURES_STREAM"),
    stage: name("SCORES"),
    manifestStage: name("MANIFESTS"),
  },
  scoring: {
    endpointName: "e",
    endpointConfigName: "config-1",
    stateMachineArn: "arn:aws:states:us-east-1:123456789012:stateMachine:m",
    rules: ["scoring"],
    transformPrefix: "job",
  },
  ingest: { pipe: name("PIPE"), stage: name("ANSWERS"), table: name("PREDICTIONS"), rules: ["ingest"] },
};
const rows: Bag = {
  rows: [{ table: name("SOURCE"), values: { ID: "{number}", NOTE: "floe {marker}" } }],
  key: [{ column: "ID", value: "{number}" }],
  loader: "LOADER",
  analyst: "ANALYST",
};
export const base: Bag = { ...legs, ...rows };

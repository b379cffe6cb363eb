import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { RunningSnowflake } from "../../local/snowflake/server/start";
import type { Bag, Harness } from "../provider/support/harness";
import { startTestSnowflake, type TestSnowflake } from "./support/native";

const INTEGRATION = "floe:snowflake:StorageIntegration";
const FUNCTION = "floe:snowflake:PythonFunction";
let test: TestSnowflake;
let cloud: RunningSnowflake;
let provider: Harness;

async function rows(sql: string, role = "ACCOUNTADMIN"): Promise<Record<string, unknown>[]> {
  const session = await cloud.account.createSession({ user: "FLOE", role });
  session.secondaryRoles = [];
  const { columns, rows: found } = await cloud.account.run(sql, session);
  return found.map((row) => Object.fromEntries(columns.map((column, i) => [column.name, row[i]])));
}
const grants = async (object: string) =>
  (await rows(`SHOW GRANTS ON ${object}`)).map((row) => [row.privilege, row.grantee_name].join(" ")).sort();

beforeAll(async () => {
  test = await startTestSnowflake();
  ({ cloud, provider } = test);
  for (const sql of [
    "CREATE DATABASE DB",
    "CREATE SCHEMA DB.S",
    ...["FIRST", "SECOND", "READER"].flatMap((role) => [
      `CREATE ROLE ${role}`,
      `GRANT ROLE ${role} TO USER FLOE`,
      `GRANT USAGE ON DATABASE DB TO ROLE ${role}`,
      `GRANT USAGE, CREATE FUNCTION, CREATE STAGE ON SCHEMA DB.S TO ROLE ${role}`,
      `GRANT CREATE INTEGRATION ON ACCOUNT TO ROLE ${role}`,
    ]),
  ])
    await rows(sql);
}, 60_000);
afterAll(() => test.end());

async function made(type: string, given: Bag) {
  const inputs = await provider.checked(type, given);
  const { id, properties } = await provider.create(type, inputs);
  return { id, old: { inputs, state: properties } };
}

describe("a storage integration on the local Snowflake", () => {
  const base: Bag = {
    name: "EXCHANGE",
    allowedLocations: ["s3://bucket/raw/"],
    roleArn: "arn:aws:iam::000000000000:role/exchange",
    externalId: "floe-pinned-id",
    stages: ["DB.S.RAW"],
  };
  beforeEach(async () => {
    await rows("DROP STAGE IF EXISTS DB.S.RAW");
    await rows("DROP INTEGRATION IF EXISTS EXCHANGE");
  });

  it("takes its stages back after somebody made it anew", async () => {
    const { id, old } = await made(INTEGRATION, base);
    await rows("CREATE STAGE DB.S.RAW URL = 's3://bucket/raw/' STORAGE_INTEGRATION = EXCHANGE");
    expect((await provider.read(INTEGRATION, id, old)).inputs).toEqual(old.inputs);
    await rows(
      "CREATE OR REPLACE STORAGE INTEGRATION EXCHANGE TYPE = EXTERNAL_STAGE STORAGE_PROVIDER = 'S3' ENABLED = TRUE STORAGE_AWS_ROLE_ARN = 'arn:aws:iam::000000000000:role/exchange' STORAGE_ALLOWED_LOCATIONS = ('s3://bucket/raw/')",
    );
    const { inputs, properties } = await provider.read(INTEGRATION, id, old);
    expect((await provider.diff(INTEGRATION, inputs, old.inputs, properties)).details).toEqual({
      externalId: "update",
      "stages[0]": "add",
    });
    expect(properties.hiddenId).not.toBe(old.state.hiddenId);
    const state = await provider.update(INTEGRATION, id, { inputs, state: properties }, old.inputs);
    expect((await rows("SHOW STAGES LIKE 'RAW' IN SCHEMA DB.S"))[0]).toMatchObject({
      storage_integration: "EXCHANGE",
    });
    expect((await provider.read(INTEGRATION, id, { inputs: old.inputs, state })).inputs).toEqual(old.inputs);
  });

  it("changes its owner in place, with its grants and its hidden id", async () => {
    const { id, old } = await made(INTEGRATION, { ...base, role: "FIRST" });
    await rows("GRANT USAGE ON INTEGRATION EXCHANGE TO ROLE READER");
    const news = { ...old.inputs, role: "SECOND", comment: "moved" };
    const state = await provider.update(INTEGRATION, id, old, news);
    expect(state.hiddenId).toBe(old.state.hiddenId);
    expect(await grants("INTEGRATION EXCHANGE")).toEqual(["OWNERSHIP SECOND", "USAGE READER"]);
    await provider.delete(INTEGRATION, id, state, news);
  });
});

it("a Python function changes its owner, names and code in place, with its grants", async () => {
  const base: Bag = {
    database: "DB",
    schema: "S",
    name: "F",
    role: "FIRST",
    arguments: [{ name: "A", type: "NUMBER" }],
    returns: "NUMBER",
    handler: "f",
    code: "def f(a):\n    return a\n",
  };
  const { id, old } = await made(FUNCTION, base);
  await rows("GRANT USAGE ON FUNCTION DB.S.F(NUMBER) TO ROLE READER");
  const { inputs: news } = await provider.check(FUNCTION, {
    ...base,
    role: "SECOND",
    arguments: [{ name: "B", type: "NUMBER", default: "1" }],
    handler: "g",
    code: "def g(b):\n    return b\n",
  });
  const state = await provider.update(FUNCTION, id, old, news);
  expect(await grants("FUNCTION DB.S.F(NUMBER)")).toEqual(["OWNERSHIP SECOND", "USAGE READER"]);
  expect((await provider.read(FUNCTION, id, { inputs: news, state })).inputs).toEqual(news);
  await rows("ALTER FUNCTION DB.S.F(NUMBER) SET COMMENT = 'by hand'", "SECOND");
  const drift = await provider.read(FUNCTION, id, { inputs: news, state });
  expect((await provider.diff(FUNCTION, drift.inputs, news, drift.properties)).details).toEqual({
    comment: "delete",
  });
  await provider.delete(FUNCTION, id, state, news);
  expect((await provider.read(FUNCTION, id, { inputs: news, state })).id).toBe("");
});

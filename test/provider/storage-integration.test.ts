import { describe, expect, it } from "vitest";
import { type Bag, failureOf, type Harness, initFailure } from "./support/harness";
import { useSnowflake } from "./support/provided";
import { FakeSnowflake } from "./support/snowflake";

const TYPE = "floe:snowflake:StorageIntegration";
const cloud = new FakeSnowflake();
let provider: Harness;
useSnowflake(cloud, (on) => (provider = on));

const base: Bag = {
  name: "EXCHANGE",
  allowedLocations: ["s3://bucket/raw/", "s3://bucket/train/"],
  roleArn: "arn:aws:iam::123456789012:role/exchange",
  externalId: "floe-1a2b3c",
};

async function made(extra: Bag = {}) {
  const inputs = await provider.checked(TYPE, { ...base, ...extra });
  const { id, properties } = await provider.create(TYPE, inputs);
  return { id, old: { inputs, state: properties } };
}

describe("storage integration", () => {
  it("is created with a pinned external id and tells whom to trust", async () => {
    const { id, old } = await made({ comment: "it's ours" });
    expect(id).toBe("EXCHANGE");
    expect(old.state).toMatchObject({ iamUserArn: "arn:aws:iam::1:user/u", externalId: "floe-1a2b3c" });
    expect(cloud.changing()).toEqual([
      `CREATE STORAGE INTEGRATION "EXCHANGE" TYPE = EXTERNAL_STAGE STORAGE_PROVIDER = 'S3' ENABLED = TRUE ` +
        `STORAGE_AWS_ROLE_ARN = 'arn:aws:iam::123456789012:role/exchange' STORAGE_AWS_EXTERNAL_ID = 'floe-1a2b3c' ` +
        `STORAGE_ALLOWED_LOCATIONS = ('s3://bucket/raw/', 's3://bucket/train/') COMMENT = 'it''s ours'`,
    ]);
  });
  it("is altered in place, never created anew, and keeps its hidden id", async () => {
    const { id, old } = await made({ comment: "old", blockedLocations: ["s3://bucket/raw/secret/"] });
    const { inputs } = await provider.check(TYPE, { ...base, allowedLocations: ["s3://bucket/all/"] });
    expect(await provider.diff(TYPE, old.inputs, inputs, old.state)).toMatchObject({
      replaces: [],
      stables: ["iamUserArn", "hiddenId"],
    });
    const from = cloud.statements.length;
    const state = await provider.update(TYPE, id, old, inputs);
    expect(cloud.changing(from).map((sql) => sql.replace(/ SET .*/, " SET"))).toEqual([
      'ALTER STORAGE INTEGRATION "EXCHANGE" SET',
      'ALTER STORAGE INTEGRATION "EXCHANGE" UNSET STORAGE_BLOCKED_LOCATIONS',
      'ALTER STORAGE INTEGRATION "EXCHANGE" UNSET COMMENT',
    ]);
    expect(state.hiddenId).toBe(old.state.hiddenId);
    expect((await provider.read(TYPE, id, { inputs, state })).inputs).toEqual(inputs);
  });
  it("does not mind the order of locations, and replaces for another name only", async () => {
    const { old } = await made();
    const turned = { ...old.inputs, allowedLocations: ["s3://bucket/train/", "s3://bucket/raw/"] };
    expect((await provider.diff(TYPE, old.inputs, turned, old.state)).changes).toBe(false);
    const renamed = await provider.diff(TYPE, old.inputs, { ...old.inputs, name: "OTHER" }, old.state);
    expect(renamed).toMatchObject({ replaces: ["name"], deleteBeforeReplace: false });
  });
  it("takes up what a cut-off creation left, and refuses somebody else's", async () => {
    const first = await made();
    const again = await made({ allowedLocations: ["s3://bucket/all/"] });
    expect(again.old.state.hiddenId).toBe(first.old.state.hiddenId);
    expect(cloud.integrations.get("EXCHANGE")?.STORAGE_ALLOWED_LOCATIONS).toBe("s3://bucket/all/");
    const error = await failureOf(made({ externalId: "another-id" }));
    expect(error.message).toContain("exists already with another role or external id");
  });
  it("sees drift, imports by its name and is deleted once", async () => {
    const { id, old } = await made();
    cloud.integrations.get(id)!.STORAGE_AWS_ROLE_ARN = "arn:aws:iam::123456789012:role/changed";
    cloud.integrations.get(id)!.ENABLED = "FALSE";
    const { inputs, properties } = await provider.read(TYPE, id, old);
    expect((await provider.diff(TYPE, inputs, old.inputs, properties)).details).toEqual({
      roleArn: "update",
      enabled: "update",
    });
    await provider.update(TYPE, id, { inputs, state: properties }, old.inputs);
    const imported = await provider.read(TYPE, id);
    expect((await provider.diff(TYPE, imported.inputs, old.inputs, imported.properties)).changes).toBe(false);
    await provider.delete(TYPE, id, old.state, old.inputs);
    await provider.delete(TYPE, id, old.state, old.inputs);
    expect((await provider.read(TYPE, id, old)).id).toBe("");
  });
  it("makes its external id once when none is given, and keeps it", async () => {
    const bare = { ...base, externalId: null };
    const first = await provider.check(TYPE, bare);
    expect(first.inputs.externalId).toMatch(/^floe-[0-9a-f]+$/);
    const again = await provider.check(TYPE, bare, first.inputs);
    expect(again.inputs.externalId).toBe(first.inputs.externalId);
  });
  it("follows the partition of its role, and reaches S3 privately when told", async () => {
    const { id, old } = await made({
      roleArn: "arn:aws-us-gov:iam::123456789012:role/exchange",
      allowedLocations: ["s3gov://bucket/raw/"],
      usePrivatelinkEndpoint: true,
    });
    expect(cloud.changing()[0]).toContain("STORAGE_PROVIDER = 'S3GOV'");
    expect(cloud.changing()[0]).toContain("USE_PRIVATELINK_ENDPOINT = TRUE");
    const news = { ...old.inputs, usePrivatelinkEndpoint: false };
    const from = cloud.statements.length;
    await provider.update(TYPE, id, old, news);
    expect(cloud.changing(from)).toEqual([
      'ALTER STORAGE INTEGRATION "EXCHANGE" SET USE_PRIVATELINK_ENDPOINT = FALSE',
    ]);
  });
  it("associates its stages again after somebody made it anew", async () => {
    cloud.stages.set("RAW", null);
    const { id, old } = await made({ stages: ["DB.S.RAW", "DB.S.LATER"] });
    expect(cloud.stages.get("RAW")).toBe("EXCHANGE");
    expect((await provider.read(TYPE, id, old)).inputs).toEqual(old.inputs);
    cloud.stages.set("RAW", null);
    const { inputs, properties } = await provider.read(TYPE, id, old);
    expect(inputs.stages).toEqual(["DB.S.LATER"]);
    const diff = await provider.diff(TYPE, inputs, old.inputs, properties);
    expect(diff).toMatchObject({ changes: true, replaces: [] });
    await provider.update(TYPE, id, { inputs, state: properties }, old.inputs);
    expect(cloud.stages.get("RAW")).toBe("EXCHANGE");
    expect((await provider.read(TYPE, id, old)).inputs).toEqual(old.inputs);
  });
  it("stays in state when a stage cannot be associated", async () => {
    cloud.stages.set("RAW", null);
    const { inputs } = await provider.check(TYPE, { ...base, stages: ["DB.S.RAW"] });
    cloud.failAt = 2;
    const failure = initFailure(await failureOf(provider.create(TYPE, inputs)));
    expect(failure).toMatchObject({ id: "EXCHANGE" });
    expect(failure?.reasons.join()).toContain("a stage could not be associated");
    expect(failure?.inputs.stages).toBeUndefined();
  });
  it("gives itself to another role in place", async () => {
    const { id, old } = await made({ role: "OLD" });
    const news = { ...old.inputs, role: "NEW" };
    expect(await provider.diff(TYPE, old.inputs, news, old.state)).toMatchObject({ replaces: [] });
    const from = cloud.statements.length;
    await provider.update(TYPE, id, old, news);
    await provider.update(TYPE, id, old, news);
    expect(cloud.changing(from)).toEqual([
      'GRANT OWNERSHIP ON INTEGRATION "EXCHANGE" TO ROLE "NEW" COPY CURRENT GRANTS',
    ]);
  });
  it.each<[string, Bag, string]>([
    ["a stage by half a name", { stages: ["RAW"] }, "stages[0]: must be the qualified name of a stage"],
    [
      "a location of another partition",
      { allowedLocations: ["s3gov://bucket/raw/"] },
      "allowedLocations[0]: must be in the partition of the role",
    ],
    [
      "a bucket without a path",
      { allowedLocations: ["s3://bucket"] },
      "allowedLocations[0]: must be an S3 location with a path",
    ],
    ["no location", { allowedLocations: [] }, "allowedLocations: must hold at least one location"],
    ["a user as role", { roleArn: "arn:aws:iam::123456789012:user/x" }, "roleArn: must be the ARN of a role"],
    ["a too short external id", { externalId: "x" }, "externalId: must be 2 to 1224"],
    ["an unknown acl", { objectAcl: "public-read" }, "objectAcl: must be one of bucket-owner-full-control"],
  ])("refuses %s", async (_title, extra, reason) => {
    const { failures } = await provider.check(TYPE, { ...base, ...extra });
    expect(failures.map((failure) => failure.reason).join("\n")).toContain(reason);
  });
});

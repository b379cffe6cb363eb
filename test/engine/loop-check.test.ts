import { EventBridge } from "@aws-sdk/client-eventbridge";
import { IAM } from "@aws-sdk/client-iam";
import { S3 } from "@aws-sdk/client-s3";
import { SageMaker } from "@aws-sdk/client-sagemaker";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { StateFolder } from "../../local/cloud/state";
import { definition } from "../../provider/definition";
import { type Bag, failureOf, Harness, secret } from "../provider/support/harness";
import { Floe } from "../support/floe";
import { writeSmallLoop } from "./support/small-loop";

const TYPE = "floe:loop:Check";
const CANARY = "canary-check-4410";
const floe = new Floe();
const folder = mkdtempSync(join(tmpdir(), "floe-check-"));
let provider: Harness | undefined;
let inputs: Bag;
let preview: string;

afterAll(async () => {
  await provider?.stop();
  await floe.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** A loop on 400 rows that checks itself; `version` stands for what a deployment changes. */
function writeProgram(version: string): void {
  writeSmallLoop(folder, {
    project: "checked",
    rounds: 5,
    more: `check: {
      rows: { EVENTS: { ID: "{number}", A: 50, B: 40 } }, key: { ID: "{number}" },
      timeoutSeconds: 90, triggers: ["${version}"],
    },`,
    outputs:
      "{ checked: loop.checked, prediction: loop.nodes.check.prediction, kept: loop.nodes.check.keptObjects }",
  });
}

function cloud() {
  const running = new StateFolder(floe.state).running();
  if (!running) throw new Error("the local cloud does not run");
  return running;
}

function aws() {
  const { endpoint, region, accessKeyId, secretAccessKey } = cloud().aws;
  return { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
}

/** What the engine recorded of the check. */
function recorded(): { inputs: Bag; outputs: Bag } {
  const text = readFileSync(join(floe.state, "pulumi", ".pulumi", "stacks", "checked", "dev.json"), "utf8");
  const { checkpoint } = JSON.parse(text) as {
    checkpoint: { latest: { resources: { type: string; inputs: Bag; outputs: Bag }[] } };
  };
  const found = checkpoint.latest.resources.find(({ type }) => type === TYPE);
  if (found === undefined) throw new Error("no check is recorded");
  return found;
}

/** Marked rows and files, wherever they may be; 400 rows are the loop's own. */
async function traces(): Promise<unknown[]> {
  const [counts] = await floe.sql(
    `SELECT (SELECT COUNT(*) FROM SMALL.RAW.EVENTS WHERE ID >= 400) AS RAW,
      (SELECT COUNT(*) FROM SMALL.FEATURES.ROWS WHERE ID >= 400) AS FEATURES,
      (SELECT COUNT(*) FROM SMALL.ML.PREDICTIONS WHERE ID >= 400) AS PREDICTIONS`,
  );
  const client = new S3({ ...aws(), forcePathStyle: true });
  const { Buckets = [] } = await client.listBuckets({});
  const versions: string[] = [];
  for (const { Name } of Buckets) {
    const page = await client.listObjectVersions({ Bucket: Name! });
    for (const { Key = "" } of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]) {
      if (/^(score|predictions)\//.test(Key)) versions.push(Key);
    }
  }
  client.destroy();
  return [Object.values(counts ?? {}).map(Number), versions.length];
}

/** Runs the check once more, as the engine would. */
function check(extra: Bag = {}) {
  if (provider === undefined) throw new Error("the provider does not run");
  return provider.create(TYPE, { ...inputs, ...extra });
}
const brokenLoop = async (extra: Bag = {}) => (await failureOf(check(extra))).message;

describe("a loop that checks itself, on the local cloud", () => {
  let clean: unknown[];

  beforeAll(async () => {
    writeProgram("1");
    const { stdout, stderr } = await floe.run(["preview", folder]);
    preview = stdout + stderr;
    await floe.json("up", folder);
    const { snowflake } = cloud();
    const { endpoint, region, credentials } = aws();
    provider = await Harness.start(definition, {
      region,
      awsEndpoint: endpoint,
      accessKey: credentials.accessKeyId,
      secretKey: secret(credentials.secretAccessKey),
      account: snowflake.account,
      user: snowflake.user,
      password: secret(snowflake.password),
      host: snowflake.host,
      port: snowflake.port,
      protocol: "http",
      role: "ACCOUNTADMIN",
    });
    inputs = recorded().inputs;
  }, 240_000);

  it("says in a preview what would be checked", () => {
    expect(preview).toContain(
      "would be checked: privileges, trust, features, unload, scoring, ingest, marked rows",
    );
  });

  it("passed while it was deployed, and left no trace", async () => {
    const { outputs } = recorded();
    expect([outputs.result, outputs.checks]).toEqual([
      "passed",
      "privileges, trust, features, unload, scoring, ingest, marked rows there and back",
    ]);
    expect(outputs.prediction).toBeGreaterThan(0);
    expect(outputs.prediction).toBeLessThan(1);
    expect(outputs).toMatchObject({ removedRows: 3, keptObjects: [] });
    expect(outputs.removedObjects).toBeGreaterThanOrEqual(3);
    clean = await traces();
    expect(clean[0]).toEqual([0, 0, 0]);
    const { changes } = await floe.json("up", folder, "--expect-no-changes");
    expect(Object.keys(changes as object)).toEqual(["same"]);
  }, 60_000);

  it("names every leg that is broken so that it can be seen", async () => {
    const { IntegrationRole, restoreTrust } = await breakTrust();
    await floe.sql(`REVOKE SELECT ON TABLE SMALL.FEATURES.ROWS FROM ROLE SMALL_SCORER;
      ALTER TASK SMALL.ML.UNLOAD_NEW_ROWS SUSPEND;
      ALTER PIPE SMALL.ML.PREDICTIONS_PIPE SET PIPE_EXECUTION_PAUSED = TRUE`);
    const events = new EventBridge(aws());
    const [rule] = (inputs.scoring as { rules: string[] }).rules;
    await events.disableRule({ Name: rule! });
    const message = await brokenLoop();
    expect(message).toContain("the loop is broken: privileges, trust, unload, scoring, ingest");
    expect(message).toContain('role SMALL_SCORER lacks SELECT on table "SMALL"."FEATURES"."ROWS"');
    expect(message).toContain(IntegrationRole);
    expect(message).toContain("task UNLOAD_NEW_ROWS is suspended");
    expect(message).toContain(`rule ${rule} is disabled`);
    expect(message).toContain('pipe "SMALL"."ML"."PREDICTIONS_PIPE" is PAUSED');
    await restoreTrust();
    await events.enableRule({ Name: rule! });
    await floe.sql(`GRANT SELECT ON TABLE SMALL.FEATURES.ROWS TO ROLE SMALL_SCORER;
      ALTER TASK SMALL.ML.UNLOAD_NEW_ROWS RESUME;
      ALTER PIPE SMALL.ML.PREDICTIONS_PIPE SET PIPE_EXECUTION_PAUSED = FALSE`);
    expect(await traces()).toEqual(clean);
  }, 60_000);

  it("names a task that fails on the rows, and takes them away again", async () => {
    await floe.sql("ALTER TABLE SMALL.FEATURES.ROWS RENAME COLUMN B TO C");
    const message = await brokenLoop({ quietSeconds: 0 });
    expect(message).toContain("features: task BUILD_ROWS failed");
    await floe.sql("ALTER TABLE SMALL.FEATURES.ROWS RENAME COLUMN C TO B");
    expect(((await traces())[0] as number[])[0]).toBe(0);
  }, 90_000);

  it("repeats no secret that a statement is refused for", async () => {
    const [event] = inputs.rows as { table: string; values: Bag }[];
    const values = secret({ ...event?.values, A: `${CANARY} {marker}` });
    const message = await brokenLoop({ rows: [{ ...event, values }] as unknown as Bag[] });
    expect(message).toContain("[secret]");
    expect([message, ...(provider?.logs ?? []).map((line) => line.message)].join("\n")).not.toContain(CANARY);
    // The task that failed before may still bring the last check's row out of its stream.
    expect(((await traces())[0] as number[])[0]).toBe(0);
  }, 60_000);

  it("names the state machine's own error", async () => {
    const iam = new IAM(aws());
    const { Roles = [] } = await iam.listRoles({});
    const RoleName = Roles.map((role) => role.RoleName ?? "").find((name) => /scoring$/.test(name))!;
    const { PolicyDocument } = await iam.getRolePolicy({ RoleName, PolicyName: "machine" });
    await iam.deleteRolePolicy({ RoleName, PolicyName: "machine" });
    const message = await brokenLoop();
    await iam.putRolePolicy({
      RoleName,
      PolicyName: "machine",
      PolicyDocument: decodeURIComponent(PolicyDocument!),
    });
    expect(message).toMatch(/scoring: execution .* failed: .*not authorized/s);
  }, 120_000);

  it("passes again once all is mended, with nothing left of the checks that failed", async () => {
    const { properties } = await check();
    expect(properties.result).toBe("passed");
    expect(await traces()).toEqual(clean);
  }, 120_000);

  it("fails a deployment that changed the loop, until the leg is mended", async () => {
    const pause = (paused: string) =>
      floe.sql(`ALTER PIPE SMALL.ML.PREDICTIONS_PIPE SET PIPE_EXECUTION_PAUSED = ${paused}`);
    writeProgram("2");
    await pause("TRUE");
    const failed = await floe.run(["up", folder]);
    expect(failed.code).toBe(1);
    expect(failed.stdout + failed.stderr).toContain(
      'pipe "SMALL"."ML"."PREDICTIONS_PIPE" is PAUSED. Fix: ALTER PIPE',
    );
    await pause("FALSE");
    const { outputs } = await floe.json("up", folder);
    expect(outputs).toMatchObject({ checked: expect.stringMatching(/^passed: privileges, trust/) as string });
    expect(await traces()).toEqual(clean);
  }, 120_000);

  it("names an endpoint that is gone", async () => {
    const { endpointName } = inputs.scoring as { endpointName: string };
    await new SageMaker(aws()).deleteEndpoint({ EndpointName: endpointName });
    await expect.poll(() => brokenLoop(), { timeout: 20_000 }).toContain(`endpoint ${endpointName} is gone`);
  }, 60_000);

  it("goes away with the loop", async () => {
    const { changes } = await floe.json("destroy", folder);
    expect(Object.keys(changes as object)).toEqual(["delete"]);
  }, 120_000);
});

/** Lets the integration's role trust another external id. */
async function breakTrust() {
  const iam = new IAM(aws());
  const { roleArn: IntegrationRole, externalId } = inputs.integration as {
    roleArn: string;
    externalId: string;
  };
  const RoleName = IntegrationRole.split("/").at(-1)!;
  const { Role } = await iam.getRole({ RoleName });
  const trust = decodeURIComponent(Role!.AssumeRolePolicyDocument!);
  const wrong = trust.replace(externalId, "somebody-else");
  expect(wrong).not.toBe(trust);
  await iam.updateAssumeRolePolicy({ RoleName, PolicyDocument: wrong });
  return {
    IntegrationRole,
    restoreTrust: () => iam.updateAssumeRolePolicy({ RoleName, PolicyDocument: trust }),
  };
}

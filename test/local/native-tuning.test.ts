import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { create } from "tar";
import { afterAll, beforeAll, expect, it } from "vitest";
import { define } from "../../provider/definition";
import { type Bag, failureOf, Harness, initFailure, secret } from "../provider/support/harness";
import { makeRole, s3, startTestAws, type TestAws, xgboostImage } from "./support/aws";
import { table } from "./support/data";

const TYPE = "floe:sagemaker:TuningJob";
const bucket = "native-tuning";
let test: TestAws;
let role: string;
let provider: Harness;

beforeAll(async () => {
  test = await startTestAws();
  role = await makeRole(test.aws, "tuner", "sagemaker.amazonaws.com", [
    { Action: ["s3:GetObject", "s3:PutObject"], Resource: `arn:aws:s3:::${bucket}/*` },
    { Action: "s3:ListBucket", Resource: `arn:aws:s3:::${bucket}` },
    { Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], Resource: "*" },
  ]);
  const client = s3(test.aws);
  const put = (Key: string, Body: string | Buffer) =>
    client.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  const rows = table(1200, 9);
  await put("train/a.csv", rows.slice(0, 900).join("\n"));
  await put("validation/a.csv", rows.slice(900).join("\n"));
  const folder = mkdtempSync(join(tmpdir(), "floe-native-tuning-"));
  const program = "import time\nprint('score=0.5', flush=True)\ntime.sleep(60)\n";
  writeFileSync(join(folder, "slow.py"), program);
  await create({ cwd: folder, gzip: true, file: join(folder, "code.tar.gz") }, ["slow.py"]);
  await put("code.tar.gz", readFileSync(join(folder, "code.tar.gz")));
  rmSync(folder, { recursive: true });
  provider = await Harness.start(
    define(() => Promise.reject(new Error("no Snowflake here"))),
    {
      region: test.aws.region,
      awsEndpoint: test.aws.endpoint,
      accessKey: test.aws.credentials.accessKeyId,
      secretKey: secret(test.aws.credentials.secretAccessKey),
    },
  );
});
afterAll(async () => {
  await provider.stop();
  await test.end();
});

async function checked(extra: Bag): Promise<Bag> {
  const channel = (name: string) => ({ s3Uri: `s3://${bucket}/${name}/`, contentType: "text/csv" });
  const { inputs, failures } = await provider.check(TYPE, {
    roleArn: role,
    instanceType: "ml.m5.large",
    volumeSizeGb: 1,
    maxRuntimeSeconds: 300,
    channels: { train: channel("train"), validation: channel("validation") },
    outputPath: `s3://${bucket}/tuned`,
    ...extra,
  });
  expect(failures).toEqual([]);
  return inputs;
}

it("searches truly, gives the best trial's artifact, and searches anew only for what defines the search", async () => {
  const xgboost = {
    image: xgboostImage,
    hyperparameters: { num_round: "8", objective: "binary:logistic" },
    objective: { metric: "validation:auc", goal: "Maximize" },
    ranges: {
      max_depth: { type: "integer", min: 1, max: 5 },
      eta: { type: "continuous", min: 0.01, max: 0.5, scaling: "Logarithmic" },
    },
    randomSeed: 3,
    maxJobs: 3,
    maxParallelJobs: 2,
    gate: { metric: "validation:auc", threshold: 0.5 },
    tags: { team: "risk" },
  };
  const inputs = await checked(xgboost);
  const { id, properties } = await provider.create(TYPE, inputs, { name: "flights" });
  const trials = properties.trials as Bag[];
  const values = trials.map(({ objective }) => objective as number);
  expect(values).toHaveLength(3);
  expect(new Set(values).size).toBeGreaterThan(1);
  expect(properties).toMatchObject({
    status: "Completed",
    bestObjective: Math.max(...values),
    bestJobName: trials[0]?.jobName,
    gatePassed: true,
    trialCounts: { Completed: 3, InProgress: 0, Stopped: 0, Failed: 0 },
  });
  expect(properties.hyperparameters).toMatchObject({ num_round: "8", objective: "binary:logistic" });
  expect(properties.artifactETag).toMatch(/^[0-9a-f-]{32,}$/);
  expect(properties.artifactUri).toContain(trials[0]?.jobName);
  const log = provider.logs.map(({ message }) => message).join("\n");
  expect(log).toMatch(/3 of 3 trials ended; best validation:auc 0\.\d+/);

  const found = await provider.read(TYPE, id);
  const { inputs: known } = await provider.check(TYPE, { ...found.inputs, gate: xgboost.gate });
  expect((await provider.diff(TYPE, known, inputs)).details).toEqual({});

  const tagged = await checked({ ...xgboost, tags: { team: "fraud" } });
  const after = await provider.update(TYPE, id, { inputs, state: properties }, tagged);
  expect(after.jobName).toBe(id);
  const warm = await checked({
    ...xgboost,
    maxJobs: 1,
    warmStart: { type: "IdenticalDataAndAlgorithm", parents: [id] },
  });
  const again = await provider.update(TYPE, id, { inputs: tagged, state: after }, warm);
  expect(again.jobName).not.toBe(id);
  expect(again.overallBestObjective).toBeGreaterThanOrEqual(Math.max(...values));

  const gone = { ...again, onDelete: "delete" };
  await provider.delete(TYPE, id, gone, { ...warm, onDelete: "delete" });
  expect((await provider.read(TYPE, again.jobName as string)).id).toBe("");
  await provider.delete(TYPE, id, gone, { ...warm, onDelete: "delete" });
}, 120_000);

it("cancelled, stops the search and its trials", async () => {
  const inputs = await checked({
    image: "123456789012.dkr.ecr.us-east-1.amazonaws.com/own:1",
    hyperparameters: {
      sagemaker_program: "slow.py",
      sagemaker_submit_directory: `s3://${bucket}/code.tar.gz`,
    },
    objective: { metric: "score", goal: "Maximize" },
    metricDefinitions: [{ name: "score", regex: "score=([0-9.]+)" }],
    ranges: { x: { type: "continuous", min: 0, max: 1 } },
    strategy: "Random",
    maxJobs: 5,
  });
  const error = await failureOf(provider.create(TYPE, inputs, { timeout: 2, name: "slow" }));
  const left = initFailure(error);
  expect(left?.reasons.join()).toContain("it was asked to stop");
  for (;;) {
    const { properties } = await provider.read(TYPE, left?.id ?? "", {
      inputs,
      state: left?.properties ?? {},
    });
    if (properties.status === "Stopping" || properties.status === "InProgress") continue;
    expect(properties).toMatchObject({ status: "Stopped", trialCounts: { Stopped: 1, InProgress: 0 } });
    break;
  }
}, 60_000);

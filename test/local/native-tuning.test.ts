import { afterAll, beforeAll, expect, it } from "vitest";
import { type Bag, failureOf, type Harness, initFailure } from "../provider/support/harness";
import { dataIn, logging, makeRole, startTestAws, xgboostImage, type TestAws } from "./support/aws";
import { TestBucket } from "./support/bucket";
import { providerOnAws } from "./support/native";
import { packed } from "./support/pack";

const TYPE = "floe:sagemaker:TuningJob";
const bucket = "native-tuning";
let data: TestBucket;
let test: TestAws;
let role: string;
let provider: Harness;

beforeAll(async () => {
  test = await startTestAws();
  role = await makeRole(test.aws, "tuner", "sagemaker.amazonaws.com", [...dataIn(bucket), logging]);
  data = await TestBucket.make(test, bucket);
  await data.putTable(1200, 9, [900]);
  const program = "import time\nprint('score=0.5', flush=True)\ntime.sleep(60)\n";
  await data.put("code.tar.gz", packed("slow.py", program));
  provider = await providerOnAws(test.aws);
});
afterAll(async () => {
  await provider.stop();
  await test.end();
});

function checked(extra: Bag): Promise<Bag> {
  const channel = (name: string) => ({ s3Uri: `s3://${bucket}/${name}/`, contentType: "text/csv" });
  return provider.checked(TYPE, {
    roleArn: role,
    instanceType: "ml.m5.large",
    volumeSizeGb: 1,
    maxRuntimeSeconds: 300,
    channels: { train: channel("train"), validation: channel("validation") },
    outputPath: `s3://${bucket}/tuned`,
    ...extra,
  });
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

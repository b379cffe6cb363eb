import * as sdk from "@aws-sdk/client-sagemaker";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { define } from "../../provider/definition";

import { unmapped } from "../../provider/sagemaker/tuning-job/members";
import { request } from "../../provider/sagemaker/tuning-job/request";
import { type Bag, Harness, UNKNOWN } from "./support/harness";
import { leavesOf } from "./support/model";
import { requestPaths, without } from "./support/request-paths";

const TYPE = "floe:sagemaker:TuningJob";
let provider: Harness;
beforeAll(async () => {
  provider = await Harness.start(
    define(() => Promise.reject(new Error("no Snowflake here"))),
    { region: "us-east-1" },
  );
});
afterAll(() => provider.stop());

const image = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.2-0";
const own = "123456789012.dkr.ecr.us-east-1.amazonaws.com/own:1";
const eta = { type: "continuous", min: 0.01, max: 0.5 };
const objective = { metric: "validation:auc", goal: "Maximize" };
const score = {
  objective: { metric: "score", goal: "Maximize" },
  metricDefinitions: [{ name: "score", regex: "s=(.*)" }],
};
const base: Bag = {
  image,
  roleArn: "arn:aws:iam::123456789012:role/train",
  instanceType: "ml.m5.xlarge",
  maxRuntimeSeconds: 3600,
  hyperparameters: { num_round: "50", objective: "binary:logistic" },
  objective,
  ranges: { eta },
  channels: { train: { s3Uri: "s3://data/train/" } },
  outputPath: "s3://data/tuned",
  maxJobs: 3,
};

async function problems(extra: Bag, from: Bag = base): Promise<string[]> {
  const { failures } = await provider.check(TYPE, { ...from, ...extra });
  return failures.map(({ reason }) => reason);
}

describe("check", () => {
  it.each<[string, Bag, RegExp]>([
    ["a misspelt hyperparameter", { hyperparameters: { num_rounds: "5" } }, /num_rounds.*write num_round/],
    [
      "a stranger among the ranges",
      { ranges: { depth: { ...eta } } },
      /ranges\.depth.*is not a hyperparameter/,
    ],
    [
      "one that cannot be tuned",
      { ranges: { nthread: { type: "integer", min: 1, max: 2 } } },
      /cannot be tuned/,
    ],
    ["a wrong kind", { ranges: { max_depth: { type: "continuous", min: 1, max: 9 } } }, /must be integer or/],
    [
      "a range that is too wide",
      { ranges: { eta: { ...eta, max: 3 } } },
      /ranges\.eta\.max: must be at most 1/,
    ],
    [
      "no greatest value",
      { ranges: { eta: { type: "continuous", min: 0.1 } } },
      /eta\.max: is required by type/,
    ],
    ["values of a number", { ranges: { eta: { ...eta, values: ["1"] } } }, /eta\.values: has no meaning/],
    ["no values", { ranges: { eta: { type: "categorical", values: [] } } }, /must hold 1 to 30 values/],
    [
      "one that is fixed too",
      { ranges: { num_round: { type: "integer", min: 1, max: 9 } } },
      /fixed value in/,
    ],
    ["nothing to search", { ranges: {} }, /ranges: is required/],
    ["auto without Autotune", { ranges: { eta: { type: "auto", hint: "0.1" } } }, /auto is for autotune/],
    ["no objective", { objective: null }, /objective: is required/],
    [
      "the wrong direction",
      { objective: { metric: "validation:auc", goal: "Minimize" } },
      /must be Maximize/,
    ],
    [
      "another channel's metric",
      { objective: { metric: "train:auc", goal: "Maximize" } },
      /write validation:auc/,
    ],
    ["a metric nobody reads", { image: own, objective: score.objective }, /not in metricDefinitions/],
    [
      "another region's image",
      { image: image.replace("us-east-1", "eu-west-1") },
      /for us-east-1 and not for/,
    ],
    ["no algorithm", { image: null }, /image: is required: one of image, algorithmArn says/],
    ["no instances", { instanceType: null }, /one of instanceType, instanceGroups, instancePreferences says/],
    ["no bound", { maxJobs: null }, /maxJobs: is required/],
    ["too many trials", { maxJobs: 751 }, /maxJobs: must be 1 to 750/],
    ["too many at once", { maxParallelJobs: 101 }, /maxParallelJobs: must be 1 to 100/],
    ["too short a search", { maxTuningSeconds: 60 }, /maxTuningSeconds: must be 120/],
    ["too little patience", { completion: { jobsNotImproving: 2 } }, /jobsNotImproving: must be 3/],
    ["numbers in a grid", { strategy: "Grid", maxJobs: null }, /must be categorical for the strategy Grid/],
    [
      "another number than the grid has",
      { strategy: "Grid", ranges: { eta: { type: "categorical", values: ["0.1", "0.2"] } } },
      /number of combinations \(2\)/,
    ],
    ["Hyperband's epochs for another", { hyperband: { maxResource: 9 } }, /for the strategy Hyperband only/],
    ["Hyperband without epochs", { strategy: "Hyperband" }, /maxResource: is required/],
    [
      "Hyperband that stops twice",
      { strategy: "Hyperband", hyperband: { maxResource: 9 }, earlyStopping: "Auto" },
      /must be Off with Hyperband/,
    ],
    [
      "a parent that is an ARN",
      { warmStart: { type: "TransferLearning", parents: ["arn:aws:x"] } },
      /not the ARN/,
    ],
    ["no parent", { warmStart: { type: "TransferLearning", parents: [] } }, /name 1 to 5 tuning jobs, not 0/],
    ["a budget that is too small", { maxCostUsd: 0.5 }, /may cost up to 0\.69 USD/],
    [
      "a budget nothing bounds",
      { maxCostUsd: 5, autotune: true, maxJobs: null },
      /maxCostUsd: cannot be checked/,
    ],
    ["a gate without a bar", { gate: { metric: "validation:auc" } }, /neither a threshold/],
    ["a prefix with a space", { namePrefix: "my job" }, /not a valid SageMaker tuning job name/],
    ["no training at all", { trainings: {} }, /trainings: must hold 1 to 10/],
    [
      "two directions",
      { trainings: { a: {}, b: { objective: { metric: "validation:rmse", goal: "Minimize" } } } },
      /both directions/,
    ],
    [
      "several with a warm start",
      { trainings: { a: {} }, warmStart: { type: "TransferLearning", parents: ["p"] } },
      /cannot stand beside trainings/,
    ],
    [
      "a training's own mistake",
      { trainings: { a: { ranges: { eta: { ...eta, max: 3 } } } } },
      /trainings\.a\.ranges\.eta\.max/,
    ],
    [
      "a mistake of all",
      { trainings: { a: {}, b: {} }, outputPath: "data" },
      /^outputPath: is not an S3 URI/,
    ],
  ])("refuses %s", async (_name, extra, message) => {
    const found = await problems(Object.fromEntries(Object.entries(extra)));
    expect(found.join("\n")).toMatch(message);
  });

  it("says what several trainings have in common once", async () => {
    expect(await problems({ trainings: { a: {}, b: {}, c: {} }, outputPath: "data" })).toHaveLength(1);
  });

  it.each<[string, Bag]>([
    [
      "required hyperparameters that are tuned",
      { hyperparameters: {}, ranges: { eta, num_round: { type: "integer", min: 10, max: 90 } } },
    ],
    [
      "the epochs of a hyperparameter",
      { image: own, ...score, strategy: "Hyperband", hyperparameters: { epochs: "9" } },
    ],
    ["what the table does not know, when told so", { checkAlgorithm: false, ranges: { depth: eta } }],
    [
      "a script on the built-in image",
      { hyperparameters: { sagemaker_program: "a.py" }, ranges: { x: eta }, ...score },
    ],
    ["everything left to Autotune", { autotune: true, ranges: {}, maxJobs: null }],
    ["ten thousand random trials", { strategy: "Random", maxJobs: 10_000 }],
    [
      "instances in order of preference, on spot capacity",
      {
        instanceType: null,
        instancePreferences: [{ instanceType: "ml.m5.xlarge" }, { instanceType: "ml.c5.xlarge" }],
        spot: true,
        maxWaitSeconds: 7200,
        checkpoint: { s3Uri: "s3://data/c" },
      },
    ],
    [
      "a training with an image of its own beside a common one",
      { trainings: { a: {}, b: { image: own, ...score, hyperparameters: {} } } },
    ],
  ])("takes %s", async (_name, extra) => {
    expect(await problems(extra)).toEqual([]);
  });

  it("raises nothing about what is not known yet", async () => {
    for (const name of Object.keys(base))
      expect([name, await problems({ [name]: UNKNOWN })]).toEqual([name, []]);
    const nested = {
      ranges: { eta: { ...eta, max: UNKNOWN } },
      objective: { metric: UNKNOWN, goal: "Maximize" },
    };
    expect(await problems(nested)).toEqual([]);
    expect(await problems({ trainings: UNKNOWN })).toEqual([]);
    expect(await problems({ trainings: { a: { image: UNKNOWN }, b: UNKNOWN } })).toEqual([]);
  });
});

/** Every input there is, of one training and of several. */
const everything: Bag = {
  ...base,
  strategy: "Hyperband",
  hyperband: { minResource: 1, maxResource: 9 },
  maxParallelJobs: 2,
  maxTuningSeconds: 3600,
  earlyStopping: "Off",
  completion: { target: 0.9, jobsNotImproving: 3, convergence: true },
  randomSeed: 1,
  autotune: true,
  warmStart: { type: "TransferLearning", parents: ["a", "b"] },
  ranges: {
    eta: { ...eta, scaling: "Logarithmic" },
    max_depth: { type: "integer", min: 1, max: 6, scaling: "Linear" },
    subsample: { type: "categorical", values: ["0.5"] },
    alpha: { type: "auto", hint: "1" },
  },
  algorithmArn: "arn:aws:sagemaker:us-east-1:123456789012:algorithm/a",
  inputMode: "Pipe",
  ...without(score, "objective"),
  channels: {
    train: {
      s3Uri: "s3://data/train/",
      dataType: "ManifestFile",
      distribution: "ShardedByS3Key",
      attributeNames: ["a"],
      instanceGroups: ["g"],
      acceptEula: true,
      hubContentArn: "arn:h",
      contentType: "text/csv",
      compression: "Gzip",
      recordWrapper: "RecordIO",
      inputMode: "Pipe",
      shuffleSeed: 1,
    },
    files: { fileSystem: { id: "fs-1", type: "EFS", directory: "/d", accessMode: "ro" } },
    set: { datasetArn: "arn:d" },
  },
  outputCompression: "GZIP",
  kmsKeyId: "alias/k",
  checkpoint: { s3Uri: "s3://data/c", localPath: "/c" },
  environment: { A: "b" },
  instanceCount: 1,
  volumeSizeGb: 30,
  volumeKmsKeyId: "alias/v",
  instanceGroups: [{ name: "g", instanceType: "ml.m5.xlarge", instanceCount: 1 }],
  trainingPlanArn: "arn:p",
  placement: { multipleJobs: true, ultraServers: [{ id: "u", instanceCount: 1 }] },
  vpc: { subnets: ["subnet-1"], securityGroupIds: ["sg-1"] },
  networkIsolation: true,
  encryptInterContainerTraffic: true,
  keepAliveSeconds: 60,
  maxWaitSeconds: 7200,
  maxPendingSeconds: 7200,
  spot: true,
  maxRetries: 2,
};

describe("the request", () => {
  const tags = [{ Key: "floe:token", Value: "t" }];

  it("has every member of the installed SDK, or a reason why not", () => {
    const preferred = {
      trainings: { a: { instancePreferences: [{ instanceType: "ml.m5.xlarge" }] } },
    };
    const made = [
      everything,
      without(everything, "instanceGroups"),
      { ...everything, trainings: { a: {} } },
      { ...without(everything, "instanceGroups"), trainings: { a: {} } },
      { ...everything, ...preferred },
    ].flatMap((inputs) => requestPaths(request("n", tags, inputs)));
    const single = (path: string) => path.replace("TrainingJobDefinitions.", "TrainingJobDefinition.");
    const reached = new Set(made.map(single));
    const leaves = [...new Set(leavesOf(sdk.CreateHyperParameterTuningJobRequest$).map(single))];
    const excused = (path: string) =>
      Object.keys(unmapped).some((end) => {
        const [root = ""] = end.split(".*");
        return end.endsWith(".*") ? path.includes(`.${root}.`) : path === root || path.endsWith(`.${root}`);
      });
    expect(leaves.length).toBeGreaterThan(80);
    const missing = leaves.filter(
      (path) => ![...reached].some((one) => one === path || one.startsWith(`${path}.`)) && !excused(path),
    );
    expect(missing).toEqual([]);
    const strangers = [...reached].filter(
      (path) => !leaves.includes(path) && !leaves.some((leaf) => path.startsWith(`${leaf}.`)),
    );
    expect(strangers).toEqual([]);
  });

  it("of one training has objective and ranges beside it, of several within each", () => {
    const one = request("n", tags, base);
    expect(one.HyperParameterTuningJobConfig).toEqual({
      HyperParameterTuningJobObjective: { MetricName: "validation:auc", Type: "Maximize" },
      ParameterRanges: {
        ContinuousParameterRanges: [
          { Name: "eta", MinValue: "0.01", MaxValue: "0.5", ScalingType: undefined },
        ],
      },
      ResourceLimits: { MaxNumberOfTrainingJobs: 3, MaxParallelTrainingJobs: 1 },
    });
    expect(one.TrainingJobDefinition?.StaticHyperParameters).toEqual(base.hyperparameters);
    expect(one.TrainingJobDefinitions).toBeUndefined();
    const several = request("n", tags, {
      ...base,
      trainings: { a: {}, b: { instancePreferences: [{ instanceType: "ml.c5.xlarge" }] } },
    });
    expect(several.HyperParameterTuningJobConfig?.ParameterRanges).toBeUndefined();
    expect(several.TrainingJobDefinition).toBeUndefined();
    const [a, b] = several.TrainingJobDefinitions ?? [];
    expect(a).toMatchObject({
      DefinitionName: "a",
      TuningObjective: { MetricName: "validation:auc" },
      ResourceConfig: { InstanceType: "ml.m5.xlarge" },
    });
    expect(b?.ResourceConfig).toBeUndefined();
    expect(b?.HyperParameterTuningResourceConfig).toEqual({
      AllocationStrategy: "Prioritized",
      InstanceConfigs: [{ InstanceType: "ml.c5.xlarge", InstanceCount: 1, VolumeSizeInGB: 30 }],
    });
  });
});

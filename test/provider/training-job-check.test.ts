import { describe, expect, it } from "vitest";
import type { Bag } from "../../provider/framework";
import { changedPaths, said } from "../../provider/sagemaker/jobs/changes";
import { periodOf } from "../../provider/sagemaker/jobs/period";
import { check } from "../../provider/sagemaker/training-job/check";
import { cost, maxCost } from "../../provider/sagemaker/training-job/cost";

const gpu = "ml.g4dn.xlarge";
const base: Bag = {
  image: "123456789012.dkr.ecr.us-east-1.amazonaws.com/own:1",
  roleArn: "arn:aws:iam::123456789012:role/train",
  instanceType: "ml.m5.xlarge",
  instanceCount: 1,
  maxRuntimeSeconds: 3600,
  channels: { train: { s3Uri: "s3://data/train/" } },
  outputPath: "s3://data/models",
};
const without = (...names: string[]): Bag =>
  Object.fromEntries(Object.entries(base).filter(([name]) => !names.includes(name)));
const found = (inputs: Bag, unknown: readonly string[] = []) =>
  check(inputs, new Set(unknown)).map(({ property, reason }) => `${property}: ${reason}`);

const groups = [{ name: "gpu", instanceType: gpu, instanceCount: 2 }];
const preferences = [{ instanceType: gpu }, { instanceType: "ml.g5.xlarge" }];
const serverless = {
  baseModelArn: "arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model/m/1",
  jobType: "FineTuning",
};
const vpc = { subnets: ["subnet-12345678"], securityGroupIds: ["sg-12345678"] };
const efs = { id: "fs-12345678", type: "EFS", directory: "/data", accessMode: "ro" };

describe("check of training jobs", () => {
  it.each<[string, Bag]>([
    ["one instance type", base],
    ["a heterogeneous cluster", { ...without("instanceType", "instanceCount"), instanceGroups: groups }],
    ["preferences", { ...without("instanceType"), instancePreferences: preferences }],
    ["a serverless job", { ...without("instanceType", "image"), serverless }],
    ["a file system in a network", { ...base, vpc, channels: { train: { fileSystem: efs } } }],
    [
      "an algorithm of the Marketplace",
      { ...without("image"), algorithmArn: "arn:aws:sagemaker:us-east-1:123456789012:algorithm/a" },
    ],
    ["distributed training", { ...base, instanceCount: 4, distribution: { strategy: "torchDistributed" } }],
  ])("accepts %s", (_title, inputs) => expect(found(inputs)).toEqual([]));

  it.each<[string, Bag, string]>([
    ["no instances", without("instanceType"), "instanceType: is required: one of"],
    [
      "two kinds of instances",
      { ...base, instanceGroups: groups },
      "instanceType: cannot stand beside instanceGroups",
    ],
    [
      "two algorithms",
      { ...base, algorithmArn: "arn:aws:sagemaker:us-east-1:123456789012:algorithm/a" },
      "image: cannot stand beside algorithmArn",
    ],
    [
      "a count beside groups",
      { ...without("instanceType"), instanceCount: 3, instanceGroups: groups },
      "instanceCount: has no meaning with instanceGroups",
    ],
    [
      "groups of one name",
      { ...without("instanceType"), instanceGroups: [...groups, ...groups] },
      'instanceGroups: names "gpu" twice',
    ],
    [
      "a channel for no group",
      { ...base, channels: { train: { s3Uri: "s3://data/t", instanceGroups: ["gpu"] } } },
      'channels.train.instanceGroups: names the group "gpu", which is none',
    ],
    [
      "preferences of one type",
      { ...without("instanceType"), instancePreferences: [preferences[0]!, preferences[0]!] },
      "instancePreferences: name ml.g4dn.xlarge twice",
    ],
    [
      "counts for some preferences",
      {
        ...without("instanceType"),
        instancePreferences: [{ ...preferences[0], instanceCount: 2 }, preferences[1]!],
      },
      "for all alternatives or for none",
    ],
    [
      "spot preferences",
      {
        ...without("instanceType"),
        instancePreferences: preferences,
        spot: true,
        maxWaitSeconds: 7200,
        checkpoint: { s3Uri: "s3://b-1/c" },
      },
      "spot: cannot stand beside instancePreferences",
    ],
    [
      "a warm spot pool",
      {
        ...base,
        keepAliveSeconds: 60,
        spot: true,
        maxWaitSeconds: 7200,
        checkpoint: { s3Uri: "s3://bucket/c" },
      },
      "keepAliveSeconds: is not for spot training",
    ],
    [
      "an evaluation of no kind",
      { ...without("instanceType", "image"), serverless: { ...serverless, jobType: "Evaluation" } },
      "serverless.evaluationType: is required",
    ],
    [
      "spot without instances",
      {
        ...without("instanceType", "image"),
        serverless,
        spot: true,
        maxWaitSeconds: 7200,
        checkpoint: { s3Uri: "s3://bucket/c" },
      },
      "spot: has no meaning for a serverless job",
    ],
    [
      "a budget for tokens",
      { ...without("instanceType", "image"), serverless, maxCostUsd: 5 },
      "maxCostUsd: cannot be checked for a serverless job",
    ],
    [
      "a channel without data",
      { ...base, channels: { train: { contentType: "text/csv" } } },
      "channels.train.s3Uri: is required: one of s3Uri, fileSystem, datasetArn",
    ],
    [
      "a file system without a network",
      { ...base, channels: { train: { fileSystem: efs } } },
      "vpc: is required: channels.train reads a file system",
    ],
    [
      "a relative directory",
      { ...base, vpc, channels: { train: { fileSystem: { ...efs, directory: "data" } } } },
      "channels.train.fileSystem.directory: must be an absolute path. Fix: write /data",
    ],
    [
      "an augmented manifest as files",
      { ...base, channels: { train: { s3Uri: "s3://data/m", dataType: "AugmentedManifestFile" } } },
      "channels.train.inputMode: must be Pipe",
    ],
    [
      "MPI's settings elsewhere",
      { ...base, distribution: { strategy: "torchDistributed", processesPerHost: 2 } },
      "distribution.processesPerHost: is for mpi only",
    ],
    [
      "a metric without a group",
      { ...base, metricDefinitions: [{ name: "loss", regex: "loss=\\d+" }] },
      "metricDefinitions.0.regex: has no group",
    ],
    ["a word too long", { ...base, entryPoint: ["x".repeat(257)] }, "entryPoint.0: is longer than 256"],
    ["a wait too short", { ...base, maxPendingSeconds: 60 }, "maxPendingSeconds: must be 7200"],
    [
      "credentials of no function",
      { ...base, privateRegistry: { accessMode: "Vpc", credentialsProviderArn: "arn:aws:s3:::x" } },
      "privateRegistry.credentialsProviderArn: must be the ARN of a Lambda function",
    ],
    [
      "an evaluation that is no document",
      { ...base, gate: { metric: "auc", threshold: 1, evaluation: { s3Uri: "file:/x" } } },
      "gate.evaluation.s3Uri: is not an S3 URI",
    ],
  ])("refuses %s", (_title, inputs, reason) => expect(found(inputs).join("\n")).toContain(reason));

  it("waits with rules about what is not known yet", () => {
    expect(found(without("instanceType", "image"), ["instanceType", "image"])).toEqual([]);
    expect(found({ ...base, channels: { train: {} } }, ["channels.train.s3Uri"])).toEqual([]);
    expect(found({ ...base, maxCostUsd: 0.01 }, ["instanceCount"])).toEqual([]);
    expect(found({ ...base, gate: { metric: "auc" } }, ["gate.threshold"])).toEqual([]);
  });
});

describe("cost", () => {
  it("is that of the dearest alternative, warm and watched", () => {
    expect(maxCost(base)).toEqual({ usd: 0.23, asOf: "2024-12-01" });
    expect(maxCost({ ...base, keepAliveSeconds: 3600 })?.usd).toBe(0.46);
    expect(maxCost({ ...base, instanceGroups: groups, instanceType: undefined })?.usd).toBe(1.47);
    const prices = { "ml.g5.xlarge": 2 };
    const choice: Bag = { ...base, instanceType: undefined, instancePreferences: preferences, prices };
    expect(maxCost(choice)).toEqual({ usd: 2, asOf: "caller's table" });
    expect(maxCost({ ...choice, prices: {} })).toBeUndefined();
    expect(maxCost({ ...base, debugRules: [{ instanceType: "ml.t3.medium" }] })?.usd).toBe(0.28);
    expect(maxCost({ ...base, serverless })).toBeUndefined();
  });
  it("of a finished job follows what SageMaker chose", () => {
    expect(cost(base, 1800)?.usd).toBe(0.12);
    expect(cost(base, 3600, { instanceType: gpu, instanceCount: 2 })?.usd).toBe(1.47);
  });
});

describe("periods and changes", () => {
  it.each<[string, string, string, string]>([
    ["2026-11-21T23:59:59Z", "2026-11-21", "2026-W47", "2026-11"],
    ["2026-11-23T00:00:00Z", "2026-11-23", "2026-W48", "2026-11"],
    ["2027-01-03T12:00:00Z", "2027-01-03", "2026-W53", "2027-01"],
    ["2024-12-30T00:00:00Z", "2024-12-30", "2025-W01", "2024-12"],
  ])("%s", (moment, day, week, month) => {
    const at = new Date(moment);
    expect([periodOf("day", at), periodOf("week", at), periodOf("month", at)]).toEqual([day, week, month]);
  });
  it("names paths, and counts what is too much to name", () => {
    const keys = ["a", "b", "c"];
    expect(changedPaths(keys, { a: { x: 1, y: [1] }, b: 2 }, { a: { y: [2], x: 1 }, c: 3 })).toEqual([
      "a.y",
      "b",
      "c",
    ]);
    expect(said(["a"])).toBe("a changed");
    expect(said(["a", "b", "c"], 2)).toBe("a, b and 1 more changed");
  });
});

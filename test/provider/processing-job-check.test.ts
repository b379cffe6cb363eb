import * as sdk from "@aws-sdk/client-sagemaker";
import { describe, expect, it } from "vitest";
import { request } from "../../provider/sagemaker/processing-job/request";
import { FakeBatch } from "./support/batch";
import { type Bag, type Harness, secret, UNKNOWN } from "./support/harness";
import { leavesOf } from "./support/model";
import { base, full } from "./support/processing";
import { useCloud } from "./support/provided";
import { requestPaths } from "./support/request-paths";

const TYPE = "floe:sagemaker:ProcessingJob";
let cloud: FakeBatch;
let provider: Harness;
useCloud(FakeBatch, (on) => ({ cloud, provider } = on));

const checked = (extra: Bag = {}) => provider.checked(TYPE, { ...base, ...extra });

describe("check", () => {
  const input = (extra: Bag): Bag => ({ inputs: { rows: { s3Uri: "s3://data/rows/", ...extra } } });
  it.each<[string, Bag, string]>([
    ["a role that is none", { roleArn: "role/x" }, "roleArn: must be the ARN of a role"],
    ["an instance type without ml.", { instanceType: "m5.large" }, "write ml.m5.large"],
    ["no instance type", { instanceType: null }, "instanceType: is required"],
    [
      "a type beside preferences",
      { instancePreferences: [{ instanceType: "ml.m5.large" }] },
      "instancePreferences: cannot stand beside instanceType",
    ],
    [
      "counts on some preferences",
      {
        instanceType: null,
        instancePreferences: [
          { instanceType: "ml.m5.large", instanceCount: 1 },
          { instanceType: "ml.c5.xlarge" },
        ],
      },
      "must have instanceCount on every type or on none",
    ],
    [
      "a preference listed twice",
      {
        instanceType: null,
        instancePreferences: [{ instanceType: "ml.m5.large" }, { instanceType: "ml.m5.large" }],
      },
      "instancePreferences[1].instanceType: is listed before",
    ],
    ["a run time above the limit", { maxRuntimeSeconds: 800_000 }, "must be a whole number from 1 to 777600"],
    ["an image that is none", { image: "not an image" }, "image: is not the URI of an image"],
    [
      "an image of another region's account",
      { image: "257758044811.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.2-0" },
      "holds sagemaker-xgboost for us-east-2 and not for us-east-1",
    ],
    ["a path that is no S3 URI", input({ s3Uri: "/tmp/x" }), "inputs.rows.s3Uri: is not an S3 URI"],
    ["an input of nothing", { inputs: { rows: {} } }, "inputs.rows: has none of s3Uri, athena, redshift"],
    [
      "an input of two sources",
      input({ athena: { catalog: "c", database: "d", query: "q", outputUri: "s3://data/a", format: "ORC" } }),
      "inputs.rows: has both s3Uri and athena",
    ],
    ["a folder outside", input({ localPath: "/etc" }), "inputs.rows.localPath: must be a folder beneath"],
    ["a way out", input({ localPath: "/opt/ml/processing/../x" }), "inputs.rows.localPath: must be a folder"],
    [
      "gzip without a pipe",
      input({ compression: "Gzip" }),
      "inputs.rows.compression: Gzip needs inputMode Pipe",
    ],
    [
      "one folder for two",
      {
        inputs: {
          a: { s3Uri: "s3://data/a" },
          b: { s3Uri: "s3://data/b", localPath: "/opt/ml/processing/input/a/" },
        },
      },
      "inputs.b.localPath: is the folder of inputs.a too",
    ],
    ["an output of nothing", { outputs: { report: {} } }, "outputs.report: has none of s3Uri, featureGroup"],
    [
      "a feature group SageMaker should fill",
      { outputs: { f: { featureGroup: "g" } } },
      "outputs.f.appManaged: must be true with featureGroup",
    ],
    [
      "eleven outputs",
      {
        outputs: Object.fromEntries(
          Array.from({ length: 11 }, (_, i) => [`o${i}`, { s3Uri: "s3://data/o" }]),
        ),
      },
      "outputs: must hold 0 to 10 outputs, not 11",
    ],
    ["a long word", { containerArguments: ["x".repeat(257)] }, "containerArguments[0]: is longer than 256"],
    ["a wrong variable", { environment: { "a-b": "1" } }, "environment.a-b: must have a name"],
    ["a wrong subnet", { vpc: { subnets: ["x"], securityGroupIds: ["sg-12345678"] } }, "vpc.subnets"],
    ["a wrong run name", { experiment: { runName: "a b" } }, "experiment.runName: is not a name"],
    ["a job above its budget", { maxCostUsd: 0.1 }, "maxCostUsd: the job may cost up to 0.23 USD"],
    [
      "a budget without a price",
      { maxCostUsd: 5, instanceType: "ml.p5.48xlarge" },
      "the price of ml.p5.48xlarge is not known",
    ],
    ["an unknown input", { instanceTyp: "x" }, 'did you mean "instanceType"?'],
    ["a word that is none", input({ dataType: "Prefix" }), "inputs.rows.dataType: must be one of"],
    ["a reserved tag", { tags: { "floe:token": "x" } }, "not begin with aws: or floe:"],
    ["a schedule without a period", { rerunOn: "schedule" }, "rerunEvery: is required"],
  ])("refuses %s", async (_title, extra, reason) => {
    const { failures } = await provider.check(TYPE, { ...base, ...extra });
    expect(failures.map((failure) => failure.reason).join("\n")).toContain(reason);
    expect(cloud.calls).toEqual([]);
  });
  it("takes every input, skips what is unknown and never prints a secret", async () => {
    expect((await provider.check(TYPE, full)).failures).toEqual([]);
    const open = { rows: { s3Uri: UNKNOWN }, code: UNKNOWN };
    const unknown = await provider.check(TYPE, {
      ...base,
      roleArn: UNKNOWN,
      instanceType: UNKNOWN,
      inputs: open,
    });
    expect(unknown.failures).toEqual([]);
    const hidden = await provider.check(TYPE, { ...base, environment: secret({ "canary-771": "x" }) });
    expect(hidden.failures.map(({ property }) => property)).toEqual([""]);
  });
});

describe("the request", () => {
  it("has every member of the service's model", () => {
    const made = new Set(requestPaths(request("name", [{ Key: "a", Value: "b" }], full)));
    for (const path of requestPaths(request("name", [], base))) made.add(path);
    const absent = leavesOf(sdk.CreateProcessingJobRequest$).filter((path) => !made.has(path));
    // Read-only: DescribeProcessingJob answers them, CreateProcessingJob refuses them.
    expect(absent).toEqual([
      "ProcessingResources.ClusterConfig.SelectedInstanceType",
      "ProcessingResources.ClusterConfig.SelectedInstanceCount",
    ]);
  });
  it("says what the service needs and leaves the rest to it", async () => {
    const { id } = await provider.create(TYPE, await checked());
    const { ProcessingJobName, Tags, ...sent } = cloud.jobs.get(id)!.request;
    expect(ProcessingJobName).toBe(id);
    expect(Tags).toHaveLength(1);
    expect(sent).toEqual({
      RoleArn: base.roleArn,
      AppSpecification: { ImageUri: base.image, ContainerEntrypoint: base.entryPoint },
      ProcessingResources: {
        ClusterConfig: { InstanceType: "ml.m5.xlarge", InstanceCount: 1, VolumeSizeInGB: 30 },
      },
      ProcessingInputs: [sentInput("code", "s3://data/code/report.py"), sentInput("rows", "s3://data/rows/")],
      ProcessingOutputConfig: {
        Outputs: [
          {
            OutputName: "report",
            AppManaged: false,
            S3Output: {
              S3Uri: "s3://data/report",
              LocalPath: "/opt/ml/processing/output/report",
              S3UploadMode: "EndOfJob",
            },
          },
        ],
      },
      StoppingCondition: { MaxRuntimeInSeconds: 3600 },
      NetworkConfig: { EnableNetworkIsolation: false, EnableInterContainerTrafficEncryption: false },
    });
  });
});

function sentInput(InputName: string, S3Uri: string) {
  return {
    InputName,
    AppManaged: false,
    S3Input: {
      S3Uri,
      S3DataType: "S3Prefix",
      LocalPath: `/opt/ml/processing/input/${InputName}`,
      S3InputMode: "File",
      S3DataDistributionType: "FullyReplicated",
      S3CompressionType: "None",
    },
  };
}

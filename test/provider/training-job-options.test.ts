import { CreateTrainingJobRequest$ } from "@aws-sdk/client-sagemaker";
import { describe, expect, it } from "vitest";
import type { Bag, Property } from "../../provider/framework";
import { type Members, pathsOf, toInputs, toRequest } from "../../provider/sagemaker/jobs";
import { members, unmapped } from "../../provider/sagemaker/training-job/members";
import { request } from "../../provider/sagemaker/training-job/request";
import { inputs, trainingInputs } from "../../provider/sagemaker/training-job/table";
import { leavesOf } from "./support/model";

const plain = (paths: readonly string[]) =>
  [...new Set(paths.map((path) => path.replaceAll("[]", "")))].sort();

describe("CreateTrainingJob", () => {
  it("has an input, or a reason for none, for each member of the installed SDK's model", () => {
    const known = plain([...pathsOf(members), ...Object.keys(unmapped)]);
    expect(known).toEqual(plain(leavesOf(CreateTrainingJobRequest$)));
    expect(known.length).toBeGreaterThan(100);
  });
  it("maps what the table has, member by member", () => {
    const notMapped = ["triggers", "versions", "period", "distribution"];
    expect(Object.keys(trainingInputs).filter((name) => !(name in members))).toEqual(
      expect.arrayContaining(notMapped),
    );
    compare("", members, inputs);
  });
  it("turns every option into the request and back", () => {
    const made = request("job", [], everything);
    const back = toInputs(members, made as unknown as Bag);
    const given = Object.entries(everything).filter(([name]) => name !== "distribution");
    expect(back).toMatchObject(Object.fromEntries(given));
    expect(made.HyperParameters).toEqual({
      depth: "3",
      sagemaker_mpi_enabled: "true",
      sagemaker_mpi_num_of_processes_per_host: "8",
      sagemaker_mpi_custom_mpi_options: "--verbose",
      sagemaker_distribution_instance_groups: '["gpu"]',
      sagemaker_instance_type: "ml.g5.12xlarge",
    });
    expect(made.ResourceConfig?.InstanceCount).toBeUndefined();
    expect(made.InputDataConfig?.[1]?.DataSource).toEqual({
      FileSystemDataSource: {
        FileSystemId: "fs-12345678",
        FileSystemType: "EFS",
        DirectoryPath: "/data",
        FileSystemAccessMode: "ro",
      },
    });
  });
  it("leaves the count to preferences that have their own, and instances to SageMaker when serverless", () => {
    const preferences = [
      { instanceType: "ml.g5.xlarge", instanceCount: 2 },
      { instanceType: "ml.g6.xlarge", instanceCount: 1 },
    ];
    const one = request("job", [], {
      instancePreferences: preferences,
      instanceCount: 1,
      outputPath: "s3://b",
    });
    expect(one.ResourceConfig?.InstanceCount).toBeUndefined();
    const all = request("job", [], {
      instancePreferences: [{ instanceType: "ml.g5.xlarge" }],
      instanceCount: 4,
    });
    expect(all.ResourceConfig?.InstanceCount).toBe(4);
    const serverless = { baseModelArn: "arn:x", jobType: "FineTuning" };
    const none = request("job", [], { serverless, instanceCount: 1, volumeSizeGb: 30, outputPath: "s3://b" });
    expect(none.ResourceConfig).toBeUndefined();
    expect(none.AlgorithmSpecification).toBeUndefined();
  });
  it("omits what is absent and what is an empty list", () => {
    expect(toRequest(members, { entryPoint: [], debugRules: [], spot: false })).toEqual({
      EnableManagedSpotTraining: false,
    });
  });
});

/** Each mapped input is in the table, and each member of an object in the table is mapped. */
function compare(path: string, mapping: Members, table: Readonly<Record<string, Property>>): void {
  for (const [name, member] of Object.entries(mapping)) {
    const property = table[name];
    expect(property, `${path}${name} is in the table`).toBeDefined();
    const inner = property?.members ?? property?.items?.members;
    if (typeof member === "string") {
      expect(inner, `${path}${name} has members that are not mapped`).toBeUndefined();
      continue;
    }
    expect(Object.keys(inner ?? {}).sort(), `${path}${name}`).toEqual(Object.keys(member.members).sort());
    compare(`${path}${name}.`, member.members, inner ?? {});
  }
}

const rule = {
  name: "overfit",
  image: "503895931360.dkr.ecr.us-east-1.amazonaws.com/sagemaker-debugger-rules:latest",
  localPath: "/opt/rules",
  s3OutputPath: "s3://data/rules",
  instanceType: "ml.t3.medium",
  volumeSizeGb: 5,
  parameters: { rule_to_invoke: "Overfit" },
};

const everything: Bag = {
  image: "registry.example.com/train:1",
  inputMode: "FastFile",
  metricDefinitions: [{ name: "loss", regex: "loss=(.*)" }],
  metricsTimeSeries: true,
  entryPoint: ["python", "train.py"],
  containerArguments: ["--fast"],
  privateRegistry: {
    accessMode: "Vpc",
    credentialsProviderArn: "arn:aws:lambda:us-east-1:123456789012:function:f",
  },
  roleArn: "arn:aws:iam::123456789012:role/train",
  hyperparameters: { depth: "3" },
  channels: {
    train: {
      s3Uri: "s3://data/train.manifest",
      dataType: "AugmentedManifestFile",
      distribution: "ShardedByS3Key",
      attributeNames: ["source", "label"],
      instanceGroups: ["gpu"],
      acceptEula: true,
      hubContentArn: "arn:aws:sagemaker:us-east-1:123456789012:hub-content/h/ModelReference/m/1",
      contentType: "application/x-recordio",
      compression: "Gzip",
      recordWrapper: "RecordIO",
      inputMode: "Pipe",
      shuffleSeed: 7,
    },
    files: { fileSystem: { id: "fs-12345678", type: "EFS", directory: "/data", accessMode: "ro" } },
    set: { datasetArn: "arn:aws:sagemaker:us-east-1:123456789012:hub-content/h/DataSet/d/1" },
  },
  outputPath: "s3://data/models",
  kmsKeyId: "alias/models",
  outputCompression: "NONE",
  volumeSizeGb: 50,
  volumeKmsKeyId: "alias/volumes",
  keepAliveSeconds: 600,
  instanceGroups: [
    { name: "cpu", instanceType: "ml.c5.2xlarge", instanceCount: 2 },
    { name: "gpu", instanceType: "ml.g5.12xlarge", instanceCount: 1 },
  ],
  distribution: { strategy: "mpi", processesPerHost: 8, mpiOptions: "--verbose", instanceGroups: ["gpu"] },
  trainingPlanArn: "arn:aws:sagemaker:us-east-1:123456789012:training-plan/p",
  placement: { multipleJobs: true, ultraServers: [{ id: "u-1", instanceCount: 1 }] },
  maxRuntimeSeconds: 3600,
  maxWaitSeconds: 7200,
  maxPendingSeconds: 7200,
  spot: true,
  checkpoint: { s3Uri: "s3://data/checkpoints", localPath: "/opt/ml/checkpoints" },
  environment: { MODE: "fast" },
  vpc: { subnets: ["subnet-12345678"], securityGroupIds: ["sg-12345678"] },
  networkIsolation: true,
  encryptInterContainerTraffic: true,
  maxRetries: 3,
  debugHook: {
    s3OutputPath: "s3://data/tensors",
    localPath: "/opt/ml/output/tensors",
    parameters: { save_interval: "10" },
    collections: [{ name: "losses", parameters: { include_regex: ".*loss" } }],
  },
  debugRules: [rule],
  profiler: {
    s3OutputPath: "s3://data/profile",
    intervalMilliseconds: 500,
    parameters: { DataLoaderProfilingConfig: "{}" },
    disabled: false,
  },
  profilerRules: [rule],
  tensorBoard: { s3OutputPath: "s3://data/board", localPath: "/opt/ml/output/tensorboard" },
  experiment: { name: "e", trialName: "t", displayName: "d", runName: "r" },
  mlflow: { arn: "arn:aws:sagemaker:us-east-1:123456789012:mlflow-app/a", experimentName: "e", runName: "r" },
  remoteDebug: true,
  infraCheck: true,
  sessionTagChaining: true,
  modelPackage: {
    groupArn: "arn:aws:sagemaker:us-east-1:123456789012:model-package-group/g",
    sourceArn: "arn:x",
  },
};

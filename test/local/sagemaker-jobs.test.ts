import { GetObjectCommand } from "@aws-sdk/client-s3";
import {
  CreateHyperParameterTuningJobCommand,
  CreateProcessingJobCommand,
  DescribeHyperParameterTuningJobCommand,
  DescribeProcessingJobCommand,
  DescribeTrainingJobCommand,
  CreateTrainingJobCommand,
  ListTrainingJobsForHyperParameterTuningJobCommand,
  StopProcessingJobCommand,
  type CreateHyperParameterTuningJobCommandInput,
  type CreateProcessingJobCommandInput,
} from "@aws-sdk/client-sagemaker";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  dataIn,
  makeRole,
  refusal,
  s3,
  sagemaker,
  startTestAws,
  until,
  xgboostImage,
  type TestAws,
} from "./support/aws";
import { TestBucket } from "./support/bucket";

let test: TestAws;
let role: string;
const bucket = "jobs-data";
let data: TestBucket;

beforeAll(async () => {
  test = await startTestAws();
  role = await makeRole(test.aws, "jobs", "sagemaker.amazonaws.com", dataIn(bucket));
  data = await TestBucket.make(test, bucket);
  await data.putTable(1200, 9, [900]);
});
afterAll(() => test.end());

const channel = (ChannelName: string) => ({
  ChannelName,
  ContentType: "text/csv",
  DataSource: { S3DataSource: { S3DataType: "S3Prefix" as const, S3Uri: `s3://${bucket}/${ChannelName}/` } },
});

describe("a processing job", () => {
  async function start(name: string, program: string, change: Partial<CreateProcessingJobCommandInput> = {}) {
    await data.put(`code/${name}.py`, program);
    const input = (InputName: string, S3Uri: string) => ({
      InputName,
      S3Input: { S3Uri, S3DataType: "S3Prefix" as const, LocalPath: `/opt/ml/processing/${InputName}` },
    });
    await sagemaker(test.aws).send(
      new CreateProcessingJobCommand({
        ProcessingJobName: name,
        RoleArn: role,
        AppSpecification: {
          ImageUri: xgboostImage,
          ContainerEntrypoint: ["python3", `/opt/ml/processing/code/${name}.py`],
          ContainerArguments: ["--out", "/opt/ml/processing/report"],
        },
        ProcessingInputs: [
          input("code", `s3://${bucket}/code/${name}.py`),
          input("data", `s3://${bucket}/train/`),
        ],
        ProcessingOutputConfig: {
          Outputs: [
            {
              OutputName: "report",
              S3Output: {
                S3Uri: `s3://${bucket}/report/${name}`,
                LocalPath: "/opt/ml/processing/report",
                S3UploadMode: "EndOfJob",
              },
            },
          ],
        },
        ProcessingResources: {
          ClusterConfig: { InstanceCount: 1, InstanceType: "ml.m5.large", VolumeSizeInGB: 1 },
        },
        ...change,
      }),
    );
  }

  const ended = (ProcessingJobName: string) =>
    until(
      () => sagemaker(test.aws).send(new DescribeProcessingJobCommand({ ProcessingJobName })),
      (job) => !["InProgress", "Stopping"].includes(job.ProcessingJobStatus ?? ""),
    );

  it("reads its inputs, leaves its outputs in S3 and its message in the description", async () => {
    await start(
      "evaluate",
      `import json, os, pathlib, sys
base = pathlib.Path(os.environ["SAGEMAKER_BASE_DIR"])
rows = len((base / "processing/data/a.csv").read_text().splitlines())
pathlib.Path(sys.argv[2], "evaluation.json").write_text(json.dumps({"rows": rows, "limit": os.environ["LIMIT"]}))
(base / "output/message").write_text("evaluated %d rows" % rows)
`,
      { Environment: { LIMIT: "5" } },
    );
    const job = await ended("evaluate");
    expect(job.FailureReason).toBeUndefined();
    expect(job).toMatchObject({ ProcessingJobStatus: "Completed", ExitMessage: "evaluated 900 rows" });
    const object = await s3(test.aws).send(
      new GetObjectCommand({ Bucket: bucket, Key: "report/evaluate/evaluation.json" }),
    );
    expect(JSON.parse((await object.Body?.transformToString()) ?? "")).toEqual({ rows: 900, limit: "5" });
  });

  it("fails with the exit code of its program", async () => {
    await start("broken", "import sys; sys.exit(3)");
    const job = await ended("broken");
    expect(job).toMatchObject({ ProcessingJobStatus: "Failed" });
    expect(job.FailureReason).toContain("exit code: 3");
  });

  it("stops", async () => {
    await start("endless", "import time; time.sleep(100)");
    await sagemaker(test.aws).send(new StopProcessingJobCommand({ ProcessingJobName: "endless" }));
    expect((await ended("endless")).ProcessingJobStatus).toBe("Stopped");
  });

  it("is refused without an entry point, with outputs elsewhere, and with a name that is taken", async () => {
    const app = { ImageUri: xgboostImage };
    expect((await refusal(start("none", "", { AppSpecification: app }))).message).toContain(
      "give AppSpecification.ContainerEntrypoint",
    );
    const S3Output = { S3Uri: `s3://${bucket}/x`, LocalPath: "/etc", S3UploadMode: "EndOfJob" as const };
    const elsewhere = { ProcessingOutputConfig: { Outputs: [{ OutputName: "x", S3Output }] } };
    expect((await refusal(start("elsewhere", "", elsewhere))).message).toContain("below /opt/ml/processing/");
    expect((await refusal(start("broken", ""))).name).toBe("ResourceInUse");
  });
});

describe("a tuning job", () => {
  function request(
    name: string,
    change: Partial<CreateHyperParameterTuningJobCommandInput["HyperParameterTuningJobConfig"]> = {},
  ): CreateHyperParameterTuningJobCommandInput {
    return {
      HyperParameterTuningJobName: name,
      HyperParameterTuningJobConfig: {
        Strategy: "Random",
        RandomSeed: 3,
        ResourceLimits: { MaxNumberOfTrainingJobs: 3, MaxParallelTrainingJobs: 2 },
        HyperParameterTuningJobObjective: { Type: "Maximize", MetricName: "validation:auc" },
        ParameterRanges: {
          IntegerParameterRanges: [{ Name: "max_depth", MinValue: "1", MaxValue: "6" }],
          ContinuousParameterRanges: [
            { Name: "eta", MinValue: "0.01", MaxValue: "0.5", ScalingType: "Logarithmic" },
          ],
        },
        ...change,
      },
      TrainingJobDefinition: {
        StaticHyperParameters: { num_round: "10", objective: "binary:logistic", eval_metric: "auc" },
        AlgorithmSpecification: { TrainingImage: xgboostImage, TrainingInputMode: "File" },
        RoleArn: role,
        InputDataConfig: [channel("train"), channel("validation")],
        OutputDataConfig: { S3OutputPath: `s3://${bucket}/tuned` },
        ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 1, VolumeSizeInGB: 1 },
        StoppingCondition: { MaxRuntimeInSeconds: 300 },
      },
    };
  }

  const ended = (HyperParameterTuningJobName: string) =>
    until(
      () =>
        sagemaker(test.aws).send(new DescribeHyperParameterTuningJobCommand({ HyperParameterTuningJobName })),
      (job) => job.HyperParameterTuningJobStatus !== "InProgress",
      60,
    );

  it("tries different hyperparameters and names the best that really was", async () => {
    await sagemaker(test.aws).send(new CreateHyperParameterTuningJobCommand(request("search")));
    const job = await ended("search");
    expect(job.FailureReason).toBeUndefined();
    expect(job.HyperParameterTuningJobStatus).toBe("Completed");
    const { TrainingJobSummaries: trials = [] } = await sagemaker(test.aws).send(
      new ListTrainingJobsForHyperParameterTuningJobCommand({ HyperParameterTuningJobName: "search" }),
    );
    expect(trials).toHaveLength(3);
    expect(new Set(trials.map((trial) => trial.TunedHyperParameters?.["eta"])).size).toBe(3);
    const values = trials.map((trial) => trial.FinalHyperParameterTuningJobObjectiveMetric?.Value ?? 0);
    expect(job.BestTrainingJob?.FinalHyperParameterTuningJobObjectiveMetric?.Value).toBe(Math.max(...values));
    expect(new Set(values).size).toBeGreaterThan(1);
  });

  it("walks a grid of categories to its end", async () => {
    const grid = request("grid", {
      Strategy: "Grid",
      ResourceLimits: { MaxParallelTrainingJobs: 2 },
      ParameterRanges: {
        CategoricalParameterRanges: [
          { Name: "max_depth", Values: ["2", "4"] },
          { Name: "eta", Values: ["0.1"] },
        ],
      },
    });
    await sagemaker(test.aws).send(new CreateHyperParameterTuningJobCommand(grid));
    expect((await ended("grid")).TrainingJobStatusCounters?.Completed).toBe(2);
  });

  it.each<[string, object, RegExp]>([
    ["Hyperband without a limit", { Strategy: "Hyperband" }, /MaxResource must be given/u],
    ["numbers in a grid", { Strategy: "Grid" }, /categorical parameters only/u],
    [
      "an empty range",
      { ParameterRanges: { IntegerParameterRanges: [{ Name: "max_depth", MinValue: "6", MaxValue: "1" }] } },
      /not above its MaxValue/u,
    ],
    [
      "a parameter that is also fixed",
      { ParameterRanges: { IntegerParameterRanges: [{ Name: "num_round", MinValue: "1", MaxValue: "6" }] } },
      /both static and in a range/u,
    ],
  ])("refuses %s", async (_name, change, message) => {
    const error = await refusal(
      sagemaker(test.aws).send(new CreateHyperParameterTuningJobCommand(request("refused", change))),
    );
    expect(error.message).toMatch(message);
  });
});

describe("a job that runs when the local cloud ends", () => {
  it("has failed after the restart, with the reason, and leaves no process", async () => {
    const client = sagemaker(test.aws);
    await client.send(
      new CreateTrainingJobCommand({
        TrainingJobName: "interrupted",
        RoleArn: role,
        AlgorithmSpecification: {
          TrainingImage: xgboostImage,
          TrainingInputMode: "File",
          ContainerEntrypoint: ["sleep", "987"],
        },
        OutputDataConfig: { S3OutputPath: `s3://${bucket}/m` },
        ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 1, VolumeSizeInGB: 1 },
        StoppingCondition: { MaxRuntimeInSeconds: 3000 },
      }),
    );
    await until(
      () => client.send(new DescribeTrainingJobCommand({ TrainingJobName: "interrupted" })),
      (job) => job.SecondaryStatus === "Training",
    );
    await test.restart();
    const job = await sagemaker(test.aws).send(
      new DescribeTrainingJobCommand({ TrainingJobName: "interrupted" }),
    );
    expect(job.TrainingJobStatus).toBe("Failed");
    expect(job.FailureReason).toContain("The local cloud ended while the job ran");
    const { execFileSync } = await import("node:child_process");
    expect(execFileSync("ps", ["-eo", "args"]).toString()).not.toMatch(/^sleep 987$/mu);
  });
});

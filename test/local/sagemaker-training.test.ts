import {
  GetLogEventsCommand,
  CloudWatchLogsClient,
  DescribeLogStreamsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { GetObjectCommand, HeadObjectCommand } from "@aws-sdk/client-s3";
import {
  CreateTrainingJobCommand,
  DeleteTrainingJobCommand,
  DescribeTrainingJobCommand,
  ListTrainingJobsCommand,
  StopTrainingJobCommand,
  type CreateTrainingJobCommandInput,
  type DescribeTrainingJobCommandOutput,
} from "@aws-sdk/client-sagemaker";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { create } from "tar";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  dataIn,
  logging,
  makeRole,
  options,
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
const bucket = "training-data";
let data: TestBucket;

beforeAll(async () => {
  test = await startTestAws();
  role = await makeRole(test.aws, "trainer", "sagemaker.amazonaws.com", [...dataIn(bucket), logging]);
  data = await TestBucket.make(test, bucket);
  await data.putTable(4000, 7, [1500, 3000]);
});
afterAll(() => test.end());

function request(
  name: string,
  change: Partial<CreateTrainingJobCommandInput> = {},
): CreateTrainingJobCommandInput {
  const channel = (ChannelName: string) => ({
    ChannelName,
    ContentType: "text/csv",
    DataSource: {
      S3DataSource: { S3DataType: "S3Prefix" as const, S3Uri: `s3://${bucket}/${ChannelName}/` },
    },
  });
  return {
    TrainingJobName: name,
    AlgorithmSpecification: { TrainingImage: xgboostImage, TrainingInputMode: "File" },
    RoleArn: role,
    HyperParameters: { num_round: "20", objective: "binary:logistic", eval_metric: "auc", max_depth: "4" },
    InputDataConfig: [channel("train"), channel("validation")],
    OutputDataConfig: { S3OutputPath: `s3://${bucket}/models/` },
    ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 1, VolumeSizeInGB: 5 },
    StoppingCondition: { MaxRuntimeInSeconds: 600 },
    ...change,
  };
}

const ended = (name: string): Promise<DescribeTrainingJobCommandOutput> =>
  until(
    () => sagemaker(test.aws).send(new DescribeTrainingJobCommand({ TrainingJobName: name })),
    (job) => !["InProgress", "Stopping"].includes(job.TrainingJobStatus ?? ""),
    60,
  );

async function run(name: string, change: Partial<CreateTrainingJobCommandInput> = {}) {
  await sagemaker(test.aws).send(new CreateTrainingJobCommand(request(name, change)));
  return ended(name);
}

/** A source archive in S3 with one program. */
async function source(key: string, file: string, text: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "floe-source-"));
  writeFileSync(join(folder, file), text);
  await create({ gzip: true, file: join(folder, "s.tar.gz"), cwd: folder }, [file]);
  await data.put(key, readFileSync(join(folder, "s.tar.gz")));
  return `s3://${bucket}/${key}`;
}

async function logLines(job: string): Promise<string[]> {
  const logs = new CloudWatchLogsClient(options(test.aws));
  const logGroupName = "/aws/sagemaker/TrainingJobs";
  const streams = await logs.send(
    new DescribeLogStreamsCommand({ logGroupName, logStreamNamePrefix: `${job}/` }),
  );
  const logStreamName = streams.logStreams?.[0]?.logStreamName;
  const events = await logs.send(
    new GetLogEventsCommand({ logGroupName, logStreamName, startFromHead: true }),
  );
  return (events.events ?? []).map((event) => event.message ?? "");
}

describe("training XGBoost", () => {
  it("learns, reports metrics and leaves an artifact", async () => {
    const job = await run("learns");
    expect(job.FailureReason).toBeUndefined();
    expect(job.TrainingJobStatus).toBe("Completed");
    expect(job.SecondaryStatusTransitions?.map((each) => each.Status)).toEqual([
      "Starting",
      "Downloading",
      "Training",
      "Uploading",
      "Completed",
    ]);
    const metrics = Object.fromEntries(
      (job.FinalMetricDataList ?? []).map((each) => [each.MetricName ?? "", each.Value ?? 0]),
    );
    expect(metrics["validation:auc"]).toBeGreaterThan(0.85);
    expect(metrics["validation:auc"]).toBeLessThan(1);
    expect(job.BillableTimeInSeconds).toBeGreaterThan(0);
    expect(job.ModelArtifacts?.S3ModelArtifacts).toBe(`s3://${bucket}/models/learns/output/model.tar.gz`);
    const stored = await s3(test.aws).send(
      new HeadObjectCommand({ Bucket: bucket, Key: "models/learns/output/model.tar.gz" }),
    );
    expect(stored.ContentLength).toBeGreaterThan(500);
    const lines = await logLines("learns");
    expect(lines.some((line) => /^\[19\]#011train-auc:0\.\d+#011validation-auc:0\.\d+$/u.test(line))).toBe(
      true,
    );
  });

  it("stops early by the validation channel", async () => {
    const job = await run("early", {
      HyperParameters: {
        num_round: "400",
        objective: "binary:logistic",
        eval_metric: "auc",
        eta: "0.9",
        early_stopping_rounds: "3",
      },
    });
    expect(job.TrainingJobStatus).toBe("Completed");
    expect((await logLines("early")).filter((line) => line.startsWith("[")).length).toBeLessThan(200);
  });

  it.each([
    [{ objective: "binary:logistic" }, "Missing required hyperparameter: num_round"],
    [{ num_round: "5", learning_rat: "0.1" }, "Extraneous hyperparameter found: learning_rat"],
    [{ num_round: "5", eta: "7" }, "Hyperparameter eta: 7 must be at most 1"],
    [{ num_round: "5", objective: "multi:softmax" }, "Require input for parameter 'num_class'"],
  ])("fails as a client error for hyperparameters %o", async (HyperParameters, reason) => {
    const job = await run(`wrong-${Math.random().toString(36).slice(2)}`, { HyperParameters });
    expect(job.TrainingJobStatus).toBe("Failed");
    expect(job.FailureReason).toContain(`ClientError: ${reason}`);
    expect(job.FailureReason).toContain("exit code: 2");
  });

  it("names the header of a CSV that has one", async () => {
    await data.put("header/a.csv", "label,x\n1,2\n0,3\n");
    const [train] = request("x").InputDataConfig ?? [];
    const uri = { S3DataType: "S3Prefix" as const, S3Uri: `s3://${bucket}/header/` };
    const job = await run("header", {
      InputDataConfig: [{ ...train, ChannelName: "train", DataSource: { S3DataSource: uri } }],
    });
    expect(job.FailureReason).toMatch(/ClientError: a\.csv begins with 'label'/u);
  });
});

describe("script mode and own commands", () => {
  it("runs a script with its arguments and SM variables, and reads its metrics", async () => {
    const uri = await source(
      "source/ok.tar.gz",
      "fit.py",
      `import json, os, sys
rows = sum(1 for f in os.listdir(os.environ["SM_CHANNEL_TRAIN"]) for _ in open(os.path.join(os.environ["SM_CHANNEL_TRAIN"], f)))
open(os.path.join(os.environ["SM_MODEL_DIR"], "m.json"), "w").write(json.dumps(sys.argv[1:]))
print("rows=%d;" % rows)
print("keys", [k for k in os.environ if k.startswith("AWS_") and k != "AWS_REGION"])
`,
    );
    const job = await run("script", {
      HyperParameters: {
        sagemaker_program: '"fit.py"',
        sagemaker_submit_directory: `"${uri}"`,
        depth: "3",
        name: '"a b"',
      },
      AlgorithmSpecification: {
        TrainingImage: "123456789012.dkr.ecr.us-east-1.amazonaws.com/own:1",
        TrainingInputMode: "File",
        MetricDefinitions: [{ Name: "rows", Regex: "rows=([0-9]+);" }],
      },
    });
    expect(job.FailureReason).toBeUndefined();
    expect(job.FinalMetricDataList?.[0]).toMatchObject({ MetricName: "rows", Value: 3000 });
    expect(await logLines("script")).toContain("keys []");
  });

  it("quotes the error of a script that fails", async () => {
    const uri = await source("source/bad.tar.gz", "bad.py", "raise ValueError('no such column: carrier')\n");
    const job = await run("script-fails", {
      HyperParameters: { sagemaker_program: "bad.py", sagemaker_submit_directory: uri },
    });
    expect(job.TrainingJobStatus).toBe("Failed");
    expect(job.FailureReason).toMatch(
      /^AlgorithmError: ExecuteUserScriptError:[\s\S]*no such column: carrier[\s\S]*exit code: 1$/u,
    );
  });

  it("ends a job at its maximal run time as Stopped, its model uploaded", async () => {
    const program = "import pathlib, time; pathlib.Path('model/half').write_text('x'); time.sleep(60)";
    const job = await run("too-long", {
      AlgorithmSpecification: {
        TrainingImage: xgboostImage,
        TrainingInputMode: "File",
        ContainerEntrypoint: ["python", "-c", program],
      },
      StoppingCondition: { MaxRuntimeInSeconds: 1 },
    });
    expect(job.TrainingJobStatus).toBe("Stopped");
    expect(job.SecondaryStatus).toBe("MaxRuntimeExceeded");
    await s3(test.aws).send(
      new GetObjectCommand({ Bucket: bucket, Key: "models/too-long/output/model.tar.gz" }),
    );
  });

  it("stops a running job and then lets it be deleted", async () => {
    const client = sagemaker(test.aws);
    const input = request("to-stop", {
      AlgorithmSpecification: {
        TrainingImage: xgboostImage,
        TrainingInputMode: "File",
        ContainerEntrypoint: ["sleep", "60"],
      },
    });
    await client.send(new CreateTrainingJobCommand(input));
    await until(
      () => client.send(new DescribeTrainingJobCommand({ TrainingJobName: "to-stop" })),
      (job) => job.SecondaryStatus === "Training",
    );
    expect(
      (await refusal(client.send(new DeleteTrainingJobCommand({ TrainingJobName: "to-stop" })))).name,
    ).toBe("ResourceInUse");
    await client.send(new StopTrainingJobCommand({ TrainingJobName: "to-stop" }));
    const job = await ended("to-stop");
    expect(job.TrainingJobStatus).toBe("Stopped");
    expect(job.SecondaryStatusTransitions?.map((each) => each.Status)).toContain("Stopping");
    await client.send(new DeleteTrainingJobCommand({ TrainingJobName: "to-stop" }));
    const gone = await refusal(client.send(new DescribeTrainingJobCommand({ TrainingJobName: "to-stop" })));
    expect(gone.message).toContain("Requested resource not found.");
  });
});

describe("what is refused at creation", () => {
  const create = (change: Partial<CreateTrainingJobCommandInput>) =>
    refusal(sagemaker(test.aws).send(new CreateTrainingJobCommand(request("refused", change))));

  it("a name that is taken", async () => {
    await run("taken");
    const error = await refusal(sagemaker(test.aws).send(new CreateTrainingJobCommand(request("taken"))));
    expect(error.name).toBe("ResourceInUse");
  });

  it.each<[string, Partial<CreateTrainingJobCommandInput>, RegExp]>([
    [
      "a wrong name",
      { TrainingJobName: "under_score" },
      /trainingJobName' failed to satisfy constraint: Member must satisfy regular/u,
    ],
    [
      "a wrong instance type",
      { ResourceConfig: { InstanceType: "ml.huge" as never, InstanceCount: 1, VolumeSizeInGB: 1 } },
      /resourceConfig\.instanceType/u,
    ],
    ["a wrong role ARN", { RoleArn: "trainer" }, /roleArn/u],
    [
      "a role that does not exist",
      { RoleArn: "arn:aws:iam::000000000000:role/nobody" },
      /Could not assume role/u,
    ],
    [
      "a bad S3 URI",
      { OutputDataConfig: { S3OutputPath: "bucket/models" } },
      /outputDataConfig\.s3OutputPath/u,
    ],
    [
      "another XGBoost",
      {
        AlgorithmSpecification: {
          TrainingImage: xgboostImage.replace("3.2-0", "1.7-1"),
          TrainingInputMode: "File",
        },
      },
      /XGBoost 3\.2/u,
    ],
    [
      "nine instances",
      { ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 9, VolumeSizeInGB: 1 } },
      /9 instances/u,
    ],
  ])("%s", async (_name, change, message) => {
    const error = await create(change);
    expect(error.name).toBe("ValidationException");
    expect(error.message).toMatch(message);
  });

  it("a prefix without objects", async () => {
    const uri = { S3DataType: "S3Prefix" as const, S3Uri: `s3://${bucket}/nothing/` };
    const error = await create({
      InputDataConfig: [{ ChannelName: "train", DataSource: { S3DataSource: uri } }],
    });
    expect(error.message).toContain("No S3 objects found under S3 URL");
  });

  it("a role that sagemaker.amazonaws.com may not assume", async () => {
    const other = await makeRole(test.aws, "for-lambda", "lambda.amazonaws.com", [
      { Action: "s3:*", Resource: "*" },
    ]);
    expect((await create({ RoleArn: other })).message).toContain("Could not assume role");
  });

  it("lists what was made, page by page", async () => {
    const client = sagemaker(test.aws);
    const first = await client.send(
      new ListTrainingJobsCommand({ MaxResults: 2, SortBy: "Name", SortOrder: "Ascending" }),
    );
    expect(first.TrainingJobSummaries).toHaveLength(2);
    const second = await client.send(
      new ListTrainingJobsCommand({
        MaxResults: 2,
        SortBy: "Name",
        SortOrder: "Ascending",
        NextToken: first.NextToken,
      }),
    );
    expect(second.TrainingJobSummaries?.[0]?.TrainingJobName).not.toBe(
      first.TrainingJobSummaries?.[0]?.TrainingJobName,
    );
  });
});

describe("the execution role's permissions", () => {
  it("fails a job whose role may list but not read its data", async () => {
    const limited = await makeRole(test.aws, "lister", "sagemaker.amazonaws.com", [
      { Action: "s3:ListBucket", Resource: `arn:aws:s3:::${bucket}` },
    ]);
    const job = await run("may-not-read", { RoleArn: limited });
    expect(job.TrainingJobStatus).toBe("Failed");
    expect(job.FailureReason).toMatch(/ClientError: Data download failed: .*AccessDenied \(403\)/u);
  });

  it("fails a job whose role may not write its artifact", async () => {
    const limited = await makeRole(test.aws, "reader", "sagemaker.amazonaws.com", [
      { Action: ["s3:ListBucket", "s3:GetObject"], Resource: "*" },
    ]);
    const job = await run("may-not-write", { RoleArn: limited });
    expect(job.FailureReason).toContain(`ClientError: Failed to upload the output to s3://${bucket}/models/`);
  });
});

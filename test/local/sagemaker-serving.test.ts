import { DeleteObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  CreateTrainingJobCommand,
  CreateTransformJobCommand,
  DeleteEndpointCommand,
  DescribeEndpointCommand,
  DescribeTrainingJobCommand,
  DescribeTransformJobCommand,
  UpdateEndpointCommand,
  type CreateTransformJobCommandInput,
} from "@aws-sdk/client-sagemaker";
import { InvokeEndpointCommand } from "@aws-sdk/client-sagemaker-runtime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  invoker,
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
import { table } from "./support/data";

let test: TestAws;
let role: string;
const bucket = "serving-data";
let data: TestBucket;
const artifact = (job: string) => `s3://${bucket}/models/${job}/output/model.tar.gz`;

beforeAll(async () => {
  test = await startTestAws();
  role = await makeRole(test.aws, "server", "sagemaker.amazonaws.com", [
    {
      Action: ["s3:GetObject", "s3:PutObject", "s3:ListBucket"],
      Resource: ["arn:aws:s3:::serving-data", "arn:aws:s3:::serving-data/*"],
    },
    { Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], Resource: "*" },
  ]);
  data = await TestBucket.make(test, bucket);
  await data.put("train/a.csv", table(2000, 3).join("\n"));
  await train("first", "5");
  await train("second", "40");
  for (const name of ["first", "second"]) {
    await sagemaker(test.aws).send(
      new CreateModelCommand({
        ModelName: name,
        ExecutionRoleArn: role,
        PrimaryContainer: { Image: xgboostImage, ModelDataUrl: artifact(name) },
      }),
    );
  }
});
afterAll(() => test.end());

async function train(name: string, rounds: string): Promise<void> {
  const client = sagemaker(test.aws);
  const uri = { S3DataType: "S3Prefix" as const, S3Uri: `s3://${bucket}/train/` };
  await client.send(
    new CreateTrainingJobCommand({
      TrainingJobName: name,
      RoleArn: role,
      AlgorithmSpecification: { TrainingImage: xgboostImage, TrainingInputMode: "File" },
      HyperParameters: { num_round: rounds, objective: "binary:logistic" },
      InputDataConfig: [{ ChannelName: "train", ContentType: "text/csv", DataSource: { S3DataSource: uri } }],
      OutputDataConfig: { S3OutputPath: `s3://${bucket}/models` },
      ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 1, VolumeSizeInGB: 1 },
      StoppingCondition: { MaxRuntimeInSeconds: 300 },
    }),
  );
  const job = await until(
    () => client.send(new DescribeTrainingJobCommand({ TrainingJobName: name })),
    (each) => each.TrainingJobStatus !== "InProgress",
  );
  expect(job.TrainingJobStatus).toBe("Completed");
}

async function config(name: string, model: string): Promise<void> {
  await sagemaker(test.aws).send(
    new CreateEndpointConfigCommand({
      EndpointConfigName: name,
      ProductionVariants: [
        { VariantName: "main", ModelName: model, InstanceType: "ml.t2.medium", InitialInstanceCount: 1 },
      ],
    }),
  );
}

const settled = (EndpointName: string) =>
  until(
    () => sagemaker(test.aws).send(new DescribeEndpointCommand({ EndpointName })),
    (each) => each.EndpointStatus === "InService" || each.EndpointStatus === "Failed",
  );

async function score(row: string, ContentType = "text/csv", Accept?: string): Promise<string> {
  const answer = await invoker(test.aws).send(
    new InvokeEndpointCommand({ EndpointName: "live", Body: row, ContentType, Accept }),
  );
  return Buffer.from(answer.Body).toString("utf8");
}

describe("an endpoint", () => {
  const high = "0.9,0.5,0.5,0,0";
  const low = "-0.9,0.5,-0.5,0,0";

  it("serves its model once it is InService", async () => {
    await config("live-1", "first");
    await sagemaker(test.aws).send(
      new CreateEndpointCommand({ EndpointName: "live", EndpointConfigName: "live-1" }),
    );
    expect((await settled("live")).EndpointStatus).toBe("InService");
    expect(Number(await score(high))).toBeGreaterThan(0.6);
    expect(Number(await score(low))).toBeLessThan(0.4);
  });

  it("reads and writes JSON and libsvm alike", async () => {
    const csv = Number(await score(high));
    const json = await score(
      JSON.stringify({ instances: [{ features: high.split(",").map(Number) }] }),
      "application/json",
      "application/json",
    );
    expect((JSON.parse(json) as { predictions: { score: number }[] }).predictions[0]?.score).toBeCloseTo(
      csv,
      5,
    );
    expect(Number(await score("0:0.9 1:0.5 2:0.5 3:0 4:0", "text/libsvm"))).toBeCloseTo(csv, 5);
    expect((await score(`${high}\n${low}`)).split(",")).toHaveLength(2);
  });

  it("answers within milliseconds, without a delayed acknowledgement between head and body", async () => {
    await score(high);
    const times: number[] = [];
    for (let each = 0; each < 41; each++) {
      const started = performance.now();
      await score(high);
      times.push(performance.now() - started);
    }
    // The fastest quarter: what is slower is other work on the machine. A delayed acknowledgement takes 40 ms each.
    expect(times.sort((left, right) => left - right)[10]).toBeLessThan(30);
  });

  it.each([
    ["not,a,number,at,all", "text/csv", 400],
    ["1,2", "text/csv", 400],
    ["x", "image/png", 415],
  ])("tells the model's own refusal of %s as %s", async (body, type, status) => {
    const error = await refusal(score(body, type));
    expect(error.name).toBe("ModelError");
    expect(error).toMatchObject({ OriginalStatusCode: status });
  });

  it("swaps to a new configuration without a refused request", async () => {
    const before = await score(high);
    await config("live-2", "second");
    await sagemaker(test.aws).send(
      new UpdateEndpointCommand({ EndpointName: "live", EndpointConfigName: "live-2" }),
    );
    let calls = 0;
    const updated = await until(
      async () => {
        await score(high);
        calls++;
        return sagemaker(test.aws).send(new DescribeEndpointCommand({ EndpointName: "live" }));
      },
      (each) => each.EndpointStatus === "InService",
    );
    expect(calls).toBeGreaterThan(1);
    expect(updated.EndpointConfigName).toBe("live-2");
    expect(await score(high)).not.toBe(before);
  });

  it("keeps serving the old configuration when the new one cannot start, and says why", async () => {
    await data.put("models/gone/output/model.tar.gz", "no archive");
    await sagemaker(test.aws).send(
      new CreateModelCommand({
        ModelName: "broken",
        ExecutionRoleArn: role,
        PrimaryContainer: { Image: xgboostImage, ModelDataUrl: artifact("gone") },
      }),
    );
    await config("live-3", "broken");
    const before = await score(high);
    await sagemaker(test.aws).send(
      new UpdateEndpointCommand({ EndpointName: "live", EndpointConfigName: "live-3" }),
    );
    const after = await settled("live");
    expect(after).toMatchObject({ EndpointStatus: "InService", EndpointConfigName: "live-2" });
    expect(after.FailureReason).toContain("is not a tar.gz archive");
    expect(await score(high)).toBe(before);
  });

  it("serves again after a restart of the local cloud", async () => {
    const before = await score(high);
    await test.restart();
    expect((await settled("live")).EndpointStatus).toBe("InService");
    expect(await score(high)).toBe(before);
  });

  it("fails as a new endpoint when its artifact is gone", async () => {
    await s3(test.aws).send(
      new DeleteObjectCommand({ Bucket: bucket, Key: "models/gone/output/model.tar.gz" }),
    );
    await sagemaker(test.aws).send(
      new CreateEndpointCommand({ EndpointName: "dead", EndpointConfigName: "live-3" }),
    );
    const dead = await settled("dead");
    expect(dead.EndpointStatus).toBe("Failed");
    expect(dead.FailureReason).toContain("Failed to download model data");
  });

  it("is gone after its deletion", async () => {
    await sagemaker(test.aws).send(new DeleteEndpointCommand({ EndpointName: "live" }));
    const gone = await refusal(
      sagemaker(test.aws).send(new DescribeEndpointCommand({ EndpointName: "live" })),
    );
    expect(gone.message).toContain(
      'Could not find endpoint "arn:aws:sagemaker:us-east-1:000000000000:endpoint/live"',
    );
    expect((await refusal(score(high))).message).toContain("not found");
  });
});

describe("what is refused", () => {
  it("a model without its artifact", async () => {
    const error = await refusal(
      sagemaker(test.aws).send(
        new CreateModelCommand({
          ModelName: "nowhere",
          ExecutionRoleArn: role,
          PrimaryContainer: { Image: xgboostImage, ModelDataUrl: artifact("never") },
        }),
      ),
    );
    expect(error.message).toContain("Could not find model data");
  });

  it("a configuration of an unknown model, an endpoint of an unknown configuration", async () => {
    expect((await refusal(config("odd", "unknown"))).message).toContain("Could not find model");
    const call = sagemaker(test.aws).send(
      new CreateEndpointCommand({ EndpointName: "odd", EndpointConfigName: "odd" }),
    );
    expect((await refusal(call)).message).toContain("Could not find endpoint configuration");
  });
});

describe("batch transform", () => {
  async function transform(name: string, change: Partial<CreateTransformJobCommandInput>) {
    const client = sagemaker(test.aws);
    await client.send(
      new CreateTransformJobCommand({
        TransformJobName: name,
        ModelName: "second",
        TransformInput: {
          DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: `s3://${bucket}/score/` } },
          ContentType: "text/csv",
          SplitType: "Line",
        },
        TransformOutput: {
          S3OutputPath: `s3://${bucket}/out/${name}`,
          Accept: "text/csv",
          AssembleWith: "Line",
        },
        TransformResources: { InstanceType: "ml.m5.large", InstanceCount: 1 },
        ...change,
      }),
    );
    return until(
      () => client.send(new DescribeTransformJobCommand({ TransformJobName: name })),
      (job) => !["InProgress", "Stopping"].includes(job.TransformJobStatus ?? ""),
      60,
    );
  }

  beforeAll(async () => {
    const rows = table(5000, 11, false);
    await data.put("score/part-0.csv", rows.map((row, index) => `K${index},${row}`).join("\n"));
    await data.put("score/deep/part-1.csv", `K9999,${rows[0] ?? ""}\n`);
  });

  it("drops the key, joins the score to it, and keeps every row in its place", async () => {
    const job = await transform("joined", {
      BatchStrategy: "MultiRecord",
      MaxPayloadInMB: 1,
      DataProcessing: { InputFilter: "$[1:]", JoinSource: "Input", OutputFilter: "$[0,-1]" },
    });
    expect(job.FailureReason).toBeUndefined();
    expect(job.TransformJobStatus).toBe("Completed");
    const lines = (await data.text("out/joined/part-0.csv.out")).trimEnd().split("\n");
    expect(lines).toHaveLength(5000);
    lines.forEach((line, index) => expect(line).toMatch(new RegExp(`^K${index},[0-9.e-]+$`, "u")));
    const [, one] = (await data.text("out/joined/deep/part-1.csv.out")).trimEnd().split(",");
    expect(one).toBe(lines[0]?.split(",")[1]);
  });

  it("reads the objects that a manifest names", async () => {
    await data.put(
      "manifests/one.json",
      JSON.stringify([{ prefix: `s3://${bucket}/score/` }, "deep/part-1.csv"]),
    );
    const source = { S3DataType: "ManifestFile" as const, S3Uri: `s3://${bucket}/manifests/one.json` };
    const job = await transform("by-manifest", {
      TransformInput: { DataSource: { S3DataSource: source }, ContentType: "text/csv", SplitType: "Line" },
      DataProcessing: { InputFilter: "$[1:]", JoinSource: "Input" },
    });
    expect(job.TransformJobStatus).toBe("Completed");
    const page = await s3(test.aws).send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: "out/by-manifest/" }),
    );
    expect(page.Contents?.map(({ Key }) => Key)).toEqual(["out/by-manifest/deep/part-1.csv.out"]);
  });

  it("joins JSON lines as SageMakerOutput", async () => {
    await data.put(
      "lines/a.jsonl",
      '{"id":"a","features":[0.9,0.5,0.5,0,0]}\n{"id":"b","features":[-0.9,0.5,-0.5,0,0]}\n',
    );
    const source = { S3DataType: "S3Prefix" as const, S3Uri: `s3://${bucket}/lines/` };
    const job = await transform("json-lines", {
      TransformInput: {
        DataSource: { S3DataSource: source },
        ContentType: "application/jsonlines",
        SplitType: "Line",
      },
      TransformOutput: {
        S3OutputPath: `s3://${bucket}/out/json`,
        Accept: "application/jsonlines",
        AssembleWith: "Line",
      },
      DataProcessing: {
        InputFilter: "$.features",
        JoinSource: "Input",
        OutputFilter: "$['id','SageMakerOutput']",
      },
    });
    expect(job.FailureReason).toBeUndefined();
    const [first, second] = (await data.text("out/json/a.jsonl.out"))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { id: string; SageMakerOutput: { score: number } });
    expect(first?.id).toBe("a");
    expect(first?.SageMakerOutput.score).toBeGreaterThan(second?.SageMakerOutput.score ?? 1);
  });

  it("fails with the model's reason for rows it cannot read", async () => {
    const job = await transform("unreadable", {});
    expect(job.TransformJobStatus).toBe("Failed");
    expect(job.FailureReason).toMatch(
      /^ClientError: See job logs for more information: s3:\/\/serving-data\/score\/.*400/u,
    );
  });

  it.each<[string, Partial<CreateTransformJobCommandInput>, RegExp]>([
    [
      "a filter that is no JSONPath",
      { DataProcessing: { InputFilter: "$[?(@.x)]" } },
      /InputFilter "\$\[\?\(@\.x\)\]" is not a JSONPath/u,
    ],
    [
      "a join without assembled lines",
      {
        TransformOutput: { S3OutputPath: `s3://${bucket}/o`, Accept: "text/csv" },
        DataProcessing: { JoinSource: "Input" },
      },
      /AssembleWith Line/u,
    ],
    ["too large payloads", { MaxConcurrentTransforms: 20, MaxPayloadInMB: 6 }, /must not exceed 100 MB/u],
    ["an unknown model", { ModelName: "nobody" }, /Could not find model/u],
  ])("refuses %s", async (_name, change, message) => {
    const error = await refusal(transform("refused", change));
    expect(error.name).toBe("ValidationException");
    expect(error.message).toMatch(message);
  });
});

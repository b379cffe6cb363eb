import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import {
  CreateModelPackageCommand,
  CreateModelPackageGroupCommand,
  DescribeEndpointCommand,
  DescribeModelPackageCommand,
  ListTagsCommand,
  ListModelPackagesCommand,
  UpdateModelPackageCommand,
  CreateModelCommand,
  AddTagsCommand,
  DeleteTagsCommand,
  DeleteModelPackageGroupCommand,
} from "@aws-sdk/client-sagemaker";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
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
let jobRole: string;
let machineRole: string;
const bucket = "workflow-data";
let data: TestBucket;

beforeAll(async () => {
  test = await startTestAws();
  jobRole = await makeRole(test.aws, "jobs", "sagemaker.amazonaws.com", [
    {
      Action: ["s3:GetObject", "s3:PutObject", "s3:ListBucket"],
      Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
    },
  ]);
  machineRole = await makeRole(test.aws, "machine", "states.amazonaws.com", [
    { Action: "sagemaker:*", Resource: "*" },
    { Action: "iam:PassRole", Resource: jobRole },
    managedRules,
  ]);
  data = await TestBucket.make(test, bucket);
  await data.putTable(1500, 5, [1000]);
  await data.put("score/a.csv", "k1,0.9,0.5,0.5,0,0\nk2,-0.9,0.5,-0.5,0,0\n");
});
afterAll(() => test.end());

const managedRules = {
  Action: ["events:PutTargets", "events:PutRule", "events:DescribeRule"],
  Resource: "arn:aws:events:us-east-1:000000000000:rule/StepFunctionsGetEventsForSageMaker*",
};

const sfn = () => new SFNClient(options(test.aws));

type States = Record<string, object>;

async function execute(name: string, startAt: string, states: States, roleArn = machineRole) {
  const definition = JSON.stringify({ StartAt: startAt, States: states });
  const made = await sfn().send(new CreateStateMachineCommand({ name, definition, roleArn }));
  const started = await sfn().send(
    new StartExecutionCommand({ stateMachineArn: made.stateMachineArn, input: JSON.stringify({ id: name }) }),
  );
  return started.executionArn;
}

const ended = (executionArn: string | undefined) =>
  until(
    () => sfn().send(new DescribeExecutionCommand({ executionArn })),
    (execution) => execution.status !== "RUNNING",
    60,
  );

const channel = (ChannelName: string) => ({
  ChannelName,
  ContentType: "text/csv",
  DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: `s3://${bucket}/${ChannelName}/` } },
});

function trainState(change: object = {}): object {
  return {
    Type: "Task",
    Resource: "arn:aws:states:::sagemaker:createTrainingJob.sync",
    Parameters: {
      "TrainingJobName.$": "$.id",
      RoleArn: jobRole,
      AlgorithmSpecification: { TrainingImage: xgboostImage, TrainingInputMode: "File" },
      HyperParameters: { num_round: "20", objective: "binary:logistic", eval_metric: "auc" },
      InputDataConfig: [channel("train"), channel("validation")],
      OutputDataConfig: { S3OutputPath: `s3://${bucket}/models` },
      ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 1, VolumeSizeInGB: 1 },
      StoppingCondition: { MaxRuntimeInSeconds: 300 },
      ...change,
    },
    ResultPath: "$.trained",
    End: true,
  };
}

describe("a state machine over SageMaker", () => {
  it("trains, gates on the metric, deploys and transforms", async () => {
    const train = { ...trainState(), End: undefined, Next: "Gate" };
    const task = (action: string, Parameters: object, Next: string | undefined) => ({
      Type: "Task",
      Resource: `arn:aws:states:::${action}`,
      Parameters,
      ResultPath: `$.${action.replace(/\W/gu, "_")}`,
      ...(Next === undefined ? { End: true } : { Next }),
    });
    const arn = await execute("retrain", "Train", {
      Train: train,
      Gate: {
        Type: "Choice",
        Choices: [
          { Variable: "$.trained.FinalMetricDataList[0].Value", NumericGreaterThan: 0.8, Next: "Model" },
        ],
        Default: "Rejected",
      },
      Rejected: { Type: "Fail", Error: "Gate" },
      Model: task(
        "sagemaker:createModel",
        {
          ModelName: "champion",
          ExecutionRoleArn: jobRole,
          PrimaryContainer: {
            Image: xgboostImage,
            "ModelDataUrl.$": "$.trained.ModelArtifacts.S3ModelArtifacts",
          },
        },
        "Config",
      ),
      Config: task(
        "sagemaker:createEndpointConfig",
        {
          EndpointConfigName: "champion-1",
          ProductionVariants: [
            {
              VariantName: "main",
              ModelName: "champion",
              InstanceType: "ml.t2.medium",
              InitialInstanceCount: 1,
            },
          ],
        },
        "Endpoint",
      ),
      Endpoint: task(
        "sagemaker:createEndpoint",
        { EndpointName: "champion", EndpointConfigName: "champion-1" },
        "Describe",
      ),
      Describe: task("aws-sdk:sagemaker:describeEndpoint", { EndpointName: "champion" }, "Transform"),
      Transform: task(
        "sagemaker:createTransformJob.sync",
        {
          TransformJobName: "score-1",
          ModelName: "champion",
          TransformInput: {
            DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: `s3://${bucket}/score/` } },
            ContentType: "text/csv",
            SplitType: "Line",
          },
          TransformOutput: {
            S3OutputPath: `s3://${bucket}/predictions`,
            Accept: "text/csv",
            AssembleWith: "Line",
          },
          TransformResources: { InstanceType: "ml.m5.large", InstanceCount: 1 },
          DataProcessing: { InputFilter: "$[1:]", JoinSource: "Input", OutputFilter: "$[0,-1]" },
        },
        undefined,
      ),
    });
    const done = await ended(arn);
    expect(done.cause).toBeUndefined();
    expect(done.status).toBe("SUCCEEDED");
    const output = JSON.parse(done.output ?? "{}") as {
      aws_sdk_sagemaker_describeEndpoint: { EndpointConfigName: string };
    };
    expect(output.aws_sdk_sagemaker_describeEndpoint.EndpointConfigName).toBe("champion-1");
    const object = await s3(test.aws).send(
      new GetObjectCommand({ Bucket: bucket, Key: "predictions/a.csv.out" }),
    );
    const lines = ((await object.Body?.transformToString()) ?? "")
      .trimEnd()
      .split("\n")
      .map((line) => line.split(","));
    expect(lines.map(([key]) => key)).toEqual(["k1", "k2"]);
    expect(Number(lines[0]?.[1])).toBeGreaterThan(Number(lines[1]?.[1]));
    await until(
      () => sagemaker(test.aws).send(new DescribeEndpointCommand({ EndpointName: "champion" })),
      (endpoint) => endpoint.EndpointStatus === "InService",
    );
  });

  it("fails with the job's description when the job fails", async () => {
    const done = await ended(
      await execute("failing", "Train", { Train: trainState({ HyperParameters: { num_round: "0" } }) }),
    );
    expect(done.status).toBe("FAILED");
    expect(done.error).toBe("States.TaskFailed");
    expect(done.cause).toContain("Hyperparameter num_round: 0 must be at least 1");
  });

  it("fails when its role may not create the job, or may not pass the job's role", async () => {
    const states = { Train: trainState() };
    const none = await makeRole(test.aws, "none", "states.amazonaws.com", [
      { Action: "s3:*", Resource: "*" },
      managedRules,
    ]);
    const denied = await ended(await execute("denied", "Train", states, none));
    expect(denied.cause).toMatch(
      /not authorized to perform: sagemaker:CreateTrainingJob on resource: arn:aws:sagemaker:us-east-1:000000000000:training-job\/denied/u,
    );
    const unpassing = await makeRole(test.aws, "unpassing", "states.amazonaws.com", [
      { Action: "sagemaker:*", Resource: "*" },
      managedRules,
    ]);
    const refused = await ended(await execute("unpassed", "Train", states, unpassing));
    expect(refused.cause).toContain(`not authorized to perform: iam:PassRole on resource: ${jobRole}`);
    const unruly = await makeRole(test.aws, "unruly", "states.amazonaws.com", [
      { Action: "sagemaker:*", Resource: "*" },
    ]);
    const error = await refusal(execute("unruly", "Train", states, unruly));
    expect(error.message).toContain("is not authorized to create managed-rule");
  });

  it("stops the job when the execution is stopped", async () => {
    const image = {
      TrainingImage: xgboostImage,
      TrainingInputMode: "File",
      ContainerEntrypoint: ["sleep", "100"],
    };
    const executionArn = await execute("aborted", "Train", {
      Train: trainState({ AlgorithmSpecification: image }),
    });
    const describe = async () => {
      const { DescribeTrainingJobCommand } = await import("@aws-sdk/client-sagemaker");
      return sagemaker(test.aws)
        .send(new DescribeTrainingJobCommand({ TrainingJobName: "aborted" }))
        .catch(() => ({ TrainingJobStatus: "none", SecondaryStatus: "none" }));
    };
    await until(describe, (job) => job.SecondaryStatus === "Training");
    await sfn().send(new StopExecutionCommand({ executionArn }));
    expect((await until(describe, (job) => job.TrainingJobStatus === "Stopped")).TrainingJobStatus).toBe(
      "Stopped",
    );
  });
});

describe("state changes", () => {
  it("reach rules as events of aws.sagemaker", async () => {
    const definition = JSON.stringify({ StartAt: "Done", States: { Done: { Type: "Pass", End: true } } });
    const made = await sfn().send(
      new CreateStateMachineCommand({ name: "on-approval", definition, roleArn: machineRole }),
    );
    const roleArn = await makeRole(test.aws, "rule", "events.amazonaws.com", [
      { Action: "states:StartExecution", Resource: made.stateMachineArn ?? "" },
    ]);
    const events = new EventBridgeClient(options(test.aws));
    const pattern = {
      source: ["aws.sagemaker"],
      "detail-type": ["SageMaker Model Package State Change"],
      detail: { ModelApprovalStatus: ["Approved"] },
    };
    await events.send(new PutRuleCommand({ Name: "approved", EventPattern: JSON.stringify(pattern) }));
    await events.send(
      new PutTargetsCommand({
        Rule: "approved",
        Targets: [{ Id: "go", Arn: made.stateMachineArn, RoleArn: roleArn }],
      }),
    );

    const client = sagemaker(test.aws);
    await client.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName: "delays" }));
    const { ModelPackageArn } = await client.send(
      new CreateModelPackageCommand({
        ModelPackageGroupName: "delays",
        InferenceSpecification: {
          Containers: [
            { Image: xgboostImage, ModelDataUrl: `s3://${bucket}/models/retrain/output/model.tar.gz` },
          ],
          SupportedContentTypes: ["text/csv"],
          SupportedResponseMIMETypes: ["text/csv"],
        },
      }),
    );
    expect(ModelPackageArn).toBe("arn:aws:sagemaker:us-east-1:000000000000:model-package/delays/1");
    const model = () =>
      client.send(
        new CreateModelCommand({
          ModelName: "packaged",
          ExecutionRoleArn: jobRole,
          PrimaryContainer: { ModelPackageName: ModelPackageArn },
        }),
      );
    expect((await refusal(model())).message).toContain("must be Approved");
    await client.send(new UpdateModelPackageCommand({ ModelPackageArn, ModelApprovalStatus: "Approved" }));
    await until(
      () => sfn().send(new ListExecutionsCommand({ stateMachineArn: made.stateMachineArn })),
      (found) => found.executions?.length === 1,
    );
    await model();
    const listed = await client.send(new ListModelPackagesCommand({ ModelPackageGroupName: "delays" }));
    expect(listed.ModelPackageSummaryList?.[0]?.ModelApprovalStatus).toBe("Approved");
    expect(
      (await client.send(new DescribeModelPackageCommand({ ModelPackageName: ModelPackageArn })))
        .ModelPackageVersion,
    ).toBe(1);
    expect(
      (await refusal(client.send(new DeleteModelPackageGroupCommand({ ModelPackageGroupName: "delays" }))))
        .message,
    ).toContain("still contains 1");
  });
});

describe("tags", () => {
  it("are added, listed and removed", async () => {
    const client = sagemaker(test.aws);
    const ResourceArn = "arn:aws:sagemaker:us-east-1:000000000000:model-package-group/delays";
    await client.send(
      new AddTagsCommand({
        ResourceArn,
        Tags: [
          { Key: "team", Value: "a" },
          { Key: "stage", Value: "dev" },
        ],
      }),
    );
    await client.send(new AddTagsCommand({ ResourceArn, Tags: [{ Key: "team", Value: "b" }] }));
    await client.send(new DeleteTagsCommand({ ResourceArn, TagKeys: ["stage"] }));
    expect((await client.send(new ListTagsCommand({ ResourceArn }))).Tags).toEqual([
      { Key: "team", Value: "b" },
    ]);
  });
});

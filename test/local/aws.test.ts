import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { CreateScheduleCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import {
  CreateTopicCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AwsCredentials } from "../../local/aws/contract";
import { makeRole, options, refusal, s3, startTestAws, until, type TestAws } from "./support/aws";

let test: TestAws;
beforeAll(async () => {
  test = await startTestAws();
});
afterAll(() => test.end());

describe("trust", () => {
  let user: AwsCredentials;
  let userArn: string;
  const role = "arn:aws:iam::000000000000:role/exchange";

  beforeAll(async () => {
    const iam = new IAMClient(options(test.aws));
    const made = await iam.send(new CreateUserCommand({ Path: "/externalstages/", UserName: "abc123" }));
    userArn = made.User?.Arn ?? "";
    const key = await iam.send(new CreateAccessKeyCommand({ UserName: "abc123" }));
    user = {
      accessKeyId: key.AccessKey?.AccessKeyId ?? "",
      secretAccessKey: key.AccessKey?.SecretAccessKey ?? "",
    };
    await iam.send(
      new PutUserPolicyCommand({
        UserName: "abc123",
        PolicyName: "assume",
        PolicyDocument: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" }],
        }),
      }),
    );
    const trust = {
      Effect: "Allow",
      Principal: { AWS: userArn },
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "sts:ExternalId": "pinned-id" } },
    };
    await iam.send(
      new CreateRoleCommand({
        RoleName: "exchange",
        AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [trust] }),
      }),
    );
    const allowed = {
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:PutObject"],
      Resource: "arn:aws:s3:::lake/train/*",
    };
    await iam.send(
      new PutRolePolicyCommand({
        RoleName: "exchange",
        PolicyName: "train",
        PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [allowed] }),
      }),
    );
    await s3(test.aws).send(new CreateBucketCommand({ Bucket: "lake" }));
  });

  const assume = (ExternalId: string | undefined, as: AwsCredentials = user) =>
    new STSClient(options(test.aws, as)).send(
      new AssumeRoleCommand({ RoleArn: role, RoleSessionName: "snowflake", ExternalId }),
    );

  it("has a user with a path in its ARN", () => {
    expect(userArn).toBe("arn:aws:iam::000000000000:user/externalstages/abc123");
  });

  it("grants the right external id, and only the policy's keys", async () => {
    const { Credentials } = await assume("pinned-id");
    const session = {
      accessKeyId: Credentials?.AccessKeyId ?? "",
      secretAccessKey: Credentials?.SecretAccessKey ?? "",
      sessionToken: Credentials?.SessionToken,
    };
    const client = s3(test.aws, session);
    await client.send(new PutObjectCommand({ Bucket: "lake", Key: "train/a.csv", Body: "1,2" }));
    await client.send(new GetObjectCommand({ Bucket: "lake", Key: "train/a.csv" }));
    const refused = await refusal(
      client.send(new PutObjectCommand({ Bucket: "lake", Key: "score/a.csv", Body: "1" })),
    );
    expect(refused.name).toBe("AccessDenied");
  });

  it("lets requests over loopback through a bucket policy that denies plain HTTP", async () => {
    const Condition = { Bool: { "aws:SecureTransport": "false" } };
    const Resource = ["arn:aws:s3:::lake", "arn:aws:s3:::lake/*"];
    const Statement = [{ Effect: "Deny", Principal: "*", Action: "s3:*", Resource, Condition }];
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
    await s3(test.aws).send(new PutBucketPolicyCommand({ Bucket: "lake", Policy }));
    const { Credentials } = await assume("pinned-id");
    const client = s3(test.aws, {
      accessKeyId: Credentials?.AccessKeyId ?? "",
      secretAccessKey: Credentials?.SecretAccessKey ?? "",
      sessionToken: Credentials?.SessionToken,
    });
    await client.send(new GetObjectCommand({ Bucket: "lake", Key: "train/a.csv" }));
  });

  it.each([
    ["a wrong", "other-id"],
    ["no", undefined],
  ])("denies %s external id", async (_which, id) => {
    expect((await refusal(assume(id))).name).toBe("AccessDenied");
  });

  it("denies another user with the right external id", async () => {
    const iam = new IAMClient(options(test.aws));
    await iam.send(new CreateUserCommand({ UserName: "stranger" }));
    const key = await iam.send(new CreateAccessKeyCommand({ UserName: "stranger" }));
    const stranger = {
      accessKeyId: key.AccessKey?.AccessKeyId ?? "",
      secretAccessKey: key.AccessKey?.SecretAccessKey ?? "",
    };
    expect((await refusal(assume("pinned-id", stranger))).name).toBe("AccessDenied");
  });

  it("denies a wrong secret and unknown keys", async () => {
    const sts = (as: AwsCredentials) =>
      new STSClient(options(test.aws, as)).send(new GetCallerIdentityCommand({}));
    expect((await sts(user)).Arn).toBe(userArn);
    expect((await refusal(sts({ ...user, secretAccessKey: "wrong" }))).name).toMatch(
      /SignatureDoesNotMatch/u,
    );
    expect((await refusal(sts({ accessKeyId: "AKIAUNKNOWNUNKNOWN00", secretAccessKey: "x" }))).name).toMatch(
      /InvalidClientTokenId|UnrecognizedClient/u,
    );
  });
});

describe("events", () => {
  const sfn = () => new SFNClient(options(test.aws));
  const events = () => new EventBridgeClient(options(test.aws));
  const definition = JSON.stringify({ StartAt: "Done", States: { Done: { Type: "Pass", End: true } } });

  async function machine(name: string): Promise<string> {
    const roleArn = await makeRole(test.aws, `${name}-role`, "states.amazonaws.com", [
      { Action: "s3:ListBucket", Resource: "*" },
    ]);
    const made = await sfn().send(new CreateStateMachineCommand({ name, definition, roleArn }));
    return made.stateMachineArn ?? "";
  }

  async function onObjects(rule: string, bucket: string, arn: string, roleArn?: string): Promise<void> {
    const EventPattern = JSON.stringify({
      source: ["aws.s3"],
      "detail-type": ["Object Created"],
      detail: { bucket: { name: [bucket] }, object: { key: [{ suffix: "manifest.json" }] } },
    });
    await events().send(new PutRuleCommand({ Name: rule, EventPattern }));
    await events().send(
      new PutTargetsCommand({ Rule: rule, Targets: [{ Id: "one", Arn: arn, RoleArn: roleArn }] }),
    );
  }

  const executions = async (stateMachineArn: string) =>
    (await sfn().send(new ListExecutionsCommand({ stateMachineArn }))).executions ?? [];

  beforeAll(async () => {
    await s3(test.aws).send(new CreateBucketCommand({ Bucket: "watched" }));
    await s3(test.aws).send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: "watched",
        NotificationConfiguration: { EventBridgeConfiguration: {} },
      }),
    );
  });

  const put = (Key: string) => s3(test.aws).send(new PutObjectCommand({ Bucket: "watched", Key, Body: "x" }));

  it("start a state machine for a matching object, with a role that may", async () => {
    const arn = await machine("started");
    const starter = await makeRole(test.aws, "starter", "events.amazonaws.com", [
      { Action: "states:StartExecution", Resource: arn },
    ]);
    await onObjects("to-started", "watched", arn, starter);
    await put("score/1/data.csv");
    await put("score/1/manifest.json");
    const [execution, ...more] = await until(
      () => executions(arn),
      (found) => found.some((each) => each.status === "SUCCEEDED"),
    );
    expect(more).toHaveLength(0);
    const detail = await sfn().send(new DescribeExecutionCommand({ executionArn: execution?.executionArn }));
    expect(
      (JSON.parse(detail.input ?? "{}") as { detail: { object: { key: string } } }).detail.object.key,
    ).toBe("score/1/manifest.json");
  });

  it("do not start one with a role that may not, or without a role", async () => {
    const arn = await machine("not-started");
    const other = await makeRole(test.aws, "no-starter", "events.amazonaws.com", [
      { Action: "states:StartExecution", Resource: `${arn}-other` },
    ]);
    await onObjects("without-permission", "watched", arn, other);
    await onObjects("without-role", "watched", arn);
    await put("score/2/manifest.json");
    await until(
      () => executions("arn:aws:states:us-east-1:000000000000:stateMachine:started"),
      (found) => found.length >= 2,
    );
    expect(await executions(arn)).toHaveLength(0);
  });

  it("go through a topic to a queue when both policies let them", async () => {
    const sns = new SNSClient(options(test.aws));
    const sqs = new SQSClient(options(test.aws));
    const topic = (await sns.send(new CreateTopicCommand({ Name: "predictions" }))).TopicArn ?? "";
    const url = (await sqs.send(new CreateQueueCommand({ QueueName: "pipe" }))).QueueUrl ?? "";
    expect(url.startsWith(test.aws.endpoint)).toBe(true);
    const attributes = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["QueueArn"] }),
    );
    const queue = attributes.Attributes?.["QueueArn"] ?? "";
    const policy = (service: string, Action: string, Resource: string) =>
      JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: service }, Action, Resource }],
      });
    await sqs.send(
      new SetQueueAttributesCommand({
        QueueUrl: url,
        Attributes: { Policy: policy("sns.amazonaws.com", "sqs:SendMessage", queue) },
      }),
    );
    await sns.send(new SubscribeCommand({ TopicArn: topic, Protocol: "sqs", Endpoint: queue }));
    await onObjects("to-topic", "watched", topic);
    const setPolicy = (AttributeValue: string) =>
      sns.send(new SetTopicAttributesCommand({ TopicArn: topic, AttributeName: "Policy", AttributeValue }));
    await setPolicy(policy("s3.amazonaws.com", "sns:Publish", topic));
    const started = "arn:aws:states:us-east-1:000000000000:stateMachine:started";
    const before = (await executions(started)).length;
    await put("refused/manifest.json");
    // The same event starts this machine: once it runs, the topic's policy has been asked too.
    await until(
      () => executions(started),
      (found) => found.length > before,
    );
    await setPolicy(policy("events.amazonaws.com", "sns:Publish", topic));
    await put("delivered/manifest.json");
    const received = await until(
      () => sqs.send(new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 })),
      (answer) => (answer.Messages ?? []).length > 0,
    );
    expect(received.Messages).toHaveLength(1);
    expect(received.Messages?.[0]?.Body).toContain("delivered/manifest.json");
  });

  it("of a schedule start a state machine with the schedule's role", async () => {
    const arn = await machine("scheduled");
    const roleArn = await makeRole(test.aws, "scheduler", "scheduler.amazonaws.com", [
      { Action: "states:StartExecution", Resource: arn },
    ]);
    const at = new Date(Date.now() + 1000).toISOString().slice(0, 19);
    await new SchedulerClient(options(test.aws)).send(
      new CreateScheduleCommand({
        Name: "soon",
        ScheduleExpression: `at(${at})`,
        FlexibleTimeWindow: { Mode: "OFF" },
        Target: { Arn: arn, RoleArn: roleArn, Input: "{}" },
      }),
    );
    await until(
      () => executions(arn),
      (found) => found.length > 0,
      20,
    );
  });
});

describe("a state machine's role", () => {
  const sfn = () => new SFNClient(options(test.aws));

  async function execute(
    name: string,
    statements: Parameters<typeof makeRole>[3],
    service = "states.amazonaws.com",
  ) {
    const roleArn = await makeRole(test.aws, `${name}-role`, service, statements);
    const definition = JSON.stringify({
      StartAt: "Put",
      States: {
        Put: {
          Type: "Task",
          Resource: "arn:aws:states:::aws-sdk:s3:putObject",
          Parameters: { Bucket: "lake", Key: `machine/${name}`, Body: "x" },
          End: true,
        },
      },
    });
    const made = await sfn().send(new CreateStateMachineCommand({ name, definition, roleArn }));
    const started = await sfn().send(new StartExecutionCommand({ stateMachineArn: made.stateMachineArn }));
    return until(
      () => sfn().send(new DescribeExecutionCommand({ executionArn: started.executionArn })),
      (execution) => execution.status !== "RUNNING",
    );
  }

  it("lets its tasks do what it may", async () => {
    const done = await execute("may", [{ Action: "s3:PutObject", Resource: "arn:aws:s3:::lake/machine/*" }]);
    expect(done.cause).toBeUndefined();
    expect(done.status).toBe("SUCCEEDED");
  });

  it("fails tasks that it may not do", async () => {
    const done = await execute("may-not", [
      { Action: "s3:PutObject", Resource: "arn:aws:s3:::lake/other/*" },
    ]);
    expect(done.status).toBe("FAILED");
    expect(done.cause).toContain(
      "is not authorized to perform: s3:PutObject on resource: arn:aws:s3:::lake/machine/may-not",
    );
  });

  it("must trust Step Functions, which is checked at creation as is the definition", async () => {
    const untrusting = execute("untrusting", [{ Action: "s3:*", Resource: "*" }], "lambda.amazonaws.com");
    expect((await refusal(untrusting)).message).toContain(
      "Neither the global service principal states.amazonaws.com",
    );
    const roleArn = "arn:aws:iam::000000000000:role/may-role";
    const definition = JSON.stringify({ StartAt: "A", States: { A: { Type: "Pass", Next: "B" } } });
    const call = sfn().send(new CreateStateMachineCommand({ name: "loose", definition, roleArn }));
    expect((await refusal(call)).message).toContain("MISSING_TRANSITION_TARGET: 'B' is no state");
  });
});

describe("state", () => {
  it("comes back after a restart, even after a kill", async () => {
    const client = s3(test.aws);
    await client.send(new CreateBucketCommand({ Bucket: "kept" }));
    await client.send(new PutObjectCommand({ Bucket: "kept", Key: "a/b.txt", Body: "still here" }));
    const iam = new IAMClient(options(test.aws));
    await iam.send(new CreateUserCommand({ UserName: "kept-user" }));
    await new Promise((resolve) => setTimeout(resolve, 2500));
    const [emulator] = test.aws.pids();
    process.kill(-(emulator ?? 0), "SIGKILL");
    const credentials = test.aws.credentials;
    await test.restart();
    expect(test.aws.credentials).toEqual(credentials);
    const object = await s3(test.aws).send(new GetObjectCommand({ Bucket: "kept", Key: "a/b.txt" }));
    expect(await object.Body?.transformToString()).toBe("still here");
    await new IAMClient(options(test.aws)).send(new CreateAccessKeyCommand({ UserName: "kept-user" }));
  });

  it("is gone after a reset", async () => {
    await test.aws.reset();
    const call = s3(test.aws).send(new GetObjectCommand({ Bucket: "kept", Key: "a/b.txt" }));
    expect((await refusal(call)).name).toBe("NoSuchBucket");
  });
});

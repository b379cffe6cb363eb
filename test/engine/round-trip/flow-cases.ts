import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as iam from "@pulumi/aws/iam";
import * as s3 from "@pulumi/aws/s3";
import * as scheduler from "@pulumi/aws/scheduler";
import * as sfn from "@pulumi/aws/sfn";
import * as sns from "@pulumi/aws/sns";
import * as sqs from "@pulumi/aws/sqs";
import * as ssm from "@pulumi/aws/ssm";
import { interpolate } from "@pulumi/pulumi";
import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { EventBridge } from "@aws-sdk/client-eventbridge";
import { IAM } from "@aws-sdk/client-iam";
import { Scheduler } from "@aws-sdk/client-scheduler";
import { SFN } from "@aws-sdk/client-sfn";
import { SNS } from "@aws-sdk/client-sns";
import { SQS } from "@aws-sdk/client-sqs";
import { SSM } from "@aws-sdk/client-ssm";
import type { Case } from "./harness";
import { services, trust, allow, policy, pass, text, bucketOf, s3c } from "./aws-documents";

/** Messages, events, roles and what they start. They use the bucket of the storage cases. */
export const flowCases: readonly Case[] = [
  {
    token: "aws:sns/topic:Topic",
    make: (variant, _, options) =>
      new sns.Topic(
        "topic",
        { name: "round-trip-topic", displayName: variant, tags: { team: "one" } },
        options,
      ),
    change: "update",
    drift: (o) =>
      new SNS().setTopicAttributes({
        TopicArn: text(o, "arn"),
        AttributeName: "DisplayName",
        AttributeValue: "other",
      }),
    seen: "update",
  },
  {
    token: "aws:sns/topicPolicy:TopicPolicy",
    make: (variant, others, options) => {
      const { arn } = others<sns.Topic>("Topic");
      const document = arn.apply((a) =>
        policy({ Service: "events.amazonaws.com" }, "sns:Publish", a, variant),
      );
      return new sns.TopicPolicy("topic-policy", { arn, policy: document }, options);
    },
    change: "update",
    drift: (o) =>
      new SNS().setTopicAttributes({
        TopicArn: text(o, "arn"),
        AttributeName: "Policy",
        AttributeValue: policy({ Service: "events.amazonaws.com" }, "sns:Subscribe", text(o, "arn"), "other"),
      }),
    seen: "update",
  },
  {
    token: "aws:sqs/queue:Queue",
    make: (variant, _, options) =>
      new sqs.Queue(
        "queue",
        {
          name: "round-trip-queue",
          visibilityTimeoutSeconds: variant === "first" ? 30 : 60,
          tags: { team: variant },
        },
        options,
      ),
    change: "update",
    drift: (o) =>
      new SQS().setQueueAttributes({ QueueUrl: text(o, "url"), Attributes: { VisibilityTimeout: "5" } }),
    seen: "update",
  },
  {
    token: "aws:sqs/queuePolicy:QueuePolicy",
    make: (variant, others, options) => {
      const queue = others<sqs.Queue>("Queue");
      const document = queue.arn.apply((a) =>
        policy({ Service: "s3.amazonaws.com" }, "sqs:SendMessage", a, variant),
      );
      return new sqs.QueuePolicy("queue-policy", { queueUrl: queue.url, policy: document }, options);
    },
    change: "update",
    drift: (o) => new SQS().setQueueAttributes({ QueueUrl: text(o, "queueUrl"), Attributes: { Policy: "" } }),
    seen: "delete",
  },
  {
    token: "aws:s3/bucketPolicy:BucketPolicy",
    make: (variant, others, options) => {
      const { bucket } = others<s3.Bucket>("Bucket");
      const document = bucket.apply((name) =>
        policy(
          { Service: "cloudtrail.amazonaws.com" },
          "s3:GetObject",
          `arn:aws:s3:::${name}/public/*`,
          variant,
        ),
      );
      return new s3.BucketPolicy("policy", { bucket, policy: document }, options);
    },
    change: "update",
    drift: (o) => s3c().deleteBucketPolicy(bucketOf(o)),
    seen: "delete",
  },
  {
    token: "aws:s3/bucketNotification:BucketNotification",
    make: (variant, others, options) =>
      new s3.BucketNotification(
        "notification",
        {
          bucket: others<s3.Bucket>("Bucket").bucket,
          eventbridge: true,
          queues: [
            {
              queueArn: others<sqs.Queue>("Queue").arn,
              events: ["s3:ObjectCreated:*"],
              filterPrefix: variant === "first" ? "in/" : "out/",
            },
          ],
        },
        { ...options, dependsOn: [others("QueuePolicy")] },
      ),
    change: "update",
    drift: (o) => s3c().putBucketNotificationConfiguration({ ...bucketOf(o), NotificationConfiguration: {} }),
    seen: "update",
  },
  {
    token: "aws:iam/role:Role",
    make: (variant, _, options) =>
      new iam.Role(
        "role",
        {
          name: "round-trip-role",
          assumeRolePolicy: trust(...services, ...(variant === "first" ? [] : ["events.amazonaws.com"])),
          tags: { team: variant },
        },
        options,
      ),
    change: "update",
    drift: (o) =>
      new IAM().updateAssumeRolePolicy({
        RoleName: text(o, "name"),
        PolicyDocument: JSON.stringify(trust(...services, "lambda.amazonaws.com")),
      }),
    seen: "update",
  },
  {
    token: "aws:iam/rolePolicy:RolePolicy",
    make: (variant, others, options) =>
      new iam.RolePolicy(
        "role-policy",
        {
          name: "inline",
          role: others<iam.Role>("Role").name,
          policy: allow(variant === "first" ? "s3:Get*" : "s3:*", "arn:aws:s3:::round-trip-*"),
        },
        options,
      ),
    change: "update",
    drift: (o) =>
      new IAM().putRolePolicy({
        RoleName: text(o, "role"),
        PolicyName: text(o, "name"),
        PolicyDocument: allow("s3:PutObject", "*"),
      }),
    seen: "update",
  },
  {
    token: "aws:cloudwatch/logGroup:LogGroup",
    make: (variant, _, options) =>
      new cloudwatch.LogGroup(
        "logs",
        { name: "/round-trip/logs", retentionInDays: variant === "first" ? 7 : 14, tags: { team: "one" } },
        options,
      ),
    change: "update",
    drift: (o) =>
      new CloudWatchLogs().putRetentionPolicy({ logGroupName: text(o, "name"), retentionInDays: 1 }),
    seen: "update",
  },
  {
    token: "aws:cloudwatch/metricAlarm:MetricAlarm",
    make: (variant, others, options) =>
      new cloudwatch.MetricAlarm(
        "alarm",
        {
          name: "round-trip-alarm",
          comparisonOperator: "GreaterThanThreshold",
          evaluationPeriods: 1,
          metricName: "Invocation4XXErrors",
          namespace: "AWS/SageMaker",
          dimensions: { EndpointName: "none" },
          period: 60,
          statistic: "Sum",
          threshold: variant === "first" ? 1 : 5,
          alarmActions: [others<sns.Topic>("Topic").arn],
        },
        options,
      ),
    change: "update",
    drift: (o) => new CloudWatch().deleteAlarms({ AlarmNames: [text(o, "name")] }),
    seen: "delete",
  },
  {
    token: "aws:sfn/stateMachine:StateMachine",
    make: (variant, others, options) =>
      new sfn.StateMachine(
        "machine",
        { name: "round-trip-machine", roleArn: others<iam.Role>("Role").arn, definition: pass(variant) },
        options,
      ),
    change: "update",
    drift: (o) =>
      new SFN().updateStateMachine({ stateMachineArn: text(o, "arn"), definition: pass("other") }),
    seen: "update",
  },
  {
    token: "aws:cloudwatch/eventRule:EventRule",
    make: (variant, _, options) =>
      new cloudwatch.EventRule(
        "rule",
        {
          name: "round-trip-rule",
          eventPattern: JSON.stringify({ source: ["aws.s3"], "detail-type": [variant] }),
        },
        options,
      ),
    change: "update",
    drift: (o) =>
      new EventBridge().putRule({
        Name: text(o, "name"),
        EventPattern: JSON.stringify({ source: ["other"] }),
      }),
    seen: "update",
  },
  {
    token: "aws:cloudwatch/eventTarget:EventTarget",
    make: (variant, others, options) =>
      new cloudwatch.EventTarget(
        "target",
        {
          rule: others<cloudwatch.EventRule>("EventRule").name,
          targetId: "queue",
          arn: others<sqs.Queue>("Queue").arn,
          inputTransformer: {
            inputPaths: { key: "$.detail.object.key" },
            inputTemplate: `{"${variant}": <key>}`,
          },
        },
        options,
      ),
    change: "update",
    drift: (o) => new EventBridge().removeTargets({ Rule: text(o, "rule"), Ids: [text(o, "targetId")] }),
    seen: "delete",
    importId: (o) => `${text(o, "rule")}/${text(o, "targetId")}`,
  },
  {
    token: "aws:scheduler/schedule:Schedule",
    make: (variant, others, options) =>
      new scheduler.Schedule(
        "schedule",
        {
          name: "round-trip-schedule",
          scheduleExpression: variant === "first" ? "rate(1 days)" : "rate(7 days)",
          flexibleTimeWindow: { mode: "OFF" },
          target: {
            arn: others<sfn.StateMachine>("StateMachine").arn,
            roleArn: others<iam.Role>("Role").arn,
            input: JSON.stringify({ reason: "schedule" }),
          },
        },
        options,
      ),
    change: "update",
    drift: (o) => new Scheduler().deleteSchedule({ Name: text(o, "name") }),
    seen: "delete",
  },
  {
    token: "aws:ssm/parameter:Parameter",
    make: (variant, _, options) =>
      new ssm.Parameter(
        "parameter",
        { name: "/round-trip/value", type: "String", value: interpolate`${variant}` },
        options,
      ),
    change: "update",
    drift: (o) => new SSM().putParameter({ Name: text(o, "name"), Value: "other", Overwrite: true }),
    seen: "update",
  },
];

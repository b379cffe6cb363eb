import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as sns from "@pulumi/aws/sns";
import type * as sqs from "@pulumi/aws/sqs";
import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { SNS } from "@aws-sdk/client-sns";
import type { Case } from "./harness";
import { text } from "./aws-documents";

const note = (markdown: string) =>
  JSON.stringify(
    { widgets: [{ type: "text", x: 0, y: 0, width: 6, height: 2, properties: { markdown } }] },
    null,
    2,
  );

/** What watches others. They use the topic, the queue and the log group of the flow cases. */
export const watchCases: readonly Case[] = [
  {
    token: "aws:sns/topicSubscription:TopicSubscription",
    make: (variant, others, options) =>
      new sns.TopicSubscription(
        "subscription",
        {
          topic: others<sns.Topic>("Topic").arn,
          protocol: "sqs",
          endpoint: others<sqs.Queue>("Queue").arn,
          ...(variant === "first"
            ? { filterPolicy: JSON.stringify({ state: ["ALARM"] }), filterPolicyScope: "MessageBody" }
            : { rawMessageDelivery: true }),
        },
        options,
      ),
    change: "update",
    drift: (o) =>
      new SNS().setSubscriptionAttributes({
        SubscriptionArn: text(o, "arn"),
        AttributeName: "FilterPolicy",
        AttributeValue: JSON.stringify({ state: ["OK"] }),
      }),
    seen: "update",
  },
  {
    token: "aws:cloudwatch/logMetricFilter:LogMetricFilter",
    make: (variant, others, options) =>
      new cloudwatch.LogMetricFilter(
        "filter",
        {
          name: "round-trip-filter",
          logGroupName: others<cloudwatch.LogGroup>("LogGroup").name,
          pattern: ' "Task threw" ',
          metricTransformation: {
            namespace: "RoundTrip",
            name: "Failures",
            value: "1",
            ...(variant === "first"
              ? { defaultValue: "0.0" }
              : { dimensions: { Task: "$task" }, unit: "Count" }),
          },
        },
        options,
      ),
    change: "update",
    drift: (o) =>
      new CloudWatchLogs().deleteMetricFilter({
        logGroupName: text(o, "logGroupName"),
        filterName: text(o, "name"),
      }),
    seen: "delete",
    importId: (o) => `${text(o, "logGroupName")}:${text(o, "name")}`,
  },
  {
    token: "aws:cloudwatch/dashboard:Dashboard",
    make: (variant, _, options) =>
      new cloudwatch.Dashboard(
        "dashboard",
        { dashboardName: "round-trip", dashboardBody: note(variant) },
        options,
      ),
    change: "update",
    drift: (o) =>
      new CloudWatch().putDashboard({
        DashboardName: text(o, "dashboardName"),
        DashboardBody: note("other"),
      }),
    seen: "update",
  },
];

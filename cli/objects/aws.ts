import { CloudWatchClient, DescribeAlarmsCommand, ListDashboardsCommand } from "@aws-sdk/client-cloudwatch";
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeMetricFiltersCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { EventBridgeClient, ListRulesCommand } from "@aws-sdk/client-eventbridge";
import { IAMClient, ListRolesCommand } from "@aws-sdk/client-iam";
import { DescribeKeyCommand, KMSClient, ListKeysCommand } from "@aws-sdk/client-kms";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import {
  ListEndpointConfigsCommand,
  ListEndpointsCommand,
  ListModelPackageGroupsCommand,
  ListModelsCommand,
  SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import { ListSchedulesCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { ListStateMachinesCommand, SFNClient } from "@aws-sdk/client-sfn";
import { ListSubscriptionsCommand, ListTopicsCommand, SNSClient } from "@aws-sdk/client-sns";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { DescribeParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { AwsConnection } from "../../local/cloud/state";
import type { Objects } from "./list";

type Names = readonly (string | undefined)[];

/** Objects of the local AWS account that stacks make. */
export async function listAws(to: AwsConnection): Promise<Objects[]> {
  const options = {
    endpoint: to.endpoint,
    region: to.region,
    credentials: { accessKeyId: to.accessKeyId, secretAccessKey: to.secretAccessKey },
  };
  const sagemaker = new SageMakerClient(options);
  const sns = new SNSClient(options);
  const logs = new CloudWatchLogsClient(options);
  const cloudwatch = new CloudWatchClient(options);
  const last = (arn: string | undefined) => arn?.split(/[:/]/).at(-1);
  const kinds: readonly (readonly [string, Promise<Names>])[] = [
    [
      "buckets",
      new S3Client({ ...options, forcePathStyle: true })
        .send(new ListBucketsCommand({}))
        .then(({ Buckets = [] }) => Buckets.map(({ Name }) => Name)),
    ],
    ["keys", keys(new KMSClient(options))],
    [
      "roles",
      new IAMClient(options)
        .send(new ListRolesCommand({}))
        .then(({ Roles = [] }) =>
          Roles.filter(({ Path }) => !Path?.startsWith("/aws-service-role/")).map(({ RoleName }) => RoleName),
        ),
    ],
    [
      "topics",
      sns
        .send(new ListTopicsCommand({}))
        .then(({ Topics = [] }) => Topics.map(({ TopicArn }) => last(TopicArn))),
    ],
    [
      "subscriptions",
      sns
        .send(new ListSubscriptionsCommand({}))
        .then(({ Subscriptions = [] }) => Subscriptions.map(({ Endpoint }) => Endpoint)),
    ],
    [
      "queues",
      new SQSClient(options)
        .send(new ListQueuesCommand({}))
        .then(({ QueueUrls = [] }) => QueueUrls.map(last).filter(ofUsers)),
    ],
    [
      "rules",
      new EventBridgeClient(options)
        .send(new ListRulesCommand({}))
        .then(({ Rules = [] }) => Rules.map(({ Name }) => Name)),
    ],
    [
      "state machines",
      new SFNClient(options)
        .send(new ListStateMachinesCommand({}))
        .then(({ stateMachines = [] }) => stateMachines.map(({ name }) => name)),
    ],
    [
      "schedules",
      new SchedulerClient(options)
        .send(new ListSchedulesCommand({}))
        .then(({ Schedules = [] }) => Schedules.map(({ Name }) => Name)),
    ],
    [
      "models",
      sagemaker
        .send(new ListModelsCommand({}))
        .then(({ Models = [] }) => Models.map(({ ModelName }) => ModelName)),
    ],
    [
      "endpoint configurations",
      sagemaker
        .send(new ListEndpointConfigsCommand({}))
        .then(({ EndpointConfigs = [] }) =>
          EndpointConfigs.map(({ EndpointConfigName }) => EndpointConfigName),
        ),
    ],
    [
      "endpoints",
      sagemaker
        .send(new ListEndpointsCommand({}))
        .then(({ Endpoints = [] }) => Endpoints.map(({ EndpointName }) => EndpointName)),
    ],
    [
      "model package groups",
      sagemaker
        .send(new ListModelPackageGroupsCommand({}))
        .then(({ ModelPackageGroupSummaryList = [] }) =>
          ModelPackageGroupSummaryList.map(({ ModelPackageGroupName }) => ModelPackageGroupName),
        ),
    ],
    [
      "log groups",
      logs
        .send(new DescribeLogGroupsCommand({}))
        .then(({ logGroups = [] }) =>
          logGroups
            .map(({ logGroupName }) => logGroupName)
            .filter((name) => !name?.startsWith("/aws/sagemaker/")),
        ),
    ],
    [
      "metric filters",
      logs
        .send(new DescribeMetricFiltersCommand({}))
        .then(({ metricFilters = [] }) => metricFilters.map(({ filterName }) => filterName)),
    ],
    [
      "dashboards",
      cloudwatch
        .send(new ListDashboardsCommand({}))
        .then(({ DashboardEntries = [] }) => DashboardEntries.map(({ DashboardName }) => DashboardName)),
    ],
    [
      "alarms",
      cloudwatch
        .send(new DescribeAlarmsCommand({}))
        .then(({ MetricAlarms = [] }) => MetricAlarms.map(({ AlarmName }) => AlarmName)),
    ],
    [
      "parameters",
      new SSMClient(options)
        .send(new DescribeParametersCommand({}))
        .then(({ Parameters = [] }) => Parameters.map(({ Name }) => Name)),
    ],
  ];
  return Promise.all(
    kinds.map(async ([kind, names]) => ({
      cloud: "aws" as const,
      kind,
      names: (await names).filter((name): name is string => name !== undefined),
    })),
  );
}

/** Customer keys in use; a key waiting for its deletion counts as gone. */
async function keys(client: KMSClient): Promise<Names> {
  const { Keys = [] } = await client.send(new ListKeysCommand({}));
  const described = await Promise.all(
    Keys.map(({ KeyId }) => client.send(new DescribeKeyCommand({ KeyId }))),
  );
  return described
    .map(({ KeyMetadata }) => KeyMetadata)
    .filter((key) => key?.KeyManager !== "AWS" && key?.KeyState !== "PendingDeletion")
    .map((key) => key?.KeyId);
}

/** On AWS the queue behind a pipe lies in Snowflake's account, not in the user's. */
const ofUsers = (queue: string | undefined): boolean => !queue?.startsWith("sf-snowpipe-");

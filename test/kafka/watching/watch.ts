import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { SNS } from "@aws-sdk/client-sns";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type { ComponentResourceOptions } from "@pulumi/pulumi";
import {
  type KafkaCluster,
  KafkaObservability,
  type SnowflakeSink,
  type SnowflakeSource,
} from "../../../components";

const logGroupName = "/connect/source";
export const address = "on-call@example.com";

interface Bridge {
  readonly cluster: KafkaCluster;
  readonly source: SnowflakeSource;
  readonly sink: SnowflakeSink;
}

/** Watches a bridge. Workers that exist have no log in CloudWatch; the source's are taken for ones that have. */
export function observe({ cluster, source, sink }: Bridge, opts: ComponentResourceOptions): void {
  const log = new cloudwatch.LogGroup("workers", { name: logGroupName });
  const { connector, topicName, objects, role, running } = source;
  const logged = { connector, topicName, objects, role, running: { ...running, logGroupName: log.name } };
  new KafkaObservability(
    "kafka-watch",
    {
      ...{ cluster, sources: [logged], sinks: [sink] },
      notify: { create: { emails: [address] } },
      watch: { database: "SHOP", schema: "OPS" },
    },
    opts,
  );
}

/** What there is in the local AWS to watch with. */
export async function watching() {
  const [metrics, logs, topics] = [new CloudWatch(), new CloudWatchLogs(), new SNS()];
  const { DashboardEntries = [] } = await metrics.listDashboards({});
  const { MetricAlarms = [] } = await metrics.describeAlarms({});
  const { logGroups = [] } = await logs.describeLogGroups({});
  const { metricFilters = [] } = await logs.describeMetricFilters({});
  const { Topics = [] } = await topics.listTopics({});
  const { Subscriptions = [] } = await topics.listSubscriptions({});
  return {
    dashboards: DashboardEntries.map(({ DashboardName }) => DashboardName),
    alarms: MetricAlarms.map(({ AlarmName, AlarmActions }) => [AlarmName, ...(AlarmActions ?? [])]),
    groups: logGroups.map((group) => group.logGroupName),
    filters: metricFilters.map((one) => [
      one.logGroupName,
      one.filterName,
      one.metricTransformations?.[0]?.metricName,
    ]),
    topics: Topics.map(({ TopicArn }) => TopicArn),
    subscriptions: Subscriptions.map(({ Endpoint, SubscriptionArn }) => [Endpoint, SubscriptionArn]),
  };
}

export const isOpen = async (SubscriptionArn: string | undefined): Promise<boolean> =>
  (await new SNS().getSubscriptionAttributes({ SubscriptionArn })).Attributes?.PendingConfirmation === "true";

/** Text of the widgets. */
export const dashboardOf = async (DashboardName: string | undefined): Promise<string> =>
  (await new CloudWatch().getDashboard({ DashboardName })).DashboardBody ?? "";

import type { KafkaTableName, KafkaThresholds, KafkaWatchSpec } from "../../../blueprints";
import type * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as sns from "@pulumi/aws/sns";
import type * as pulumi from "@pulumi/pulumi";
import type * as floe from "../../../provider/sdk";
import type { Transform } from "../../component";
import type { KafkaCluster } from "../cluster";
import type { RunningConnector } from "../runtime";

/** A source as what watches it sees it: a `SnowflakeSource` is one. */
export interface ObservedSource {
  readonly connector: string;
  readonly topicName: string;
  readonly objects: Readonly<Record<"stream" | "stage", KafkaTableName>> | undefined;
  readonly role: pulumi.Output<string>;
  readonly running: RunningConnector;
}

/** A sink as what watches it sees it: a `SnowflakeSink` is one. */
export interface ObservedSink {
  readonly connector: string;
  readonly landing: Readonly<Record<string, KafkaTableName>>;
  readonly canary: { readonly topic: string; readonly table: KafkaTableName } | undefined;
  readonly role: pulumi.Output<string>;
  readonly running: RunningConnector;
}

/** Who is told. */
export type KafkaAlarmTopic =
  | {
      /** Addresses that get a mail to confirm first. Default: none. */ readonly create: {
        readonly emails?: readonly string[];
      };
    }
  | { /** ARN of a topic of SNS. */ readonly existing: pulumi.Input<string> };

/** A task in Snowflake that looks after what CloudWatch cannot see. */
export interface KafkaWatch extends Pick<KafkaWatchSpec, "staleDays" | "canaryMinutes" | "stagedRows"> {
  /** Where the task lies. */
  readonly database: string;
  readonly schema: string;
  /** Name of the task. Default: KAFKA_WATCH. */
  readonly task?: string;
  /** Name of its role, which is made and has the rights of all connectors. Default: the task's. */
  readonly role?: string;
  /** Role the role is granted to. Default: SYSADMIN. */
  readonly parentRole?: string | null;
  /** Minutes between two looks, 1 to 1,440. Default: 15. Each is a second or two of compute. */
  readonly everyMinutes?: number;
  /** Warehouse it runs on. Default: serverless. */
  readonly warehouse?: string;
  /**
   * Notification integration that is told when the task fails, which is how it tells. Without one its failures are in
   * TASK_HISTORY only.
   */
  readonly errorIntegration?: pulumi.Input<string>;
}

export interface KafkaObservabilityArgs {
  readonly cluster: KafkaCluster;
  readonly sources?: readonly ObservedSource[];
  readonly sinks?: readonly ObservedSink[];
  /** Default: a topic of SNS without subscribers. */
  readonly notify?: KafkaAlarmTopic;
  /** When alarms sound. Each default says why it is what it is. */
  readonly thresholds?: KafkaThresholds;
  /** Default: nothing is watched in Snowflake. */
  readonly watch?: KafkaWatch;
  /** Topic of SNS that Snowflake tells of failed tasks, by its name: the dashboard counts them. Default: none. */
  readonly failureTopic?: string;
  /** Whether a dashboard is made. Default: true. */
  readonly dashboard?: boolean;
  /** Begin of the names of AWS resources. Default: `<project>-<stack>-<name>`. */
  readonly namePrefix?: string;
  readonly transform?: {
    readonly topic?: Transform<sns.TopicArgs>;
    readonly filter?: Transform<cloudwatch.LogMetricFilterArgs>;
    readonly alarm?: Transform<cloudwatch.MetricAlarmArgs>;
    readonly dashboard?: Transform<cloudwatch.DashboardArgs>;
    readonly graph?: Transform<floe.snowflake.TaskGraphArgs>;
  };
}

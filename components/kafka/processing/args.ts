import type { FlinkSource, FlinkTopic, KafkaConfig, StreamWindows } from "../../../blueprints";
import type * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as iam from "@pulumi/aws/iam";
import type * as kinesisanalyticsv2 from "@pulumi/aws/kinesisanalyticsv2";
import type * as s3 from "@pulumi/aws/s3";
import type * as pulumi from "@pulumi/pulumi";
import type * as snowflake from "@pulumi/snowflake";
import type { Transform } from "../../component";
import type { PlaceOutput } from "../../place";
import type { KafkaCluster, KafkaPlace } from "../cluster";

/** Tasks at once, and what they cost: each KPU is one vCPU and 4 GB, about 0.11 USD an hour. */
export interface FlinkCapacity {
  /** Tasks of each operator at once, from 1 to 256. No more than the topic has partitions are busy. Default: 1. */
  readonly parallelism?: number;
  /** Tasks that share a KPU, from 1 to 8. More cost less and may be slower. Default: 1. */
  readonly tasksPerKpu?: number;
  /**
   * Whether the service adds tasks, up to 64 KPUs, while the CPU is busy, and takes them away later. Each change restarts
   * the job from a snapshot. Default: false, which bounds the cost.
   */
  readonly autoscaling?: boolean;
}

/** What becomes of a job's state, such as windows that are not over, when the application is updated. */
export interface FlinkState {
  /**
   * `keep` goes on from the snapshot that is made before each stop and update. `discard` begins anew where the consumer
   * group was: records of windows that were open then do not count again. Default: keep.
   */
  readonly onUpdate?: "keep" | "discard";
  /** Whether to go on where the new SQL has no place for some of the old state, which is then lost. Default: false: the update fails. */
  readonly allowLost?: boolean;
  /** Whether snapshots are made. Without them an update loses open windows. Default: true. */
  readonly snapshots?: boolean;
}

/** The jar that runs the SQL. */
export interface FlinkCode {
  /** Path of the jar. Default: the runner that comes with Floe. */
  readonly jar?: string;
  /** Bucket it is kept in. Default: one is made. */
  readonly bucket?: pulumi.Input<string>;
  /** Key that bucket's objects are encrypted with, where not AWS's own. */
  readonly keyArn?: pulumi.Input<string>;
}

/** A job of Managed Service for Apache Flink 2.2: results within seconds, each once. */
export interface ManagedFlink {
  /** Its clients sign in by `iam`, or not at all: passwords would be readable in the application's properties. */
  readonly cluster: KafkaCluster;
  /** Subnets and security groups from which the brokers are reached. */
  readonly network: KafkaPlace;
  /** With windows: topic that is read. */
  readonly source?: FlinkSource;
  /** With windows: topic results are written to. */
  readonly sink?: FlinkTopic;
  /** With windows: what becomes of records that come too late. Default: drop. */
  readonly late?: "drop" | FlinkTopic;
  /** With SQL of one's own: topics it reads and writes, and the begin of its transactions' names, which it gets rights on. */
  readonly uses?: {
    readonly read: readonly string[];
    readonly write: readonly string[];
    /** Default: the job's name. */
    readonly groups?: readonly string[];
    /** Default: the job's name. */
    readonly transactions?: readonly string[];
  };
  /** Seconds between two checkpoints, from 1 to 600: results are seen after one. Default: 10. */
  readonly checkpointSeconds?: number;
  /** Minutes an open transaction outlives a dead job, at most 15. Default: 15. */
  readonly transactionMinutes?: number;
  /** Seconds after which a partition without records no longer holds windows open. Default: 30. */
  readonly idleSeconds?: number;
  /** Further settings of the job, of those the service lets a job set. */
  readonly settings?: KafkaConfig;
  readonly capacity?: FlinkCapacity;
  readonly state?: FlinkState;
  readonly code?: FlinkCode;
  /** What is logged. DEBUG slows the job and costs. Default: INFO. */
  readonly logLevel?: "ERROR" | "WARN" | "INFO" | "DEBUG";
  /** Detail of metrics; finer ones cost by metric. Default: APPLICATION. */
  readonly metrics?: "APPLICATION" | "OPERATOR" | "TASK" | "PARALLELISM";
  /** Days logs are kept. Default: 30. */
  readonly logRetentionDays?: number;
  /** Whether the application runs after the deployment. Default: true. */
  readonly start?: boolean;
}

/** A dynamic table of Snowflake: minute-level, with the present window so far. Its changes go to Kafka by a `SnowflakeSource`. */
export interface WindowTable {
  /** Database, schema and name of the table that is read, such as a sink's landing table. */
  readonly source: readonly [string, string, string];
  /** Column -> type of Snowflake, of those the windows use. */
  readonly columns: Readonly<Record<string, string>>;
  /** Column of a TIMESTAMP type that says when a thing happened. */
  readonly time: string;
  /** Database, schema and name of the dynamic table. */
  readonly table: readonly [string, string, string];
  /** Warehouse of its refreshes: each bills it for a minute at least. */
  readonly warehouse: pulumi.Input<string>;
  /** How far it may lag: `1 minute` or more, or `downstream`: as those that read it want. Default: 1 minute. */
  readonly targetLag?: string;
  /** Default: AUTO. */
  readonly refreshMode?: "AUTO" | "FULL" | "INCREMENTAL";
  /** What it must come after, such as the table that is read. */
  readonly dependsOn?: readonly pulumi.Resource[];
}

export type StreamEngine = { readonly managedFlink: ManagedFlink } | { readonly dynamicTable: WindowTable };

export interface StreamProcessorArgs {
  /** Windows and aggregations; the same for both engines. */
  readonly windows?: StreamWindows;
  /** Or, with managedFlink, statements of Flink SQL, the last of them INSERTs; Flink runs them as one job. */
  readonly sql?: readonly pulumi.Input<string>[];
  readonly engine: StreamEngine;
  /**
   * Name of the job: of its consumer group and its transactions. Another name is another reader, which begins anew.
   * Default: the name prefix.
   */
  readonly jobName?: string;
  /** Topic that alarms tell. Default: none, they are seen in CloudWatch. */
  readonly alarmTopicArn?: pulumi.Input<string>;
  /** Begin of the names of AWS resources. Default: `<project>-<stack>-<name>`. */
  readonly namePrefix?: string;
  readonly place?: PlaceOutput;
  readonly transform?: {
    readonly application?: Transform<kinesisanalyticsv2.ApplicationArgs>;
    readonly bucket?: Transform<s3.BucketArgs>;
    readonly code?: Transform<s3.BucketObjectv2Args>;
    readonly role?: Transform<iam.RoleArgs>;
    readonly policy?: Transform<iam.RolePolicyArgs>;
    readonly log?: Transform<cloudwatch.LogGroupArgs>;
    readonly alarm?: Transform<cloudwatch.MetricAlarmArgs>;
    readonly dynamicTable?: Transform<snowflake.DynamicTableArgs>;
  };
}

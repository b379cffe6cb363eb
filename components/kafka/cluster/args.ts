import type { KafkaAuthKind, KafkaConfig } from "../../../blueprints";
import type * as appautoscaling from "@pulumi/aws/appautoscaling";
import type * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as msk from "@pulumi/aws/msk";
import type * as pulumi from "@pulumi/pulumi";
import type { BrokerAuth } from "../../../provider/sdk/kafka";
import type { Transform } from "../../component";

/** How clients of an MSK cluster of ours may sign in. */
export type MskAuth = "iam" | "scram" | "mtls";

/** Subnets and security groups, such as {@link KafkaNetwork} makes them. */
export interface KafkaPlace {
  /** One for each zone that brokers are spread over: 2 or 3. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  readonly securityGroupIds: readonly pulumi.Input<string>[];
}

export interface BrokerStorage {
  /**
   * GiB of each broker at first, from 1 to 16,384. Default: 100. Volumes that grow by themselves are left as they have
   * become: raise `maxGib`. They never shrink.
   */
  readonly gib?: number;
  /** GiB up to which volumes grow by themselves. Default: ten times `gib`. The size itself: they do not grow. */
  readonly maxGib?: number;
  /** Share of a volume in use, in percent, from 10 to 80, at which it grows. Default: 60. */
  readonly growAtPercent?: number;
}

/** A cluster of brokers that run day and night. */
export interface ProvisionedCluster extends KafkaPlace {
  /** Default: 3.9.x. */
  readonly kafkaVersion?: string;
  /**
   * Size of a broker. Default: kafka.m7g.large, about 0.20 USD an hour each. `express.` sizes have storage without a
   * limit and rebalance by themselves; they need three zones.
   */
  readonly instanceType?: string;
  /** Brokers of each zone. Default: 1. */
  readonly brokersPerZone?: number;
  /** How connectors sign in. Default: iam. */
  readonly auth?: MskAuth;
  /** Further ways in, for other clients. Default: none. */
  readonly alsoAllow?: readonly MskAuth[];
  /** Private certificate authorities whose clients `mtls` admits. */
  readonly certificateAuthorityArns?: readonly pulumi.Input<string>[];
  /** Secrets with users of `scram`: names begin with AmazonMSK_, and the key is not AWS's own. See {@link KafkaSecrets}. */
  readonly scramSecrets?: Readonly<Record<string, pulumi.Input<string>>>;
  /** KMS key of the data. Default: AWS's own, without charge. */
  readonly keyArn?: pulumi.Input<string>;
  /** Not for `express.` sizes. */
  readonly storage?: BrokerStorage;
  /** `active` spreads partitions by itself, on `express.` sizes only. Default there: active. */
  readonly rebalancing?: "active" | "paused";
  /**
   * Detail of metrics. Default: PER_BROKER. The two finer ones cost by metric; consumers' lag is in all of them.
   */
  readonly monitoring?: "DEFAULT" | "PER_BROKER" | "PER_TOPIC_PER_BROKER" | "PER_TOPIC_PER_PARTITION";
  /** Whether Prometheus may read the brokers' JMX and node exporters. Default: false. */
  readonly prometheus?: boolean;
  /** Days brokers' logs are kept. Default: 30. */
  readonly logRetentionDays?: number;
  /** Further settings of brokers, over those that exactly-once work needs. */
  readonly settings?: KafkaConfig;
}

/**
 * A cluster without brokers to size. It signs in by IAM only, and Floe refuses sources on it: nobody documents that it
 * keeps Kafka's transactions. Costs about 0.75 USD an hour and more by partition and gigabyte.
 */
export type ServerlessCluster = KafkaPlace;

/** Brokers of others, of MSK or not. Nothing about them is changed but topics. */
export interface ExistingCluster {
  /** `host:port` of some of the brokers. */
  readonly bootstrapServers: pulumi.Input<pulumi.Input<string>[]>;
  /** How clients sign in. */
  readonly auth: KafkaAuthKind;
  /** How many brokers there are: copies of topics follow from it. Default: 3. */
  readonly brokers?: number;
  /** Needed with `iam`: what rights are given on. Such as arn:aws:kafka:<region>:<account>:cluster/<name>/<uuid>. */
  readonly clusterArn?: pulumi.Input<string>;
  /** False for brokers that do not keep Kafka's transactions. Default: true. */
  readonly exactlyOnce?: boolean;
  /**
   * How the deployment itself signs in, to make topics. Needed with `scram` and `mtls`. Default: by `auth`, and what the
   * provider is configured with.
   */
  readonly admin?: BrokerAuth;
}

/** Brokers of our own, or of others. */
export type ClusterChoice =
  | { readonly provisioned: ProvisionedCluster }
  | { readonly serverless: ServerlessCluster }
  | { readonly existing: ExistingCluster };

export interface KafkaClusterArgs {
  readonly cluster: ClusterChoice;
  /** Name of the cluster. Default: the name prefix. */
  readonly clusterName?: string;
  /** Begin of the names of AWS resources. Default: `<project>-<stack>-<name>`. */
  readonly namePrefix?: string;
  /** Whether a deployment refuses to delete the cluster, and all topics with it. Default: true. */
  readonly protect?: boolean;
  readonly transform?: {
    readonly configuration?: Transform<msk.ConfigurationArgs>;
    readonly cluster?: Transform<msk.ClusterArgs>;
    readonly serverless?: Transform<msk.ServerlessClusterArgs>;
    readonly log?: Transform<cloudwatch.LogGroupArgs>;
    readonly storageTarget?: Transform<appautoscaling.TargetArgs>;
    readonly storagePolicy?: Transform<appautoscaling.PolicyArgs>;
  };
}

import { kafkaTopics, type KafkaTopic, type KafkaTopicSpec } from "../../../blueprints";
import * as msk from "@pulumi/aws/msk";
import * as pulumi from "@pulumi/pulumi";
import * as floe from "../../../provider/sdk";
import { FloeComponent, type Transform } from "../../component";
import type { KafkaCluster } from "../cluster";

export interface KafkaTopicsArgs {
  readonly cluster: KafkaCluster;
  /** Data, positions of sources, bad records, heartbeats: every topic that is to exist. */
  readonly topics: readonly KafkaTopicSpec[];
  /**
   * Whether a deployment refuses to delete or replace them: a topic made anew counts from zero, and a sink takes its
   * records for some it has stored. Default: true. False where topics may be lost, as in a trial.
   */
  readonly protect?: boolean;
  readonly transform?: {
    /** Topics of MSK. */
    readonly topic?: Transform<msk.TopicArgs>;
    /** Topics of brokers that exist, and of MSK Serverless. */
    readonly native?: Transform<floe.kafka.TopicArgs>;
  };
}

/**
 * Topics, each as long-lived as the records in it. MSK makes its own; in brokers that exist and in MSK Serverless the
 * deployment makes them by Kafka's protocol, and must reach the brokers.
 *
 * Costs nothing itself; records cost storage, and MSK Serverless bills by partition.
 *
 * @example Minimal
 * ```ts
 * new KafkaTopics("topics", { cluster, topics: [{ name: "payments" }] });
 * ```
 * @example Positions of a source, and bad records that are kept for good
 * ```ts
 * new KafkaTopics("topics", {
 *   cluster,
 *   topics: [
 *     { name: "payments", partitions: 12, retentionHours: 72 },
 *     kafkaOffsetsTopic("payments-source.offsets"),
 *     { name: "payments.dlq", partitions: 1, retentionHours: "forever" },
 *   ],
 * });
 * ```
 */
export class KafkaTopics extends FloeComponent {
  /** Names, known once all of them exist. */
  readonly names: pulumi.Output<string[]>;
  /** What has to exist before a topic is used: for `dependsOn`. */
  readonly resources: readonly pulumi.Resource[];
  readonly nodes: { readonly topics: Readonly<Record<string, msk.Topic | floe.kafka.Topic>> };

  constructor(name: string, args: KafkaTopicsArgs, opts?: pulumi.ComponentResourceOptions) {
    const topics = kafkaTopics(args.topics, args.cluster.brokers);
    super(
      "floe:kafka:KafkaTopics",
      name,
      {
        topics: topics.map(({ name: topic, partitionCount }) => ({
          name: topic,
          partitions: partitionCount,
        })),
        protect: args.protect ?? true,
      },
      opts,
    );
    const made = Object.fromEntries(topics.map((topic) => [topic.name, this.#topic(topic, args)]));
    this.nodes = { topics: made };
    this.resources = Object.values(made);
    this.names = pulumi.all(Object.values(made).map((topic) => topic.name));
    this.registerOutputs({ names: this.names });
  }

  /**
   * Name of a topic, known once it exists.
   *
   * @throws Error for one that was not declared here.
   */
  topic(name: string): pulumi.Output<string> {
    const topic = this.nodes.topics[name];
    if (topic === undefined)
      throw new Error(
        `KafkaTopics "${this.logicalName}" declares no topic ${name}: only ${Object.keys(this.nodes.topics).join(", ")}`,
      );
    return topic.name;
  }

  #topic(topic: KafkaTopic, args: KafkaTopicsArgs): msk.Topic | floe.kafka.Topic {
    const { cluster, transform } = args;
    const protect = args.protect ?? true;
    const part = `topic-${topic.name}`;
    if (cluster.managesTopics && cluster.clusterArn !== undefined)
      return this.child(
        msk.Topic,
        part,
        {
          clusterArn: cluster.clusterArn,
          name: topic.name,
          partitionCount: topic.partitionCount,
          replicationFactor: topic.replicationFactor,
          configs: JSON.stringify(topic.configs),
        },
        { transform: transform?.topic, opts: { protect } },
      );
    return this.child(
      floe.kafka.Topic,
      part,
      {
        name: topic.name,
        bootstrapServers: cluster.bootstrapServers.apply((servers) => servers.split(",")),
        partitions: topic.partitionCount,
        replicationFactor: topic.replicationFactor,
        configs: topic.configs,
        ...(cluster.admin === undefined ? {} : { auth: cluster.admin }),
        deletionProtection: protect,
      },
      { transform: transform?.native, opts: { protect } },
    );
  }
}

import type * as pulumi from "@pulumi/pulumi";
import { NativeResource } from "../resource";
import type { BrokerAuth } from "./brokerAuth";

export interface TopicArgs {
  /** At most 249 letters, digits, `.`, `_` and `-`. Another name replaces the topic; its records stay behind. */
  readonly name: pulumi.Input<string>;
  /**
   * `host:port` of some brokers; the others are found through them. Other addresses of the same cluster change nothing;
   * another cluster is refused. Default: the provider's `kafkaBootstrapServers`, else `KAFKA_BOOTSTRAP_SERVERS`.
   */
  readonly bootstrapServers?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Parts that are read in parallel; order holds within one. More are added in place, and put some keys elsewhere than
   * before. Fewer need another topic: replaces, which is refused while it is protected. Default: 6.
   */
  readonly partitions?: pulumi.Input<number>;
  /** Copies of each partition. Another number replaces, which is refused while it is protected. Default: the cluster's. */
  readonly replicationFactor?: pulumi.Input<number>;
  /**
   * Settings of the topic, by Kafka's names. Changed in place; what is taken out returns to the cluster's default.
   * Default: none.
   */
  readonly configs?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** How the provider signs in. Default: as its configuration says, else not at all. */
  readonly auth?: pulumi.Input<BrokerAuth>;
  /**
   * Refuses to delete or replace the topic: its records are gone then, and one made anew counts from zero, which a sink
   * takes for records it has stored. Default: true; deploy once with `false` before.
   */
  readonly deletionProtection?: pulumi.Input<boolean>;
}

const outputs = ["topicId", "clusterId", "replicas"];

/**
 * A topic of any Kafka cluster, by Kafka's own protocol. On MSK, `aws.msk.Topic` needs no way into the VPC; this one needs
 * to reach the brokers. A topic of its name that exists already is taken over only when it is just as declared and empty,
 * as one that a cut-off deployment has left; else it must be imported.
 *
 * Costs: none itself; storage and partitions of the cluster.
 *
 * @see Apache Kafka documentation, "Topic Configs"
 */
export class Topic extends NativeResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly bootstrapServers: pulumi.Output<string[] | undefined>;
  declare readonly partitions: pulumi.Output<number>;
  declare readonly configs: pulumi.Output<Record<string, string> | undefined>;
  /** Kafka's id of the topic: another one under the same name is another topic. */
  declare readonly topicId: pulumi.Output<string>;
  /** Kafka's id of the cluster it is in. */
  declare readonly clusterId: pulumi.Output<string>;
  /** Copies each partition has. */
  declare readonly replicas: pulumi.Output<number>;

  constructor(name: string, args: TopicArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    // Declared, so that a default the provider makes is an output at once.
    const filled = { bootstrapServers: undefined, partitions: undefined, ...args };
    super("floe:kafka:Topic", name, filled, outputs, opts);
  }

  /** A topic that exists: its name, or `host:port,host:port/name` for brokers the provider does not know. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts: pulumi.CustomResourceOptions = {}): Topic {
    return new Topic(name, undefined, { ...opts, id });
  }
}

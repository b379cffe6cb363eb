import type { Call } from "../../framework";
import type { BrokerAuth } from "../auth";

/** Where brokers are, and how to sign in. */
export interface BrokerTarget {
  readonly servers: readonly string[];
  readonly auth: BrokerAuth;
}

/** A topic as its cluster tells it. */
export interface LiveTopic {
  readonly topicId: string;
  readonly clusterId: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  /** What was set for this topic; defaults are left out. */
  readonly configs: Readonly<Record<string, string>>;
}

export interface TopicSpec {
  readonly name: string;
  readonly partitions: number;
  /** Undefined: the cluster's default. */
  readonly replicationFactor: number | undefined;
  readonly configs: Readonly<Record<string, string>>;
}

/** What this provider does with brokers. */
export interface KafkaAdmin {
  clusterId(): Promise<string>;
  describeTopic(name: string): Promise<LiveTopic | undefined>;
  /** How many records were ever written to it; what has expired counts. */
  countWritten(name: string, partitions: number): Promise<bigint>;
  createTopic(spec: TopicSpec): Promise<void>;
  addPartitions(name: string, count: number): Promise<void>;
  alterTopic(name: string, set: Readonly<Record<string, string>>, unset: readonly string[]): Promise<void>;
  deleteTopic(name: string): Promise<void>;
}

/** Lets work be done with brokers, and closes every connection at its end. Calls end when the signal aborts. */
export type UseAdmin = <T>(
  call: Pick<Call, "config" | "signal">,
  target: BrokerTarget,
  work: (admin: KafkaAdmin) => Promise<T>,
) => Promise<T>;

/** Something brokers refused, or could not be asked. */
export class KafkaFailed extends Error {
  override readonly name = "KafkaFailed";
  constructor(
    message: string,
    /** Kafka's name of the error, such as `TOPIC_ALREADY_EXISTS`; "" when no broker answered. */
    readonly code: string,
  ) {
    super(message);
  }
}

/** A connector as what watches it sees it. */
export interface KafkaWatched {
  /** Name of the connector. */
  readonly connector: string;
  readonly kind: "source" | "sink";
  readonly place: "ecs" | "mskConnect" | "existing";
  /** Group of its workers on ECS, which their metrics name. */
  readonly group?: string | undefined;
  /** Topics a sink reads or a source writes. */
  readonly topics: readonly string[];
  /** Whether its workers' log is in CloudWatch. */
  readonly logged: boolean;
}

/** When an alarm sounds. */
export interface KafkaThresholds {
  /**
   * Seconds a record may wait for a sink. Default: 300. A sink stores within 10 seconds, so five minutes is no load but a
   * standstill; above a merge's interval and a rebalance, which pass by themselves.
   */
  readonly lagSeconds?: number;
  /**
   * Records that may wait for a sink. Default: 100,000. Sounds where the time is unknown, as of a topic that is not written
   * to any more. State what your topics take in within five minutes.
   */
  readonly lagRecords?: number;
  /**
   * Seconds a row may wait in a source's stage. Default: 900: fifteen looks at the default of one a minute, and longer than
   * any restart.
   */
  readonly sourceLagSeconds?: number;
  /** Bad records within five minutes. Default: 1: each is a row that is missing until somebody acts. */
  readonly badRecords?: number;
  /** Failures of tasks within five minutes. Default: 1: a failed task does not start again by itself, except on ECS. */
  readonly taskFailures?: number;
  /** Percent of a worker's memory in use, on ECS and MSK Connect. Default: 95: a JVM fills its heap, so less is normal. */
  readonly memoryPercent?: number;
}

export const kafkaThresholds: Required<KafkaThresholds> = {
  lagSeconds: 300,
  lagRecords: 100_000,
  sourceLagSeconds: 900,
  badRecords: 1,
  taskFailures: 1,
  memoryPercent: 95,
};

/** What is watched. */
export interface KafkaObservedSpec {
  /** Part of the namespace of metrics out of logs, so that equal connectors of two stacks stay apart. */
  readonly scope: string;
  /** Name of the MSK cluster. Undefined for brokers whose metrics are not in CloudWatch. */
  readonly clusterName?: string | undefined;
  readonly connectors: readonly KafkaWatched[];
  readonly thresholds?: KafkaThresholds;
}

/** A metric of CloudWatch. */
export interface KafkaMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: "Maximum" | "Average" | "Sum" | "Minimum";
  readonly label: string;
}

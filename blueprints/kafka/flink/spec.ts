import type { KafkaConfig } from "../keys";
import type { KafkaClientAuth } from "../runtime";

/** How records of a topic are written, for Flink. */
export type FlinkFormat =
  | { readonly kind: "json" }
  /** Schemas in a registry with Confluent's API, under `<topic>-value`; a sink registers its own. */
  | { readonly kind: "avro"; readonly registryUrl: string }
  /**
   * Messages alone, without a registry's number before them. `messageClass` is what `protoc` made of the message, such as
   * `dev.shop.Payment`, and must be in the application's jar, beside the runner. Columns are named as its fields.
   */
  | { readonly kind: "protobuf"; readonly messageClass: string };

export interface FlinkTopic {
  readonly topic: string;
  /** Default: JSON. */
  readonly format?: FlinkFormat;
}

export interface FlinkSource extends FlinkTopic {
  /** Field -> type of Flink SQL. */
  readonly columns: Readonly<Record<string, string>>;
  /** Field that says when a thing happened: TIMESTAMP(3) or TIMESTAMP_LTZ(3). Default: when Kafka took the record. */
  readonly time?: string;
  /**
   * How much later than others a record may come and still count. Default: 10 seconds. Results are as much later.
   */
  readonly lateness?: string;
}

/** Spans of time records are put together in. Lengths in words: `5 minutes`. */
export type FlinkWindow =
  /** Side by side. */
  | { readonly type: "tumble"; readonly size: string }
  /** Overlapping: one of `size`, a multiple of `slide`, begins every `slide`. */
  | { readonly type: "hop"; readonly size: string; readonly slide: string }
  /** Growing by `step` up to `size`: the day so far, every minute. */
  | { readonly type: "cumulate"; readonly size: string; readonly step: string }
  /** As long as no pause is longer than `gap`, for each group. */
  | { readonly type: "session"; readonly gap: string };

/** What is computed of a window: a function of a field, or an SQL expression of its own with its type. */
export type FlinkAggregate =
  | {
      /** `first` and `last` go by the time of records, not by when they came; of two of one time, by the value. */
      readonly function:
        "count" | "countDistinct" | "sum" | "avg" | "min" | "max" | "stddev" | "first" | "last";
      /** Field. May be left out for count. */
      readonly of?: string;
      /** SQL condition a record must meet to count here. */
      readonly where?: string;
      /** Default: that of the field for min, max, first and last; BIGINT for counts; DOUBLE for avg and stddev. */
      readonly type?: string;
    }
  | { readonly sql: string; readonly type: string };

/** Records of a topic put together by time, and written to another, exactly once. */
export interface FlinkWindowSpec {
  /** Name of the job: of its consumer group and its transactions. */
  readonly name: string;
  readonly source: FlinkSource;
  readonly window: FlinkWindow;
  /** Fields results are for, each value its own. Default: none, one result for all. */
  readonly groupBy?: readonly string[];
  readonly aggregates: Readonly<Record<string, FlinkAggregate>>;
  /** SQL condition records must meet. */
  readonly where?: string;
  readonly sink: FlinkTopic;
  /**
   * What becomes of records that come more than `lateness` after others. Their window drops them once it is done. A topic
   * gets all of them as they are, also the few whose window was still open and counted them. Default: drop.
   */
  readonly late?: "drop" | FlinkTopic;
}

export interface FlinkCluster {
  readonly bootstrapServers: string;
  readonly auth: KafkaClientAuth;
  /** Seconds between two checkpoints, after each of which results can be seen. Default: 10. */
  readonly checkpointSeconds?: number;
  /** Minutes an open transaction outlives a dead job, below the broker's `transaction.max.timeout.ms`. Default: 15. */
  readonly transactionMinutes?: number;
  /** Seconds after which a partition without records no longer holds windows open. Default: 30. */
  readonly idleSeconds?: number;
  /** Any further setting of the job. */
  readonly settings?: KafkaConfig;
}

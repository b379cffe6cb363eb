import type { KafkaConverter } from "../converters";
import type { KafkaConfig } from "../keys";

/** How a connector signs in to Snowflake. Secrets are placeholders of a config provider. */
export type KafkaSnowflakeLogin =
  | { readonly kind: "keyPair"; readonly privateKey: string; readonly passphrase?: string }
  | {
      readonly kind: "oauth";
      readonly clientId: string;
      readonly clientSecret: string;
      /** Default: the client's own credentials are exchanged. Needed by 2.5. */
      readonly refreshToken?: string;
      /** Default: the account's own endpoint. From 3.1 on. */
      readonly tokenEndpoint?: string;
    };

/** What becomes of a record that cannot be stored. */
export type KafkaSinkErrors =
  | {
      /** It goes to a topic with the reason in its headers, and the rest goes on. `floe kafka replay-dlq` sends it again. */
      readonly to: "deadLetterTopic";
      readonly topic: string;
      readonly replicationFactor?: number;
    }
  | {
      /** 4.x only: Snowflake keeps it in the target's error table. Records that cannot even be decoded go to the topic. */
      readonly to: "errorTable";
      readonly undecodable?: { readonly topic: string; readonly replicationFactor?: number };
    }
  /** The task fails and nothing is skipped, until somebody acts. */
  | { readonly to: "stop" };

/** A sink connector: topics of Kafka into tables of Snowflake, exactly once. */
export interface KafkaSinkSpec {
  /** Name of the connector, and so its identity: it names the consumer group, and the channels' position. */
  readonly name: string;
  /** Release of `com.snowflake:snowflake-kafka-connector`: 2.5.x, 3.x or 4.x. */
  readonly version: string;
  /** Host of the account: `org-account.snowflakecomputing.com`, or `http://127.0.0.1:<port>` on this machine. */
  readonly host: string;
  readonly user: string;
  readonly role: string;
  readonly database: string;
  readonly schema: string;
  readonly login: KafkaSnowflakeLogin;
  /** Topic -> table in the schema. */
  readonly topics: Readonly<Record<string, string>>;
  /** Tasks that share the partitions. Default: 1. More than the partitions stand idle. */
  readonly tasks?: number;
  /** Default: strings. */
  readonly key?: KafkaConverter;
  /** Default: plain JSON. */
  readonly value?: KafkaConverter;
  /**
   * Whether fields are columns, and a new field adds one. False stores the record in RECORD_CONTENT. Default: true.
   */
  readonly schemaEvolution?: boolean;
  /** Default: `stop`: nothing is lost unseen. */
  readonly errors?: KafkaSinkErrors;
  /** What a record without a value does: `keep` stores a row that stands for a delete, `ignore` drops it. Default: keep. */
  readonly tombstones?: "keep" | "ignore";
  /**
   * Seconds rows wait for more before they are sent, in 2.5 and 3.x. Default: 1. More makes fewer, larger files, which cost
   * less to store and merge.
   */
  readonly flushSeconds?: number;
  /** 4.1: port and address at which the worker answers Prometheus. Default: none. */
  readonly metrics?: { readonly port: number; readonly host?: string };
  /** Any further key of this version, checked like the rest. */
  readonly settings?: KafkaConfig;
}

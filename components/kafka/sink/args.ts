import type {
  Columns,
  KafkaConfig,
  KafkaConverter,
  KafkaOperation,
  KafkaTableName,
  KafkaTopicSpec,
  KafkaVersion,
} from "../../../blueprints";
import type * as snowflake from "@pulumi/snowflake";
import type * as pulumi from "@pulumi/pulumi";
import type * as floe from "../../../provider/sdk";
import type { Transform } from "../../component";
import type { WarehouseChoice } from "../../snowflake";
import type { ConnectorIdentity } from "../account";
import type { KafkaCluster } from "../cluster";
import type { ConnectorRunner, ConnectorSpec } from "../runtime";
import type { KafkaTopicsArgs } from "../topics";

/** How rows of the landing table become the present state of another. */
export type SinkApply = {
  /** Table of the present state: a name beside the landing table, or a whole one. It is made. */
  readonly target: string | KafkaTableName;
  /** Where a change says that it deletes. Default: the header of Floe's source for flat rows, `op` of an envelope. */
  readonly operation?: KafkaOperation;
  /** What tells the later of two changes of one key. Default: the place in the partition. */
  readonly version?: KafkaVersion;
} & (
  | {
      /** A task merges what is new, in seconds: serverless, or on the sink's warehouse where it has one. */
      readonly by: "merge";
      /** Seconds between two looks, at least 10. Default: 30. A look costs nothing. */
      readonly intervalSeconds?: number;
    }
  | {
      /** A dynamic table computes it from all records, in minutes, on the sink's warehouse. */
      readonly by: "dynamicTable";
      /** How far it may lag, at least `1 minute`. Less lag means more refreshes, which are billed. */
      readonly targetLag: string;
    }
);

/** One topic, and the table its records land in. */
export interface SinkTopic {
  /** Landing table. Default: the topic's name in capitals. */
  readonly table?: string;
  /** How the topic is made, or that it exists. Default: made as topics are. */
  readonly topic?: Omit<KafkaTopicSpec, "name"> | "existing";
  /** The row itself, or the row before and after with what happened. Default: flat. */
  readonly value?: "flat" | "envelope";
  /** Spelling of the fields in Kafka, by column. Default: that of the columns. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Columns of the row. The sink adds what comes later. Needed by `apply`. */
  readonly columns?: Columns;
  /** Columns that identify a row. Needed by `apply`. */
  readonly key?: readonly string[];
  /** Applies updates and deletes to a table of their own. Default: records stay as they landed. */
  readonly apply?: SinkApply;
  /** How the topic is written, where the program knows, such as `written` of a source: checked against `key` and `value`. */
  readonly written?: { readonly key?: KafkaConverter; readonly value: KafkaConverter };
  /** Days old rows of the landing table can be read back. Default: 1. */
  readonly retentionDays?: number;
}

/** What becomes of a record that cannot be stored. */
export type SinkErrors =
  | { readonly to: "deadLetterTopic"; /** Default: `<connector>.dlq`. */ readonly topic?: string }
  | {
      /** 4.x: Snowflake keeps it in the landing table's error table; what cannot be decoded goes to the topic. */
      readonly to: "errorTable";
      /** Default: `<connector>.dlq`. */
      readonly undecodable?: string;
    }
  | { readonly to: "stop" };

export interface SnowflakeSinkArgs extends ConnectorIdentity {
  readonly cluster: KafkaCluster;
  /** Where the connector runs, such as a `ConnectRuntime`: on MSK Connect unless told otherwise. */
  readonly runtime: ConnectorRunner;
  /** Release of `com.snowflake:snowflake-kafka-connector`: 2.5.x, 3.x or 4.x. Its plugin must be the runtime's. */
  readonly version: string;
  /**
   * Name of the connector, and so its identity: its position in topics and tables hangs on it. Never change it for one
   * that has run. Default: the component's name.
   */
  readonly connector?: string;
  /** Host of the account. Default: that of the Snowflake provider's variables, as for a source. */
  readonly host?: string;
  /** Database and schema of the landing tables, which exist. */
  readonly database: string;
  readonly schema: string;
  /** What lands, by topic. */
  readonly topics: Readonly<Record<string, SinkTopic>>;
  /** Tasks that share the partitions. Default: 1. */
  readonly tasks?: number;
  /** Default: strings. */
  readonly key?: KafkaConverter;
  /** Default: plain JSON. */
  readonly value?: KafkaConverter;
  /** Whether fields are columns, and a new field adds one. False stores a record in RECORD_CONTENT. Default: true. */
  readonly schemaEvolution?: boolean;
  /** Default: 4.x `errorTable`, else `deadLetterTopic`: a bad record holds nothing up, and an alarm tells of it. */
  readonly errors?: SinkErrors;
  /** What a record without a value does. Default: keep, as a row that stands for a delete. */
  readonly tombstones?: "keep" | "ignore";
  /** Seconds rows wait for more, in 2.5 and 3.x. Default: 1. */
  readonly flushSeconds?: number;
  /** 4.1: port at which the worker answers Prometheus. Default: none. */
  readonly metrics?: { readonly port: number; readonly host?: string };
  /** Any further key of this version, checked like the rest. */
  readonly settings?: KafkaConfig;
  /**
   * A topic `<connector>.canary` and its landing table, which `floe kafka canary` sends marked records through. Default:
   * true where values are plain JSON.
   */
  readonly canary?: boolean;
  /**
   * Warehouse of merges and dynamic tables. Default: merges are serverless; dynamic tables get an XSMALL one of
   * generation 1 that suspends after 60 seconds. The sink itself needs none.
   */
  readonly warehouse?: WarehouseChoice;
  /** Notification integration told when a merge fails. Default: nobody is told. */
  readonly errorIntegration?: pulumi.Input<string>;
  /** Glue registry of the converters: what its workers may do there. Default: none. */
  readonly glue?: ConnectorSpec["glue"];
  /**
   * Whether a deployment refuses to delete topics and tables: a landing table made anew has lost the sink's position, and
   * a topic made anew counts from zero, so that its records are taken for stored ones. Default: true.
   */
  readonly protect?: boolean;
  readonly transform?: {
    readonly role?: Transform<snowflake.AccountRoleArgs>;
    readonly user?: Transform<snowflake.ServiceUserArgs>;
    readonly warehouse?: Transform<snowflake.WarehouseArgs>;
    readonly grant?: Transform<snowflake.GrantPrivilegesToAccountRoleArgs>;
    readonly ownership?: Transform<snowflake.GrantOwnershipArgs>;
    readonly landing?: Transform<snowflake.ExecuteArgs>;
    readonly target?: Transform<snowflake.TableArgs>;
    readonly stream?: Transform<snowflake.StreamOnTableArgs>;
    readonly dynamicTable?: Transform<snowflake.DynamicTableArgs>;
    readonly graph?: Transform<floe.snowflake.TaskGraphArgs>;
    readonly topics?: KafkaTopicsArgs["transform"];
  };
}

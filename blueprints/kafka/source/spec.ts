import type { KafkaConverter } from "../converters";
import type { KafkaConfig } from "../keys";
import type { KafkaSnowflakeLogin } from "../sink";
import type { KafkaTableName } from "../tables";

/** What a source reads. */
export type KafkaSourceFeed =
  /**
   * Net changes of a table since the last poll, taken over exactly once through a stage table; `snapshot` sends all rows
   * that are there first.
   */
  | {
      readonly mode: "stream" | "snapshot";
      readonly table: KafkaTableName;
      readonly stream: KafkaTableName;
      /** Table rows wait in until Kafka has them. */
      readonly stage: KafkaTableName;
      /** Table that says whose the stage is. Default: the stage's name and `_CLAIM`. */
      readonly claim?: KafkaTableName;
      /**
       * Whether the connector makes stream, stage and claim where they are missing; its role then needs CREATE STREAM and
       * CREATE TABLE. Default: false, they are deployed, and a start that finds none is an error.
       */
      readonly create?: boolean;
    }
  /** Changes from a time on, such as `2026-01-31T00:00:00Z`, without objects in Snowflake but change tracking. */
  | {
      readonly mode: "changes";
      readonly table: KafkaTableName;
      readonly start: string;
      /** Whether only inserted rows are read, which is cheaper. Default: false. */
      readonly appendOnly?: boolean;
    }
  /** Rows of a query in the order of a column that never decreases. */
  | {
      readonly mode: "query";
      readonly query: string;
      readonly watermark: string;
      /** Value after which reading begins. Default: the first row. */
      readonly start?: string;
      /** Milliseconds a time of the watermark must be old, for rows that commit late. Default: 60,000. */
      readonly delayMs?: number;
    }
  /** Events of the account: loads, queries, accesses, logins, runs of tasks, changes of definitions. */
  | {
      readonly mode: "metadata";
      readonly feed: "load-events" | "queries" | "access" | "logins" | "tasks" | "ddl";
    };

/** A source connector: changes of Snowflake into a topic, exactly once. */
export interface KafkaSourceSpec {
  /** Name of the connector, and so its identity: its position and its claim on the stage table hang on it. */
  readonly name: string;
  /** Host of the account: `org-account.snowflakecomputing.com`, or `http://127.0.0.1:<port>` on this machine. */
  readonly host: string;
  /** Name of the account, where the host does not begin with it. */
  readonly account?: string;
  readonly user: string;
  readonly role: string;
  readonly warehouse: string;
  readonly login: KafkaSnowflakeLogin;
  readonly feed: KafkaSourceFeed;
  readonly topic: string;
  /** Columns that make a record's key, and so its partition and order. Needed by `stream`, `snapshot` and `changes`. */
  readonly keyColumns?: readonly string[];
  /** The row itself, or the row before and after with what happened. Default: flat. */
  readonly valueFormat?: "flat" | "envelope";
  /** What a deleted row becomes: a record without a value, the row as it was, or both. Default: tombstone. */
  readonly deletes?: "tombstone" | "row" | "both";
  /** Columns added or widened are taken over always; this is for the rest. Default: fail. */
  readonly schemaPolicy?: "fail" | "resnapshot" | "ignore";
  /** Default: plain JSON. */
  readonly key?: KafkaConverter;
  /** Default: plain JSON. */
  readonly value?: KafkaConverter;
  /**
   * Milliseconds between two looks. Default: 60,000. Below that a warehouse never suspends while changes come: an XSMALL
   * one uses 24 credits a day. A look at an unchanged table needs no warehouse.
   */
  readonly pollIntervalMs?: number;
  /** Default: 5,000, which measured over five times the rate of 500. */
  readonly rowsPerPoll?: number;
  /** Topic of positions, this connector's alone. Default: `<name>.offsets`. */
  readonly offsetsTopic?: string;
  /**
   * Seconds an open transaction of a killed task holds up its successor. Default: 10. Must exceed the time one batch
   * takes to send; Kafka's own 60 means a minute's standstill after a kill.
   */
  readonly transactionSeconds?: number;
  /** Any further key, checked like the rest. */
  readonly settings?: KafkaConfig;
}

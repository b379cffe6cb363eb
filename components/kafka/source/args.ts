import type {
  Columns,
  KafkaConfig,
  KafkaConverter,
  KafkaRead,
  KafkaSourceFeed,
  KafkaTableName,
  KafkaTracked,
} from "../../../blueprints";
import type * as snowflake from "@pulumi/snowflake";
import type { Transform } from "../../component";
import type { WarehouseChoice } from "../../snowflake";
import type { ConnectorIdentity, ConnectorTopic } from "../account";
import type { KafkaCluster } from "../cluster";
import type { ConnectorRunner, ConnectorSpec } from "../runtime";
import type { KafkaTopicsArgs } from "../topics";

/** A table, view or dynamic table whose rows are sent. */
interface SourceTable {
  readonly table: KafkaTableName;
  /** Default: a table. */
  readonly kind?: KafkaTracked;
  /** Its columns, where the program knows them: key columns are then checked at preview. */
  readonly columns?: Columns;
}

/** What a source reads. */
export type SnowflakeSourceFeed =
  | (SourceTable & {
      /**
       * `stream`: net changes from this deployment on. `snapshot`: all rows that are there first, then changes. Both take
       * them over exactly once through a stage table.
       */
      readonly mode: "stream" | "snapshot";
      /** Whether only inserted rows count, which is cheaper to read. Default: false. */
      readonly appendOnly?: boolean;
      /**
       * With `stream`: whether the stream's first rows are those that are there already. Default: false; `snapshot` sends
       * them in an order and can do it again.
       */
      readonly initialRows?: boolean;
      /** Database and schema of stream, stage and claim. Default: the table's; a shared table needs others. */
      readonly place?: readonly [database: string, schema: string];
      /**
       * Days the stream may lie unread before it is lost, 1 to 90: the longest outage. Default: 14, Snowflake's own. More
       * keeps more changed rows, as storage.
       */
      readonly outageDays?: number;
    })
  | (SourceTable & {
      /** Changes from a time on, without objects in Snowflake but change tracking. */
      readonly mode: "changes";
      /** Such as `2026-01-31T00:00:00Z`. */
      readonly start: string;
      readonly appendOnly?: boolean;
      /** Whether change tracking is switched on. Default: true; a view's tables must have it already. */
      readonly track?: boolean;
    })
  | (Extract<KafkaSourceFeed, { readonly mode: "query" }> & {
      /** What the query reads: the role may read that, and nothing else. */
      readonly reads: readonly KafkaRead[];
    })
  | Extract<KafkaSourceFeed, { readonly mode: "metadata" }>;

export interface SnowflakeSourceArgs extends ConnectorIdentity {
  readonly cluster: KafkaCluster;
  /** Where the connector runs, such as a `ConnectRuntime`: on ECS unless told otherwise. */
  readonly runtime: ConnectorRunner;
  /**
   * Name of the connector, and so its identity: its position in Kafka and its claim on the stage hang on it. Never change
   * it for one that has run. Default: the component's name.
   */
  readonly connector?: string;
  /**
   * Host of the account: `org-account.snowflakecomputing.com`. Default: that of the Snowflake provider's variables
   * (`SNOWFLAKE_HOST`, or `SNOWFLAKE_ORGANIZATION_NAME` and `SNOWFLAKE_ACCOUNT_NAME`).
   */
  readonly host?: string;
  readonly feed: SnowflakeSourceFeed;
  /** Topic the rows go to; made, unless it exists. */
  readonly topic: ConnectorTopic;
  /**
   * Whether `floe kafka resnapshot` may have all rows sent again: the connector then makes its stream anew, so its role
   * owns the stream and may make streams in its schema. Default: true; false leaves it SELECT on the stream.
   */
  readonly resnapshot?: boolean;
  /** Columns that identify a row: a record's key, and so its partition and order. Needed for tables. */
  readonly keyColumns?: readonly string[];
  /** The row itself, or the row before and after with what happened. Default: flat. */
  readonly valueFormat?: "flat" | "envelope";
  /** What a deleted row becomes. Default: tombstone. */
  readonly deletes?: "tombstone" | "row" | "both";
  /** What a dropped or retyped column does. Default: fail, and say so; other changes are taken over always. */
  readonly schemaPolicy?: "fail" | "resnapshot" | "ignore";
  /** Default: plain JSON. */
  readonly key?: KafkaConverter;
  /** Default: plain JSON. */
  readonly value?: KafkaConverter;
  /**
   * Milliseconds between two looks. Default: 60,000, at most 24 credits a day on an XSMALL warehouse while changes come;
   * looks that find none cost nothing. Less makes rows arrive sooner and, on a table that changes all the time, costs the same.
   */
  readonly pollIntervalMs?: number;
  /** Default: 5,000. */
  readonly rowsPerPoll?: number;
  /** Seconds an open transaction of a killed task holds up its successor; must exceed the time to send one batch. Default: 10. */
  readonly transactionSeconds?: number;
  /** Any further key of the connector, checked like the rest. */
  readonly settings?: KafkaConfig;
  /**
   * Warehouse that reads. Default: one of its own, XSMALL of generation 1, that suspends after 60 seconds: 1 credit an
   * hour while it is on, 60 seconds at least.
   */
  readonly warehouse?: WarehouseChoice;
  /** Glue registry of the converters: what its workers may do there. Default: none. */
  readonly glue?: ConnectorSpec["glue"];
  /**
   * Whether a deployment refuses to delete stream, stage, claim and topics: changes nobody has read yet would be lost, and
   * positions begin anew. Default: true. False where they may be lost, as in a trial.
   */
  readonly protect?: boolean;
  readonly transform?: {
    readonly role?: Transform<snowflake.AccountRoleArgs>;
    readonly user?: Transform<snowflake.ServiceUserArgs>;
    readonly warehouse?: Transform<snowflake.WarehouseArgs>;
    readonly grant?: Transform<snowflake.GrantPrivilegesToAccountRoleArgs>;
    readonly ownership?: Transform<snowflake.GrantOwnershipArgs>;
    readonly stream?: Transform<snowflake.StreamOnTableArgs>;
    readonly viewStream?: Transform<snowflake.StreamOnViewArgs>;
    readonly statement?: Transform<snowflake.ExecuteArgs>;
    readonly topics?: KafkaTopicsArgs["transform"];
  };
}

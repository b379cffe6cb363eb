import type * as snowflake from "@pulumi/snowflake";
import type { Access, RoleGrants, TaskGraph, Warehouse } from "../../snowflake";
import type { KafkaTopics } from "../topics";

/** What is made for one topic. */
export interface SinkTableNodes {
  readonly landing: snowflake.Execute;
  /** What may change about the landing table, declared columns among it. */
  readonly settings: snowflake.Execute;
  readonly ownership: snowflake.GrantOwnership;
  /** Where merges are asked for: the table they write, what is new, and the task. */
  readonly target?: snowflake.Table;
  readonly stream?: snowflake.StreamOnTable;
  readonly graph?: TaskGraph;
  readonly dynamicTable?: snowflake.DynamicTable;
}

export interface SnowflakeSinkNodes {
  readonly access: Access;
  readonly warehouse?: Warehouse;
  readonly grants: RoleGrants;
  /** Rights of the role of merges. */
  readonly applyGrants?: RoleGrants;
  /** By topic; the canary's under its topic's name. */
  readonly tables: Readonly<Record<string, SinkTableNodes>>;
  readonly topics: KafkaTopics;
}

import type * as snowflake from "@pulumi/snowflake";
import type * as floe from "../../provider/sdk";
import type { Ingest, Load, StorageExchange, Unload } from "../exchange";
import type { Retraining } from "../retraining";
import type { BatchTransform, Endpoint, Model, Training } from "../sagemaker";
import type { Access, RoleGrants, Stream, TaskGraph, Warehouse, Workspace } from "../snowflake";
import type { RolePart } from "./names";

/** Everything a loop is made of. */
export interface LoopNodes {
  readonly access: Access;
  readonly warehouse: Warehouse;
  readonly workspace: Workspace;
  readonly exchange: StorageExchange;
  readonly streams: { readonly source: Stream; readonly features: Stream };
  readonly procedures: Readonly<Record<string, snowflake.ProcedurePython>>;
  readonly scored: snowflake.View;
  readonly grants: Readonly<Record<RolePart, RoleGrants>>;
  readonly loads: Readonly<Record<string, Load>>;
  readonly featureGraph: TaskGraph;
  readonly featureRun: floe.snowflake.TaskGraphRun;
  readonly trainingUnload: Unload;
  readonly trainingRun: floe.snowflake.TaskGraphRun;
  readonly training: Training;
  readonly model: Model;
  readonly endpoint: Endpoint;
  readonly ingest: Ingest;
  readonly scoring: BatchTransform;
  readonly retraining?: Retraining;
  readonly scoringUnload: Unload;
  readonly check?: floe.loop.Check;
}

import type { Catalog, CatalogObject, Json } from "../core/cloud";
import { text, type Cell, type ResultColumn, instant } from "../core/result";
import { formatPath } from "../ddl/names";
import { taskDefinition } from "./definition";
import { finalizerOf } from "./graph";

/** Columns of SHOW TASKS and DESCRIBE TASK. */
export const taskColumns: readonly ResultColumn[] = [
  instant("created_on"),
  text("name"),
  text("id"),
  text("database_name"),
  text("schema_name"),
  text("owner"),
  text("comment"),
  text("warehouse"),
  text("schedule"),
  text("predecessors"),
  text("state"),
  text("definition"),
  text("condition"),
  text("allow_overlapping_execution"),
  text("error_integration"),
  instant("last_committed_on"),
  instant("last_suspended_on"),
  text("owner_role_type"),
  text("config"),
  text("budget"),
  text("task_relations"),
  text("last_suspended_reason"),
  text("success_integration"),
  text("scheduling_mode"),
  text("target_completion_interval"),
  text("execute_as_user"),
  text("overlap_policy"),
];

const words = (value: Json | undefined): string | null => (typeof value === "string" ? value : null);
const moment = (value: Json | undefined): Date | null => (typeof value === "string" ? new Date(value) : null);

export function taskRow(catalog: Catalog, task: CatalogObject): readonly Cell[] {
  const definition = taskDefinition(task);
  const p = task.properties;
  const [database = "", schema = "", name = ""] = task.path;
  const names = (ids: readonly number[]): string[] =>
    ids.flatMap((id) => catalog.byId(id) ?? []).map((other) => formatPath(other.path));
  const root = definition.predecessors.length === 0 && definition.finalizes === undefined;
  const finalizer = root ? finalizerOf(catalog, task) : undefined;
  const finalizes = definition.finalizes === undefined ? [] : names([definition.finalizes]);
  const relations = {
    Predecessors: names(definition.predecessors),
    ...(finalizer === undefined ? {} : { FinalizerTask: formatPath(finalizer.path) }),
    ...(finalizes.length === 0 ? {} : { FinalizedRootTask: finalizes[0] }),
  };
  return [
    new Date(task.createdOn),
    name,
    definition.uuid,
    database,
    schema,
    task.owner,
    task.comment,
    definition.warehouse ?? null,
    definition.schedule ?? null,
    JSON.stringify(names(definition.predecessors)),
    definition.started ? "started" : "suspended",
    definition.sql,
    definition.condition ?? null,
    String(definition.overlap !== "NO_OVERLAP"),
    words(p["ERROR_INTEGRATION"]) ?? "null",
    moment(p["LAST_COMMITTED_ON"]),
    moment(p["LAST_SUSPENDED_ON"]),
    "ROLE",
    definition.config ?? null,
    null,
    JSON.stringify(relations),
    words(p["LAST_SUSPENDED_REASON"]),
    words(p["SUCCESS_INTEGRATION"]) ?? "null",
    definition.warehouse === undefined ? "FLEXIBLE" : null,
    words(p["TARGET_COMPLETION_INTERVAL"]),
    definition.user ?? null,
    definition.overlap,
  ];
}

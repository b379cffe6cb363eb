import { quoteIdentifier, quoteString } from "../../../blueprints/snowflake";
import { type Graph, idOf, type TaskSpec } from "./model";

type Home = Pick<Graph, "database" | "schema">;

/** The statement that makes a task exactly as specified (documentation, "CREATE TASK"). */
export function createTask(home: Home, spec: TaskSpec, mode: "CREATE" | "CREATE OR ALTER"): string {
  return [`${mode} TASK ${idOf(home, spec.name)}`, ...clauses(home, spec), "AS", spec.sql].join("\n");
}

function clauses(home: Home, spec: TaskSpec): string[] {
  const parameters = Object.entries(spec.sessionParameters).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    option("WAREHOUSE", spec.warehouse, quoteIdentifier),
    option("USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE", spec.serverlessSize, quoteString),
    option("SCHEDULE", spec.schedule, quoteString),
    option("CONFIG", spec.config, quoteString),
    spec.allowOverlap ? ["ALLOW_OVERLAPPING_EXECUTION = TRUE"] : [],
    parameters.map(
      ([key, value]) =>
        `${key} = ${typeof value === "string" ? quoteString(value) : String(value).toUpperCase()}`,
    ),
    option("USER_TASK_TIMEOUT_MS", spec.timeoutMs, String),
    option("SUSPEND_TASK_AFTER_NUM_FAILURES", spec.suspendAfterFailures, String),
    option("ERROR_INTEGRATION", spec.errorIntegration, quoteIdentifier),
    option("COMMENT", spec.comment, quoteString),
    option("FINALIZE", spec.finalizes, (root) => idOf(home, root)),
    option("TASK_AUTO_RETRY_ATTEMPTS", spec.retries, String),
    option("USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS", spec.minimumTriggerIntervalSeconds, String),
    spec.after.length === 0 ? [] : [`AFTER ${spec.after.map((name) => idOf(home, name)).join(", ")}`],
    spec.when === undefined ? [] : [`WHEN ${spec.when}`],
  ].flat();
}

function option<T>(name: string, value: T | undefined, write: (value: T) => string): string[] {
  return value === undefined ? [] : [`${name} = ${write(value)}`];
}

export function setState(home: Home, name: string, started: boolean): string {
  return `ALTER TASK ${idOf(home, name)} ${started ? "RESUME" : "SUSPEND"}`;
}

export function dropTask(home: Home, name: string): string {
  return `DROP TASK IF EXISTS ${idOf(home, name)}`;
}

export function showTasks(home: Home): string {
  return `SHOW TASKS IN SCHEMA ${quoteIdentifier(home.database)}.${quoteIdentifier(home.schema)}`;
}

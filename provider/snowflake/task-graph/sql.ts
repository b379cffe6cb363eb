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
    overlap(spec.overlap),
    parameters.map(
      ([key, value]) =>
        `${key} = ${typeof value === "string" ? quoteString(value) : String(value).toUpperCase()}`,
    ),
    option("USER_TASK_TIMEOUT_MS", spec.timeoutMs, String),
    option("SUSPEND_TASK_AFTER_NUM_FAILURES", spec.suspendAfterFailures, String),
    option("ERROR_INTEGRATION", spec.errorIntegration, quoteIdentifier),
    option("SUCCESS_INTEGRATION", spec.successIntegration, quoteIdentifier),
    option("LOG_LEVEL", spec.logLevel, quoteString),
    option("COMMENT", spec.comment, quoteString),
    option("FINALIZE", spec.finalizes, (root) => idOf(home, root)),
    option("TASK_AUTO_RETRY_ATTEMPTS", spec.retries, String),
    option("USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS", spec.minimumTriggerIntervalSeconds, String),
    option("TARGET_COMPLETION_INTERVAL", spec.targetCompletionInterval, quoteString),
    option("SERVERLESS_TASK_MIN_STATEMENT_SIZE", spec.serverlessMinSize, quoteString),
    option("SERVERLESS_TASK_MAX_STATEMENT_SIZE", spec.serverlessMaxSize, quoteString),
    spec.after.length === 0 ? [] : [`AFTER ${spec.after.map((name) => idOf(home, name)).join(", ")}`],
    spec.executeAsUser === undefined ? [] : [`EXECUTE AS USER ${quoteIdentifier(spec.executeAsUser)}`],
    spec.when === undefined ? [] : [`WHEN ${spec.when}`],
  ].flat();
}

function option<T>(name: string, value: T | undefined, write: (value: T) => string): string[] {
  return value === undefined ? [] : [`${name} = ${write(value)}`];
}

/** The older spelling where it says the same: accounts from before OVERLAP_POLICY take it too. */
function overlap(policy: string | undefined): string[] {
  if (policy === undefined) return [];
  return policy === "ALLOW_CHILD_OVERLAP"
    ? ["ALLOW_OVERLAPPING_EXECUTION = TRUE"]
    : [`OVERLAP_POLICY = ${policy}`];
}

/** Settings that the documented syntax of CREATE OR ALTER leaves out: leaving one out may not take it away. */
const stubborn = [
  ["minimumTriggerIntervalSeconds", "USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS"],
  ["logLevel", "LOG_LEVEL"],
  ["targetCompletionInterval", "TARGET_COMPLETION_INTERVAL"],
  ["serverlessMinSize", "SERVERLESS_TASK_MIN_STATEMENT_SIZE"],
  ["serverlessMaxSize", "SERVERLESS_TASK_MAX_STATEMENT_SIZE"],
] as const satisfies readonly (readonly [keyof TaskSpec, string])[];

/** Statements that take away what the new spec no longer says and CREATE OR ALTER might keep. */
export function unsetGone(home: Home, old: TaskSpec, spec: TaskSpec): string[] {
  const gone = stubborn.filter(([key]) => old[key] !== undefined && spec[key] === undefined);
  const id = idOf(home, spec.name);
  return [
    ...(gone.length === 0 ? [] : [`ALTER TASK ${id} UNSET ${gone.map(([, name]) => name).join(", ")}`]),
    ...(old.executeAsUser !== undefined && spec.executeAsUser === undefined
      ? [`ALTER TASK ${id} UNSET EXECUTE AS USER`]
      : []),
  ];
}

/** Resumes a root and everything after it at once. */
export function resumeAll(home: Home, root: string): string {
  return `SELECT SYSTEM$TASK_DEPENDENTS_ENABLE(${quoteString(idOf(home, root))})`;
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

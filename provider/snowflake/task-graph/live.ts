import { canonicalJson } from "../../../blueprints/names";
import { nameParts } from "../names";
import { cell, type Row, type Session } from "../session";
import { canonicalInterval } from "./interval";
import { idOf, statementText, type TaskSpec } from "./model";
import { childrenOf } from "../../../blueprints/snowflake/task-graph/order";
import { showTasks } from "./sql";

interface Home {
  readonly database: string;
  readonly schema: string;
}

/** A task as SHOW TASKS describes it. */
export interface LiveTask {
  readonly spec: TaskSpec;
  readonly owner: string;
  /** When it was made, as Snowflake writes it. */
  readonly createdOn: string;
}

/** Every task of a schema, by name: one statement however many there are. */
export async function liveTasks(session: Session, home: Home): Promise<Map<string, LiveTask>> {
  const rows = await session.run(showTasks(home));
  return new Map(rows.map((row) => [cell(row, "name"), liveTask(row, home)]));
}

function liveTask(row: Row, home: Home): LiveTask {
  const relations = parsed(cell(row, "task_relations"));
  const after = names(parsed(cell(row, "predecessors")), home);
  const finalized = names([relations.FinalizedRootTask], home)[0];
  const blank = (column: string) => (cell(row, column) === "" ? undefined : cell(row, column));
  const root = after.length === 0 && finalized === undefined;
  const config = blank("config");
  const interval = blank("target_completion_interval");
  return {
    owner: cell(row, "owner"),
    createdOn: cell(row, "created_on"),
    spec: {
      name: cell(row, "name"),
      sql: statementText(cell(row, "definition")),
      after: after.sort(),
      when: blank("condition"),
      schedule: blank("schedule"),
      warehouse: blank("warehouse"),
      comment: blank("comment"),
      sessionParameters: {},
      started: cell(row, "state").toLowerCase() === "started",
      root,
      finalizes: finalized,
      config: config === undefined ? undefined : canonicalText(config),
      overlap: overlap(row),
      errorIntegration: blank("error_integration"),
      successIntegration: blank("success_integration"),
      targetCompletionInterval: interval === undefined ? undefined : canonicalInterval(interval),
      executeAsUser: blank("execute_as_user"),
    },
  };
}

/** Accounts without the column of the policy have the older switch. */
function overlap(row: Row): string | undefined {
  const policy = cell(row, "overlap_policy").toUpperCase();
  if (policy !== "") return policy === "NO_OVERLAP" ? undefined : policy;
  const allowed = cell(row, "allow_overlapping_execution").toLowerCase() === "true";
  return allowed ? "ALLOW_CHILD_OVERLAP" : undefined;
}

function canonicalText(json: string): string {
  try {
    return canonicalJson(JSON.parse(json));
  } catch {
    return json;
  }
}

function parsed(
  json: string,
): Readonly<Record<string, unknown>> | (readonly unknown[] & { FinalizedRootTask?: undefined }) {
  try {
    const value: unknown = JSON.parse(json);
    if (Array.isArray(value)) return value as readonly unknown[];
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** Names of tasks of this schema; a predecessor in another schema cannot be part of the graph. */
function names(values: unknown, home: Home): string[] {
  if (!Array.isArray(values)) return [];
  return values.flatMap((value: unknown) => {
    if (typeof value !== "string") return [];
    const parts = nameParts(value);
    const here =
      parts.length === 1 ||
      (parts.at(-2) === home.schema && (parts.length < 3 || parts[0] === home.database));
    return here ? (parts.at(-1) ?? []) : [];
  });
}

/** Names of the tasks of a root's graph: itself, its descendants and its finalizer. */
export function members(tasks: ReadonlyMap<string, LiveTask>, root: string): string[] {
  const children = childrenOf(new Map([...tasks].map(([name, { spec }]) => [name, spec.after])));
  const found = new Set(tasks.has(root) ? [root] : []);
  for (const name of found) for (const child of children.get(name) ?? []) found.add(child);
  for (const [name, { spec }] of tasks) if (spec.finalizes === root) found.add(name);
  return [...found];
}

/** The task with the parameters that are set on itself. */
export async function withParameters(session: Session, home: Home, spec: TaskSpec): Promise<TaskSpec> {
  const rows = await session.run(`SHOW PARAMETERS IN TASK ${idOf(home, spec.name)}`);
  const own = new Map(
    rows.filter((row) => cell(row, "level") === "TASK").map((row) => [cell(row, "key"), row] as const),
  );
  const take = (key: string): string | undefined => {
    const row = own.get(key);
    own.delete(key);
    return row === undefined ? undefined : cell(row, "value");
  };
  const takeNumber = (key: string): number | undefined => {
    const value = take(key);
    return value === undefined ? undefined : Number(value);
  };
  return {
    ...spec,
    timeoutMs: takeNumber("USER_TASK_TIMEOUT_MS"),
    suspendAfterFailures: takeNumber("SUSPEND_TASK_AFTER_NUM_FAILURES"),
    retries: takeNumber("TASK_AUTO_RETRY_ATTEMPTS"),
    minimumTriggerIntervalSeconds: takeNumber("USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS"),
    serverlessSize: take("USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE")?.toUpperCase(),
    serverlessMinSize: take("SERVERLESS_TASK_MIN_STATEMENT_SIZE")?.toUpperCase(),
    serverlessMaxSize: take("SERVERLESS_TASK_MAX_STATEMENT_SIZE")?.toUpperCase(),
    logLevel: take("LOG_LEVEL")?.toUpperCase(),
    sessionParameters: Object.fromEntries(
      [...own].map(([key, row]) => [key, typed(cell(row, "value"), cell(row, "type"))]),
    ),
  };
}

function typed(value: string, type: string): string | number | boolean {
  if (type === "BOOLEAN") return value.toLowerCase() === "true";
  return type === "NUMBER" ? Number(value) : value;
}

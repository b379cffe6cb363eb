import { quoteIdentifier } from "../../../blueprints/snowflake";
import { cell, type Row, type Session } from "../session";

/** One run of one task. */
export interface TaskRun {
  readonly task: string;
  readonly state: string;
  readonly error: string;
  readonly returnValue: string;
  readonly runGroup: string;
  readonly scheduled: string;
  readonly completed: string;
  readonly attempt: number;
  readonly from: string;
  readonly started: string;
  readonly queryId: string;
  /** Whoever began the run with `EXECUTE TASK` from here: the mark in its configuration. */
  readonly mark: string;
  /** Configuration of the run, as JSON; "" where the account does not tell. */
  readonly config: string;
}

/** Key of the run's configuration that says who began it. */
export const markKey = "floe_run";

/** Runs of one schema's tasks in the last hours, oldest first (documentation, "TASK_HISTORY"). */
export async function taskRuns(
  session: Session,
  database: string,
  schema: string,
  hours: number,
): Promise<TaskRun[]> {
  const rows = await session.run(
    // Every column: an account that lacks one of them must not fail for it.
    `SELECT * FROM TABLE(${quoteIdentifier(database)}.INFORMATION_SCHEMA.TASK_HISTORY(` +
      `SCHEDULED_TIME_RANGE_START => DATEADD('hour', -${hours}, CURRENT_TIMESTAMP()), RESULT_LIMIT => 10000))`,
  );
  return rows
    .filter((row) => cell(row, "SCHEMA_NAME") === schema)
    .map(runOf)
    .sort((a, b) => (a.scheduled < b.scheduled ? -1 : 1));
}

function runOf(row: Row): TaskRun {
  const group = cell(row, "GRAPH_RUN_GROUP_ID");
  return {
    task: cell(row, "NAME"),
    state: cell(row, "STATE").toUpperCase(),
    error: cell(row, "ERROR_MESSAGE"),
    returnValue: cell(row, "RETURN_VALUE"),
    runGroup: group === "" ? cell(row, "RUN_ID") : group,
    scheduled: moment(cell(row, "SCHEDULED_TIME")),
    completed: moment(cell(row, "COMPLETED_TIME")),
    attempt: Number(cell(row, "ATTEMPT_NUMBER")) || 1,
    from: cell(row, "SCHEDULED_FROM").toUpperCase(),
    started: moment(cell(row, "QUERY_START_TIME")),
    queryId: cell(row, "QUERY_ID"),
    mark: markOf(cell(row, "CONFIG")),
    config: cell(row, "CONFIG"),
  };
}

function markOf(config: string): string {
  if (!config.includes(markKey)) return "";
  try {
    const value = (JSON.parse(config) as Readonly<Record<string, unknown>>)[markKey];
    return typeof value === "string" ? value : "";
  } catch {
    return "";
  }
}

function moment(value: string): string {
  const time = Date.parse(value);
  return Number.isNaN(time) ? value : new Date(time).toISOString();
}

/** Runs of tasks by the graph's run they belong to. */
export function grouped(runs: readonly TaskRun[]): Map<string, TaskRun[]> {
  const result = new Map<string, TaskRun[]>();
  for (const run of runs) {
    const known = result.get(run.runGroup);
    if (known === undefined) result.set(run.runGroup, [run]);
    else known.push(run);
  }
  return result;
}

/** The latest attempt of each task of a run. */
export function latest(runs: readonly TaskRun[]): Map<string, TaskRun> {
  const result = new Map<string, TaskRun>();
  for (const run of runs) {
    const earlier = result.get(run.task);
    if (earlier === undefined || run.attempt >= earlier.attempt) result.set(run.task, run);
  }
  return result;
}

const pending = new Set(["", "SCHEDULED", "EXECUTING"]);
const passed = new Set(["SUCCEEDED", "SKIPPED"]);

export function isPending(run: TaskRun): boolean {
  return pending.has(run.state);
}

export function hasFailed(run: TaskRun): boolean {
  return !isPending(run) && !passed.has(run.state);
}

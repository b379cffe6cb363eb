import type { Database } from "../core/account";
import { literal } from "../movement/sql-text";
import { asText } from "../core/text";

export type TaskState =
  "SCHEDULED" | "EXECUTING" | "SUCCEEDED" | "FAILED" | "SKIPPED" | "CANCELLED" | "FAILED_AND_AUTO_SUSPENDED";

/** One run of one task, as TASK_HISTORY shows it. */
export interface TaskRun {
  readonly key: string;
  readonly taskUuid: string;
  readonly rootUuid: string;
  readonly name: string;
  readonly database: string;
  readonly schema: string;
  readonly sql: string;
  readonly condition: string | undefined;
  readonly queryId: string;
  state: TaskState;
  errorCode: string | undefined;
  errorMessage: string | undefined;
  returnValue: string | undefined;
  readonly scheduledTime: number;
  startTime: number | undefined;
  completedTime: number | undefined;
  /** Version of the graph whose definitions run. */
  readonly graphVersion: number;
  readonly runId: string;
  /** The same for a run and its retries. */
  readonly groupId: string;
  readonly attempt: number;
  readonly scheduledFrom: "SCHEDULE" | "EXECUTE TASK" | "TRIGGER";
  readonly config: string | undefined;
}

const TABLE = "floe.task_history";
const KEPT_DAYS = 14;

const timestamp = (at: number | undefined): string =>
  at === undefined ? "NULL" : `make_timestamptz(${Math.round(at) * 1000})`;
const text = (value: string | undefined): string => (value === undefined ? "NULL" : literal(value));

/** The account's task history, on disk. */
export class TaskHistory {
  constructor(private readonly database: Database) {}

  /** Makes the table that keeps the history. */
  async open(): Promise<void> {
    await this.run("CREATE SCHEMA IF NOT EXISTS floe");
    await this.run(
      `CREATE TABLE IF NOT EXISTS ${TABLE} (key VARCHAR, task_uuid VARCHAR, root_uuid VARCHAR, name VARCHAR, database_name VARCHAR, schema_name VARCHAR, query_text VARCHAR, condition_text VARCHAR, query_id VARCHAR, state VARCHAR, error_code VARCHAR, error_message VARCHAR, return_value VARCHAR, scheduled_time TIMESTAMPTZ, start_time TIMESTAMPTZ, completed_time TIMESTAMPTZ, graph_version BIGINT, run_id VARCHAR, group_id VARCHAR, attempt BIGINT, scheduled_from VARCHAR, config VARCHAR)`,
    );
    // What was running when the account stopped will never end by itself.
    await this.run(
      `UPDATE ${TABLE} SET state = 'CANCELLED', error_message = 'The account was stopped while the task ran', completed_time = get_current_timestamp() WHERE state IN ('EXECUTING', 'SCHEDULED')`,
    );
    await this.run(
      `DELETE FROM ${TABLE} WHERE scheduled_time < get_current_timestamp() - INTERVAL ${KEPT_DAYS} DAY`,
    );
  }

  private async run(sql: string): Promise<void> {
    const connection = await this.database.connect();
    try {
      await connection.run(sql);
    } finally {
      connection.closeSync();
    }
  }

  /** Writes a run as it is now, in place of what was written of it before. */
  async save(run: TaskRun): Promise<void> {
    const values = [
      literal(run.key),
      literal(run.taskUuid),
      literal(run.rootUuid),
      literal(run.name),
      literal(run.database),
      literal(run.schema),
      literal(run.sql),
      text(run.condition),
      literal(run.queryId),
      literal(run.state),
      text(run.errorCode),
      text(run.errorMessage),
      text(run.returnValue),
      timestamp(run.scheduledTime),
      timestamp(run.startTime),
      timestamp(run.completedTime),
      String(run.graphVersion),
      literal(run.runId),
      literal(run.groupId),
      String(run.attempt),
      literal(run.scheduledFrom),
      text(run.config),
    ];
    const connection = await this.database.connect();
    try {
      await connection.run("BEGIN");
      await connection.run(`DELETE FROM ${TABLE} WHERE key = ${literal(run.key)}`);
      await connection.run(`INSERT INTO ${TABLE} VALUES (${values.join(", ")})`);
      await this.database.commit(connection);
    } finally {
      connection.closeSync();
    }
  }

  /** Runs of the latest graph run that has ended, for RETRY LAST. */
  async lastRun(rootUuid: string): Promise<
    readonly {
      taskUuid: string;
      state: TaskState;
      groupId: string;
      attempt: number;
      version: number;
      config: string | undefined;
      returnValue: string | undefined;
    }[]
  > {
    const connection = await this.database.connect();
    try {
      const rows = await connection.runAndReadAll(
        `WITH latest AS (SELECT group_id FROM ${TABLE} WHERE root_uuid = ${literal(rootUuid)} ORDER BY scheduled_time DESC LIMIT 1) SELECT task_uuid, state, group_id, attempt, graph_version, config, return_value FROM ${TABLE} JOIN latest USING (group_id) QUALIFY row_number() OVER (PARTITION BY task_uuid ORDER BY attempt DESC) = 1`,
      );
      return rows.getRows().map(([task, state, group, attempt, version, config, value]) => ({
        taskUuid: asText(task),
        state: asText(state) as TaskState,
        groupId: asText(group),
        attempt: Number(attempt),
        version: Number(version),
        config: config === null ? undefined : asText(config),
        returnValue: value === null ? undefined : asText(value),
      }));
    } finally {
      connection.closeSync();
    }
  }

  /** The latest graph run that succeeded. */
  async lastSuccess(rootUuid: string): Promise<{ groupId: string; scheduledTime: number } | undefined> {
    const connection = await this.database.connect();
    try {
      const rows = await connection.runAndReadAll(
        `SELECT group_id, epoch_ms(min(scheduled_time)) FROM ${TABLE} WHERE root_uuid = ${literal(rootUuid)} GROUP BY group_id HAVING bool_and(state IN ('SUCCEEDED', 'SKIPPED')) ORDER BY 2 DESC LIMIT 1`,
      );
      const [group, at] = rows.getRows()[0] ?? [];
      return group === undefined || group === null
        ? undefined
        : { groupId: asText(group), scheduledTime: Number(at) };
    } finally {
      connection.closeSync();
    }
  }
}

import type { Database } from "../core/account";
import { asText } from "../core/text";
import { literal } from "../movement/sql-text";

/** One refresh, as DYNAMIC_TABLE_REFRESH_HISTORY shows it. */
export interface Refresh {
  readonly path: readonly string[];
  readonly state: "SUCCEEDED" | "FAILED";
  readonly message?: string;
  readonly queryId: string;
  /** The rows are those of this moment; milliseconds since 1970, as all times here. */
  readonly dataTimestamp: number;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly action: "NO_DATA" | "INCREMENTAL" | "FULL" | "REINITIALIZE";
  readonly trigger: "SCHEDULED" | "MANUAL" | "CREATION";
  readonly inserted: number;
  readonly deleted: number;
  readonly lagSeconds: number | undefined;
}

const TABLE = "floe.dynamic_refreshes";
const KEPT_DAYS = 7;
const time = (at: number): string => `make_timestamptz(${Math.round(at) * 1000})`;

/** Refreshes of the account's dynamic tables, on disk. */
export class RefreshHistory {
  constructor(private readonly database: Database) {}

  /** Makes the table that keeps them. */
  async open(): Promise<void> {
    await this.run("CREATE SCHEMA IF NOT EXISTS floe");
    await this.run(
      `CREATE TABLE IF NOT EXISTS ${TABLE} (name VARCHAR, schema_name VARCHAR, database_name VARCHAR, state VARCHAR, state_message VARCHAR, query_id VARCHAR, data_timestamp TIMESTAMPTZ, refresh_start_time TIMESTAMPTZ, refresh_end_time TIMESTAMPTZ, completion_target TIMESTAMPTZ, statistics VARCHAR, refresh_action VARCHAR, refresh_trigger VARCHAR, target_lag_sec BIGINT)`,
    );
    await this.run(
      `DELETE FROM ${TABLE} WHERE refresh_start_time < get_current_timestamp() - INTERVAL ${KEPT_DAYS} DAY`,
    );
  }

  async add(refresh: Refresh): Promise<void> {
    const { path, inserted, deleted } = refresh;
    const statistics = JSON.stringify({
      numInsertedRows: inserted,
      numDeletedRows: deleted,
      numCopiedRows: 0,
      numAddedPartitions: 0,
      numRemovedPartitions: 0,
    });
    const values = [
      ...[path[2], path[1], path[0], refresh.state].map((text) => literal(text ?? "")),
      refresh.message === undefined ? "NULL" : literal(refresh.message),
      literal(refresh.queryId),
      ...[refresh.dataTimestamp, refresh.startedAt, refresh.endedAt].map(time),
      refresh.lagSeconds === undefined ? "NULL" : time(refresh.dataTimestamp + refresh.lagSeconds * 1000),
      ...[statistics, refresh.action, refresh.trigger].map(literal),
      String(refresh.lagSeconds ?? "NULL"),
    ];
    await this.run(`INSERT INTO ${TABLE} VALUES (${values.join(", ")})`);
  }

  private async run(sql: string): Promise<void> {
    const connection = await this.database.connect();
    try {
      await connection.run(sql);
    } finally {
      connection.closeSync();
    }
  }

  /** When each table's rows are of, by its name. */
  async dataTimestamps(): Promise<ReadonlyMap<string, number>> {
    const connection = await this.database.connect();
    try {
      const reader = await connection.runAndReadAll(
        `SELECT database_name || '.' || schema_name || '.' || name, epoch_ms(max(data_timestamp)) FROM ${TABLE} WHERE state = 'SUCCEEDED' GROUP BY ALL`,
      );
      return new Map(reader.getRowsJson().map(([name, at]) => [asText(name), Number(at)]));
    } finally {
      connection.closeSync();
    }
  }

  /** What DYNAMIC_TABLE_REFRESH_HISTORY selects from. */
  readonly source = `SELECT name, schema_name, database_name, state, CASE WHEN state = 'SUCCEEDED' THEN 'SUCCESS' ELSE 'REFRESH_ERROR' END, state_message, query_id, data_timestamp, refresh_start_time, refresh_end_time, completion_target, database_name || '.' || schema_name || '.' || name, CAST(NULL AS VARCHAR), statistics, refresh_action, refresh_trigger, target_lag_sec, CAST(NULL AS TIMESTAMPTZ) FROM ${TABLE}`;
}

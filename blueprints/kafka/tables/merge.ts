import { columnSpec, qualifiedName, quoteIdentifier, quoteString } from "../../snowflake";
import { latestChanges } from "./latest";
import type { KafkaTableName } from "./landing";
import { applyProblems, kafkaVersionColumn, versionType, type KafkaApplySpec } from "./spec";

export interface KafkaMergeTaskSpec extends KafkaApplySpec {
  readonly task: KafkaTableName;
  readonly stream: KafkaTableName;
  /** Warehouse of the task. Default: serverless, sized by Snowflake. */
  readonly warehouse?: string;
  /** Seconds between two looks, at least 10. Default: 30. A look costs nothing; a run keeps a warehouse on until it suspends. */
  readonly intervalSeconds?: number;
}

/** Statements in the order they are made. */
export interface KafkaMergeTask {
  /** The table changes are applied to: the columns, and the version that last wrote each row. */
  readonly target: string;
  readonly stream: string;
  readonly merge: string;
  readonly condition: string;
  readonly task: string;
}

/**
 * Task that applies inserts, updates and deletes: the last change of each key wins, and one that is older than what is
 * there changes nothing. The stream moves on in the MERGE's own transaction: a run that fails loses nothing.
 *
 * @throws InvalidArguments for a key that is no column, types that are none, a version that orders nothing.
 * @see Snowflake documentation, "CREATE STREAM", "CREATE TASK", "MERGE"
 */
export function kafkaMergeTask(spec: KafkaMergeTaskSpec): KafkaMergeTask {
  const problems = applyProblems(spec);
  const interval = spec.intervalSeconds ?? 30;
  problems.require(
    Number.isInteger(interval) && interval >= 10,
    "intervalSeconds",
    `must be a whole number of at least 10, not ${interval}`,
    "use 30",
  );
  problems.raise(`Kafka merge task "${spec.task.join(".")}"`);
  const merge = mergeChanges(spec);
  const condition = `SYSTEM$STREAM_HAS_DATA(${quoteString(qualifiedName(...spec.stream))})`;
  return {
    target: target(spec),
    stream: `CREATE STREAM IF NOT EXISTS ${qualifiedName(...spec.stream)} ON TABLE ${qualifiedName(...spec.landing)} APPEND_ONLY = TRUE SHOW_INITIAL_ROWS = TRUE`,
    merge,
    condition,
    task: [
      `CREATE TASK IF NOT EXISTS ${qualifiedName(...spec.task)}`,
      ...(spec.warehouse === undefined ? [] : [`WAREHOUSE = ${quoteIdentifier(spec.warehouse)}`]),
      `SCHEDULE = '${interval} SECONDS'`,
      "ALLOW_OVERLAPPING_EXECUTION = FALSE",
      `WHEN ${condition}`,
      `AS ${merge}`,
    ].join(" "),
  };
}

/** Columns of the table changes are applied to: the row's, and which change wrote it last. */
export function kafkaTargetColumns(
  spec: Pick<KafkaApplySpec, "columns" | "key" | "version">,
): Readonly<Record<string, { readonly type: string; readonly nullable: boolean }>> {
  return {
    ...Object.fromEntries(
      Object.entries(spec.columns).map(([name, column]) => [
        name,
        { type: columnSpec(column).type, nullable: !spec.key.includes(name) },
      ]),
    ),
    [kafkaVersionColumn]: { type: versionType(spec), nullable: true },
  };
}

function target(spec: KafkaApplySpec): string {
  const all = Object.entries(kafkaTargetColumns(spec)).map(
    ([name, { type, nullable }]) => `${quoteIdentifier(name)} ${type}${nullable ? "" : " NOT NULL"}`,
  );
  const key = `PRIMARY KEY (${spec.key.map(quoteIdentifier).join(", ")})`;
  return `CREATE TABLE IF NOT EXISTS ${qualifiedName(...spec.target)} (${all.join(", ")}, ${key}) CHANGE_TRACKING = TRUE`;
}

function mergeChanges(spec: KafkaMergeTaskSpec): string {
  const version = quoteIdentifier(kafkaVersionColumn);
  // A row that was there before Kafka has no version, and is older than any.
  const newer = `(t.${version} IS NULL OR s.${version} >= t.${version})`;
  const all = [...Object.keys(spec.columns), kafkaVersionColumn];
  const on = spec.key.map((name) => `t.${quoteIdentifier(name)} = s.${quoteIdentifier(name)}`).join(" AND ");
  const set = all
    .filter((name) => !spec.key.includes(name))
    .map((name) => `t.${quoteIdentifier(name)} = s.${quoteIdentifier(name)}`)
    .join(", ");
  return [
    `MERGE INTO ${qualifiedName(...spec.target)} t`,
    `USING (${latestChanges(spec, qualifiedName(...spec.stream))}) s ON ${on}`,
    `WHEN MATCHED AND s."_DELETED" AND ${newer} THEN DELETE`,
    `WHEN MATCHED AND NOT s."_DELETED" AND ${newer} THEN UPDATE SET ${set}`,
    `WHEN NOT MATCHED AND NOT s."_DELETED" THEN INSERT (${all.map(quoteIdentifier).join(", ")})`,
    `VALUES (${all.map((name) => `s.${quoteIdentifier(name)}`).join(", ")})`,
  ].join(" ");
}

import { checkInteger, Problems } from "../../checks";
import { qualifiedName, quoteString } from "../../snowflake";
import type { KafkaTableName } from "../tables";

/** What a task in Snowflake looks after: what CloudWatch cannot see. */
export interface KafkaWatchSpec {
  /** Streams that must not become stale. */
  readonly streams: readonly KafkaTableName[];
  /** Days before its end at which a stream that is not read is told of. Default: 3: a weekend to act. */
  readonly staleDays?: number;
  /** Tables canaries land in. */
  readonly canaries: readonly KafkaTableName[];
  /**
   * Minutes after which the newest canary is late. Default: 90, for canaries that are sent hourly: one may be missed by
   * minutes, not by half an hour.
   */
  readonly canaryMinutes?: number;
  /** Stage tables of sources. */
  readonly stages: readonly KafkaTableName[];
  /**
   * Rows that may wait in one stage. Default: 10,000,000. A stage empties as Kafka takes its rows; that many are a source
   * that stages and does not deliver.
   */
  readonly stagedRows?: number;
}

/**
 * Body of a task that fails, with what is wrong in its message, when a stream comes near its end, a canary is late or rows
 * pile up in a stage. A task that fails is told of by its notification integration.
 *
 * @throws InvalidArguments for limits that make no sense.
 * @see Snowflake documentation, "SHOW STREAMS": `stale_after`
 */
export function kafkaWatchStatement(spec: KafkaWatchSpec): string {
  const problems = new Problems();
  checkInteger(problems, "staleDays", spec.staleDays, { min: 1, max: 90, unit: "days" });
  checkInteger(problems, "canaryMinutes", spec.canaryMinutes, { min: 1, max: 100_000, unit: "minutes" });
  checkInteger(problems, "stagedRows", spec.stagedRows, { min: 1, max: 1e15, unit: "rows" });
  problems.require(
    spec.streams.length + spec.canaries.length + spec.stages.length > 0,
    "",
    "watches nothing",
    "pass a source in mode stream, or a sink with a canary",
  );
  problems.raise("Kafka watch");
  const checks = [...staleChecks(spec), ...canaryChecks(spec), ...stageChecks(spec)];
  return [
    "DECLARE",
    "n INTEGER DEFAULT 0;",
    ...checks.map(
      ({ trouble }, index) => `watch_${index} EXCEPTION (${-20_701 - index}, ${quoteString(trouble)});`,
    ),
    "BEGIN",
    ...checks.flatMap(({ before = [], count, wrong }, index) => [
      ...before,
      `n := (${count});`,
      `IF (${wrong}) THEN RAISE watch_${index}; END IF;`,
    ]),
    "RETURN 'fine';",
    "END",
  ].join("\n");
}

/** One thing to look at: a count, and when it is wrong. */
interface Check {
  readonly before?: readonly string[];
  readonly count: string;
  readonly wrong: string;
  readonly trouble: string;
}

function staleChecks({ streams, staleDays: days = 3 }: KafkaWatchSpec): readonly Check[] {
  return streams.map(([database, schema, name]) => ({
    before: [`SHOW STREAMS LIKE ${quoteString(pattern(name))} IN SCHEMA ${qualifiedName(database, schema)};`],
    count: `SELECT COUNT(*) FROM TABLE(RESULT_SCAN(LAST_QUERY_ID())) WHERE "name" = ${quoteString(name)} AND "stale" = 'false' AND "stale_after" > DATEADD(day, ${days}, CURRENT_TIMESTAMP())`,
    wrong: "n = 0",
    trouble: `Kafka: stream ${name} is missing, stale, or will be within ${days} days. Start its source, or run floe kafka resnapshot.`,
  }));
}

function canaryChecks({ canaries, canaryMinutes: minutes = 90 }: KafkaWatchSpec): readonly Check[] {
  return canaries.map((table) => ({
    count: `SELECT COUNT(*) FROM ${qualifiedName(...table)} WHERE "SENT_AT" > DATE_PART(epoch_millisecond, DATEADD(minute, -${minutes}, CURRENT_TIMESTAMP()))`,
    wrong: "n = 0",
    trouble: `Kafka: no canary of the last ${minutes} minutes has reached ${table[2]}. Look at the sink, and at who runs floe kafka canary.`,
  }));
}

function stageChecks({ stages, stagedRows: rows = 10_000_000 }: KafkaWatchSpec): readonly Check[] {
  return stages.map((table) => ({
    count: `SELECT COUNT(*) FROM ${qualifiedName(...table)}`,
    wrong: `n > ${rows}`,
    trouble: `Kafka: more than ${rows} rows wait in ${table[2]}. Its source does not deliver.`,
  }));
}

/** LIKE's own signs stand for themselves. */
function pattern(name: string): string {
  return name.replace(/[\\%_]/g, "\\$&");
}

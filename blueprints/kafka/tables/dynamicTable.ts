import { qualifiedName, quoteIdentifier } from "../../snowflake";
import { latestChanges } from "./latest";
import { applyProblems, type KafkaApplySpec } from "./spec";

export interface KafkaDynamicTableSpec extends KafkaApplySpec {
  readonly warehouse: string;
  /** How far it may lag, such as `1 minute`; at least 60 seconds. Less lag means more refreshes, which are billed. */
  readonly targetLag: string;
}

/**
 * Dynamic table that shows the last change of each key, without those that are deleted. It is computed from the landing
 * table, which must keep at least the last change of every key.
 *
 * @throws InvalidArguments for a key that is no column, and a lag Snowflake does not take.
 * @see Snowflake documentation, "CREATE DYNAMIC TABLE"
 */
export function kafkaDynamicTableStatement(spec: KafkaDynamicTableSpec): string {
  const query = kafkaDynamicTableQuery(spec);
  return [
    `CREATE DYNAMIC TABLE IF NOT EXISTS ${qualifiedName(...spec.target)}`,
    `TARGET_LAG = '${spec.targetLag}' WAREHOUSE = ${quoteIdentifier(spec.warehouse)} REFRESH_MODE = AUTO`,
    `AS ${query}`,
  ].join(" ");
}

/** What the dynamic table shows. @throws InvalidArguments as {@link kafkaDynamicTableStatement}. */
export function kafkaDynamicTableQuery(spec: KafkaDynamicTableSpec): string {
  const problems = applyProblems(spec);
  problems.require(
    lagSeconds(spec.targetLag) >= 60,
    "targetLag",
    `"${spec.targetLag}" is no lag of at least 60 seconds`,
    "write it like 1 minute",
  );
  problems.raise(`Kafka dynamic table "${spec.target.join(".")}"`);
  const names = Object.keys(spec.columns).map(quoteIdentifier).join(", ");
  return `SELECT ${names} FROM (${latestChanges(spec, qualifiedName(...spec.landing))}) WHERE NOT "_DELETED"`;
}

const units: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3600, day: 86_400 };

function lagSeconds(text: string): number {
  const [, count, unit] = /^(\d+) (second|minute|hour|day)s?$/i.exec(text) ?? [];
  return Number(count ?? 0) * (units[(unit ?? "").toLowerCase()] ?? 0);
}

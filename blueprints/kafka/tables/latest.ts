import { quoteIdentifier } from "../../snowflake";
import { rowExpressions } from "./expressions";
import { kafkaVersionColumn, operationOf, type KafkaApplySpec } from "./spec";

/**
 * SELECT of one row for each key of a table or stream: its last change, and whether that is a delete. A record that lacks
 * a part of its key says of no row what became of it, and would fail every run: it stays in the landing table alone.
 */
export function latestChanges(spec: KafkaApplySpec, from: string): string {
  const row = rowExpressions(spec.shape, spec.columns, spec.key);
  const version = row.version(spec.version ?? "offset");
  const order = [...new Set([version, row.offset])].map((one) => `${one} DESC NULLS LAST`).join(", ");
  const columns = Object.keys(spec.columns).map((name) => `${row.column(name)} AS ${quoteIdentifier(name)}`);
  const key = spec.key.map((name) => row.column(name));
  return [
    `SELECT ${columns.join(", ")},`,
    `${row.deleted(operationOf(spec))} AS "_DELETED",`,
    `${version} AS ${quoteIdentifier(kafkaVersionColumn)}`,
    `FROM ${from}`,
    `WHERE ${key.map((part) => `${part} IS NOT NULL`).join(" AND ")}`,
    `QUALIFY ROW_NUMBER() OVER (PARTITION BY ${key.join(", ")} ORDER BY ${order}) = 1`,
  ].join(" ");
}

import type { FlinkAggregate, FlinkWindowSpec } from "./spec";
import { flinkName } from "./types";

const functions = {
  count: (field: string) => `COUNT(${field})`,
  countDistinct: (field: string) => `COUNT(DISTINCT ${field})`,
  sum: (field: string) => `SUM(${field})`,
  avg: (field: string) => `AVG(CAST(${field} AS DOUBLE))`,
  min: (field: string) => `MIN(${field})`,
  max: (field: string) => `MAX(${field})`,
  stddev: (field: string) => `STDDEV_SAMP(CAST(${field} AS DOUBLE))`,
  first: (field: string) => `FIRST_VALUE(${field})`,
  last: (field: string) => `LAST_VALUE(${field})`,
} as const;

/** Expression of an aggregate, cast to the type its column has. */
export function aggregateSql(aggregate: FlinkAggregate, spec: FlinkWindowSpec): string {
  if ("sql" in aggregate) return `CAST(${aggregate.sql} AS ${aggregate.type})`;
  const field = aggregate.of === undefined ? "*" : flinkName(aggregate.of);
  const filter = aggregate.where === undefined ? "" : ` FILTER (WHERE ${aggregate.where})`;
  return `CAST(${functions[aggregate.function](field)}${filter} AS ${aggregateType(aggregate, spec)})`;
}

/** Type of an aggregate's column. */
export function aggregateType(aggregate: FlinkAggregate, { source }: FlinkWindowSpec): string {
  if (aggregate.type !== undefined) return aggregate.type;
  if ("sql" in aggregate) return aggregate.type;
  const field = (source.columns[aggregate.of ?? ""] ?? "").replace(/ NOT NULL$/i, "");
  switch (aggregate.function) {
    case "count":
    case "countDistinct":
      return "BIGINT";
    case "avg":
    case "stddev":
      return "DOUBLE";
    case "sum":
      return sumType(field);
    default:
      return field;
  }
}

/** Wide enough that a sum does not overflow where its fields do not. */
function sumType(field: string): string {
  const [, scale = "0"] = /^(?:DECIMAL|NUMERIC)\(\d+(?:, ?(\d+))?\)$/i.exec(field) ?? [];
  if (/^(DECIMAL|NUMERIC)/i.test(field)) return `DECIMAL(38, ${scale})`;
  return /^(FLOAT|DOUBLE)$/i.test(field) ? "DOUBLE" : "BIGINT";
}

import type { FlinkAggregate, FlinkWindowSpec } from "./spec";
import { flinkName } from "./types";

/** What a function is in SQL, of its field, with its condition and the field of time. */
type Write = (field: string, filter: string, time: string) => string;

const functions: Readonly<Record<string, Write>> = {
  count: (field, filter) => `COUNT(${field})${filter}`,
  countDistinct: (field, filter) => `COUNT(DISTINCT ${field})${filter}`,
  sum: (field, filter) => `SUM(${field})${filter}`,
  avg: (field, filter) => `AVG(CAST(${field} AS DOUBLE))${filter}`,
  min: (field, filter) => `MIN(${field})${filter}`,
  max: (field, filter) => `MAX(${field})${filter}`,
  stddev: (field, filter) => `STDDEV_SAMP(CAST(${field} AS DOUBLE))${filter}`,
  first: (field, filter, time) => byTime("MIN", field, filter, time),
  last: (field, filter, time) => byTime("MAX", field, filter, time),
};

/** Sorts as time does, in the job's zone, which is UTC. */
const timeFormat = "yyyyMMddHHmmssSSS";

/**
 * Flink's FIRST_VALUE goes by when records came, and cannot be put together from parts, as all windows are but tumbling
 * ones. So the value travels behind its time, and the least or greatest of both together wins.
 */
function byTime(of: "MIN" | "MAX", field: string, filter: string, time: string): string {
  const both = `CONCAT(DATE_FORMAT(${time}, '${timeFormat}'), CAST(${field} AS STRING))`;
  return `SUBSTRING(${of}(${both})${filter} FROM ${timeFormat.length + 1})`;
}

/** Types that are the same after they were text. */
export const isPlain = (type: string): boolean => !/^(BYTES|ARRAY|MAP|ROW|MULTISET)/i.test(type);

/** Expression of an aggregate, cast to the type its column has. */
export function aggregateSql(aggregate: FlinkAggregate, spec: FlinkWindowSpec, time: string): string {
  if ("sql" in aggregate) return `CAST(${aggregate.sql} AS ${aggregate.type})`;
  const field = aggregate.of === undefined ? "*" : flinkName(aggregate.of);
  const filter = aggregate.where === undefined ? "" : ` FILTER (WHERE ${aggregate.where})`;
  const call = functions[aggregate.function]?.(field, filter, time) ?? "";
  return `CAST(${call} AS ${aggregateType(aggregate, spec)})`;
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

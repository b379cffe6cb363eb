import { Problems } from "../../checks";
import { nearest } from "../../kedro/nearest";
import { qualifiedName, quoteIdentifier } from "../../snowflake";
import {
  intervalSeconds,
  checkWindow,
  windowColumns,
  type FlinkAggregate,
  type FlinkWindow,
} from "../flink/shared";
import type { WindowedTableSpec } from "./spec";

/** Rows each row would become: more is a window for a stream processor. */
const MOST_SPANS = 1000;

/**
 * Windows as a query for a dynamic table: one row for each window and group, that of the present window too, which
 * grows until it is over. Its edges are TIMESTAMP_NTZ in UTC.
 *
 * @throws InvalidArguments for columns that are none, and for sessions, whose ends no slice of time gives.
 * @see Snowflake documentation, "TIME_SLICE", "Supported queries for dynamic tables"
 */
export function windowedTableQuery(spec: WindowedTableSpec): string {
  const problems = new Problems();
  check(problems, spec);
  problems.raise(`Windows "${spec.name}"`);
  const [start, end] = windowColumns.map(quoteIdentifier);
  const groups = (spec.groupBy ?? []).map(quoteIdentifier);
  const outputs = [
    ...groups,
    ...[start, end],
    ...Object.entries(spec.aggregates).map(
      ([name, aggregate]) => `${aggregateSql(aggregate, spec.time)} AS ${quoteIdentifier(name)}`,
    ),
  ];
  return [
    `SELECT ${outputs.join(", ")}`,
    `FROM (${spans(spec)})`,
    `GROUP BY ${[...groups, start, end].join(", ")}`,
  ].join(" ");
}

/** The rows with the edges of a window each, as often as there are windows they are in. */
function spans(spec: WindowedTableSpec): string {
  const { window } = spec;
  const time = utc(spec);
  const from = `FROM ${qualifiedName(...spec.source)}`;
  const where = [
    `${quoteIdentifier(spec.time)} IS NOT NULL`,
    ...(spec.where === undefined ? [] : [`(${spec.where})`]),
  ].join(" AND ");
  const columns = Object.keys(spec.columns).map(quoteIdentifier).join(", ");
  const edges = (start: string, end: string): string =>
    `SELECT ${columns}, ${start} AS ${quoteIdentifier("window_start")}, ${end} AS ${quoteIdentifier("window_end")}`;
  const size = window.type === "session" ? 0 : intervalSeconds(window.size);
  if (window.type === "hop" || window.type === "cumulate") {
    const step = intervalSeconds(window.type === "hop" ? window.slide : window.step);
    const count = size / step;
    const numbers = Array.from({ length: count }, (_, index) => `(${index})`).join(", ");
    const inner = `SELECT ${columns}, ${time} AS "floe$at", "floe$n" ${from} CROSS JOIN (SELECT COLUMN1 AS "floe$n" FROM VALUES ${numbers}) WHERE ${where}`;
    if (window.type === "hop") {
      const start = `DATEADD(SECOND, -${step} * "floe$n", ${slice('"floe$at"', step)})`;
      return `${edges(start, `DATEADD(SECOND, ${size}, ${start})`)} FROM (${inner})`;
    }
    const start = slice('"floe$at"', size);
    const end = `DATEADD(SECOND, ${step} * ("floe$n" + 1), ${start})`;
    return `${edges(start, end)} FROM (${inner}) WHERE "floe$at" < ${end}`;
  }
  const start = slice(time, size);
  return `${edges(start, `DATEADD(SECOND, ${size}, ${start})`)} ${from} WHERE ${where}`;
}

const units = [
  [86_400, "DAY"],
  [3600, "HOUR"],
  [60, "MINUTE"],
  [1, "SECOND"],
] as const;

function slice(time: string, seconds: number): string {
  const [length, unit] = units.find(([each]) => seconds % each === 0) ?? [1, "SECOND"];
  return `TIME_SLICE(${time}, ${seconds / length}, '${unit}')`;
}

/** The time without a zone, as it is in UTC: Flink's windows begin there too. */
function utc({ time, columns }: WindowedTableSpec): string {
  const column = quoteIdentifier(time);
  return /^TIMESTAMP_(LTZ|TZ)/i.test(columns[time] ?? "")
    ? `CAST(CONVERT_TIMEZONE('UTC', ${column}) AS TIMESTAMP_NTZ)`
    : column;
}

function aggregateSql(aggregate: FlinkAggregate, time: string): string {
  if ("sql" in aggregate) return `CAST(${aggregate.sql} AS ${aggregate.type})`;
  const { where } = aggregate;
  const plain = aggregate.of === undefined ? "1" : quoteIdentifier(aggregate.of);
  const field = where === undefined ? plain : `IFF(${where}, ${plain}, NULL)`;
  const at = quoteIdentifier(time);
  const call = {
    count: `COUNT(${field})`,
    countDistinct: `COUNT(DISTINCT ${field})`,
    sum: `SUM(${field})`,
    avg: `AVG(CAST(${field} AS FLOAT))`,
    min: `MIN(${field})`,
    max: `MAX(${field})`,
    stddev: `STDDEV(CAST(${field} AS FLOAT))`,
    first: `MIN_BY(${field}, IFF(${field} IS NULL, NULL, ${at}))`,
    last: `MAX_BY(${field}, IFF(${field} IS NULL, NULL, ${at}))`,
  }[aggregate.function];
  return aggregate.type === undefined ? call : `CAST(${call} AS ${aggregate.type})`;
}

function check(problems: Problems, spec: WindowedTableSpec): void {
  const { window, columns } = spec;
  if (
    problems.require(
      window.type !== "session",
      "window.type",
      "is session, which a dynamic table cannot tell: a session ends by a pause, not at a time",
      "use managedFlink, or windows of a fixed length: tumble, hop or cumulate",
    )
  ) {
    checkWindow(problems.at("window"), window);
    if (problems.found.length === 0) checkSpans(problems, window);
  }
  const known = Object.keys(columns);
  const field = (argument: string, name: string): void => {
    const near = nearest(name, known);
    problems.require(
      known.includes(name),
      argument,
      `"${name}" is no column of ${spec.source.join(".")}`,
      near === undefined ? "name a column of columns" : `write ${near}`,
    );
  };
  const type = columns[spec.time];
  problems.require(
    type !== undefined && /^(TIMESTAMP|DATETIME)/i.test(type),
    "time",
    type === undefined
      ? `"${spec.time}" is no column of the table`
      : `"${spec.time}" is ${type}, and cannot order time`,
    "name a column of type TIMESTAMP_NTZ, TIMESTAMP_LTZ or TIMESTAMP_TZ",
  );
  for (const name of spec.groupBy ?? []) field("groupBy", name);
  const taken: readonly string[] = [...windowColumns, ...(spec.groupBy ?? [])];
  const aggregates = Object.entries(spec.aggregates);
  problems.require(
    aggregates.length > 0,
    "aggregates",
    "computes nothing",
    'add one, such as { payments: { function: "count" } }',
  );
  for (const [name, aggregate] of aggregates) {
    problems.require(
      !taken.includes(name),
      `aggregates.${name}`,
      "has the name of another column of the result",
      "name it differently",
    );
    if ("sql" in aggregate) continue;
    if (aggregate.of !== undefined) field(`aggregates.${name}.of`, aggregate.of);
    else
      problems.require(
        aggregate.function === "count",
        `aggregates.${name}.of`,
        `is required by ${aggregate.function}`,
        "name a column",
      );
  }
}

function checkSpans(problems: Problems, window: FlinkWindow): void {
  if (window.type !== "hop" && window.type !== "cumulate") return;
  const part = window.type === "hop" ? window.slide : window.step;
  const count = intervalSeconds(window.size) / intervalSeconds(part);
  problems.require(
    count <= MOST_SPANS,
    `window.${window.type === "hop" ? "slide" : "step"}`,
    `puts each row into ${count} windows, and a dynamic table would hold them all: at most ${MOST_SPANS}`,
    "use managedFlink, or a longer one",
  );
}

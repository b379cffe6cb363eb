import { Problems } from "../../checks";
import { aggregateSql, aggregateType } from "./aggregates";
import { checkCluster, checkWindowSpec, defaultCheckpointSeconds, windowColumns } from "./check";
import { kafkaTime, sinkTable, sourceTable } from "./ddl";
import { intervalSql } from "./duration";
import { checkSetStatement } from "./settings";
import type { FlinkCluster, FlinkSource, FlinkWindow, FlinkWindowSpec } from "./spec";
import { flinkName, flinkText } from "./types";

/** Statements of one job, in order. The last is the job. */
export interface FlinkProgram {
  readonly name: string;
  readonly statements: readonly string[];
  /** The statements as a file. */
  readonly text: string;
  /**
   * Seconds between two checkpoints. The cluster is told, not the SQL: Managed Service for Apache Flink refuses a job that
   * sets it.
   */
  readonly checkpointSeconds: number;
}

/**
 * Windows and aggregations as Flink SQL: tables over the topics and one job that writes results in transactions which
 * commit with its checkpoints. A result is written once, when its window is done.
 *
 * @throws InvalidArguments for fields, types and lengths of time that are none, windows that lose records, and limits of
 *   transactions that do not fit checkpoints.
 * @see Apache Flink documentation, "Windowing table-valued functions", "Window Aggregation", "Apache Kafka SQL Connector"
 */
export function flinkWindowProgram(spec: FlinkWindowSpec, cluster: FlinkCluster): FlinkProgram {
  const problems = new Problems();
  checkWindowSpec(problems, spec);
  checkCluster(problems.at("cluster"), cluster);
  problems.raise(`Flink windows "${spec.name}"`);
  const late = typeof spec.late === "object" ? spec.late : undefined;
  const inserts = [insertResults(spec), ...(late === undefined ? [] : [insertLate(spec)])];
  return programOf(spec.name, cluster, [
    ...jobSettings(spec.name, cluster),
    sourceTable("source", spec.source, spec.name, cluster),
    sinkTable("results", resultColumns(spec), spec.sink, `${spec.name}-results`, cluster),
    ...(late === undefined
      ? []
      : [sinkTable("late", spec.source.columns, late, `${spec.name}-late`, cluster)]),
    `EXECUTE STATEMENT SET BEGIN\n${inserts.map((insert) => `${insert};`).join("\n")}\nEND`,
  ]);
}

/** A job in SQL of one's own, with the settings that make transactions commit with checkpoints. */
export function flinkSqlProgram(
  name: string,
  statements: readonly string[],
  cluster: FlinkCluster,
): FlinkProgram {
  const problems = new Problems();
  checkCluster(problems.at("cluster"), cluster);
  problems.require(statements.length > 0, "statements", "holds none", "write at least one INSERT INTO");
  for (const [index, statement] of statements.entries()) {
    problems.require(
      statement.trim() !== "",
      `statements[${index}]`,
      "is empty",
      "write one statement in each, without ; at its end",
    );
    checkSetStatement(problems, `statements[${index}]`, statement);
  }
  problems.raise(`Flink SQL "${name}"`);
  const trimmed = statements.map((statement) => statement.trim().replace(/;+$/, ""));
  return programOf(name, cluster, [...jobSettings(name, cluster), ...trimmed]);
}

function programOf(name: string, cluster: FlinkCluster, statements: readonly string[]): FlinkProgram {
  return {
    name,
    statements,
    text: statements.map((statement) => `${statement};\n`).join("\n"),
    checkpointSeconds: cluster.checkpointSeconds ?? defaultCheckpointSeconds,
  };
}

function jobSettings(name: string, cluster: FlinkCluster): readonly string[] {
  const settings = {
    "pipeline.name": name,
    // Else one partition without records would hold all windows open.
    "table.exec.source.idle-timeout": `${cluster.idleSeconds ?? 30} s`,
    "table.local-time-zone": "UTC",
    ...cluster.settings,
  };
  return Object.entries(settings).map(([key, value]) => `SET ${flinkText(key)} = ${flinkText(value)}`);
}

const timeOf = ({ time }: FlinkSource) => flinkName(time ?? kafkaTime);

function insertResults(spec: FlinkWindowSpec): string {
  const groups = [...(spec.groupBy ?? []), ...windowColumns].map(flinkName);
  const names = [...groups, ...Object.keys(spec.aggregates).map(flinkName)];
  const aggregates = Object.entries(spec.aggregates).map(
    ([name, aggregate]) => `${aggregateSql(aggregate, spec, timeOf(spec.source))} AS ${flinkName(name)}`,
  );
  return [
    // By name: an object has its keys that are numbers first, whatever their order was.
    `INSERT INTO ${flinkName("results")} (${names.join(", ")})`,
    `SELECT ${[...groups, ...aggregates].join(", ")}`,
    `FROM ${windowed(spec)}`,
    ...(spec.where === undefined ? [] : [`WHERE ${spec.where}`]),
    `GROUP BY ${groups.join(", ")}`,
  ].join("\n");
}

function windowed(spec: FlinkWindowSpec): string {
  const { window } = spec;
  const groups = (spec.groupBy ?? []).map(flinkName);
  const partition =
    window.type === "session" && groups.length > 0 ? ` PARTITION BY (${groups.join(", ")})` : "";
  const lengths = lengthsOf(window).map(intervalSql).join(", ");
  const source = `TABLE ${flinkName("source")}${partition}, DESCRIPTOR(${timeOf(spec.source)})`;
  return `TABLE(${window.type.toUpperCase()}(${source}, ${lengths}))`;
}

/** In the order Flink takes them: the shorter first. */
function lengthsOf(window: FlinkWindow): readonly string[] {
  switch (window.type) {
    case "tumble":
      return [window.size];
    case "hop":
      return [window.slide, window.size];
    case "cumulate":
      return [window.step, window.size];
    case "session":
      return [window.gap];
  }
}

/** Records that came when the watermark had passed them, which windows leave out. */
function insertLate(spec: FlinkWindowSpec): string {
  const columns = Object.keys(spec.source.columns).map(flinkName).join(", ");
  const time = timeOf(spec.source);
  return [
    `INSERT INTO ${flinkName("late")}`,
    `SELECT ${columns} FROM ${flinkName("source")}`,
    `WHERE CURRENT_WATERMARK(${time}) IS NOT NULL AND ${time} <= CURRENT_WATERMARK(${time})`,
  ].join("\n");
}

function resultColumns(spec: FlinkWindowSpec): Readonly<Record<string, string>> {
  // Flink gives a window's edges without a zone, in the job's, which is UTC.
  return {
    ...Object.fromEntries((spec.groupBy ?? []).map((name) => [name, spec.source.columns[name] ?? "STRING"])),
    ...Object.fromEntries(windowColumns.map((name) => [name, "TIMESTAMP(3)"])),
    ...Object.fromEntries(
      Object.entries(spec.aggregates).map(([name, aggregate]) => [name, aggregateType(aggregate, spec)]),
    ),
  };
}

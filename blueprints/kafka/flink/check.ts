import type { Problems } from "../../checks";
import { nearest } from "../../kedro/nearest";
import { checkConnectorName, checkTopicName } from "../names";
import { isPlain } from "./aggregates";
import { checkDuration } from "./duration";
import { checkFlinkSettings } from "./settings";
import type { FlinkAggregate, FlinkCluster, FlinkWindow, FlinkWindowSpec } from "./spec";
import { checkFlinkColumns } from "./types";

/** Columns every result has beside groups and aggregates. */
export const windowColumns = ["window_start", "window_end"] as const;

export function checkWindowSpec(problems: Problems, spec: FlinkWindowSpec): void {
  const { source } = spec;
  checkConnectorName(problems, "name", spec.name);
  checkTopicName(problems, "source.topic", source.topic);
  checkTopicName(problems, "sink.topic", spec.sink.topic);
  if (typeof spec.late === "object") checkTopicName(problems, "late.topic", spec.late.topic);
  for (const [argument, topic] of [
    ["sink.topic", spec.sink.topic],
    ["late.topic", typeof spec.late === "object" ? spec.late.topic : undefined],
  ] as const)
    problems.require(
      topic !== source.topic,
      argument,
      `"${String(topic)}" is the topic that is read: results would be read again`,
      "name another topic",
    );
  checkFlinkColumns(problems, "source.columns", source.columns);
  checkFormats(problems, spec);
  checkTime(problems, spec);
  if (source.lateness !== undefined) checkDuration(problems, "source.lateness", source.lateness);
  checkWindow(problems.at("window"), spec.window);
  for (const name of spec.groupBy ?? []) checkField(problems, "groupBy", name, spec);
  checkAggregates(problems, spec);
}

function checkFormats(problems: Problems, { source, sink, late }: FlinkWindowSpec): void {
  for (const [argument, topic] of [
    ["source.format", source],
    ["sink.format", sink],
    ["late.format", typeof late === "object" ? late : undefined],
  ] as const) {
    const format = topic?.format;
    if (format?.kind === "avro")
      problems.require(
        /^https?:\/\/\S+$/.test(format.registryUrl),
        `${argument}.registryUrl`,
        `"${format.registryUrl}" is no address of a registry`,
        "write it like https://registry.example.com",
      );
    if (format?.kind === "protobuf")
      problems.require(
        /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*(\$[A-Za-z_]\w*)*$/.test(format.messageClass),
        `${argument}.messageClass`,
        `"${format.messageClass}" is no name of a Java class`,
        "write it like dev.shop.Payments$Payment, as protoc names it",
      );
  }
}

function checkTime(problems: Problems, { source }: FlinkWindowSpec): void {
  const { time } = source;
  if (time === undefined) return;
  const type = source.columns[time];
  problems.require(
    type !== undefined && /^TIMESTAMP(_LTZ)?\([0-3]\)( NOT NULL)?$/i.test(type),
    "source.time",
    type === undefined ? `"${time}" is no field of the topic` : `"${time}" is ${type}, and cannot order time`,
    "name a field of type TIMESTAMP(3) or TIMESTAMP_LTZ(3), or leave it out for Kafka's own time",
  );
}

/** Lengths of a window, and that they fit each other. */
export function checkWindow(problems: Problems, window: FlinkWindow): void {
  if (window.type === "session") {
    checkDuration(problems, "gap", window.gap);
    return;
  }
  const size = checkDuration(problems, "size", window.size);
  if (window.type === "tumble") return;
  const [argument, text] = window.type === "hop" ? ["slide", window.slide] : ["step", window.step];
  const part = checkDuration(problems, argument, text);
  if (size === undefined || part === undefined) return;
  problems.require(
    size % part === 0,
    argument,
    part > size ? "is longer than size: records between windows would be lost" : "must divide size evenly",
    `choose one that divides ${window.size}`,
  );
}

function checkAggregates(problems: Problems, spec: FlinkWindowSpec): void {
  const names = Object.keys(spec.aggregates);
  problems.require(
    names.length > 0,
    "aggregates",
    "computes nothing",
    'add one, such as { payments: { function: "count" } }',
  );
  const taken = [...windowColumns, ...(spec.groupBy ?? [])];
  for (const [name, aggregate] of Object.entries(spec.aggregates)) {
    problems.require(
      !taken.includes(name),
      `aggregates.${name}`,
      "has the name of another column of the result",
      "name it differently",
    );
    checkAggregate(problems, `aggregates.${name}`, aggregate, spec);
  }
}

function checkAggregate(
  problems: Problems,
  argument: string,
  aggregate: FlinkAggregate,
  spec: FlinkWindowSpec,
): void {
  if (aggregate.type !== undefined) checkFlinkColumns(problems, argument, { type: aggregate.type });
  if ("sql" in aggregate) return;
  if (aggregate.function === "first" || aggregate.function === "last")
    problems.require(
      isPlain(spec.source.columns[aggregate.of ?? ""] ?? ""),
      `${argument}.of`,
      `is a field ${aggregate.function} cannot take: it holds bytes or several values`,
      "name another field, or write sql and type",
    );
  if (aggregate.of !== undefined) checkField(problems, `${argument}.of`, aggregate.of, spec);
  else
    problems.require(
      aggregate.function === "count",
      `${argument}.of`,
      `is required by ${aggregate.function}`,
      "name a field",
    );
}

function checkField(problems: Problems, argument: string, name: string, { source }: FlinkWindowSpec): void {
  const known = Object.keys(source.columns);
  const near = nearest(name, known);
  problems.require(
    known.includes(name),
    argument,
    `"${name}" is no field of topic ${source.topic}`,
    near === undefined ? "name a field of source.columns" : `write ${near}`,
  );
}

export const defaultCheckpointSeconds = 10;

/** Results are seen after a checkpoint, and a transaction must outlive the time between two. */
export function checkCluster(problems: Problems, cluster: FlinkCluster): void {
  const checkpoint = cluster.checkpointSeconds ?? defaultCheckpointSeconds;
  const minutes = cluster.transactionMinutes ?? 15;
  problems.require(
    Number.isInteger(checkpoint) && checkpoint >= 1 && checkpoint <= 600,
    "checkpointSeconds",
    `must be a whole number from 1 to 600, not ${checkpoint}`,
    "use 10",
  );
  checkFlinkSettings(problems.at("settings"), cluster.settings ?? {});
  problems.require(
    minutes > 0 && minutes <= 15 && minutes * 60 > 2 * checkpoint,
    "transactionMinutes",
    `is ${minutes}: it must be more than two checkpoints and at most 15, the brokers' own limit`,
    "use 15, or shorter checkpoints",
  );
}

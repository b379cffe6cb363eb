import type { Problems } from "../../checks";
import type { KafkaConfig } from "../keys";
import { checkTopicName } from "../names";
import type { KafkaSinkSpec } from "./spec";
import type { SinkVersion } from "./version";

/** Rules between keys, which a worker checks only when the connector starts, or not at all. */
export function checkCombination(
  problems: Problems,
  spec: KafkaSinkSpec,
  version: SinkVersion,
  config: KafkaConfig,
): void {
  const classic = version.generation.architecture === "classic";
  checkConverters(problems, spec, config);
  checkErrors(problems, spec, version);
  if (classic)
    for (const [topic, table] of Object.entries(spec.topics))
      problems.require(classicTableName.test(table), `topics.${topic}`, ...classicTableRule(table));
  problems.require(
    config["consumer.override.isolation.level"] === "read_committed",
    "settings.consumer.override.isolation.level",
    "must be read_committed: aborted transactions of a source would be stored as rows",
    "remove the setting",
  );
  problems.require(
    !classic || config["snowflake.ingestion.method"] === "SNOWPIPE_STREAMING",
    "settings.snowflake.ingestion.method",
    "must be SNOWPIPE_STREAMING: files of Snowpipe are not delivered exactly once",
    "remove the setting",
  );
  for (const own of ["name", "connector.class", "topics", "topics.regex", "snowflake.topic2table.map"])
    problems.require(
      spec.settings?.[own] === undefined,
      `settings.${own}`,
      "is written from the other arguments",
      "use name, version and topics",
    );
  problems.require(
    classic || spec.flushSeconds === undefined,
    "flushSeconds",
    "exists in 2.5 and 3.x only: 4.x flushes by itself",
    "remove it",
  );
  problems.require(
    spec.metrics === undefined || (!classic && version.minor >= 1),
    "metrics",
    `needs the sink 4.1, not ${version.text}`,
    "remove it and read JMX, or use 4.1",
  );
  const { login } = spec;
  if (login.kind === "oauth")
    problems.require(
      version.major !== 2 || login.refreshToken !== undefined,
      "login.refreshToken",
      "is required by the sink 2.5, which cannot exchange the client's own credentials",
      "pass a placeholder, or use 3.1 or newer",
    );
}

/** What the classic sink can read in its map: it fails at the start for others, such as a single letter. */
export const classicTableName = /^([_a-zA-Z][_$a-zA-Z0-9]+\.){0,2}[_a-zA-Z][_$a-zA-Z0-9]+$/;

export function classicTableRule(table: string): readonly [rule: string, fix: string] {
  return [
    `"${table}" is no table the sink 2.5 and 3.x can name: two or more letters, digits, _ and $, unquoted`,
    "name the table so",
  ];
}

function checkConverters(problems: Problems, spec: KafkaSinkSpec, config: KafkaConfig): void {
  const value = config["value.converter"] ?? "";
  problems.require(
    spec.schemaEvolution === false || !/(StringConverter|ByteArrayConverter)$/.test(value),
    "value",
    "is text without fields, of which no columns can be made",
    "use json, avro or protobuf, or schemaEvolution: false",
  );
  for (const part of ["key", "value"] as const)
    problems.require(
      !(config[`${part}.converter`] ?? "").startsWith("com.snowflake."),
      `settings.${part}.converter`,
      "is one of Snowflake's own converters, which streaming refuses",
      `set ${part} to json, avro or protobuf`,
    );
}

function checkErrors(problems: Problems, { errors, topics }: KafkaSinkSpec, version: SinkVersion): void {
  problems.require(
    errors?.to !== "errorTable" || version.generation.name === "4.x",
    "errors.to",
    `is errorTable, which the sink ${version.text} does not have`,
    'use { to: "deadLetterTopic", topic }, or a version 4.x',
  );
  const to =
    errors?.to === "deadLetterTopic" ? errors : errors?.to === "errorTable" ? errors.undecodable : undefined;
  if (to === undefined) return;
  checkTopicName(problems, "errors.topic", to.topic);
  problems.require(
    topics[to.topic] === undefined,
    "errors.topic",
    `"${to.topic}" is a topic the sink reads: a bad record would come back for ever`,
    "name a topic of its own",
  );
}

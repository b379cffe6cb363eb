import { Problems } from "../../checks";
import { checkIdentifier } from "../../snowflake";
import { checkConverter, converterConfig, type KafkaConverter } from "../converters";
import {
  checkConfig,
  connectorFamilies,
  connectorKeys,
  sinkKeys,
  type ConfigKey,
  type KafkaConfig,
  type KnownKeys,
} from "../keys";
import { checkHost, hostAndPort } from "../host";
import { checkConnectorName, checkTopicName } from "../names";
import { checkCombination } from "./combination";
import { errorSettings } from "./errors";
import { checkLogin, loginSettings } from "./signIn";
import type { KafkaSinkSpec } from "./spec";
import { checkSinkVersion, type SinkVersion } from "./version";

const plainJson: KafkaConverter = { format: "json" };
const strings: KafkaConverter = { format: "string" };

/**
 * Configuration of the official Snowflake sink for one of its versions: what a worker is given, and what
 * `floe kafka validate` has a real worker check.
 *
 * @throws InvalidArguments with every problem: unknown keys, bad values, secrets written out, converters that do not go
 *   with schema evolution, error handling the version does not have.
 */
export function kafkaSinkConfig(spec: KafkaSinkSpec): KafkaConfig {
  const problems = new Problems();
  checkSpec(problems, spec);
  const version = checkSinkVersion(problems, "version", spec.version);
  const config = version === undefined ? {} : assemble(spec, version);
  if (version !== undefined) {
    checkCombination(problems, spec, version, config);
    checkConfig(problems.at("settings"), config, knownSinkKeys(version));
  }
  problems.raise(`Kafka sink "${spec.name}"`);
  return config;
}

/** Every key a version reads, Connect's own included. */
export function knownSinkKeys(version: SinkVersion): KnownKeys {
  const rows = new Map<string, ConfigKey>();
  for (const row of [...connectorKeys, ...sinkKeys, ...version.generation.keys]) rows.set(row.name, row);
  return {
    owner: `the Snowflake sink ${version.text}`,
    keys: [...rows.values()],
    families: connectorFamilies,
  };
}

function checkSpec(problems: Problems, spec: KafkaSinkSpec): void {
  checkConnectorName(problems, "name", spec.name);
  checkHost(problems, "host", spec.host);
  for (const argument of ["role", "database", "schema"] as const)
    checkIdentifier(problems, argument, spec[argument]);
  checkLogin(problems.at("login"), spec.login);
  problems.require(
    Object.keys(spec.topics).length > 0,
    "topics",
    "names no topic",
    'map topics to tables, such as { payments: "PAYMENTS" }',
  );
  for (const [topic, table] of Object.entries(spec.topics)) {
    checkTopicName(problems, `topics.${topic}`, topic);
    checkIdentifier(problems, `topics.${topic}`, table);
  }
  checkConverter(problems, "key", spec.key ?? strings);
  checkConverter(problems, "value", spec.value ?? plainJson);
}

function assemble(spec: KafkaSinkSpec, version: SinkVersion): KafkaConfig {
  const { generation } = version;
  return {
    name: spec.name,
    "connector.class": generation.connectorClass,
    "tasks.max": String(spec.tasks ?? 1),
    topics: Object.keys(spec.topics).sort().join(","),
    "snowflake.topic2table.map": Object.entries(spec.topics)
      .map(([topic, table]) => `${topic}:${table}`)
      .sort()
      .join(","),
    "snowflake.url.name": hostAndPort(spec.host),
    "snowflake.user.name": spec.user,
    "snowflake.role.name": spec.role,
    "snowflake.database.name": spec.database,
    "snowflake.schema.name": spec.schema,
    ...loginSettings(spec.login),
    // A source's aborted transactions leave records that a reader of uncommitted ones takes for rows.
    "consumer.override.isolation.level": "read_committed",
    // A topic that is read for the first time is read from its first record, not from the one that comes next.
    "consumer.override.auto.offset.reset": "earliest",
    "behavior.on.null.values": spec.tombstones === "ignore" ? "IGNORE" : "DEFAULT",
    "snowflake.enable.schematization": String(spec.schemaEvolution ?? true),
    // A revoked key or grant fails the task, which an alarm sees, instead of being tried again for ever.
    "enable.task.fail.on.authorization.errors": "true",
    jmx: "true",
    // A placeholder's value that is new must not restart tasks by itself: keys rotate by a controlled restart.
    "config.action.reload": "none",
    ...converterConfig("key", { register: false, ...(spec.key ?? strings) }),
    ...converterConfig("value", { register: false, ...(spec.value ?? plainJson) }),
    ...errorSettings(spec.errors ?? { to: "stop" }),
    ...(generation.architecture === "classic" ? classicSettings(spec) : streamingSettings(spec, version)),
    ...spec.settings,
  };
}

function classicSettings(spec: KafkaSinkSpec): KafkaConfig {
  return {
    "snowflake.ingestion.method": "SNOWPIPE_STREAMING",
    "snowflake.streaming.max.client.lag": String(spec.flushSeconds ?? 1),
    // One buffer, in the SDK: the connector's own in front of it only adds delay and memory.
    "snowflake.streaming.enable.single.buffer": "true",
  };
}

function streamingSettings(spec: KafkaSinkSpec, { minor }: SinkVersion): KafkaConfig {
  return {
    // On by default, it refuses to start unless everything is set as in 3.x.
    "snowflake.streaming.validate.compatibility.with.classic": "false",
    "snowflake.validation": spec.errors?.to === "deadLetterTopic" ? "client_side" : "server_side",
    // Tables are declared: a misspelt one is an error, not a new table.
    ...(minor >= 1 ? { "snowflake.autocreate.table.type": "none" } : {}),
    ...(spec.metrics === undefined
      ? {}
      : {
          "snowflake.streaming.metrics.prometheus.enable": "true",
          "snowflake.streaming.metrics.prometheus.port": String(spec.metrics.port),
          "snowflake.streaming.metrics.prometheus.host": spec.metrics.host ?? "0.0.0.0",
        }),
  };
}

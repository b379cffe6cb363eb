import { Problems } from "../../checks";
import { checkIdentifier, qualifiedName } from "../../snowflake";
import { checkConverter, converterConfig, type KafkaConverter } from "../converters";
import {
  checkConfig,
  connectorKeys,
  sourceFamilies,
  sourceKeys,
  type ConfigKey,
  type KafkaConfig,
  type KnownKeys,
} from "../keys";
import { checkHost, hostUrl } from "../host";
import { checkConnectorName, checkTopicName, offsetsTopic } from "../names";
import { checkLogin } from "../sink/signIn";
import { snowflakeSourceKeys } from "./keys";
import { sourceNames as names } from "./names";
import { kafkaClaimTable } from "./objects";
import type { KafkaSourceFeed, KafkaSourceSpec } from "./spec";

export const kafkaSourceClass = "dev.floe.connect.snowflake.SnowflakeSourceConnector";
const plainJson: KafkaConverter = { format: "json" };

/**
 * Configuration of Floe's Snowflake source: exactly once, with the defaults that keep a kill from costing a minute or a
 * second connector from delivering twice.
 *
 * @throws InvalidArguments with every problem: unknown keys, bad values, secrets written out, missing key columns.
 */
export function kafkaSourceConfig(spec: KafkaSourceSpec): KafkaConfig {
  const problems = new Problems();
  checkSpec(problems, spec);
  const config = assemble(spec);
  checkConfig(problems.at("settings"), config, knownSourceKeys);
  problems.raise(`Kafka source "${spec.name}"`);
  return config;
}

/** Every key the source reads, Connect's own included. */
export const knownSourceKeys: KnownKeys = {
  owner: "Floe's Snowflake source",
  keys: [
    ...new Map<string, ConfigKey>(
      [...connectorKeys, ...sourceKeys, ...snowflakeSourceKeys].map((row) => [row.name, row]),
    ).values(),
  ],
  families: sourceFamilies,
};

function checkSpec(problems: Problems, spec: KafkaSourceSpec): void {
  checkConnectorName(problems, "name", spec.name);
  checkTopicName(problems, "topic", spec.topic);
  checkTopicName(problems, "offsetsTopic", spec.offsetsTopic ?? offsetsTopic(spec.name));
  checkHost(problems, "host", spec.host);
  for (const argument of ["role", "warehouse"] as const) checkIdentifier(problems, argument, spec[argument]);
  checkLogin(problems.at("login"), spec.login);
  checkConverter(problems, "key", spec.key ?? plainJson);
  checkConverter(problems, "value", spec.value ?? plainJson);
  const keys = spec.keyColumns ?? [];
  const rows = ["stream", "snapshot", "changes"].includes(spec.feed.mode);
  problems.require(
    !rows || keys.length > 0,
    "keyColumns",
    "names no column: changes of one row would go to any partition, and lose their order",
    "name the columns that identify a row",
  );
  if (spec.login.kind === "oauth")
    problems.require(
      spec.login.tokenEndpoint !== undefined && spec.login.refreshToken === undefined,
      "login.tokenEndpoint",
      "is required: the source exchanges the client's own credentials there, and takes no refresh token",
      "pass the identity provider's token endpoint, and no refreshToken",
    );
  problems.require(
    new Set(keys).size === keys.length,
    "keyColumns",
    "lists a column twice",
    "list each once",
  );
  const seconds = spec.transactionSeconds ?? 10;
  problems.require(
    seconds >= 1 && seconds <= 900,
    "transactionSeconds",
    `must be from 1 to 900, the brokers' own limit, not ${seconds}`,
    "use 10",
  );
  for (const own of ["name", "connector.class", "tasks.max", "exactly.once.support", "offsets.storage.topic"])
    problems.require(
      spec.settings?.[own] === undefined,
      `settings.${own}`,
      "is fixed, for rows to arrive exactly once",
      "remove it",
    );
}

function assemble(spec: KafkaSourceSpec): KafkaConfig {
  return {
    name: spec.name,
    "connector.class": kafkaSourceClass,
    // A stream has one reader.
    "tasks.max": "1",
    // A worker that could not keep the promise refuses the connector instead of running it.
    "exactly.once.support": "required",
    "transaction.boundary": "connector",
    "offsets.storage.topic": spec.offsetsTopic ?? offsetsTopic(spec.name),
    "producer.override.transaction.timeout.ms": String((spec.transactionSeconds ?? 10) * 1000),
    // Connect's own small batches cost most of the time of a row; larger ones wait 5 ms at most.
    "producer.override.batch.size": "262144",
    "producer.override.linger.ms": "5",
    "config.action.reload": "none",
    [names.url]: hostUrl(spec.host),
    ...(spec.account === undefined ? {} : { [names.account]: spec.account }),
    [names.user]: spec.user,
    [names.role]: spec.role,
    [names.warehouse]: spec.warehouse,
    ...login(spec),
    [names.topic]: spec.topic,
    ...feed(spec.feed),
    ...(spec.keyColumns === undefined ? {} : { [names.keyColumns]: spec.keyColumns.join(",") }),
    [names.recordFormat]: spec.valueFormat ?? "flat",
    ...(spec.deletes === undefined ? {} : { [names.deletes]: spec.deletes }),
    [names.evolution]: spec.schemaPolicy ?? "fail",
    [names.pollInterval]: String(spec.pollIntervalMs ?? 60_000),
    [names.rowsPerPoll]: String(spec.rowsPerPoll ?? 5000),
    ...converterConfig("key", spec.key ?? plainJson),
    ...converterConfig("value", spec.value ?? plainJson),
    ...spec.settings,
  };
}

function login({ login: by }: KafkaSourceSpec): KafkaConfig {
  if (by.kind === "keyPair")
    return {
      [names.privateKey]: by.privateKey,
      ...(by.passphrase === undefined ? {} : { [names.passphrase]: by.passphrase }),
    };
  return {
    [names.authenticator]: "oauth",
    [names.clientId]: by.clientId,
    [names.clientSecret]: by.clientSecret,
    ...(by.tokenEndpoint === undefined ? {} : { [names.tokenUrl]: by.tokenEndpoint }),
  };
}

function feed(of: KafkaSourceFeed): KafkaConfig {
  switch (of.mode) {
    case "stream":
    case "snapshot":
      return {
        [names.mode]: of.mode,
        [names.table]: qualifiedName(...of.table),
        [names.stream]: qualifiedName(...of.stream),
        [names.stage]: qualifiedName(...of.stage),
        [names.claim]: qualifiedName(...(of.claim ?? kafkaClaimTable(of.stage))),
        [names.create]: String(of.create ?? false),
      };
    case "changes":
      return {
        [names.mode]: of.mode,
        [names.table]: qualifiedName(...of.table),
        [names.changesStart]: of.start,
        ...(of.appendOnly === undefined ? {} : { [names.changesAppendOnly]: String(of.appendOnly) }),
      };
    case "query":
      return {
        [names.mode]: of.mode,
        [names.query]: of.query,
        [names.watermark]: of.watermark,
        ...(of.start === undefined ? {} : { [names.watermarkStart]: of.start }),
        ...(of.delayMs === undefined ? {} : { [names.queryDelay]: String(of.delayMs) }),
      };
    case "metadata":
      return { [names.mode]: of.mode, [names.feed]: of.feed };
  }
}

import { Problems } from "../../checks";
import {
  checkConfig,
  connectorFamilies,
  connectorKeys,
  isSecretName,
  secretClientNames,
  sinkKeys,
  sourceFamilies,
  type ConfigKey,
  type KafkaConfig,
  type KnownKeys,
} from "../keys";
import { checkSinkVersion, knownSinkKeys, type SinkVersion } from "../sink";
import { kafkaSourceClass, knownSourceKeys } from "../source";
import { checkSinkRules } from "./sink";
import { checkSourceRules } from "./source";

/** What a configuration's `connector.class` makes it; `other` is one that Floe has no table of. */
export type KafkaConnectorKind = "snowflake-sink" | "snowflake-source" | "other";

const simple = (name: string): string => name.slice(name.lastIndexOf(".") + 1);
const classic = "SnowflakeSinkConnector";
const streaming = "SnowflakeStreamingSinkConnector";

/** A worker takes a class by its whole name or its last part, with or without `Connector`. */
export function kafkaConnectorKind(config: KafkaConfig): KafkaConnectorKind {
  const name = simple(config["connector.class"] ?? "").replace(/(Connector)?$/, "Connector");
  if (name === simple(kafkaSourceClass)) return "snowflake-source";
  return name === classic || name === streaming ? "snowflake-sink" : "other";
}

/**
 * Checks the configuration of a deployed or planned connector as it stands: unknown keys, values of the wrong kind,
 * secrets written out, and rules between keys that a worker checks at the start only, or never.
 *
 * @param sinkVersion release of the Snowflake sink. Default: the newest of the generation the class belongs to that Floe
 *   knows to configure, 2.5.0 or 4.1.0.
 */
export function checkKafkaConnector(problems: Problems, config: KafkaConfig, sinkVersion?: string): void {
  const kind = kafkaConnectorKind(config);
  if (kind === "other") {
    // Its own keys are unknown here: only a worker that has it can tell them.
    const own = [...connectorKeys, ...sinkKeys].map(({ name }) => name);
    checkConfig(problems, only(config, own), {
      owner: "Kafka Connect",
      keys: connectorKeys.concat(sinkKeys),
      families: [],
    });
    return;
  }
  if (kind === "snowflake-source") {
    checkConfig(problems, config, knownSourceKeys);
    checkSourceRules(problems, config);
    return;
  }
  const version = sinkVersionOf(problems, config, sinkVersion);
  if (version === undefined) return;
  checkConfig(problems, config, knownSinkKeys(version));
  checkSinkRules(problems, config, version);
}

function sinkVersionOf(problems: Problems, config: KafkaConfig, asked?: string): SinkVersion | undefined {
  const isStreaming = simple(config["connector.class"] ?? "").startsWith("SnowflakeStreaming");
  const version = checkSinkVersion(problems, "version", asked ?? (isStreaming ? "4.1.0" : "2.5.0"));
  if (version === undefined) return undefined;
  const fits = (version.generation.architecture === "streaming") === isStreaming;
  problems.require(
    fits,
    "connector.class",
    `is not that of the Snowflake sink ${version.text}`,
    `write ${version.generation.connectorClass}`,
  );
  return fits ? version : undefined;
}

const only = (config: KafkaConfig, names: readonly string[]): KafkaConfig =>
  Object.fromEntries(Object.entries(config).filter(([name]) => names.includes(name)));

const knownKeys = (config: KafkaConfig): KnownKeys => {
  const kind = kafkaConnectorKind(config);
  if (kind === "snowflake-source") return knownSourceKeys;
  const keys: readonly ConfigKey[] = [...connectorKeys, ...sinkKeys];
  if (kind === "other")
    return { owner: "Kafka Connect", keys, families: [...connectorFamilies, ...sourceFamilies] };
  const versions = ["2.5.0", "3.5.4", "4.1.0"].flatMap((text) => {
    const version = checkSinkVersion(new Problems(), "version", text);
    return version === undefined ? [] : knownSinkKeys(version).keys;
  });
  return { owner: "the Snowflake sink", keys: versions, families: connectorFamilies };
};

/** Keys of a configuration that hold a secret, whatever stands in them: never to be shown or sent to be checked. */
export function secretConnectorKeys(config: KafkaConfig): readonly string[] {
  const passwords = new Set(
    knownKeys(config)
      .keys.filter(({ type }) => type === "PASSWORD")
      .map(({ name }) => name),
  );
  return Object.keys(config).filter(
    (name) =>
      passwords.has(name) ||
      secretClientNames.some((secret) => name.endsWith(`.${secret}`)) ||
      isSecretName(name),
  );
}

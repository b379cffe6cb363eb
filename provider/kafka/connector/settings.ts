import { classicKeys } from "../../../blueprints/kafka/sink/classic";
import { streamingKeys } from "../../../blueprints/kafka/sink/streaming";
import type { Settings } from "../connect/api";

/** Keys whose value in force is another than the declared one, or that only one side has. Some runtimes mask secrets. */
export function differingKeys(declared: Settings, live: Settings): string[] {
  return [...new Set([...Object.keys(declared), ...Object.keys(live)])]
    .filter((key) => declared[key] !== live[key] && !(declared[key] !== undefined && isMasked(live[key])))
    .sort();
}

export function isMasked(value: string | undefined): boolean {
  return value !== undefined && /^(\*{4,}|\[hidden\])$/.test(value);
}

/** The settings in force, with what is masked as the state knows it. */
export function unmasked(live: Settings, held: Settings): Settings {
  return Object.fromEntries(
    Object.entries(live).map(([key, value]) => [key, isMasked(value) ? (held[key] ?? value) : value]),
  );
}

const families = [
  "key.converter.",
  "value.converter.",
  "header.converter.",
  "transforms.",
  "predicates.",
  "admin.override.",
  "producer.override.",
  "consumer.override.",
  "topic.creation.",
];

/** Snowflake's sink reads more keys than it defines. */
const readBySink = new Set([...classicKeys, ...streamingKeys].map(({ name }) => name));

/** Keys that neither the connector nor Connect defines: most often a slip, sometimes what a connector passes on. */
export function undefinedKeys(config: Settings, defined: readonly string[]): string[] {
  const known = new Set([
    ...defined,
    "connector.class",
    "tasks.max",
    "transforms",
    "predicates",
    "offsets.storage.topic",
  ]);
  const isSink = config["connector.class"]?.startsWith("com.snowflake.kafka.connector.") === true;
  return Object.keys(config).filter(
    (key) =>
      !known.has(key) &&
      !(isSink && readBySink.has(key)) &&
      !families.some((family) => key.startsWith(family)),
  );
}

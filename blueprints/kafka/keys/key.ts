/** How Kafka reads the text of a key. */
export type KeyType =
  "STRING" | "INT" | "LONG" | "SHORT" | "DOUBLE" | "BOOLEAN" | "LIST" | "CLASS" | "PASSWORD";

/** One key of a connector, client or worker. */
export interface ConfigKey {
  readonly name: string;
  readonly type: KeyType;
  /** What holds when the key is left out. Undefined where the documentation states none. */
  readonly default?: string;
  readonly required?: boolean;
  /** The only values it takes, where they are a closed set. Compared without case, as Kafka's validators do here. */
  readonly validValues?: readonly string[];
  readonly min?: number;
  /** First version that knows the key, such as `4.1`. Default: every version of its table. */
  readonly since?: string;
  readonly documentation?: string;
}

/** Keys that share a prefix: `producer.override.` and the names a producer knows. */
export interface KeyFamily {
  readonly prefix: string;
  /** Names behind the prefix. Undefined: whatever a plugin defines, so nothing can be said about them. */
  readonly names?: readonly string[];
}

/** A row in short. */
export function key(
  name: string,
  type: KeyType = "STRING",
  standard?: string,
  rest: Omit<ConfigKey, "name" | "type" | "default"> = {},
): ConfigKey {
  return { name, type, ...(standard === undefined ? {} : { default: standard }), ...rest };
}

export function flag(name: string, standard: boolean, rest: Partial<ConfigKey> = {}): ConfigKey {
  return key(name, "BOOLEAN", String(standard), rest);
}

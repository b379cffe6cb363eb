import type { Problems } from "../../checks";
import type { ConfigKey } from "../keys";
import { classicKeys } from "./classic";
import { streamingKeys } from "./streaming";

/** What sets one generation of the Snowflake sink apart. */
export interface SinkGeneration {
  readonly name: "2.5" | "3.x" | "4.x";
  readonly connectorClass: string;
  readonly architecture: "classic" | "streaming";
  readonly keys: readonly ConfigKey[];
}

const classicClass = "com.snowflake.kafka.connector.SnowflakeSinkConnector";

export interface SinkVersion {
  readonly text: string;
  readonly major: number;
  readonly minor: number;
  readonly generation: SinkGeneration;
}

/**
 * A version this generator knows: 2.5.x, 3.x or 4.x. Older ones lack exactly-once streaming to evolving tables; newer
 * ones may have renamed keys, so neither is guessed at.
 */
export function checkSinkVersion(
  problems: Problems,
  argument: string,
  text: string,
): SinkVersion | undefined {
  const [, major, minor] = /^(\d+)\.(\d+)(?:\.\d+)?$/.exec(text)?.map(Number) ?? [];
  const generation = major === undefined || minor === undefined ? undefined : generationOf(major, minor);
  if (major !== undefined && minor !== undefined && generation !== undefined) {
    const at = { text, major, minor };
    const keys = generation.keys.filter(({ since }) => since === undefined || reaches(at, since));
    return { ...at, generation: { ...generation, keys } };
  }
  problems.add(
    argument,
    `"${text}" is no version of the Snowflake sink that Floe can configure`,
    "use a release of 2.5 (2.5.0), 3.x (3.5.4) or 4.x (4.1.0)",
  );
  return undefined;
}

function generationOf(major: number, minor: number): SinkGeneration | undefined {
  if (major === 2 && minor === 5) return classic("2.5");
  if (major === 3) return classic("3.x");
  if (major !== 4) return undefined;
  return {
    name: "4.x",
    connectorClass: "com.snowflake.kafka.connector.SnowflakeStreamingSinkConnector",
    architecture: "streaming",
    keys: streamingKeys,
  };
}

function classic(name: "2.5" | "3.x"): SinkGeneration {
  return { name, connectorClass: classicClass, architecture: "classic", keys: classicKeys };
}

function reaches(at: { readonly major: number; readonly minor: number }, since: string): boolean {
  const [major = 0, minor = 0] = since.split(".").map(Number);
  return at.major > major || (at.major === major && at.minor >= minor);
}

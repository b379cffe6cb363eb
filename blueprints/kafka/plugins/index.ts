import { InvalidArguments, Problems } from "../../checks";
import { nearest } from "../../kedro/nearest";
import locked from "./locked.json";

/** A file of a plugin with the checksum it must have: an artifact of `floe:kafka:Plugin`. */
export interface KafkaLockedArtifact {
  /** Maven's `group:artifact:version[:classifier][@extension]`. */
  readonly coordinates: string;
  /** SHA-256, 64 hexadecimal digits. */
  readonly sha256: string;
}

/**
 * Sets whose checksums are known: the official Snowflake sink (`snowflake-sink`), the libraries it needs for an encrypted
 * private key (`bouncycastle-fips`), converters for the Glue schema registry with Avro (`glue-avro`), and sign-in to MSK by
 * IAM for workers of one's own (`msk-iam-auth`).
 */
export type KafkaPluginName = "snowflake-sink" | "bouncycastle-fips" | "glue-avro" | "msk-iam-auth";

const table: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>> =
  locked satisfies Record<KafkaPluginName, unknown>;

/** Versions of a set whose checksums are known, newest last. */
export function kafkaPluginVersions(name: KafkaPluginName): readonly string[] {
  return Object.keys(table[name] ?? {});
}

/**
 * The files of a set, each with its checksum. They were taken from Maven Central and are part of a release of Floe: a
 * file that differs is refused when it is downloaded.
 *
 * @param version Default: the newest that is known.
 * @throws InvalidArguments for a set or version without known checksums. They are not guessed: give such a version as
 * artifacts with a `sha256` of your own, which `floe kafka lock <coordinates>` prints.
 */
export function kafkaPlugin(name: KafkaPluginName, version?: string): readonly KafkaLockedArtifact[] {
  const problems = new Problems();
  const versions = table[name];
  if (versions === undefined) {
    const near = nearest(name, Object.keys(table));
    problems.add(
      "name",
      `"${name}" is no set with known checksums`,
      near === undefined
        ? `use one of ${Object.keys(table).join(", ")}, or give artifacts with their sha256`
        : `write ${near}`,
    );
    throw new InvalidArguments("Kafka plugin", problems.found);
  }
  const wanted = version ?? Object.keys(versions).at(-1) ?? "";
  const files = versions[wanted];
  if (files === undefined) {
    problems.add(
      "version",
      `the checksums of ${name} ${wanted} are not known, only those of ${Object.keys(versions).join(", ")}`,
      "give its artifacts with their sha256, which floe kafka lock prints",
    );
    throw new InvalidArguments("Kafka plugin", problems.found);
  }
  return Object.entries(files).map(([coordinates, sha256]) => ({ coordinates, sha256 }));
}

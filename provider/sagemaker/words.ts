import { text, type Value } from "../framework";

/** A word of a closed list, typed as the SDK wants it; undefined when it is none of them. */
export function oneOf<T extends string>(value: Value, words: readonly T[]): T | undefined {
  return words.find((word) => word === text(value));
}

/** Closed lists of the API that several kinds of jobs use. */
export const s3DataTypes = ["S3Prefix", "ManifestFile"] as const;
export const compressions = ["None", "Gzip"] as const;

import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { kafkaPlugin } from "../../../blueprints";
import type { PluginArtifact } from "../../../provider/sdk/kafka";

/** Snowflake's driver, by which the source reads: its checksum in Maven Central. */
const driver: PluginArtifact = {
  coordinates: "net.snowflake:snowflake-jdbc:4.4.1",
  sha256: "cb225d78ac10336669797dfef8588cffb7e3dae689f14120935831b1f6ba2709",
};

export interface SnowflakeArtifacts {
  /** Sign-in to MSK by role, which workers on ECS need of the plugin. Default: true. */
  readonly iam?: boolean;
  /** Glue's converter for Avro. Default: false. */
  readonly glueAvro?: boolean;
}

/**
 * What Floe's Snowflake source consists of, for a {@link ConnectorPlugin}.
 *
 * @throws Error where the connector was never packaged.
 */
export function snowflakeSourceArtifacts(with_: SnowflakeArtifacts = {}): readonly PluginArtifact[] {
  return [{ file: new pulumi.asset.FileAsset(packagedSource(__dirname)) }, driver, ...further(with_)];
}

/**
 * What the official Snowflake sink consists of, for a {@link ConnectorPlugin}. On MSK Connect it needs AWS's config provider
 * for Secrets Manager, too, which is not in Maven Central: add its jars as artifacts of your own.
 *
 * @param version Default: the newest whose checksums are known.
 * @throws InvalidArguments for a version without known checksums.
 */
export function snowflakeSinkArtifacts(
  version?: string,
  with_: SnowflakeArtifacts = {},
): readonly PluginArtifact[] {
  return [...kafkaPlugin("snowflake-sink", version), ...further(with_)];
}

function further({ iam = true, glueAvro = false }: SnowflakeArtifacts): readonly PluginArtifact[] {
  return [...(iam ? kafkaPlugin("msk-iam-auth") : []), ...(glueAvro ? kafkaPlugin("glue-avro") : [])];
}

/** The source's own jar, from a checkout as from an installed package. */
export function packagedSource(from: string): string {
  const place = join("connectors", "snowflake-source", "target", "plugin");
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, place);
    const jar = existsSync(found)
      ? readdirSync(found).find((file) => /^floe-snowflake-source-.+\.jar$/.test(file))
      : undefined;
    if (jar !== undefined) return join(found, jar);
    if (dirname(folder) === folder)
      throw new Error(
        `The Snowflake source was not packaged: there is no ${place} above ${from}. Fix: npm run build:connectors`,
      );
  }
}

/** Whether an artifact may hold a config provider for Secrets Manager. What a folder holds is not known. */
export function mayProvideConfig(artifact: PluginArtifact): boolean {
  const { coordinates, url, name, file } = artifact;
  if (file !== undefined && !(file instanceof pulumi.asset.FileAsset)) return true;
  const texts = [coordinates, url, name, file instanceof pulumi.asset.FileAsset ? file.path : undefined];
  return texts.some(
    (text) => text !== undefined && (typeof text !== "string" || /config-?provider/i.test(text)),
  );
}

import { bucketArn, checkSize, hashOf, isPlain, physicalName, Problems } from "../../../blueprints";
import * as mskconnect from "@pulumi/aws/mskconnect";
import type * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import * as floe from "../../../provider/sdk";
import { FloeComponent, type Transform } from "../../component";
import { currentPlace, defaultPrefix } from "../../place";
import { mayProvideConfig } from "./artifacts";
import { PluginBucket } from "./bucket";

export interface ConnectorPluginArgs {
  /**
   * The connector and all it needs: converters, the config provider, the sign-in to MSK by IAM. Workers load one plugin
   * apart from the others, so everything is in one. Each has a checksum.
   */
  readonly artifacts: readonly floe.kafka.PluginArtifact[];
  /** Bucket the plugin is kept in. Default: one is made. */
  readonly bucket?:
    { readonly existing: pulumi.Input<string> } | { readonly create: { readonly name?: string } };
  /** Folder of the bucket. Default: `plugins/<name>`. */
  readonly prefix?: string;
  /** Maven repositories, in the order they are asked. Default: Maven Central. */
  readonly repositories?: readonly string[];
  /** Whether MSK Connect gets it, too. Default: true; costs nothing. */
  readonly mskConnect?: boolean;
  /** Begin of the names of AWS resources. Default: `<project>-<stack>-<name>`. */
  readonly namePrefix?: string;
  readonly transform?: {
    readonly bucket?: Transform<s3.BucketArgs>;
    readonly plugin?: Transform<floe.kafka.PluginArgs>;
    readonly customPlugin?: Transform<mskconnect.CustomPluginArgs>;
  };
}

/**
 * A connector as workers load it: pinned artifacts in one zip, whose name is made from their checksums. Other code is
 * another zip under another name, and workers move to it; the same code is never uploaded or deployed twice.
 *
 * Costs the zip's storage.
 *
 * @example The source
 * ```ts
 * new ConnectorPlugin("source-plugin", { artifacts: snowflakeSourceArtifacts() });
 * ```
 * @example The sink on MSK Connect, with AWS's config provider, whose jars are in a folder
 * ```ts
 * new ConnectorPlugin("sink-plugin", {
 *   artifacts: [...snowflakeSinkArtifacts("2.5.0"), { file: new pulumi.asset.FileArchive("./config-provider") }],
 * });
 * ```
 * @see Amazon MSK developer guide, "Create custom plugins"
 */
export class ConnectorPlugin extends FloeComponent {
  readonly bucketName: pulumi.Output<string>;
  readonly bucketArn: pulumi.Output<string>;
  /** Key of the zip: known at preview. */
  readonly key: pulumi.Output<string>;
  /** SHA-256 of the zip: what workers hold their download against. */
  readonly sha256: pulumi.Output<string>;
  /** Whether it may hold a config provider, which workers of MSK Connect read secrets with. */
  readonly readsSecrets: boolean;
  /** Empty where the bucket keeps no versions. */
  readonly objectVersion: pulumi.Output<string>;
  readonly nodes: {
    readonly bucket?: PluginBucket;
    readonly plugin: floe.kafka.Plugin;
    readonly customPlugin?: mskconnect.CustomPlugin;
  };

  constructor(name: string, args: ConnectorPluginArgs, opts?: pulumi.ComponentResourceOptions) {
    checkPlugin(name, args);
    super(
      "floe:kafka:ConnectorPlugin",
      name,
      { artifacts: args.artifacts.length, mskConnect: args.mskConnect ?? true },
      opts,
    );
    const prefix = args.namePrefix ?? defaultPrefix(name);
    const place = currentPlace(this);
    const choice = args.bucket ?? { create: {} };
    const bucket =
      "existing" in choice
        ? undefined
        : new PluginBucket(
            this.childName("store"),
            {
              name:
                choice.create.name ??
                place.apply(({ accountId, region }) =>
                  physicalName("bucket", [prefix, hashOf([accountId, region])]),
                ),
              transform: args.transform?.bucket,
            },
            this.within(),
          );
    this.bucketName = bucket?.bucketName ?? pulumi.output("existing" in choice ? choice.existing : "");
    this.bucketArn = pulumi.all([place, this.bucketName]).apply(([known, named]) => bucketArn(known, named));
    const plugin = this.child(
      floe.kafka.Plugin,
      "plugin",
      {
        bucket: this.bucketName,
        prefix: args.prefix ?? `plugins/${name}`,
        artifacts: [...args.artifacts],
        ...(args.repositories === undefined ? {} : { repositories: [...args.repositories] }),
      },
      { transform: args.transform?.plugin },
    );
    this.key = plugin.key;
    this.readsSecrets = args.artifacts.some(mayProvideConfig);
    this.sha256 = plugin.sha256;
    this.objectVersion = plugin.objectVersion;
    const customPlugin = args.mskConnect === false ? undefined : this.#customPlugin(prefix, args);
    this.nodes = {
      ...(bucket === undefined ? {} : { bucket }),
      plugin,
      ...(customPlugin === undefined ? {} : { customPlugin }),
    };
    this.registerOutputs({ bucketName: this.bucketName, key: this.key });
  }

  /** MSK Connect copies the zip when this is made, and cannot change it: its name says which zip. */
  #customPlugin(prefix: string, args: ConnectorPluginArgs): mskconnect.CustomPlugin {
    return this.child(
      mskconnect.CustomPlugin,
      "custom-plugin",
      {
        name: this.key.apply((key) => physicalName("kafkaConnect", [prefix, hashOf(key, 12)])),
        contentType: "ZIP",
        location: {
          s3: {
            bucketArn: this.bucketArn,
            fileKey: this.key,
            objectVersion: this.objectVersion.apply((version) => (version === "" ? undefined : version)),
          },
        },
      },
      { transform: args.transform?.customPlugin },
    );
  }
}

function checkPlugin(name: string, args: ConnectorPluginArgs): void {
  const problems = new Problems();
  checkSize(problems, "artifacts", args.artifacts, { min: 1, max: 500, what: "artifacts" });
  for (const [index, artifact] of args.artifacts.entries()) {
    const at = problems.at(`artifacts[${index}]`);
    const ways = (["coordinates", "url", "file"] as const).filter((way) => artifact[way] !== undefined);
    at.require(
      ways.length === 1,
      "",
      "must be exactly one of coordinates, url and file",
      "give one of the three",
    );
    const { sha256 } = artifact;
    at.require(
      sha256 !== undefined || artifact.file !== undefined,
      "sha256",
      "is required: whatever the repository answers would run with the connector's secrets",
      "write the checksum that `floe kafka lock` prints",
    );
    at.require(
      sha256 === undefined || !isPlain(sha256) || /^[0-9a-f]{64}$/i.test(sha256),
      "sha256",
      "must be 64 hexadecimal digits",
      "write the checksum that `floe kafka lock` prints",
    );
  }
  problems.require(
    args.prefix === undefined || /^[\w!.*'()-]+(\/[\w!.*'()-]+)*$/.test(args.prefix),
    "prefix",
    `"${String(args.prefix)}" is no folder of a bucket`,
    "write plugins/name, without / at the ends",
  );
  problems.raise(`ConnectorPlugin "${name}"`);
}

import type * as pulumi from "@pulumi/pulumi";
import { NativeResource } from "../resource";

/** One part of a plugin: exactly one of `coordinates`, `url` and `file`. */
export interface PluginArtifact {
  /** Maven's `group:artifact:version[:classifier][@extension]`; the extension is `jar` by default. */
  readonly coordinates?: pulumi.Input<string>;
  /** Address of one file. */
  readonly url?: pulumi.Input<string>;
  /** A file of this machine (`FileAsset`), or all files of a folder (`FileArchive`). */
  readonly file?: pulumi.Input<pulumi.asset.Asset | pulumi.asset.Archive>;
  /**
   * SHA-256 of the file, 64 hexadecimal digits: what is downloaded must have it. Required for `coordinates` and `url`;
   * the locked sets of `kafkaPlugin` carry it.
   */
  readonly sha256?: pulumi.Input<string>;
  /** Name in the zip. Default: the file's own. */
  readonly name?: pulumi.Input<string>;
}

export interface PluginArgs {
  /** Bucket the zip goes to. Another one replaces. */
  readonly bucket: pulumi.Input<string>;
  /**
   * Where in the bucket: this resource's own, since deleting it deletes the zip. Another one replaces.
   * Default: `plugins/<project>/<stack>/<logical name>`.
   */
  readonly prefix?: pulumi.Input<string>;
  /** What the plugin consists of, with all that it needs. A change makes another zip under another key: replaces. */
  readonly artifacts: pulumi.Input<pulumi.Input<PluginArtifact>[]>;
  /**
   * Maven repositories, asked in order. Files that the machine's own repository (`~/.m2`) or cache holds with the right
   * checksum are not downloaded. Default: `https://repo.maven.apache.org/maven2`.
   */
  readonly repositories?: pulumi.Input<pulumi.Input<string>[]>;
  /** What happens to the zip on deletion. Default: `delete`. MSK Connect has copied it, other workers read it at start. */
  readonly onDelete?: pulumi.Input<"delete" | "retain">;
}

const outputs = ["key", "location", "objectVersion", "sha256", "size"];

/**
 * A Connect plugin as one zip in a bucket, under a key made from the checksums of its parts: known at preview, never
 * overwritten, and the same parts are never uploaded twice.
 *
 * Costs: the zip's storage in S3.
 *
 * @see Amazon MSK developer guide, "Create custom plugins"
 */
export class Plugin extends NativeResource {
  declare readonly bucket: pulumi.Output<string>;
  declare readonly prefix: pulumi.Output<string>;
  /** Key of the zip, which contains a checksum of its parts. */
  declare readonly key: pulumi.Output<string>;
  /** `s3://bucket/key` */
  declare readonly location: pulumi.Output<string>;
  /** The object's version where the bucket has versions; else empty. */
  declare readonly objectVersion: pulumi.Output<string>;
  /** SHA-256 of the zip, hexadecimal. */
  declare readonly sha256: pulumi.Output<string>;
  /** Bytes of the zip. */
  declare readonly size: pulumi.Output<number>;

  constructor(name: string, args: PluginArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    // Declared, so that a default the provider makes is an output at once.
    super("floe:kafka:Plugin", name, { prefix: undefined, ...args }, outputs, opts);
  }

  /** A zip that such a resource made, by `s3://bucket/key`. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts: pulumi.CustomResourceOptions = {}): Plugin {
    return new Plugin(name, undefined, { ...opts, id });
  }
}

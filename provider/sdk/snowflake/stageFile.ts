import type * as pulumi from "@pulumi/pulumi";
import { NativeResource } from "../resource";

export interface StageFileArgs {
  /** Database of the stage, taken literally. Another one replaces the resource. */
  readonly database: pulumi.Input<string>;
  /** Schema of the stage, taken literally. Another one replaces the resource. */
  readonly schema: pulumi.Input<string>;
  /**
   * Internal named stage, taken literally. Snowflake cannot PUT to an external stage: upload to its bucket instead.
   * Another one replaces the resource.
   */
  readonly stage: pulumi.Input<string>;
  /** Role that uploads and removes files. Default: the connection's. */
  readonly role?: pulumi.Input<string>;
  /**
   * Folder on the stage that belongs to this resource alone. Default: the resource's logical name, so that two
   * resources never share one. Another one replaces the resource.
   */
  readonly prefix?: pulumi.Input<string>;
  /**
   * Name of the file, or of the folder, on the stage. Default: that of the local file or folder; with `pack`, followed
   * by `.zip`. Required for text. Another one replaces the resource.
   */
  readonly name?: pulumi.Input<string>;
  /**
   * What to upload: `FileAsset` (as it is, archives included), `StringAsset`, `RemoteAsset` (fetched over HTTPS at
   * deploy time), or a folder as `FileArchive`, or `AssetArchive`. A change of its content uploads a new version
   * beside the old one.
   */
  readonly source: pulumi.Input<pulumi.asset.Asset | pulumi.asset.Archive>;
  /**
   * Uploads a folder as one zip archive, which a Python handler imports like a package. A change replaces the resource
   * when `name` is left to its default. Default: false.
   */
  readonly pack?: pulumi.Input<boolean>;
  /**
   * Earlier versions that stay when a new one is uploaded, at most 100. Default: 1, so that routines which still
   * import the last version work until they are changed too, and a rollback finds it. Versions that a routine of the
   * database imports stay in any case.
   */
  readonly retain?: pulumi.Input<number>;
  /**
   * What happens to the files when the resource is deleted. Files that a routine of the database still imports stay in
   * any case, with a warning. Default: `delete`.
   */
  readonly onDelete?: pulumi.Input<"delete" | "retain">;
}

export interface StagedFile {
  /** Path below the stage. */
  readonly name: string;
  /** Bytes before encryption. */
  readonly size: number;
}

export interface StagedVersion {
  readonly hash: string;
  /** When Snowflake got it, ISO 8601. */
  readonly lastModified: string;
  /** Routines that kept it from being removed. */
  readonly importedBy?: string[];
}

const outputs = ["path", "relativePath", "hash", "files", "bytes", "versions"] as const;

/**
 * A file or folder on an internal stage, at an address made from its content (`<prefix>/<hash>/<name>`): a new content
 * is uploaded beside the old one, never over it, and old ones are removed once nothing imports them. Files that vanish
 * from the stage are uploaded again after a `refresh`.
 *
 * Costs: storage on the stage. Needs: USAGE on database and schema, READ and WRITE on the stage.
 *
 * @see Snowflake documentation, "PUT"
 */
export class StageFile extends NativeResource {
  /** `@"DB"."SCHEMA"."STAGE"/prefix/hash/name`: what IMPORTS, COPY or GET write. Known at preview. */
  declare readonly path: pulumi.Output<string>;
  /** The path below the stage. Known at preview. */
  declare readonly relativePath: pulumi.Output<string>;
  /** First 16 hexadecimal digits of the content's SHA-256. Known at preview. */
  declare readonly hash: pulumi.Output<string>;
  /** The uploaded files of this version. */
  declare readonly files: pulumi.Output<StagedFile[]>;
  /** Bytes of this version. */
  declare readonly bytes: pulumi.Output<number>;
  /** Every version on the stage, newest first. */
  declare readonly versions: pulumi.Output<StagedVersion[]>;

  constructor(name: string, args: StageFileArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    super("floe:snowflake:StageFile", name, args, outputs, opts);
  }

  /** Files that are on a stage, by `@DB.SCHEMA.STAGE/prefix/name`. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts: pulumi.CustomResourceOptions = {}): StageFile {
    return new StageFile(name, undefined, { ...opts, id });
  }
}

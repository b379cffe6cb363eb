import type * as pulumi from "@pulumi/pulumi";

/** Data of one channel. */
export interface Channel {
  /** `s3://bucket/prefix`, or the manifest when `dataType` is one. */
  readonly s3Uri: pulumi.Input<string>;
  /** How `s3Uri` is read: every object under a prefix, or what a manifest lists. Default: `S3Prefix`. */
  readonly dataType?: pulumi.Input<"S3Prefix" | "ManifestFile" | "AugmentedManifestFile">;
  /** Such as `text/csv`. */
  readonly contentType?: pulumi.Input<string>;
  /** Default: `None`. */
  readonly compression?: pulumi.Input<"None" | "Gzip">;
  /** `File` copies first, `Pipe` streams, `FastFile` streams as files. Default: the image's. */
  readonly inputMode?: pulumi.Input<"File" | "Pipe" | "FastFile">;
  /** Whether each instance gets all objects or its share. Default: `FullyReplicated`. */
  readonly distribution?: pulumi.Input<"FullyReplicated" | "ShardedByS3Key">;
  /** Default: `None`. */
  readonly recordWrapper?: pulumi.Input<"None" | "RecordIO">;
  /** Attributes to read from an augmented manifest. */
  readonly attributeNames?: pulumi.Input<pulumi.Input<string>[]>;
  /** Shuffles the objects of each epoch with this seed. */
  readonly shuffleSeed?: pulumi.Input<number>;
}

/** The bar a model must pass: a threshold, or the model before it, or both. */
export interface Gate {
  /** Such as `validation:auc`. */
  readonly metric: pulumi.Input<string>;
  /** Default: `>=`. Use `<=` for errors and losses. */
  readonly operator?: pulumi.Input<">=" | ">" | "<=" | "<">;
  readonly threshold?: pulumi.Input<number>;
  /** The model must be better than the one this resource holds, by at least `minimumGain`. Default: false. */
  readonly betterThanChampion?: pulumi.Input<boolean>;
  /** Default: 0. */
  readonly minimumGain?: pulumi.Input<number>;
}

/** Where checkpoints are kept. */
export interface Checkpoint {
  readonly s3Uri: pulumi.Input<string>;
  /** Default: `/opt/ml/checkpoints`. */
  readonly localPath?: pulumi.Input<string>;
}

/** A metric read from the log: the first group of `regex` is its value. */
export interface MetricDefinition {
  readonly name: pulumi.Input<string>;
  readonly regex: pulumi.Input<string>;
}

export interface Vpc {
  readonly subnets: pulumi.Input<pulumi.Input<string>[]>;
  readonly securityGroupIds: pulumi.Input<pulumi.Input<string>[]>;
}

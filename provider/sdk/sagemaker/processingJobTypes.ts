import type * as pulumi from "@pulumi/pulumi";
import type { BatchJobExperiment } from "./batchJobArgs";

/** One choice. */
export interface ProcessingJobInstancePreference {
  /** Such as `ml.m5.xlarge`; each type once. */
  readonly instanceType: pulumi.Input<string>;
  /** Instances of this type, 1 to 100: on every choice, or on none and once as `instanceCount` of the job. */
  readonly instanceCount?: pulumi.Input<number>;
}

/** Where an input comes from and where the container finds it. */
export interface ProcessingJobInput {
  /** `s3://bucket/prefix` of the data, or the address of a manifest. */
  readonly s3Uri?: pulumi.Input<string>;
  /** Data that an Athena query selects when the job runs. */
  readonly athena?: pulumi.Input<ProcessingJobAthena>;
  /** Data that a Redshift query selects when the job runs. */
  readonly redshift?: pulumi.Input<ProcessingJobRedshift>;
  /**
   * Folder in the container, beneath `/opt/ml/processing/`, at most 256 characters. Default:
   * `/opt/ml/processing/input/<name>`; with `appManaged` none.
   */
  readonly localPath?: pulumi.Input<string>;
  /**
   * How `s3Uri` is read: every object under a prefix, or those a manifest names; a query has neither. Default:
   * `S3Prefix`.
   */
  readonly dataType?: pulumi.Input<"S3Prefix" | "ManifestFile">;
  /**
   * `File` copies the data to the volume before the program starts; `Pipe` streams it through a named pipe.
   * Default: `File`.
   */
  readonly inputMode?: pulumi.Input<"File" | "Pipe">;
  /**
   * All objects to every instance, or a share to each. Default: `FullyReplicated`, because a program has to be
   * written for shares.
   */
  readonly distribution?: pulumi.Input<"FullyReplicated" | "ShardedByS3Key">;
  /**
   * `Gzip` unpacks while streaming, so only with `Pipe` and `s3Uri`; a query has its own. Default: `None`.
   */
  readonly compression?: pulumi.Input<"None" | "Gzip">;
  /** The program fetches the data itself; SageMaker only records where it is. Default: false. */
  readonly appManaged?: pulumi.Input<boolean>;
}

/** Data that an Athena query selects when the job runs. */
export interface ProcessingJobAthena {
  /** Data catalog, such as `AwsDataCatalog`. 1 to 256 characters. */
  readonly catalog: pulumi.Input<string>;
  /** Database of the query. 1 to 255 characters. */
  readonly database: pulumi.Input<string>;
  /** SQL that selects the data, 1 to 4096 characters. Runs each time the job runs. */
  readonly query: pulumi.Input<string>;
  /** Athena work group, which may limit cost. Default: the account's primary one. */
  readonly workGroup?: pulumi.Input<string>;
  /** `s3://bucket/prefix` the query's result is stored under before the job reads it. */
  readonly outputUri: pulumi.Input<string>;
  /** KMS key of the query's result. Default: the bucket's own encryption. */
  readonly kmsKeyId?: pulumi.Input<string>;
  /** Format of the result. */
  readonly format: pulumi.Input<"PARQUET" | "ORC" | "AVRO" | "JSON" | "TEXTFILE">;
  /** Compression of the result. Default: none. */
  readonly compression?: pulumi.Input<"GZIP" | "SNAPPY" | "ZLIB">;
}

/** Data that a Redshift query selects when the job runs. */
export interface ProcessingJobRedshift {
  /** Identifier of the cluster. 1 to 63 characters. */
  readonly clusterId: pulumi.Input<string>;
  /** Database of the query. 1 to 64 characters. */
  readonly database: pulumi.Input<string>;
  /** Database user the query runs as. 1 to 128 characters. */
  readonly dbUser: pulumi.Input<string>;
  /** SQL that selects the data, 1 to 4096 characters. Runs each time the job runs. */
  readonly query: pulumi.Input<string>;
  /** ARN of the role attached to the cluster, with which it writes the result to S3. */
  readonly clusterRoleArn: pulumi.Input<string>;
  /** `s3://bucket/prefix` the query's result is stored under before the job reads it. */
  readonly outputUri: pulumi.Input<string>;
  /** KMS key of the query's result. Default: the bucket's own encryption. */
  readonly kmsKeyId?: pulumi.Input<string>;
  /** Format of the result. */
  readonly format: pulumi.Input<"PARQUET" | "CSV">;
  /** Compression of the result. Default: none. */
  readonly compression?: pulumi.Input<"None" | "GZIP" | "BZIP2" | "ZSTD" | "SNAPPY">;
}

/** Where the container leaves an output and where it goes. */
export interface ProcessingJobOutput {
  /**
   * `s3://bucket/prefix` the folder's files are uploaded under. Existing objects of the same key are replaced.
   */
  readonly s3Uri?: pulumi.Input<string>;
  /**
   * Feature group the program writes to, 1 to 64 characters. Needs `appManaged`, because the program puts the
   * records itself.
   */
  readonly featureGroup?: pulumi.Input<string>;
  /**
   * Folder in the container, beneath `/opt/ml/processing/`, at most 256 characters; it exists when the program
   * starts. Default: `/opt/ml/processing/output/<name>`; with `appManaged` none.
   */
  readonly localPath?: pulumi.Input<string>;
  /** When files are uploaded: as they appear, or once when the program has ended. Default: `EndOfJob`. */
  readonly uploadMode?: pulumi.Input<"EndOfJob" | "Continuous">;
  /** The program stores the output itself; SageMaker only records where it goes. Default: false. */
  readonly appManaged?: pulumi.Input<boolean>;
}

/**
 * Records the job in SageMaker Experiments. Each name: 1 to 120 letters, digits and hyphens. Default: not
 * recorded. A change reruns.
 */
export type ProcessingJobExperiment = BatchJobExperiment;

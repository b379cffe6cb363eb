import type * as pulumi from "@pulumi/pulumi";
import type { BatchJobExperiment } from "./batchJobArgs";

/** The records. A change reruns. */
export interface TransformJobInput {
  /** `s3://bucket/prefix` of the objects, or the address of a manifest. */
  readonly s3Uri: pulumi.Input<string>;
  /** How `s3Uri` is read: every object under a prefix, or those a manifest names. Default: `S3Prefix`. */
  readonly dataType?: pulumi.Input<"S3Prefix" | "ManifestFile">;
  /** Type of the data, such as `text/csv`, at most 256 characters; the model gets it with each request. */
  readonly contentType?: pulumi.Input<string>;
  /** Compression of the objects. Default: `None`. */
  readonly compression?: pulumi.Input<"None" | "Gzip">;
  /**
   * How an object is cut into records. `None` sends each object whole, so it must fit `maxPayloadMb`. Default:
   * `None`.
   */
  readonly splitType?: pulumi.Input<"None" | "Line" | "RecordIO" | "TFRecord">;
}

/** The predictions: for each input object one of the same name with `.out` behind it. A change reruns. */
export interface TransformJobOutput {
  /** `s3://bucket/prefix` they are stored under. Existing objects of the same key are replaced. */
  readonly s3Uri: pulumi.Input<string>;
  /** Type the model is asked to answer in, at most 256 characters. Default: the model's own. */
  readonly accept?: pulumi.Input<string>;
  /** What stands between the answers: nothing, or the end of a line. Default: `None`. */
  readonly assembleWith?: pulumi.Input<"None" | "Line">;
  /** KMS key for the objects. Default: the bucket's own encryption. */
  readonly kmsKeyId?: pulumi.Input<string>;
}

/** What of each record the model gets and what is written. For CSV, JSON and JSON Lines. A change reruns. */
export interface TransformJobDataProcessing {
  /**
   * What of a record the model gets, as JSONPath of at most 63 characters: `$[1:]` leaves a key in the first
   * column out. Default: `$`, all of it.
   */
  readonly inputFilter?: pulumi.Input<string>;
  /** `Input` puts the record before its answer. Default: `None`. */
  readonly joinSource?: pulumi.Input<"None" | "Input">;
  /**
   * What of the (joined) record is written, as JSONPath of at most 63 characters: `$[0,-1]` is the first column
   * and the answer. Default: `$`, all of it.
   */
  readonly outputFilter?: pulumi.Input<string>;
}

/** Keeps manifests of what went in and came out, for a model monitor. A change reruns. */
export interface TransformJobDataCapture {
  /** `s3://bucket/prefix`; the manifests are under `input/` and `output/` and the hour. */
  readonly s3Uri: pulumi.Input<string>;
  /** KMS key for the manifests. Default: the bucket's own encryption. */
  readonly kmsKeyId?: pulumi.Input<string>;
  /** Writes an id and the time behind each answer, to match it with the truth later. Default: false. */
  readonly generateInferenceId?: pulumi.Input<boolean>;
}

/**
 * Records the job in SageMaker Experiments. Each name: 1 to 120 letters, digits and hyphens. Default: not
 * recorded. A change reruns.
 */
export type TransformJobExperiment = BatchJobExperiment;

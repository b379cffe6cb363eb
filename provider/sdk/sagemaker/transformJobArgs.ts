import type * as pulumi from "@pulumi/pulumi";
import type { BatchJobArgs } from "./batchJobArgs";
import type {
  TransformJobDataCapture,
  TransformJobDataProcessing,
  TransformJobExperiment,
  TransformJobInput,
  TransformJobOutput,
} from "./transformJobTypes";

/**
 * What a transform job is made from. A change of an input that says so runs a new job within the same resource;
 * the others are changed in place.
 */
export interface TransformJobArgs extends BatchJobArgs {
  /**
   * The SageMaker model, 1 to 63 characters. Its own execution role reads and writes the data. A change reruns.
   */
  readonly modelName: pulumi.Input<string>;
  /** The records. A change reruns. */
  readonly input: pulumi.Input<TransformJobInput>;
  /** The predictions: for each input object one of the same name with `.out` behind it. A change reruns. */
  readonly output: pulumi.Input<TransformJobOutput>;
  /** Such as `ml.m5.large`. Billed by the second from start to end of the job. A change reruns. */
  readonly instanceType: pulumi.Input<string>;
  /** Instances, 1 to 100; objects are shared out between them. Default: 1. A change reruns. */
  readonly instanceCount?: pulumi.Input<number>;
  /**
   * KMS key for the volumes; not for types with local storage. Default: an AWS owned key. A change reruns.
   */
  readonly volumeKmsKeyId?: pulumi.Input<string>;
  /**
   * Machine image of the instances, such as `al2-ami-sagemaker-batch-gpu-535` for newer GPU drivers. Default:
   * SageMaker's choice. A change reruns.
   */
  readonly amiVersion?: pulumi.Input<string>;
  /**
   * `MultiRecord` packs as many records into a request as `maxPayloadMb` allows; `SingleRecord` sends one. Needs
   * `input.splitType`. Default: the model's own. A change reruns.
   */
  readonly batchStrategy?: pulumi.Input<"MultiRecord" | "SingleRecord">;
  /**
   * Requests in flight to each instance, 0 to 100; times `maxPayloadMb` at most 100 MB. Default: what the model's
   * container answers, else 1. A change reruns.
   */
  readonly maxConcurrentTransforms?: pulumi.Input<number>;
  /**
   * Largest request, MB, 0 to 100; at least one record. 0 is for containers that take a stream. Default: 6. A
   * change reruns.
   */
  readonly maxPayloadMb?: pulumi.Input<number>;
  /** Longest time for one request, seconds, 1 to 3600. Default: 600. A change reruns. */
  readonly invocationTimeoutSeconds?: pulumi.Input<number>;
  /** Times a failed request is repeated, 0 to 3. Default: 3. A change reruns. */
  readonly invocationMaxRetries?: pulumi.Input<number>;
  /**
   * Environment of the container, at most 16 variables. Not for secrets: who may describe the job reads it. A
   * change reruns.
   */
  readonly environment?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /**
   * What of each record the model gets and what is written. For CSV, JSON and JSON Lines. A change reruns.
   */
  readonly dataProcessing?: pulumi.Input<TransformJobDataProcessing>;
  /** Keeps manifests of what went in and came out, for a model monitor. A change reruns. */
  readonly dataCapture?: pulumi.Input<TransformJobDataCapture>;
  /**
   * Records the job in SageMaker Experiments. Each name: 1 to 120 letters, digits and hyphens. Default: not
   * recorded. A change reruns.
   */
  readonly experiment?: pulumi.Input<TransformJobExperiment>;
  /**
   * What deleting the resource does to the transform job: `retain` leaves the job, even a running one; `stop`
   * stops a running one. SageMaker keeps the record for ever. Data in S3 is never touched. Default: `retain`,
   * because the record is evidence of what was done.
   */
  readonly onDelete?: pulumi.Input<"retain" | "stop">;
  /**
   * Longest time the job may run, seconds, 1 to 2,419,200 (28 days). SageMaker has no such limit for transform
   * jobs: the provider stops a longer one, so it holds while a deployment waits for `completion`. Needed by
   * `maxCostUsd`. Default: none. Changed in place.
   */
  readonly maxRuntimeSeconds?: pulumi.Input<number>;
}

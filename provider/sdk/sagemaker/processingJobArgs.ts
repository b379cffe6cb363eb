import type * as pulumi from "@pulumi/pulumi";
import type { BatchJobArgs } from "./batchJobArgs";
import type {
  ProcessingJobExperiment,
  ProcessingJobInput,
  ProcessingJobInstancePreference,
  ProcessingJobOutput,
} from "./processingJobTypes";
import type { Vpc } from "./trainingJobTypes";

/**
 * What a processing job is made from. A change of an input that says so runs a new job within the same resource;
 * the others are changed in place.
 */
export interface ProcessingJobArgs extends BatchJobArgs {
  /**
   * Image in ECR the program runs in. A tag can move: give a digest, or name it in `versions`, where a moved tag
   * should rerun. At most 255 characters. A change reruns.
   */
  readonly image: pulumi.Input<string>;
  /** ARN of the execution role: what the job may read, write and log. A change reruns. */
  readonly roleArn: pulumi.Input<string>;
  /**
   * Such as `ml.m5.xlarge`. Billed by the second from start to end of the job. Exactly one of `instanceType` and
   * `instancePreferences`. A change reruns.
   */
  readonly instanceType?: pulumi.Input<string>;
  /**
   * One to five instance types in order of preference: the first with capacity is used and billed. The account's
   * quota must cover every one of them. A change reruns.
   */
  readonly instancePreferences?: pulumi.Input<pulumi.Input<ProcessingJobInstancePreference>[]>;
  /**
   * Instances, 1 to 100. The program finds them in `/opt/ml/config/resourceconfig.json`. Default: 1. A change
   * reruns.
   */
  readonly instanceCount?: pulumi.Input<number>;
  /**
   * Volume of each instance, GB, 1 to 16,384. Types with local storage use that instead. Default: 30. A change
   * reruns.
   */
  readonly volumeSizeGb?: pulumi.Input<number>;
  /** KMS key for the volumes. Default: an AWS owned key. A change reruns. */
  readonly volumeKmsKeyId?: pulumi.Input<string>;
  /**
   * Command of the container, at most 100 words of 256 characters. Default: the image's own. A change reruns.
   */
  readonly entryPoint?: pulumi.Input<pulumi.Input<string>[]>;
  /** Arguments of the command, at most 100 words of 256 characters. A change reruns. */
  readonly containerArguments?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Environment of the container, at most 100 variables of 256 characters. Not for secrets: who may describe the
   * job reads it. A change reruns.
   */
  readonly environment?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /**
   * What the program reads, by name: at most 10. Give the program itself as one of them, with `entryPoint`. A
   * change reruns.
   */
  readonly inputs?: pulumi.Input<Record<string, pulumi.Input<ProcessingJobInput>>>;
  /** What the program writes, by name: at most 10. A change reruns. */
  readonly outputs?: pulumi.Input<Record<string, pulumi.Input<ProcessingJobOutput>>>;
  /** KMS key for the outputs in S3. Default: the bucket's own encryption. A change reruns. */
  readonly kmsKeyId?: pulumi.Input<string>;
  /** Network the job runs in, for private data. Default: SageMaker's own. A change reruns. */
  readonly vpc?: pulumi.Input<Vpc>;
  /**
   * The container gets no network at all; SageMaker still brings its data. Default: false. A change reruns.
   */
  readonly networkIsolation?: pulumi.Input<boolean>;
  /** Encrypts traffic between the instances of one job; slower. Default: false. A change reruns. */
  readonly encryptInterContainerTraffic?: pulumi.Input<boolean>;
  /**
   * Records the job in SageMaker Experiments. Each name: 1 to 120 letters, digits and hyphens. Default: not
   * recorded. A change reruns.
   */
  readonly experiment?: pulumi.Input<ProcessingJobExperiment>;
  /**
   * What deleting the resource does to the processing job: `retain` leaves the job, even a running one; `stop`
   * stops a running one; `delete` also removes its record. Data in S3 is never touched. Default: `retain`, because
   * the record is evidence of what was done.
   */
  readonly onDelete?: pulumi.Input<"retain" | "stop" | "delete">;
  /**
   * Longest time the job may run, seconds, 1 to 777,600 (9 days); SageMaker stops a longer one. Required, because
   * it bounds what the job can cost. A change holds for the next job: a running one keeps its own.
   */
  readonly maxRuntimeSeconds: pulumi.Input<number>;
}

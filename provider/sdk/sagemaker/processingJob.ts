import type * as pulumi from "@pulumi/pulumi";
import { JobResource } from "./job";
import type { ProcessingJobArgs } from "./processingJobArgs";

const outputs = [
  "exitMessage",
  "outputUris",
  "outputObjects",
  "processingSeconds",
  "usedInstanceType",
  "usedInstanceCount",
] as const;

/**
 * A program that SageMaker runs over data to its end: starts the job, shows its progress and log, waits, and gives its
 * message and where its outputs are. The same inputs never pay twice: after a crash the running or finished job is
 * taken up again. A failed or stopped job is an error with its reason, its page in the console and its last 50 lines.
 *
 * A change of what defines the job runs a new one within the same resource. The preview shows what changed.
 *
 * Costs: the instances' seconds, from start to end. Needs: `sagemaker:CreateProcessingJob`, `AddTags`,
 * `ListProcessingJobs`, `DescribeProcessingJob`, `ListTags`, `StopProcessingJob` and `iam:PassRole` on the execution
 * role; `DeleteTags` to remove tags; `DeleteProcessingJob` for `onDelete: "delete"`; `logs:FilterLogEvents` to show the
 * log; `s3:ListBucket` on the outputs' buckets to count their objects.
 *
 * @see SageMaker API reference, "CreateProcessingJob"
 */
export class ProcessingJob extends JobResource {
  /**
   * What the program left in `/opt/ml/output/message`, at most 1024 characters: the place for a short result.
   */
  declare readonly exitMessage: pulumi.Output<string | undefined>;
  /** Where each output is in S3, by its name. Known at preview. */
  declare readonly outputUris: pulumi.Output<Record<string, string>>;
  /**
   * Objects each output got from this job, by its name. Absent when the prefix holds more than 100,000 objects or
   * may not be listed.
   */
  declare readonly outputObjects: pulumi.Output<Record<string, number> | undefined>;
  /** Seconds from start to end of the job, which are billed. */
  declare readonly processingSeconds: pulumi.Output<number | undefined>;
  /** Type of the instances the job ran on; with `instancePreferences` the chosen one. */
  declare readonly usedInstanceType: pulumi.Output<string | undefined>;
  /** Number of instances the job ran on. */
  declare readonly usedInstanceCount: pulumi.Output<number | undefined>;

  constructor(name: string, args: ProcessingJobArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    super("floe:sagemaker:ProcessingJob", name, args, outputs, opts);
  }

  /** A job that exists, by its name. */
  static get(
    name: string,
    jobName: pulumi.Input<pulumi.ID>,
    opts: pulumi.CustomResourceOptions = {},
  ): ProcessingJob {
    return new ProcessingJob(name, undefined, { ...opts, id: jobName });
  }
}

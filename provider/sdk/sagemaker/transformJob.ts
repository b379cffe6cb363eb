import type * as pulumi from "@pulumi/pulumi";
import { JobResource } from "./job";
import type { TransformJobArgs } from "./transformJobArgs";

const outputs = ["outputUri", "outputObjects", "outputManifest", "captureUri", "transformSeconds"] as const;

/**
 * A SageMaker model run over a whole set of data, with no endpoint: starts the job, shows its progress and log, waits,
 * and gives where the predictions are, how many objects they fill and a manifest of them. The same inputs never pay
 * twice: after a crash the running or finished job is taken up again. A failed or stopped job is an error with its
 * reason, its page in the console and its last 50 lines.
 *
 * A change of what defines the job runs a new one within the same resource. The preview shows what changed.
 *
 * Costs: the instances' seconds, from start to end. Needs: `sagemaker:CreateTransformJob`, `AddTags`,
 * `ListTransformJobs`, `DescribeTransformJob`, `ListTags` and `StopTransformJob`; `DeleteTags` to remove tags;
 * `logs:FilterLogEvents` to show the log; `s3:ListBucket` on the output's bucket to count its objects.
 *
 * @see SageMaker API reference, "CreateTransformJob"
 */
export class TransformJob extends JobResource {
  /** Where the predictions are in S3. Known at preview. */
  declare readonly outputUri: pulumi.Output<string>;
  /**
   * Objects the job wrote there. Absent when the prefix holds more than 100,000 objects or may not be listed.
   */
  declare readonly outputObjects: pulumi.Output<number | undefined>;
  /**
   * What the job wrote as the content of a manifest, `[{ prefix }, name, ...]`, for whatever reads the predictions
   * next. Absent above 1,000 objects.
   */
  declare readonly outputManifest: pulumi.Output<unknown[] | undefined>;
  /** Where captured data is in S3, with `dataCapture`. Known at preview. */
  declare readonly captureUri: pulumi.Output<string | undefined>;
  /** Seconds from start to end of the job, which are billed. */
  declare readonly transformSeconds: pulumi.Output<number | undefined>;

  constructor(name: string, args: TransformJobArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    super("floe:sagemaker:TransformJob", name, args, outputs, opts);
  }

  /** A job that exists, by its name. */
  static get(
    name: string,
    jobName: pulumi.Input<pulumi.ID>,
    opts: pulumi.CustomResourceOptions = {},
  ): TransformJob {
    return new TransformJob(name, undefined, { ...opts, id: jobName });
  }
}

import type * as pulumi from "@pulumi/pulumi";
import { NativeResource } from "../resource";
import type { TransformJobArgs } from "./transformJobArgs";

const outputs = [
  "jobName",
  "arn",
  "status",
  "startReason",
  "pendingJobName",
  "estimatedCostUsd",
  "estimatedMaxCostUsd",
  "pricesAsOf",
  "logGroup",
  "logStreamPrefix",
  "consoleUrl",
  "failureReason",
  "token",
  "definition",
  "outputUri",
  "outputObjects",
  "outputManifest",
  "captureUri",
  "transformSeconds",
] as const;

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
export class TransformJob extends NativeResource {
  /** Name of the transform job whose result the resource holds. */
  declare readonly jobName: pulumi.Output<string>;
  /** ARN of that job. */
  declare readonly arn: pulumi.Output<string>;
  /** Status of that job: `Completed`, or where it was when `wait` was satisfied. */
  declare readonly status: pulumi.Output<string>;
  /**
   * Why that job was started: `first run`, or the inputs that changed. What `reruns` is shown by a preview.
   */
  declare readonly startReason: pulumi.Output<string | undefined>;
  /**
   * A newer job that a cancelled or cut-off update left behind: taken up by the next deployment, or stopped when
   * it is no longer wanted.
   */
  declare readonly pendingJobName: pulumi.Output<string | undefined>;
  /**
   * What the job cost, US dollars: billed time at list price. Absent when the price is not known. Discounts and
   * data transfer are not in it.
   */
  declare readonly estimatedCostUsd: pulumi.Output<number | undefined>;
  /** Most the job can cost, US dollars; known at preview. */
  declare readonly estimatedMaxCostUsd: pulumi.Output<number | undefined>;
  /** Date of the prices used, or `caller's table`. */
  declare readonly pricesAsOf: pulumi.Output<string | undefined>;
  /** CloudWatch log group of the job. */
  declare readonly logGroup: pulumi.Output<string>;
  /** Start of the names of the job's log streams. */
  declare readonly logStreamPrefix: pulumi.Output<string>;
  /** The job in the AWS console. */
  declare readonly consoleUrl: pulumi.Output<string>;
  /** Why the job failed or stopped, as SageMaker says it. */
  declare readonly failureReason: pulumi.Output<string | undefined>;
  /** Hash of the resource and of everything that defines the job; also its tag `floe:token`. */
  declare readonly token: pulumi.Output<string>;
  /** Hash of the inputs that define the job. */
  declare readonly definition: pulumi.Output<string>;
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

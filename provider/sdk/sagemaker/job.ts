import type * as pulumi from "@pulumi/pulumi";
import { NativeResource } from "../resource";

const common = [
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
] as const;

/** What every job that runs to its end gives, whatever it does. */
export abstract class JobResource extends NativeResource {
  /** Name of the job whose result the resource holds. */
  declare readonly jobName: pulumi.Output<string>;
  /** ARN of that job. */
  declare readonly arn: pulumi.Output<string>;
  /** Status of that job: `Completed`, or where it was when `wait` was satisfied. */
  declare readonly status: pulumi.Output<string>;
  /**
   * Why that job was started: `first run`, or the inputs that changed. What `retrains` or `reruns` is
   * shown by a preview.
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

  /** @internal */
  protected constructor(
    type: string,
    name: string,
    args: object | undefined,
    outputs: readonly string[],
    opts: pulumi.CustomResourceOptions,
  ) {
    super(type, name, args, [...common, ...outputs], opts);
  }
}

/** How a job is named, waited for, bounded in cost and left behind, whatever it does. */
export interface ManagedJobArgs {
  /**
   * Start of the job's name; `-<hash of the inputs>-<attempt>` is added, so that a later job never collides with
   * an earlier one. Default: the resource's name.
   */
  readonly namePrefix?: pulumi.Input<string>;
  /**
   * Tags of the job, at most 48 with keys of up to 128 characters; keys must not begin with `aws:` or `floe:`.
   * Changed in place.
   */
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /**
   * What cancelling the deployment, or its custom timeout, does to a running job: `stop`, or `leave` it running
   * for the next deployment to take up. Default: `stop`.
   */
  readonly onCancel?: pulumi.Input<"stop" | "leave">;
  /**
   * How far a deployment waits: `completion`; `started`, until the work itself has begun; `none`. Default:
   * `completion`.
   */
  readonly wait?: pulumi.Input<"completion" | "started" | "none">;
  /**
   * Most one job may cost, US dollars: all its instances for its longest run time at list price. Refused at
   * preview when more, or when a price is not known. Default: no limit.
   */
  readonly maxCostUsd?: pulumi.Input<number>;
  /**
   * US dollars per instance hour by instance type, over the built-in table (on demand, us-east-1, dated in
   * `pricesAsOf`).
   */
  readonly prices?: pulumi.Input<Record<string, pulumi.Input<number>>>;
}

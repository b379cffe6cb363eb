import type * as pulumi from "@pulumi/pulumi";
import { NativeResource } from "../resource";
import type { Channel, Checkpoint, Gate, MetricDefinition, Vpc } from "./trainingJobTypes";

/** What a training job is made from. A change of anything marked "retrains" starts a new job in the same resource. */
export interface TrainingJobArgs {
  /** Start of the job's name; the rest (`-<hash of the inputs>-<attempt>`) is added. Default: the resource's name. */
  readonly namePrefix?: pulumi.Input<string>;
  /** Training image in ECR. A tag can move: give a digest where a moved tag should retrain. Retrains. */
  readonly image: pulumi.Input<string>;
  /** Execution role: what the job may read, write and log. */
  readonly roleArn: pulumi.Input<string>;
  /** Such as `ml.m5.xlarge`. Billed by the second from start to end of the job. Retrains. */
  readonly instanceType: pulumi.Input<string>;
  /** Default: 1. Retrains. */
  readonly instanceCount?: pulumi.Input<number>;
  /** Size of each instance's volume, GB. Default: 30. Retrains. */
  readonly volumeSizeGb?: pulumi.Input<number>;
  /** Longest time the job may train, seconds (60 to 2,419,200). Required, because it bounds what the job can cost. */
  readonly maxRuntimeSeconds: pulumi.Input<number>;
  /** With `spot`: longest time to wait for capacity and train, seconds; at least `maxRuntimeSeconds`. */
  readonly maxWaitSeconds?: pulumi.Input<number>;
  /** Train on spare capacity, up to 90 % cheaper and interruptible. Needs `maxWaitSeconds` and `checkpoint`. Default: false. */
  readonly spot?: pulumi.Input<boolean>;
  /** Where checkpoints are kept, so that an interrupted job goes on. Retrains. */
  readonly checkpoint?: pulumi.Input<Checkpoint>;
  /** Settings of the algorithm. For the built-in XGBoost each is checked at preview. Retrains. */
  readonly hyperparameters?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Training data by channel name (`train`, `validation`). Retrains. */
  readonly channels?: pulumi.Input<Record<string, pulumi.Input<Channel>>>;
  /** `s3://bucket/prefix` the model artifact is written under, as `<prefix>/<job>/output/model.tar.gz`. Retrains. */
  readonly outputPath: pulumi.Input<string>;
  /** How metrics are read from the log; the built-in algorithms bring their own. Retrains. */
  readonly metricDefinitions?: pulumi.Input<pulumi.Input<MetricDefinition>[]>;
  /** KMS key for the artifact. Default: the bucket's. Retrains. */
  readonly kmsKeyId?: pulumi.Input<string>;
  /** KMS key for the volumes. Default: an AWS owned key. Retrains. */
  readonly volumeKmsKeyId?: pulumi.Input<string>;
  /** Environment of the container. Not for secrets: anyone who may describe the job reads it. Retrains. */
  readonly environment?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Command of the container instead of the image's own. Retrains. */
  readonly entryPoint?: pulumi.Input<pulumi.Input<string>[]>;
  /** Arguments of the command. Retrains. */
  readonly containerArguments?: pulumi.Input<pulumi.Input<string>[]>;
  /** Network the job runs in, for private data. Default: SageMaker's own. Retrains. */
  readonly vpc?: pulumi.Input<Vpc>;
  /** The container gets no network at all; data still arrives. Default: false. Retrains. */
  readonly networkIsolation?: pulumi.Input<boolean>;
  /** Encrypts traffic between the instances of one job; slower. Default: false. Retrains. */
  readonly encryptInterContainerTraffic?: pulumi.Input<boolean>;
  /** Keeps the instances warm for the next job, seconds (60 to 3600). Billed while warm. Default: 0. */
  readonly keepAliveSeconds?: pulumi.Input<number>;
  /** Times SageMaker itself retries after an internal error (1 to 30). Default: none. */
  readonly maxRetries?: pulumi.Input<number>;
  /** Tags of the job. Changed in place. */
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Values that retrain when they change: a data version, a code hash. The preview shows which one did. */
  readonly triggers?: pulumi.Input<pulumi.Input<string>[]>;
  /** The bar the model must pass. Default: none. */
  readonly gate?: pulumi.Input<Gate>;
  /**
   * What happens when the bar is missed: `fail` the deployment, or `keepPrevious`: the outputs stay those of the
   * last model that passed and `gatePassed` is false. The first model has no previous one and fails. Default: `fail`.
   */
  readonly onGateFailure?: pulumi.Input<"fail" | "keepPrevious">;
  /**
   * What deleting the resource does: `retain` leaves the job, even a running one; `stop` stops a running one;
   * `delete` also removes its record. Artifacts in S3 are never touched. Default: `retain`, the record is evidence.
   */
  readonly onDelete?: pulumi.Input<"retain" | "stop" | "delete">;
  /** What cancelling the deployment does to a running job. A job left running is taken up again by the next `up`. Default: `stop`. */
  readonly onCancel?: pulumi.Input<"stop" | "leave">;
  /** How far creation waits: `completion`, `started` (training has begun) or `none`. A gate needs `completion`, the default. */
  readonly wait?: pulumi.Input<"completion" | "started" | "none">;
  /** Most one job may cost, US dollars: instances times `maxRuntimeSeconds` at list price. Refused at preview above it. */
  readonly maxCostUsd?: pulumi.Input<number>;
  /** Prices per instance hour, US dollars, over the built-in dated table. */
  readonly prices?: pulumi.Input<Record<string, pulumi.Input<number>>>;
}

const outputs = [
  "jobName",
  "arn",
  "status",
  "secondaryStatus",
  "artifactUri",
  "metrics",
  "gatePassed",
  "gateMessage",
  "trainingSeconds",
  "billableSeconds",
  "spotSavings",
  "estimatedCostUsd",
  "estimatedMaxCostUsd",
  "pricesAsOf",
  "logGroup",
  "logStreamPrefix",
  "consoleUrl",
  "failureReason",
  "challengerJobName",
  "token",
] as const;

/**
 * A model trained by SageMaker: starts the job, shows its progress, waits, judges it by its gate and gives the
 * artifact and metrics as outputs. The same inputs never pay twice: after a crash the running or finished job is
 * taken up again. A failed job is an error with its last log lines.
 *
 * Costs: the instances' seconds. Needs: `sagemaker:CreateTrainingJob`, `DescribeTrainingJob`, `ListTrainingJobs`,
 * `StopTrainingJob`, `AddTags`, `DeleteTags`, `ListTags`, `iam:PassRole` on the execution role,
 * `logs:FilterLogEvents`; `DeleteTrainingJob` for `onDelete: "delete"`.
 *
 * @see SageMaker API reference, "CreateTrainingJob"
 */
export class TrainingJob extends NativeResource {
  /** Name of the job that made the current artifact. */
  declare readonly jobName: pulumi.Output<string>;
  declare readonly arn: pulumi.Output<string>;
  /** `Completed`, or where the job is when `wait` is not `completion`. */
  declare readonly status: pulumi.Output<string>;
  declare readonly secondaryStatus: pulumi.Output<string>;
  /** `s3://…/model.tar.gz`. */
  declare readonly artifactUri: pulumi.Output<string>;
  /** Final metrics by name, such as `validation:auc`. */
  declare readonly metrics: pulumi.Output<Record<string, number>>;
  /** Whether the newest model passed its gate; true when there is no gate. */
  declare readonly gatePassed: pulumi.Output<boolean>;
  /** What the gate found, in words. */
  declare readonly gateMessage: pulumi.Output<string>;
  declare readonly trainingSeconds: pulumi.Output<number>;
  declare readonly billableSeconds: pulumi.Output<number>;
  /** Share saved by spot capacity, 0 to 1. */
  declare readonly spotSavings: pulumi.Output<number | undefined>;
  /** What the job cost at list price, US dollars; absent when the price is not known. */
  declare readonly estimatedCostUsd: pulumi.Output<number | undefined>;
  /** Most it could have cost; known at preview. */
  declare readonly estimatedMaxCostUsd: pulumi.Output<number | undefined>;
  /** Date of the price table used. */
  declare readonly pricesAsOf: pulumi.Output<string | undefined>;
  declare readonly logGroup: pulumi.Output<string>;
  declare readonly logStreamPrefix: pulumi.Output<string>;
  declare readonly consoleUrl: pulumi.Output<string>;
  declare readonly failureReason: pulumi.Output<string | undefined>;
  /** With `keepPrevious`: the newest job, when it missed the gate. */
  declare readonly challengerJobName: pulumi.Output<string | undefined>;
  /** Hash of everything that defines the model. */
  declare readonly token: pulumi.Output<string>;

  constructor(name: string, args: TrainingJobArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    super("floe:sagemaker:TrainingJob", name, args, outputs, opts);
  }

  /** A job that exists, by its name. */
  static get(
    name: string,
    jobName: pulumi.Input<pulumi.ID>,
    opts: pulumi.CustomResourceOptions = {},
  ): TrainingJob {
    return new TrainingJob(name, undefined, { ...opts, id: jobName });
  }
}

import type * as pulumi from "@pulumi/pulumi";
import type { ManagedJobArgs } from "./job";
import type {
  Channel,
  Checkpoint,
  Gate,
  InstanceGroup,
  MetricDefinition,
  TrainingDistribution,
  UltraServerPlacement,
  Vpc,
} from "./trainingJobTypes";

/** What defines a training, alone or as a trial of a search. */
export interface TrainingDefinition {
  /**
   * ARN of an algorithm resource, your own or subscribed to on AWS Marketplace, instead of an image. A change
   * retrains.
   */
  readonly algorithmArn?: pulumi.Input<string>;
  /**
   * Settings of the algorithm, at most 100, as text. For SageMaker's built-in algorithms names, ranges and
   * dependencies are checked at preview. Not for secrets: anyone who may describe the job reads them. A change
   * retrains.
   */
  readonly hyperparameters?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /**
   * Training data by channel name (`train`, `validation`), at most 20. Each appears in the container as
   * `/opt/ml/input/data/<name>`. A change retrains; of changed objects under the same prefix only `versions` can
   * tell.
   */
  readonly channels?: pulumi.Input<Record<string, pulumi.Input<Channel>>>;
  /**
   * How data reaches the container unless a channel says otherwise: `File` copies it first, `Pipe` streams it,
   * `FastFile` streams it as files. Default: `File`. A change retrains.
   */
  readonly inputMode?: pulumi.Input<"File" | "Pipe" | "FastFile">;
  /**
   * How metrics are read from the log, at most 40; the built-in algorithms bring their own. A change retrains.
   */
  readonly metricDefinitions?: pulumi.Input<pulumi.Input<MetricDefinition>[]>;
  /**
   * `GZIP` writes one archive; `NONE` writes the files as they are, for large models. Default: `GZIP`. A change
   * retrains.
   */
  readonly outputCompression?: pulumi.Input<"GZIP" | "NONE">;
  /** KMS key (id, ARN or alias) for the artifact. Default: the bucket's encryption. A change retrains. */
  readonly kmsKeyId?: pulumi.Input<string>;
  /**
   * Where checkpoints are kept, so that an interrupted job goes on where it was. Required with `spot`. A change
   * retrains.
   */
  readonly checkpoint?: pulumi.Input<Checkpoint>;
  /**
   * Environment of the container, at most 100 entries. Not for secrets: anyone who may describe the job reads it.
   * A change retrains.
   */
  readonly environment?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /**
   * Number of instances, 1 to 5000. More than one is for algorithms that train distributed. Default: 1. A change
   * retrains.
   */
  readonly instanceCount?: pulumi.Input<number>;
  /**
   * A heterogeneous cluster: 1 to 5 groups of different instance types, such as CPUs that prepare data for GPUs. A
   * change retrains.
   */
  readonly instanceGroups?: pulumi.Input<pulumi.Input<InstanceGroup>[]>;
  /**
   * Size of each instance's volume, GB. Instances with NVMe storage of their own ignore it. Default: 30. A change
   * retrains.
   */
  readonly volumeSizeGb?: pulumi.Input<number>;
  /**
   * KMS key for the volumes. Not for instances with local storage, which encrypt it themselves. Default: an AWS
   * owned key. A change retrains.
   */
  readonly volumeKmsKeyId?: pulumi.Input<string>;
  /** ARN of a training plan whose reserved capacity is used. A change retrains. */
  readonly trainingPlanArn?: pulumi.Input<string>;
  /** Where instances are placed within UltraServers. A change retrains. */
  readonly placement?: pulumi.Input<UltraServerPlacement>;
  /**
   * How AWS's framework containers (PyTorch, TensorFlow, MXNet, Hugging Face) launch the processes of a
   * distributed training: set as the hyperparameters their training toolkit reads. Containers of your own read the
   * hosts from `/opt/ml/input/config/resourceconfig.json` instead. A change retrains.
   */
  readonly distribution?: pulumi.Input<TrainingDistribution>;
  /**
   * Network the job runs in, for private data and file systems. Default: SageMaker's own. A change retrains.
   */
  readonly vpc?: pulumi.Input<Vpc>;
  /**
   * The container gets no network at all; data still arrives and results still leave. Default: false. A change
   * retrains.
   */
  readonly networkIsolation?: pulumi.Input<boolean>;
  /** Encrypts traffic between the instances of one job; slower. Default: false. A change retrains. */
  readonly encryptInterContainerTraffic?: pulumi.Input<boolean>;
  /**
   * Execution role, trusted by `sagemaker.amazonaws.com`: what the job may read, write and log. A role made in the
   * same deployment is waited for.
   */
  readonly roleArn: pulumi.Input<string>;
  /**
   * Longest time the job may train, all retries together, seconds (1 to 2,419,200: 28 days). Required, because it
   * bounds what the job can cost.
   */
  readonly maxRuntimeSeconds: pulumi.Input<number>;
  /** With `spot`: longest time to wait for capacity and train, seconds; at least `maxRuntimeSeconds`. */
  readonly maxWaitSeconds?: pulumi.Input<number>;
  /**
   * Longest time to wait for instances with accelerators, seconds (7200 to 2,419,200). Default: SageMaker's.
   */
  readonly maxPendingSeconds?: pulumi.Input<number>;
  /**
   * Train on spare capacity, up to 90 % cheaper and interruptible. Needs `maxWaitSeconds` and `checkpoint`.
   * Default: false.
   */
  readonly spot?: pulumi.Input<boolean>;
  /** Times SageMaker itself retries after an internal error, 1 to 30. Default: none. */
  readonly maxRetries?: pulumi.Input<number>;
}

/** A definition that is trained: when anew, what its model must reach, and how the job is managed. */
export interface TrainedJobArgs extends TrainingDefinition, ManagedJobArgs {
  /**
   * Values that start a new job when they change. Prefer `versions`, whose entries have names. A change retrains.
   */
  readonly triggers?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Named versions of what the job reads but its inputs do not show: `{ data: <ETag of the manifest>, code: <hash
   * of the source>, image: <digest> }`. A change retrains, and the preview names the entry that changed.
   */
  readonly versions?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /**
   * Period of `retrainEvery` the job belongs to, in UTC: `2026-11-21`, `2026-W47` or `2026-11`. Filled by the
   * provider with `retrainOn: "schedule"`; not meant to be set.
   */
  readonly period?: pulumi.Input<string>;
  /**
   * False skips the offline checks of a built-in algorithm's hyperparameters and channels, for an image newer than
   * this release's tables. Default: true.
   */
  readonly checkAlgorithm?: pulumi.Input<boolean>;
  /**
   * The bar the model must pass: a threshold, the model before it, or both. Without one every finished model
   * passes.
   */
  readonly gate?: pulumi.Input<Gate>;
  /**
   * What happens when the bar is missed: `fail` the deployment, or `keepPrevious`: the outputs stay those of the
   * last model that passed and `gatePassed` is false. The first model has no previous one and fails. Default:
   * `fail`.
   */
  readonly onGateFailure?: pulumi.Input<"fail" | "keepPrevious">;
  /**
   * What starts a new job: `inputs`, any change of an input that defines it (marked so in its description);
   * `schedule`, the first deployment in a new period of `retrainEvery`, other changes wait for it; `never`, the
   * finished job is kept whatever changes. Default: `inputs`. Nothing runs between deployments; for that use the
   * component `Retraining`.
   */
  readonly retrainOn?: pulumi.Input<"inputs" | "schedule" | "never">;
  /** Length of a period with `retrainOn: "schedule"`. Weeks begin on Monday, UTC. */
  readonly retrainEvery?: pulumi.Input<"day" | "week" | "month">;
}

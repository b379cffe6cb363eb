import type * as pulumi from "@pulumi/pulumi";
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
import type {
  Hyperband,
  TuningCompletion,
  TuningInstancePreference,
  TuningObjective,
  TuningRange,
  TuningTraining,
  TuningWarmStart,
} from "./tuningJobTypes";

/**
 * What is searched and with what. A change of an input that says so searches anew within the same resource; the others
 * are changed in place.
 */
export interface TuningJobArgs {
  /**
   * What the search is to make better. Built-in algorithms report it by themselves and are checked to; other
   * images need it in `metricDefinitions`. A change retrains.
   */
  readonly objective?: pulumi.Input<TuningObjective>;
  /**
   * What is searched, by the name of the hyperparameter, at most 30; its other hyperparameters stand in
   * `hyperparameters`. For built-in algorithms names, kinds and limits are checked at preview. A change retrains.
   */
  readonly ranges?: pulumi.Input<Record<string, pulumi.Input<TuningRange>>>;
  /**
   * Training image in ECR. A tag can move: give a digest (`…@sha256:…`), or name it in `versions`, where a moved
   * tag should search anew. Exactly one of `image` and `algorithmArn`. A change retrains.
   */
  readonly image?: pulumi.Input<string>;
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
   * `s3://bucket/prefix` under which each trial's artifact is written, as `<prefix>/<trial>/output/model.tar.gz`.
   * A change retrains.
   */
  readonly outputPath: pulumi.Input<string>;
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
   * Such as `ml.m5.xlarge` or, with GPUs, `ml.g5.12xlarge`. Billed by the second for each trial. Exactly one of
   * `instanceType`, `instanceGroups` and `instancePreferences`. A change retrains.
   */
  readonly instanceType?: pulumi.Input<string>;
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
   * Instance types in order of preference, at most 6: each trial runs on the first that has capacity. Instead of
   * `instanceType`. A change retrains.
   */
  readonly instancePreferences?: pulumi.Input<pulumi.Input<TuningInstancePreference>[]>;
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
   * Several algorithms, or variations of one, searched in the same job for the best of all: up to 10, by a name of
   * 1 to 64 letters, digits and hyphens. The job's own inputs are what they have in common. Their objectives must
   * aim in one direction to be comparable. Not with `warmStart` or `earlyStopping`. Default: one training, the
   * job's own inputs. A change retrains.
   */
  readonly trainings?: pulumi.Input<Record<string, pulumi.Input<TuningTraining>>>;
  /**
   * `Bayesian` learns from the trials before; `Random` draws them independently; `Hyperband` gives many trials few
   * epochs and the best of them more, for algorithms that report the objective every epoch; `Grid` tries every
   * combination of categorical ranges. Default: `Bayesian`, which needs the fewest trials. A change retrains.
   */
  readonly strategy?: pulumi.Input<"Bayesian" | "Random" | "Hyperband" | "Grid">;
  /** Epochs within which `Hyperband` stops trials. A change retrains. */
  readonly hyperband?: pulumi.Input<Hyperband>;
  /**
   * Most trials, 1 to 750, with `Random` to 10,000 (more than 750 by a quota increase). Required unless the
   * strategy is `Grid` or `autotune` is on, because it bounds what the search costs. A change retrains.
   */
  readonly maxJobs?: pulumi.Input<number>;
  /**
   * `Auto` stops a trial that is worse, at some epoch, than the median of the trials before. Not with `Hyperband`,
   * which does so itself, nor with `trainings`. Default: `Off`. A change retrains.
   */
  readonly earlyStopping?: pulumi.Input<"Off" | "Auto">;
  /** When the search may end before `maxJobs`. A change retrains. */
  readonly completion?: pulumi.Input<TuningCompletion>;
  /**
   * Seed of the search: the same seed draws the same `Random` and `Hyperband` trials, and makes `Bayesian` ones
   * more alike. 0 or more. Default: chance. A change retrains.
   */
  readonly randomSeed?: pulumi.Input<number>;
  /**
   * SageMaker chooses ranges (those of type `auto`, or of the algorithm when there are none), number of trials,
   * early stopping and completion as far as they are not given. What the search can cost is then known only with
   * `maxJobs` or `maxTuningSeconds`. Default: false. A change retrains.
   */
  readonly autotune?: pulumi.Input<boolean>;
  /**
   * Begins with what earlier tuning jobs learned. Objective and hyperparameters, tuned and fixed together, must be
   * the same. A change retrains.
   */
  readonly warmStart?: pulumi.Input<TuningWarmStart>;
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
  /**
   * Keeps a trial's instances warm for the next trial, seconds (0 to 3600). Billed while warm, as while training.
   * Default: 0.
   */
  readonly keepAliveSeconds?: pulumi.Input<number>;
  /**
   * Trials that run at the same time, 1 to 100 (more than 10 by a quota increase). More are sooner done, but
   * `Bayesian` learns less from each. Default: 1. Changed for the next search.
   */
  readonly maxParallelJobs?: pulumi.Input<number>;
  /**
   * Longest time of the whole search, seconds (120 to 15,768,000). What was found by then counts. Default: 30
   * days, SageMaker's. Changed for the next search.
   */
  readonly maxTuningSeconds?: pulumi.Input<number>;
  /**
   * False skips the offline checks of a built-in algorithm's hyperparameters and channels, for an image newer than
   * this release's tables. Default: true.
   */
  readonly checkAlgorithm?: pulumi.Input<boolean>;
  /** Takes a search that was stopped by hand for a success when it has a best trial. Default: false. */
  readonly acceptStopped?: pulumi.Input<boolean>;
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
   * What starts a new job: `inputs`, any change of an input that defines it (marked so in its description);
   * `schedule`, the first deployment in a new period of `retrainEvery`, other changes wait for it; `never`, the
   * finished job is kept whatever changes. Default: `inputs`. Nothing runs between deployments; for that use the
   * component `Retraining`.
   */
  readonly retrainOn?: pulumi.Input<"inputs" | "schedule" | "never">;
  /** Length of a period with `retrainOn: "schedule"`. Weeks begin on Monday, UTC. */
  readonly retrainEvery?: pulumi.Input<"day" | "week" | "month">;
  /**
   * What deleting the resource does to the tuning job: `retain` leaves it, even a running one; `stop` stops a
   * running one with its trials; `delete` also removes its record and those of its trials. Artifacts in S3 are
   * never touched. Default: `retain`, because the record is evidence of what was done.
   */
  readonly onDelete?: pulumi.Input<"retain" | "stop" | "delete">;
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
   * Most the search may cost, US dollars: every trial on the dearest of its instances for its longest time at list
   * price, or `maxParallelJobs` of them for `maxTuningSeconds` when that is less. Refused at preview when more, or
   * when it cannot be told. Default: no limit.
   */
  readonly maxCostUsd?: pulumi.Input<number>;
  /**
   * US dollars per instance hour by instance type, over the built-in table (on demand, us-east-1, dated in
   * `pricesAsOf`).
   */
  readonly prices?: pulumi.Input<Record<string, pulumi.Input<number>>>;
}

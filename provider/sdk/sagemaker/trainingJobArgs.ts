import type * as pulumi from "@pulumi/pulumi";
import type {
  Channel,
  Checkpoint,
  DebugHook,
  Gate,
  InstanceGroup,
  InstancePreference,
  MetricDefinition,
  MlflowRun,
  PrivateRegistry,
  ServerlessTraining,
  TensorBoard,
  TrainingDistribution,
  TrainingExperiment,
  TrainingModelPackage,
  TrainingProfiler,
  TrainingRule,
  UltraServerPlacement,
  Vpc,
} from "./trainingJobTypes";

/**
 * What a training job is made from. A change of an input that says so trains anew within the same resource; the
 * others are changed in place.
 */
export interface TrainingJobArgs {
  /**
   * Training image: a URI in ECR, or in a private registry with `privateRegistry`. A tag can move: give a digest
   * (`…@sha256:…`), or name it in `versions`, where a moved tag should retrain. Exactly one of `image`,
   * `algorithmArn` and `serverless`. A change retrains.
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
   * `s3://bucket/prefix` under which the artifact is written, as `<prefix>/<job>/output/model.tar.gz`. A change
   * retrains.
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
   * Such as `ml.m5.xlarge` or, with GPUs, `ml.g5.12xlarge`. Billed by the second from start to end of the job.
   * Exactly one of `instanceType`, `instanceGroups`, `instancePreferences` and `serverless`. A change retrains.
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
   * Instance types in order of preference: SageMaker trains on the first that has capacity. Not with `spot` or
   * `placement`. A change retrains.
   */
  readonly instancePreferences?: pulumi.Input<pulumi.Input<InstancePreference>[]>;
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
   * Model customization without instances: SageMaker fine-tunes or evaluates a base model and bills by token.
   * Instead of `image` and instances. A change retrains.
   */
  readonly serverless?: pulumi.Input<ServerlessTraining>;
  /**
   * Environment of the container, at most 100 entries. Not for secrets: anyone who may describe the job reads it.
   * A change retrains.
   */
  readonly environment?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Command of the container instead of the image's own, at most 100 words. A change retrains. */
  readonly entryPoint?: pulumi.Input<pulumi.Input<string>[]>;
  /** Arguments of the command, at most 100. A change retrains. */
  readonly containerArguments?: pulumi.Input<pulumi.Input<string>[]>;
  /** How an image outside ECR is fetched. A change retrains. */
  readonly privateRegistry?: pulumi.Input<PrivateRegistry>;
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
   * Hands the deploying role's session tags on to the execution role, for access by attributes. A change retrains.
   */
  readonly sessionTagChaining?: pulumi.Input<boolean>;
  /**
   * How metrics are read from the log, at most 40; the built-in algorithms bring their own. A change retrains.
   */
  readonly metricDefinitions?: pulumi.Input<pulumi.Input<MetricDefinition>[]>;
  /**
   * Keeps every value of the metrics, not only the last. Default: on for built-in algorithms and when
   * `metricDefinitions` are given. A change retrains.
   */
  readonly metricsTimeSeries?: pulumi.Input<boolean>;
  /** Tensors that SageMaker Debugger saves. A change retrains. */
  readonly debugHook?: pulumi.Input<DebugHook>;
  /**
   * Rules that watch saved tensors while the job runs, at most 20. AWS's own rule images are free of charge; a
   * custom rule's instance is billed. A change retrains.
   */
  readonly debugRules?: pulumi.Input<pulumi.Input<TrainingRule>[]>;
  /** TensorBoard data. A change retrains. */
  readonly tensorBoard?: pulumi.Input<TensorBoard>;
  /** SageMaker Experiments entry of the job. A change retrains. */
  readonly experiment?: pulumi.Input<TrainingExperiment>;
  /** Managed MLflow run of the job. A change retrains. */
  readonly mlflow?: pulumi.Input<MlflowRun>;
  /** Checks the health of GPU instances before training begins. A change retrains. */
  readonly infraCheck?: pulumi.Input<boolean>;
  /** Registers the result in the model registry. A change retrains. */
  readonly modelPackage?: pulumi.Input<TrainingModelPackage>;
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
   * False skips the offline checks of a built-in algorithm's hyperparameters and channels, for an image newer than
   * this release's tables. Default: true.
   */
  readonly checkAlgorithm?: pulumi.Input<boolean>;
  /**
   * Takes a job that was stopped, by its time limit or by hand, for a success: SageMaker keeps what it had saved.
   * Default: false, because a model cut short is rarely the one asked for.
   */
  readonly acceptStopped?: pulumi.Input<boolean>;
  /** System and framework profiling. Changed in place while the job runs; else the next training has it. */
  readonly profiler?: pulumi.Input<TrainingProfiler>;
  /**
   * Rules that watch the profile while the job runs, at most 20. AWS's own rule images are free of charge; a
   * custom rule's instance is billed. Changed in place while the job runs.
   */
  readonly profilerRules?: pulumi.Input<pulumi.Input<TrainingRule>[]>;
  /**
   * Lets people with the right to do so open a shell in the container by AWS Systems Manager. Changed in place
   * while the job runs. Default: false.
   */
  readonly remoteDebug?: pulumi.Input<boolean>;
  /**
   * Keeps the instances warm for the next job of the same shape, seconds (0 to 3600). Billed while warm, as while
   * training. Changed in place. Default: 0.
   */
  readonly keepAliveSeconds?: pulumi.Input<number>;
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
   * What deleting the resource does to the training job: `retain` leaves the job, even a running one; `stop` stops
   * a running one; `delete` also removes its record. Data in S3 is never touched. Default: `retain`, because the
   * record is evidence of what was done.
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

import type * as pulumi from "@pulumi/pulumi";
import type {
  Channel,
  Checkpoint,
  InstanceGroup,
  MetricDefinition,
  TrainingDistribution,
  UltraServerPlacement,
  Vpc,
} from "./trainingJobTypes";

/**
 * What the search is to make better. Built-in algorithms report it by themselves and are checked to; other images
 * need it in `metricDefinitions`. A change retrains.
 */
export interface TuningObjective {
  /** Metric, such as `validation:auc`. */
  readonly metric: pulumi.Input<string>;
  /** `Maximize` or `Minimize`. */
  readonly goal: pulumi.Input<"Maximize" | "Minimize">;
}

/** What is searched of one hyperparameter. */
export interface TuningRange {
  /**
   * `integer` and `continuous` search from `min` to `max`; `categorical` searches `values`; `auto` leaves the
   * range to Autotune, around `hint`.
   */
  readonly type: pulumi.Input<"integer" | "continuous" | "categorical" | "auto">;
  /** Least value, of `integer` and `continuous`. */
  readonly min?: pulumi.Input<number>;
  /** Greatest value, of `integer` and `continuous`. */
  readonly max?: pulumi.Input<number>;
  /**
   * Scale of `integer` and `continuous`: `Logarithmic` for values that span decades, all above 0;
   * `ReverseLogarithmic` for continuous values just below 1. Default: `Auto`, SageMaker finds it.
   */
  readonly scaling?: pulumi.Input<"Auto" | "Linear" | "Logarithmic" | "ReverseLogarithmic">;
  /** Values of `categorical`, 1 to 30. */
  readonly values?: pulumi.Input<pulumi.Input<string>[]>;
  /** Of `auto`: an example of a sensible value. */
  readonly hint?: pulumi.Input<string>;
}

/** One alternative. */
export interface TuningInstancePreference {
  /** Such as `ml.m5.xlarge`. */
  readonly instanceType: pulumi.Input<string>;
  /** Number of instances. Default: 1. */
  readonly instanceCount?: pulumi.Input<number>;
  /** Volume of each instance, GB. Default: 30. */
  readonly volumeSizeGb?: pulumi.Input<number>;
}

/** One training: what it gives goes over the job's inputs of the same name, each as a whole. */
export interface TuningTraining {
  /**
   * What the search is to make better. Built-in algorithms report it by themselves and are checked to; other
   * images need it in `metricDefinitions`. Default: that of the job.
   */
  readonly objective?: pulumi.Input<TuningObjective>;
  /**
   * What is searched, by the name of the hyperparameter, at most 30; its other hyperparameters stand in
   * `hyperparameters`. For built-in algorithms names, kinds and limits are checked at preview. Default: that of
   * the job.
   */
  readonly ranges?: pulumi.Input<Record<string, pulumi.Input<TuningRange>>>;
  /**
   * Training image in ECR. A tag can move: give a digest (`…@sha256:…`), or name it in `versions`, where a moved
   * tag should search anew. Default: that of the job.
   */
  readonly image?: pulumi.Input<string>;
  /**
   * ARN of an algorithm resource, your own or subscribed to on AWS Marketplace, instead of an image. Default: that
   * of the job.
   */
  readonly algorithmArn?: pulumi.Input<string>;
  /**
   * Settings of the algorithm, at most 100, as text. For SageMaker's built-in algorithms names, ranges and
   * dependencies are checked at preview. Not for secrets: anyone who may describe the job reads them. Default:
   * that of the job.
   */
  readonly hyperparameters?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /**
   * Training data by channel name (`train`, `validation`), at most 20. Each appears in the container as
   * `/opt/ml/input/data/<name>`. Default: that of the job.
   */
  readonly channels?: pulumi.Input<Record<string, pulumi.Input<Channel>>>;
  /**
   * How data reaches the container unless a channel says otherwise: `File` copies it first, `Pipe` streams it,
   * `FastFile` streams it as files. Default: that of the job.
   */
  readonly inputMode?: pulumi.Input<"File" | "Pipe" | "FastFile">;
  /**
   * How metrics are read from the log, at most 40; the built-in algorithms bring their own. Default: that of the
   * job.
   */
  readonly metricDefinitions?: pulumi.Input<pulumi.Input<MetricDefinition>[]>;
  /**
   * `s3://bucket/prefix` under which each trial's artifact is written, as `<prefix>/<trial>/output/model.tar.gz`.
   * Default: that of the job.
   */
  readonly outputPath?: pulumi.Input<string>;
  /**
   * `GZIP` writes one archive; `NONE` writes the files as they are, for large models. Default: that of the job.
   */
  readonly outputCompression?: pulumi.Input<"GZIP" | "NONE">;
  /** KMS key (id, ARN or alias) for the artifact. Default: that of the job. */
  readonly kmsKeyId?: pulumi.Input<string>;
  /**
   * Where checkpoints are kept, so that an interrupted job goes on where it was. Default: that of the job.
   */
  readonly checkpoint?: pulumi.Input<Checkpoint>;
  /**
   * Environment of the container, at most 100 entries. Not for secrets: anyone who may describe the job reads it.
   * Default: that of the job.
   */
  readonly environment?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /**
   * Such as `ml.m5.xlarge` or, with GPUs, `ml.g5.12xlarge`. Billed by the second for each trial. Default: that of
   * the job.
   */
  readonly instanceType?: pulumi.Input<string>;
  /**
   * Number of instances, 1 to 5000. More than one is for algorithms that train distributed. Default: that of the
   * job.
   */
  readonly instanceCount?: pulumi.Input<number>;
  /**
   * A heterogeneous cluster: 1 to 5 groups of different instance types, such as CPUs that prepare data for GPUs.
   * Default: that of the job.
   */
  readonly instanceGroups?: pulumi.Input<pulumi.Input<InstanceGroup>[]>;
  /**
   * Instance types in order of preference, at most 6: each trial runs on the first that has capacity. Instead of
   * `instanceType`. Default: that of the job.
   */
  readonly instancePreferences?: pulumi.Input<pulumi.Input<TuningInstancePreference>[]>;
  /**
   * Size of each instance's volume, GB. Instances with NVMe storage of their own ignore it. Default: that of the
   * job.
   */
  readonly volumeSizeGb?: pulumi.Input<number>;
  /**
   * KMS key for the volumes. Not for instances with local storage, which encrypt it themselves. Default: that of
   * the job.
   */
  readonly volumeKmsKeyId?: pulumi.Input<string>;
  /** ARN of a training plan whose reserved capacity is used. Default: that of the job. */
  readonly trainingPlanArn?: pulumi.Input<string>;
  /** Where instances are placed within UltraServers. Default: that of the job. */
  readonly placement?: pulumi.Input<UltraServerPlacement>;
  /**
   * How AWS's framework containers (PyTorch, TensorFlow, MXNet, Hugging Face) launch the processes of a
   * distributed training: set as the hyperparameters their training toolkit reads. Containers of your own read the
   * hosts from `/opt/ml/input/config/resourceconfig.json` instead. Default: that of the job.
   */
  readonly distribution?: pulumi.Input<TrainingDistribution>;
  /** Network the job runs in, for private data and file systems. Default: that of the job. */
  readonly vpc?: pulumi.Input<Vpc>;
  /**
   * The container gets no network at all; data still arrives and results still leave. Default: that of the job.
   */
  readonly networkIsolation?: pulumi.Input<boolean>;
  /** Encrypts traffic between the instances of one job; slower. Default: that of the job. */
  readonly encryptInterContainerTraffic?: pulumi.Input<boolean>;
  /**
   * Execution role, trusted by `sagemaker.amazonaws.com`: what the job may read, write and log. A role made in the
   * same deployment is waited for. Default: that of the job.
   */
  readonly roleArn?: pulumi.Input<string>;
  /**
   * Longest time the job may train, all retries together, seconds (1 to 2,419,200: 28 days). Default: that of the
   * job.
   */
  readonly maxRuntimeSeconds?: pulumi.Input<number>;
  /**
   * With `spot`: longest time to wait for capacity and train, seconds; at least `maxRuntimeSeconds`. Default: that
   * of the job.
   */
  readonly maxWaitSeconds?: pulumi.Input<number>;
  /**
   * Longest time to wait for instances with accelerators, seconds (7200 to 2,419,200). Default: that of the job.
   */
  readonly maxPendingSeconds?: pulumi.Input<number>;
  /**
   * Train on spare capacity, up to 90 % cheaper and interruptible. Needs `maxWaitSeconds` and `checkpoint`.
   * Default: that of the job.
   */
  readonly spot?: pulumi.Input<boolean>;
  /** Times SageMaker itself retries after an internal error, 1 to 30. Default: that of the job. */
  readonly maxRetries?: pulumi.Input<number>;
  /**
   * Keeps a trial's instances warm for the next trial, seconds (0 to 3600). Billed while warm, as while training.
   * Default: that of the job.
   */
  readonly keepAliveSeconds?: pulumi.Input<number>;
}

/** Epochs within which `Hyperband` stops trials. A change retrains. */
export interface Hyperband {
  /** Epochs every trial may run, 1 or more. Default: 1. */
  readonly minResource?: pulumi.Input<number>;
  /**
   * Epochs after which a trial ends, at most 20,000. Default: the hyperparameter `epochs` (or `numepochs`,
   * `n-epochs`, `n_epochs`, `num_epochs`); without one it is required.
   */
  readonly maxResource?: pulumi.Input<number>;
}

/** When the search may end before `maxJobs`. A change retrains. */
export interface TuningCompletion {
  /** Ends when the objective reaches this value. */
  readonly target?: pulumi.Input<number>;
  /** Ends after this many trials in a row that did not improve the best by 1 % or more; 3 or more. */
  readonly jobsNotImproving?: pulumi.Input<number>;
  /** Ends when SageMaker finds that the search has converged. Default: false. */
  readonly convergence?: pulumi.Input<boolean>;
}

/**
 * Begins with what earlier tuning jobs learned. Objective and hyperparameters, tuned and fixed together, must be
 * the same. A change retrains.
 */
export interface TuningWarmStart {
  /**
   * `IdenticalDataAndAlgorithm` for the same data and image: the best of all jobs is then in `overallBestJobName`;
   * `TransferLearning` for other data or a new version of the image.
   */
  readonly type: pulumi.Input<"IdenticalDataAndAlgorithm" | "TransferLearning">;
  /** Names of 1 to 5 ended tuning jobs. Their parents do not count: name them too. */
  readonly parents: pulumi.Input<pulumi.Input<string>[]>;
}

/** One trial of a search, as an output. */
export interface TuningTrial {
  /** Its training job. */
  readonly jobName: string;
  /** Which of `trainings` it belongs to. */
  readonly training?: string;
  /** `Completed`, `Stopped` (early) or `Failed`. */
  readonly status: string;
  /** Value of the objective it reached. */
  readonly objective?: number;
  /** What was drawn for it. */
  readonly hyperparameters: Record<string, string>;
  /** Seconds it trained. */
  readonly seconds?: number;
  /** Why it failed. */
  readonly failureReason?: string;
}

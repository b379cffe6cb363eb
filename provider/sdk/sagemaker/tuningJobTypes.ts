import type * as pulumi from "@pulumi/pulumi";
import type { TrainingDefinition } from "./trainedJobArgs";

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

/**
 * One training: what it gives goes over the job's inputs of the same name, each as a whole;
 * what it does not give is that of the job.
 */
export interface TuningTraining extends Partial<TrainingDefinition> {
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
   * `s3://bucket/prefix` under which each trial's artifact is written, as `<prefix>/<trial>/output/model.tar.gz`.
   * Default: that of the job.
   */
  readonly outputPath?: pulumi.Input<string>;
  /**
   * Such as `ml.m5.xlarge` or, with GPUs, `ml.g5.12xlarge`. Billed by the second for each trial. Default: that of
   * the job.
   */
  readonly instanceType?: pulumi.Input<string>;
  /**
   * Instance types in order of preference, at most 6: each trial runs on the first that has capacity. Instead of
   * `instanceType`. Default: that of the job.
   */
  readonly instancePreferences?: pulumi.Input<pulumi.Input<TuningInstancePreference>[]>;
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

import type * as pulumi from "@pulumi/pulumi";
import type { TrainedJobArgs } from "./trainedJobArgs";
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
export interface TuningJobArgs extends TrainedJobArgs {
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
   * `s3://bucket/prefix` under which each trial's artifact is written, as `<prefix>/<trial>/output/model.tar.gz`.
   * A change retrains.
   */
  readonly outputPath: pulumi.Input<string>;
  /**
   * Such as `ml.m5.xlarge` or, with GPUs, `ml.g5.12xlarge`. Billed by the second for each trial. Exactly one of
   * `instanceType`, `instanceGroups` and `instancePreferences`. A change retrains.
   */
  readonly instanceType?: pulumi.Input<string>;
  /**
   * Instance types in order of preference, at most 6: each trial runs on the first that has capacity. Instead of
   * `instanceType`. A change retrains.
   */
  readonly instancePreferences?: pulumi.Input<pulumi.Input<TuningInstancePreference>[]>;
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
  /** Takes a search that was stopped by hand for a success when it has a best trial. Default: false. */
  readonly acceptStopped?: pulumi.Input<boolean>;
  /**
   * What deleting the resource does to the tuning job: `retain` leaves it, even a running one; `stop` stops a
   * running one with its trials; `delete` also removes its record and those of its trials. Artifacts in S3 are
   * never touched. Default: `retain`, because the record is evidence of what was done.
   */
  readonly onDelete?: pulumi.Input<"retain" | "stop" | "delete">;
  /**
   * Most the search may cost, US dollars: every trial on the dearest of its instances for its longest time at list
   * price, or `maxParallelJobs` of them for `maxTuningSeconds` when that is less. Refused at preview when more, or
   * when it cannot be told. Default: no limit.
   */
  readonly maxCostUsd?: pulumi.Input<number>;
}

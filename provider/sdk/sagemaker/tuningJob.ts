import type * as pulumi from "@pulumi/pulumi";
import { JobResource } from "./job";
import type { TuningJobArgs } from "./tuningJobArgs";
import type { TuningTrial } from "./tuningJobTypes";

const outputs = [
  "bestJobName",
  "bestJobArn",
  "bestTraining",
  "bestObjective",
  "bestHyperparameters",
  "hyperparameters",
  "metrics",
  "artifactUri",
  "artifactETag",
  "artifactVersionId",
  "artifactBytes",
  "overallBestJobName",
  "overallBestObjective",
  "trials",
  "trialCounts",
  "jobsNotImproving",
  "convergedAt",
  "tuningSeconds",
  "trainingSeconds",
  "billableSeconds",
  "spotSavings",
  "gatePassed",
  "gateMessage",
  "challengerJobName",
] as const;

/**
 * The best hyperparameters of a model, searched by SageMaker: starts the search, shows each trial and the best so far,
 * waits, judges the best by a gate and gives its artifact, metrics and hyperparameters, a table of the trials and what
 * all of them cost. The same inputs never pay twice: after a crash the running or finished search is taken up again.
 *
 * A change of what defines the search searches anew within the same resource, so that a search whose best misses its
 * gate can leave the previous outputs in place. The preview shows what changed.
 *
 * Costs: the instances' seconds of every trial. Needs: `sagemaker:CreateHyperParameterTuningJob`, `AddTags`,
 * `ListHyperParameterTuningJobs`, `DescribeHyperParameterTuningJob`, `ListTrainingJobsForHyperParameterTuningJob`,
 * `DescribeTrainingJob`, `ListTags`, `StopHyperParameterTuningJob` and `iam:PassRole` on the execution roles;
 * `DeleteTags` to remove tags; `DeleteHyperParameterTuningJob`, `DeleteTrainingJob` and `UpdateTrainingJob` for
 * `onDelete: "delete"`; `logs:FilterLogEvents` to show the trials' log; `s3:GetObject` on the best artifact for its
 * ETag and version, and on the document of `gate.evaluation`.
 *
 * @see SageMaker API reference, "CreateHyperParameterTuningJob"
 */
export class TuningJob extends JobResource {
  /** Training job of the best trial. */
  declare readonly bestJobName: pulumi.Output<string>;
  /** ARN of that training job. */
  declare readonly bestJobArn: pulumi.Output<string | undefined>;
  /** Which of `trainings` the best trial belongs to. */
  declare readonly bestTraining: pulumi.Output<string | undefined>;
  /** Value of the objective the best trial reached. */
  declare readonly bestObjective: pulumi.Output<number>;
  /** What was drawn for the best trial, without what is fixed. */
  declare readonly bestHyperparameters: pulumi.Output<Record<string, string>>;
  /** All hyperparameters of the best trial, drawn and fixed: those to train the final model with. */
  declare readonly hyperparameters: pulumi.Output<Record<string, string>>;
  /** Final metrics of the best trial; with `gate.evaluation`, its metric too. */
  declare readonly metrics: pulumi.Output<Record<string, number>>;
  /** Model artifact of the best trial in S3. */
  declare readonly artifactUri: pulumi.Output<string>;
  /** ETag of that artifact. Absent when it may not be read. */
  declare readonly artifactETag: pulumi.Output<string | undefined>;
  /** Version of that artifact, in a bucket that keeps versions. */
  declare readonly artifactVersionId: pulumi.Output<string | undefined>;
  /** Size of that artifact. */
  declare readonly artifactBytes: pulumi.Output<number | undefined>;
  /**
   * Best training job of this search and its parents, after a warm start with identical data and algorithm.
   */
  declare readonly overallBestJobName: pulumi.Output<string | undefined>;
  /** Value of the objective that training job reached. */
  declare readonly overallBestObjective: pulumi.Output<number | undefined>;
  /** The trials, best first, then those without a value; the first 100. */
  declare readonly trials: pulumi.Output<TuningTrial[]>;
  /** Number of trials by status: `Completed`, `InProgress`, `Stopped`, `Failed`. */
  declare readonly trialCounts: pulumi.Output<Record<string, number>>;
  /** Trials since the best last became better by 1 % or more. */
  declare readonly jobsNotImproving: pulumi.Output<number | undefined>;
  /** When the search converged, ISO 8601; absent when it did not. */
  declare readonly convergedAt: pulumi.Output<string | undefined>;
  /** Seconds the search took, trials in parallel counted once. */
  declare readonly tuningSeconds: pulumi.Output<number | undefined>;
  /** Seconds of training, all trials together. */
  declare readonly trainingSeconds: pulumi.Output<number>;
  /** Seconds billed, all trials together, for each instance. */
  declare readonly billableSeconds: pulumi.Output<number>;
  /** Share saved by spot capacity over all trials, 0 to 1. */
  declare readonly spotSavings: pulumi.Output<number | undefined>;
  /** Whether the newest search's best trial passed the gate; without one, whether it has a best trial. */
  declare readonly gatePassed: pulumi.Output<boolean>;
  /** What the gate found, in words. */
  declare readonly gateMessage: pulumi.Output<string>;
  /** Newest tuning job, when its best missed the gate and the previous one was kept. */
  declare readonly challengerJobName: pulumi.Output<string | undefined>;

  constructor(name: string, args: TuningJobArgs | undefined, opts: pulumi.CustomResourceOptions = {}) {
    super("floe:sagemaker:TuningJob", name, args, outputs, opts);
  }

  /** A tuning job that exists, by its name. */
  static get(
    name: string,
    jobName: pulumi.Input<pulumi.ID>,
    opts: pulumi.CustomResourceOptions = {},
  ): TuningJob {
    return new TuningJob(name, undefined, { ...opts, id: jobName });
  }
}

import { withoutTags } from "../state/tags";
import type { TrainingJob } from "../training/record";
import type { TuningJob } from "./jobs";

/** What DescribeHyperParameterTuningJob answers, its best job chosen by the objective. */
export function describe(job: TuningJob, trials: TrainingJob[]): object {
  const objective = job.request.HyperParameterTuningJobConfig?.HyperParameterTuningJobObjective;
  const best = trials
    .filter((trial) => trial.status === "Completed" && value(job, trial) !== undefined)
    .sort((left, right) => {
      const difference = (value(job, right) ?? 0) - (value(job, left) ?? 0);
      return objective?.Type === "Minimize" ? -difference : difference;
    })[0];
  const count = (...statuses: string[]) => trials.filter((trial) => statuses.includes(trial.status)).length;
  const measured = trials.filter((trial) => value(job, trial) !== undefined).length;
  return {
    ...withoutTags(job.request),
    HyperParameterTuningJobArn: job.arn,
    HyperParameterTuningJobStatus: job.status,
    CreationTime: job.created,
    LastModifiedTime: job.modified,
    ...(job.ended === undefined ? {} : { HyperParameterTuningEndTime: job.ended }),
    ...(job.failure === undefined ? {} : { FailureReason: job.failure }),
    TrainingJobStatusCounters: {
      Completed: count("Completed"),
      InProgress: count("InProgress", "Stopping"),
      RetryableError: 0,
      NonRetryableError: count("Failed"),
      Stopped: count("Stopped"),
    },
    ObjectiveStatusCounters: {
      Succeeded: measured,
      Pending: count("InProgress", "Stopping"),
      Failed: Math.max(0, trials.length - measured - count("InProgress", "Stopping")),
    },
    ...(best ? { BestTrainingJob: summary(job, best) } : {}),
  };
}

/** The objective's value that a trial reached. */
export function value(job: TuningJob, trial: TrainingJob): number | undefined {
  const name = job.request.HyperParameterTuningJobConfig?.HyperParameterTuningJobObjective?.MetricName;
  return trial.metrics.find((metric) => metric.MetricName === name)?.Value;
}

/** One trial as the list of a tuning job's training jobs shows it. */
export function summary(job: TuningJob, trial: TrainingJob): object {
  const objective = job.request.HyperParameterTuningJobConfig?.HyperParameterTuningJobObjective;
  const reached = value(job, trial);
  const tuned = job.trials.find(({ name }) => name === trial.request.TrainingJobName)?.tuned ?? {};
  return {
    TrainingJobName: trial.request.TrainingJobName,
    TrainingJobArn: trial.arn,
    TuningJobName: job.request.HyperParameterTuningJobName,
    CreationTime: trial.created,
    ...(trial.started === undefined ? {} : { TrainingStartTime: trial.started }),
    ...(trial.ended === undefined ? {} : { TrainingEndTime: trial.ended }),
    TrainingJobStatus: trial.status,
    TunedHyperParameters: tuned,
    ...(trial.failure === undefined ? {} : { FailureReason: trial.failure }),
    ...(reached === undefined
      ? {}
      : {
          FinalHyperParameterTuningJobObjectiveMetric: {
            Type: objective?.Type,
            MetricName: objective?.MetricName,
            Value: reached,
          },
          ObjectiveStatus: "Succeeded",
        }),
  };
}

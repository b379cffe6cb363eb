import { withoutTags } from "../state/tags";
import type { TrainingJob } from "../training/record";
import { type Definition, definitionsOf } from "./definitions";
import type { TuningJob } from "./record";

/** What DescribeHyperParameterTuningJob answers, its best job chosen by the objective. */
export function describe(
  job: TuningJob,
  trials: TrainingJob[],
  parents: [TuningJob, TrainingJob[]][],
): object {
  const best = bestOf([[job, trials]]);
  const identical = job.request.WarmStartConfig?.WarmStartType === "IdenticalDataAndAlgorithm";
  const overall = identical ? bestOf([[job, trials], ...parents]) : undefined;
  const count = (...statuses: string[]) => trials.filter((trial) => statuses.includes(trial.status)).length;
  const running = count("InProgress", "Stopping");
  const measured = trials.filter((trial) => !isRunning(trial) && value(job, trial) !== undefined).length;
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
      InProgress: running,
      RetryableError: 0,
      NonRetryableError: count("Failed"),
      Stopped: count("Stopped"),
    },
    ObjectiveStatusCounters: {
      Succeeded: measured,
      Pending: running,
      Failed: trials.length - measured - running,
    },
    ...(best ? { BestTrainingJob: summary(...best) } : {}),
    ...(overall
      ? { OverallBestTrainingJob: { ...summary(...overall), TuningJobName: nameOf(overall[0]) } }
      : {}),
    ...(job.completion === undefined
      ? {}
      : {
          TuningJobCompletionDetails: {
            NumberOfTrainingJobsObjectiveNotImproving: job.completion.notImproving,
            ...(job.completion.convergedAt === undefined
              ? {}
              : { ConvergenceDetectedTime: job.completion.convergedAt }),
          },
        }),
    ConsumedResources: { RuntimeInSeconds: Math.ceil((job.ended ?? Date.now() / 1000) - job.created) },
  };
}

function isRunning({ status }: TrainingJob): boolean {
  return status === "InProgress" || status === "Stopping";
}

const nameOf = (job: TuningJob) => job.request.HyperParameterTuningJobName;

/** The ended trial with the best value, with the tuning job it is of. */
function bestOf(jobs: [TuningJob, TrainingJob[]][]): [TuningJob, TrainingJob] | undefined {
  return jobs
    .flatMap(([job, trials]) =>
      trials
        .filter((trial) => ["Completed", "Stopped"].includes(trial.status))
        .map((trial): [TuningJob, TrainingJob] => [job, trial]),
    )
    .filter(([job, trial]) => value(job, trial) !== undefined)
    .sort((left, right) => goodness(...right) - goodness(...left))[0];
}

function goodness(job: TuningJob, trial: TrainingJob): number {
  const reached = value(job, trial) ?? 0;
  return definitionOf(job, trial)?.objective.Type === "Minimize" ? -reached : reached;
}

export function definitionOf(job: TuningJob, trial: TrainingJob): Definition | undefined {
  const name = trialOf(job, trial)?.definition;
  const definitions = definitionsOf(job.request);
  return name === undefined ? definitions[0] : definitions.find((one) => one.name === name);
}

function trialOf(job: TuningJob, trial: TrainingJob) {
  return job.trials.find(({ name }) => name === trial.request.TrainingJobName);
}

/** The objective's value that a trial reached. */
export function value(job: TuningJob, trial: TrainingJob): number | undefined {
  const name = definitionOf(job, trial)?.objective.MetricName;
  return trial.metrics.find((metric) => metric.MetricName === name)?.Value;
}

/** One trial as the list of a tuning job's training jobs shows it. */
export function summary(job: TuningJob, trial: TrainingJob): object {
  const objective = definitionOf(job, trial)?.objective;
  const reached = value(job, trial);
  const { tuned = {}, definition } = trialOf(job, trial) ?? {};
  return {
    ...(definition === undefined ? {} : { TrainingJobDefinitionName: definition }),
    TrainingJobName: trial.request.TrainingJobName,
    TrainingJobArn: trial.arn,
    CreationTime: trial.created,
    ...(trial.started === undefined ? {} : { TrainingStartTime: trial.started }),
    ...(trial.ended === undefined ? {} : { TrainingEndTime: trial.ended }),
    TrainingJobStatus: trial.status,
    TunedHyperParameters: tuned,
    ...(trial.failure === undefined ? {} : { FailureReason: trial.failure }),
    ...(isRunning(trial)
      ? { ObjectiveStatus: "Pending" }
      : reached === undefined
        ? { ObjectiveStatus: "Failed" }
        : {
            FinalHyperParameterTuningJobObjectiveMetric: { ...objective, Value: reached },
            ObjectiveStatus: "Succeeded",
          }),
  };
}

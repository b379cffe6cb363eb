import { isMissing } from "../../aws/errors";
import { type Bag, bag, number } from "../../framework";
import { isOpen, type Job, type Jobs, maxCostOutputs } from "../jobs";
import { artifactOf, evaluated } from "../training-job/artifact";
import { metricsOf } from "../training-job/describe";
import { type TrainingDescription, trainingKind } from "../training-job/kind";
import { cost, estimatedFrom, maxCost } from "./cost";
import type { TuningDescription } from "./kind";
import { trainingsOf } from "./trainings";
import { secondsOf, trialOutputs, trialsOf, type TrialSummary } from "./trials";

/** An estimate from half of what it is made of would be false: an input that is not known yet leaves it open. */
export function derive(inputs: Bag, unknown: ReadonlySet<string> = new Set()): Bag {
  return isOpen(unknown, "prices", ...estimatedFrom) ? {} : maxCostOutputs(maxCost(inputs));
}

/** What the description of a tuning job says. */
export function outputsOf(job: TuningDescription): Bag {
  const { BestTrainingJob: best, OverallBestTrainingJob: overall } = job;
  const { Completed, InProgress, Stopped, NonRetryableError, RetryableError } =
    job.TrainingJobStatusCounters ?? {};
  const details = job.TuningJobCompletionDetails;
  return {
    bestJobName: best?.TrainingJobName,
    bestJobArn: best?.TrainingJobArn,
    bestTraining: best?.TrainingJobDefinitionName,
    bestObjective: best?.FinalHyperParameterTuningJobObjectiveMetric?.Value,
    bestHyperparameters: best?.TunedHyperParameters,
    overallBestJobName: overall?.TrainingJobName,
    overallBestObjective: overall?.FinalHyperParameterTuningJobObjectiveMetric?.Value,
    trialCounts: {
      Completed: Completed ?? 0,
      InProgress: (InProgress ?? 0) + (RetryableError ?? 0),
      Stopped: Stopped ?? 0,
      Failed: NonRetryableError ?? 0,
    },
    jobsNotImproving: details?.NumberOfTrainingJobsObjectiveNotImproving,
    convergedAt: details?.ConvergenceDetectedTime?.toISOString(),
    tuningSeconds: job.ConsumedResources?.RuntimeInSeconds,
  };
}

/** Outputs for which the trials have to be asked: what each reached and took, and what the best one left. */
export async function finish(
  jobs: Jobs<TuningDescription>,
  { view, description }: Job<TuningDescription>,
  inputs: Bag,
): Promise<Bag> {
  const trials = await trialsOf(jobs.sagemaker, view.name);
  const billed = await billedOf(jobs, trials, description);
  const trained = sum(trials.map(secondsOf));
  const billable = sum(billed);
  const spent = cost(
    inputs,
    trials.map((trial, index) => ({
      training: trial.TrainingJobDefinitionName,
      seconds: billed[index] ?? 0,
    })),
  );
  return {
    trials: trialOutputs(trials, goalOf(description)),
    trainingSeconds: trained,
    billableSeconds: billable,
    spotSavings:
      isSpot(description) && trained > 0 ? Math.round((1 - billable / trained) * 1000) / 1000 : undefined,
    estimatedCostUsd: trials.length === 0 ? undefined : spent?.usd,
    ...(await bestOf(jobs, description, inputs)),
  };
}

function goalOf(job: TuningDescription): string | undefined {
  const [first] = job.TrainingJobDefinitions ?? [];
  return (
    job.HyperParameterTuningJobConfig?.HyperParameterTuningJobObjective?.Type ?? first?.TuningObjective?.Type
  );
}

function isSpot(job: TuningDescription): boolean {
  const all = [job.TrainingJobDefinition, ...(job.TrainingJobDefinitions ?? [])];
  return all.some((definition) => definition?.EnableManagedSpotTraining === true);
}

/** On demand a trial is billed for what it trained. On spot capacity only its own description says what was billed. */
async function billedOf(
  jobs: Jobs<TuningDescription>,
  trials: readonly TrialSummary[],
  job: TuningDescription,
): Promise<number[]> {
  if (!isSpot(job)) return trials.map((trial) => secondsOf(trial) ?? 0);
  const billed: number[] = [];
  for (const trial of trials) {
    const own = await trainingOf(jobs, trial.TrainingJobName);
    billed.push(own?.BillableTimeInSeconds ?? secondsOf(trial) ?? 0);
  }
  return billed;
}

/** A trial's own record, unless somebody removed it. */
async function trainingOf(
  jobs: Jobs<TuningDescription>,
  name: string | undefined,
): Promise<TrainingDescription | undefined> {
  try {
    return await trainingKind.describe(jobs.sagemaker, name ?? "");
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** The best trial's artifact, metrics and all its hyperparameters. */
async function bestOf(jobs: Jobs<TuningDescription>, job: TuningDescription, inputs: Bag): Promise<Bag> {
  const { TrainingJobName: name, FinalHyperParameterTuningJobObjectiveMetric: reached } =
    job.BestTrainingJob ?? {};
  if (name === undefined || name === "") return {};
  const best = await trainingOf(jobs, name);
  const uri = best?.ModelArtifacts?.S3ModelArtifacts;
  const objective = reached?.MetricName === undefined ? {} : { [reached.MetricName]: reached.Value };
  const metric = await evaluated(name, inputs, jobs.call);
  return {
    artifactUri: uri === "" ? undefined : uri,
    ...(await artifactOf(uri, jobs.call)),
    hyperparameters: best && ownHyperparameters(best.HyperParameters),
    metrics: { ...objective, ...(best && metricsOf(best)), ...metric },
  };
}

/** Without what the service tells the built-in algorithm of its aim: nobody would give it to a training job. */
export function ownHyperparameters(
  all: Readonly<Record<string, string>> | undefined,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(all ?? {}).filter(([name]) => name !== "_tuning_objective_metric"),
  );
}

function sum(numbers: readonly (number | undefined)[]): number {
  return numbers.reduce<number>((total, one) => total + (one ?? 0), 0);
}

/** What the search was to make better, in words; the first training's, when there are several. */
export function aimOf(inputs: Bag): string {
  const [first] = trainingsOf(inputs);
  const metric = bag(first?.inputs.objective).metric;
  return typeof metric === "string" ? metric : "the objective";
}

export function hasBest(outputs: Bag): boolean {
  return number(outputs.bestObjective) !== undefined;
}

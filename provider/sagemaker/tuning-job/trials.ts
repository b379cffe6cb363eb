import type { HyperParameterTrainingJobSummary } from "@aws-sdk/client-sagemaker";
import type { Bag } from "../../framework";
import type { SageMaker } from "../tags";

export type TrialSummary = HyperParameterTrainingJobSummary;

/** Every trial of a tuning job, in the order they were started. */
export async function trialsOf(on: SageMaker, name: string): Promise<TrialSummary[]> {
  const { client, sdk, signal } = on;
  const found: TrialSummary[] = [];
  let NextToken: string | undefined;
  do {
    const command = new sdk.ListTrainingJobsForHyperParameterTuningJobCommand({
      HyperParameterTuningJobName: name,
      MaxResults: 100,
      SortBy: "CreationTime",
      SortOrder: "Ascending",
      NextToken,
    });
    const page = await client.send(command, { abortSignal: signal });
    found.push(...(page.TrainingJobSummaries ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined && NextToken !== "");
  return found;
}

/** Trials kept in a state, which is read and written whole. */
const kept = 100;

export function trialOutputs(trials: readonly TrialSummary[], goal: string | undefined): Bag[] {
  const sign = goal === "Minimize" ? -1 : 1;
  const worth = (trial: TrialSummary) => {
    const value = trial.FinalHyperParameterTuningJobObjectiveMetric?.Value;
    return value === undefined ? -Infinity : sign * value;
  };
  return [...trials]
    .sort((left, right) => worth(right) - worth(left) || 0)
    .slice(0, kept)
    .map((trial) => ({
      jobName: trial.TrainingJobName,
      training: trial.TrainingJobDefinitionName,
      status: trial.TrainingJobStatus,
      objective: trial.FinalHyperParameterTuningJobObjectiveMetric?.Value,
      hyperparameters: trial.TunedHyperParameters,
      seconds: secondsOf(trial),
      failureReason: trial.FailureReason,
    }));
}

/** Seconds a trial trained, which is what is billed unless it ran on spot capacity. */
export function secondsOf({
  TrainingStartTime: start,
  TrainingEndTime: end,
}: TrialSummary): number | undefined {
  return start === undefined || end === undefined
    ? undefined
    : Math.ceil((end.getTime() - start.getTime()) / 1000);
}

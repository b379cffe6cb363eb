import type { TuningJobCompletionCriteria } from "@aws-sdk/client-sagemaker";

/** What the trials so far say of the criteria. Values: larger is better, in the order they became known. */
export interface Standing {
  /** Trials since the best last became better by 1 % or more. */
  readonly notImproving: number;
  readonly converged: boolean;
  /** Why the search is over, or undefined. */
  readonly over: string | undefined;
}

const meaningful = 0.01;
const unchangedTrials = 10;
const converged = 0.001;

/** API reference, "TuningJobCompletionCriteria". Convergence: ten trials in a row changed the best by less than 0.1 %. */
export function standing(
  values: readonly number[],
  criteria: TuningJobCompletionCriteria | undefined,
  sign: 1 | -1,
): Standing {
  const notImproving = since(values, meaningful);
  const still = since(values, converged) >= unchangedTrials;
  const target = criteria?.TargetObjectiveMetricValue;
  const best = Math.max(...values);
  const most = criteria?.BestObjectiveNotImproving?.MaxNumberOfTrainingJobsNotImproving;
  const wanted = criteria?.ConvergenceDetected?.CompleteOnConvergence === "Enabled";
  let over: string | undefined;
  if (target !== undefined && values.length > 0 && best >= sign * target)
    over = `the objective reached ${target}`;
  else if (most !== undefined && notImproving >= most)
    over = `${most} trials in a row did not improve the best`;
  else if (wanted && still) over = "the search has converged";
  return { notImproving, converged: still, over };
}

function since(values: readonly number[], step: number): number {
  let best = -Infinity;
  let count = 0;
  for (const value of values) {
    const better = best === -Infinity || value > best + Math.abs(best) * step;
    count = better ? 0 : count + 1;
    if (better) best = value;
  }
  return count;
}

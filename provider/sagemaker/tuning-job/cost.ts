import type { Estimate } from "../../../blueprints/sagemaker";
import { type Bag, bag, number, text, texts } from "../../framework";
import {
  cost as trainingCost,
  instanceTypes as typesOf,
  maxCost as trainingMaxCost,
} from "../training-job/cost";
import { type Training, trainingsOf } from "./trainings";

const cents = (usd: number) => Math.round(usd * 100) / 100;

/** The inputs of a training as the estimates of training jobs take them. */
function priced(inputs: Bag, training: Training): Bag {
  return { ...training.inputs, prices: inputs.prices };
}

export function instanceTypes(inputs: Bag): string[] {
  return trainingsOf(inputs).flatMap((training) => typesOf(priced(inputs, training)));
}

/**
 * The most a search can cost: each trial at the dearest of the trainings for its longest time, or as many as run
 * together for the longest time of the search. Undefined without a price, or when nothing bounds it.
 */
export function maxCost(inputs: Bag): Estimate | undefined {
  const trainings = trainingsOf(inputs);
  const trials = mostTrials(inputs, trainings);
  const seconds = number(inputs.maxTuningSeconds);
  let most: Estimate | undefined;
  for (const training of trainings) {
    const one = trainingMaxCost(priced(inputs, training));
    if (one === undefined) return undefined;
    const whole = trials === undefined ? Infinity : one.usd * trials;
    const together =
      seconds === undefined
        ? undefined
        : trainingMaxCost({ ...priced(inputs, training), maxRuntimeSeconds: seconds, keepAliveSeconds: 0 });
    const timed = together === undefined ? Infinity : together.usd * (number(inputs.maxParallelJobs) ?? 1);
    const usd = Math.min(whole, timed);
    if (!Number.isFinite(usd)) return undefined;
    if (most === undefined || usd > most.usd) most = { usd: cents(usd), asOf: one.asOf };
  }
  return most;
}

function mostTrials(inputs: Bag, trainings: readonly Training[]): number | undefined {
  const given = number(inputs.maxJobs);
  if (given !== undefined || text(inputs.strategy) !== "Grid") return given;
  return trainings.reduce((sum, { inputs: own }) => sum + combinations(own), 0);
}

/** Trials of a grid: every combination of its values. */
export function combinations(inputs: Bag): number {
  return Object.values(bag(inputs.ranges)).reduce<number>(
    (product, range) => product * Math.max(1, texts(bag(range).values).length),
    1,
  );
}

/** What trials cost, by the training each belongs to and its billed seconds. */
export function cost(
  inputs: Bag,
  trials: readonly { readonly training: string | undefined; readonly seconds: number }[],
): Estimate | undefined {
  const trainings = trainingsOf(inputs);
  const seconds = new Map<string | undefined, number>();
  for (const trial of trials) seconds.set(trial.training, (seconds.get(trial.training) ?? 0) + trial.seconds);
  let usd = 0;
  let asOf = "";
  for (const [name, billed] of seconds) {
    const training = trainings.find((one) => one.name === name) ?? trainings[0];
    const spent = training === undefined ? undefined : trainingCost(priced(inputs, training), billed);
    if (spent === undefined) return undefined;
    usd += spent.usd;
    asOf = spent.asOf;
  }
  return asOf === "" ? undefined : { usd: cents(usd), asOf };
}

/** Inputs an estimate is made of. */
export const estimatedFrom = [
  "instanceType",
  "instanceCount",
  "instanceGroups",
  "instancePreferences",
  "trainings",
  "maxRuntimeSeconds",
  "keepAliveSeconds",
  "maxJobs",
  "maxParallelJobs",
  "maxTuningSeconds",
  "ranges",
  "strategy",
] as const;

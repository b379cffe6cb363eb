import type { Estimate } from "../../../blueprints/sagemaker";
import { type Bag, bag, list, number, text, type Value } from "../../framework";
import { costOf, type Instances } from "../jobs";

function instancesIn(value: Value, otherwise: number): Instances[] {
  return list(value).flatMap((item) => {
    const instanceType = text(bag(item).instanceType);
    const instanceCount = number(bag(item).instanceCount) ?? otherwise;
    return instanceType === undefined ? [] : [{ instanceType, instanceCount }];
  });
}

/** Instances that run together; of preferences one is chosen, so each is an alternative of its own. */
function alternatives(inputs: Bag): Instances[][] {
  const count = number(inputs.instanceCount) ?? 1;
  const preferences = instancesIn(inputs.instancePreferences, count);
  if (preferences.length > 0) return preferences.map((one) => [one]);
  const groups = instancesIn(inputs.instanceGroups, 1);
  if (groups.length > 0) return [groups];
  const instanceType = text(inputs.instanceType);
  return instanceType === undefined ? [] : [[{ instanceType, instanceCount: count }]];
}

/** Custom rules run on instances of their own while the job runs; AWS's built-in rules are free of charge. */
function ruleInstances(inputs: Bag): Instances[] {
  return [...instancesIn(inputs.debugRules, 1), ...instancesIn(inputs.profilerRules, 1)];
}

export function instanceTypes(inputs: Bag): string[] {
  return [...alternatives(inputs).flat(), ...ruleInstances(inputs)].map(({ instanceType }) => instanceType);
}

/** The most a job of these inputs can cost: the dearest of its instances, for its longest time and kept warm after it. */
export function maxCost(inputs: Bag): Estimate | undefined {
  const seconds = number(inputs.maxRuntimeSeconds);
  if (seconds === undefined || inputs.serverless !== undefined) return undefined;
  const warm = number(inputs.keepAliveSeconds) ?? 0;
  const rules = ruleInstances(inputs);
  let most: Estimate | undefined;
  for (const instances of alternatives(inputs)) {
    const training = costOf(inputs, instances, seconds + warm);
    const judging = rules.length === 0 ? { usd: 0, asOf: "" } : costOf(inputs, rules, seconds);
    if (training === undefined || judging === undefined) return undefined;
    const usd = Math.round((training.usd + judging.usd) * 100) / 100;
    if (most === undefined || usd > most.usd) most = { usd, asOf: training.asOf };
  }
  return most;
}

/** What a job cost, by its billed seconds and the instances SageMaker chose. */
export function cost(inputs: Bag, billableSeconds: number, chosen?: Instances): Estimate | undefined {
  const instances = chosen === undefined ? alternatives(inputs)[0] : [chosen];
  return instances === undefined ? undefined : costOf(inputs, instances, billableSeconds);
}

/** Inputs an estimate is made of. */
export const priced = [
  "instanceType",
  "instanceCount",
  "instanceGroups",
  "instancePreferences",
  "maxRuntimeSeconds",
  "keepAliveSeconds",
  "debugRules",
  "profilerRules",
  "serverless",
];

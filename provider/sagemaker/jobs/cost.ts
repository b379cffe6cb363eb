import { type Estimate, maxJobCost } from "../../../blueprints/sagemaker";
import { type Bag, bag } from "../../framework";

/** Instances that run at the same time for the whole of a job. */
export interface Instances {
  readonly instanceType: string;
  readonly instanceCount: number;
}

/** Prices the caller gave over the built-in table. */
export function pricesOf(inputs: Bag): Record<string, number> {
  const prices: Record<string, number> = {};
  for (const [type, price] of Object.entries(bag(inputs.prices))) {
    if (typeof price === "number") prices[type] = price;
  }
  return prices;
}

/** Cost of instances for some seconds; undefined when any of their prices is not known. */
export function costOf(inputs: Bag, instances: readonly Instances[], seconds: number): Estimate | undefined {
  const prices = pricesOf(inputs);
  let usd = 0;
  const dates = new Set<string>();
  for (const group of instances) {
    const estimate = maxJobCost({ ...group, maxRuntimeSeconds: seconds }, prices);
    if (estimate === undefined) return undefined;
    usd += estimate.usd;
    dates.add(estimate.asOf);
  }
  if (dates.size === 0) return undefined;
  return { usd: Math.round(usd * 100) / 100, asOf: [...dates].sort().join(", ") };
}

/** The outputs known before a job starts. */
export function maxCostOutputs(most: Estimate | undefined): Bag {
  return most === undefined ? {} : { estimatedMaxCostUsd: most.usd, pricesAsOf: most.asOf };
}

/** What is wrong with a budget, or undefined. `most` is what a job can cost, undefined when a price is missing. */
export function overBudget(
  budget: number,
  most: Estimate | undefined,
  instanceTypes: readonly string[],
): { rule: string; fix: string } | undefined {
  if (most === undefined) {
    const types = [...new Set(instanceTypes)];
    return {
      rule: `cannot be checked: the price of ${types.join(" or ")} is not known`,
      fix: `add prices: { ${types.map((type) => `"${type}": <USD per hour>`).join(", ")} }`,
    };
  }
  if (most.usd <= budget) return undefined;
  return {
    rule: `the job may cost up to ${most.usd} USD (prices of ${most.asOf}), more than ${budget}`,
    fix: "lower the longest run time or the number of instances, or raise the budget",
  };
}

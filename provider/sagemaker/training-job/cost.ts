import { type Estimate, maxJobCost } from "../../../blueprints/sagemaker";
import { type Bag, bag, number, text } from "../../framework";

function priced(inputs: Bag, seconds: number): Estimate | undefined {
  const prices: Record<string, number> = {};
  for (const [type, price] of Object.entries(bag(inputs.prices))) {
    if (typeof price === "number") prices[type] = price;
  }
  const instanceType = text(inputs.instanceType);
  if (instanceType === undefined) return undefined;
  return maxJobCost(
    { instanceType, instanceCount: number(inputs.instanceCount) ?? 1, maxRuntimeSeconds: seconds },
    prices,
  );
}

/** The most a job of these inputs can cost. */
export function maxCost(inputs: Bag): Estimate | undefined {
  const seconds = number(inputs.maxRuntimeSeconds);
  return seconds === undefined ? undefined : priced(inputs, seconds);
}

/** What a job of these inputs cost, by its billed seconds. */
export function cost(inputs: Bag, billableSeconds: number): Estimate | undefined {
  return priced(inputs, billableSeconds);
}

import { type Bag, bag, flag, number, text } from "../../framework";
import type { Verdict } from "./verdict";

/** Judges a finished model by its metrics. `champion` holds the metrics of the model the resource has, if any. */
export function judge(inputs: Bag, metrics: Bag, champion: Bag | undefined): Verdict {
  if (inputs.gate === undefined) return { passed: true, message: "no gate" };
  const gate = bag(inputs.gate);
  const metric = text(gate.metric) ?? "";
  const value = number(metrics[metric]);
  if (value === undefined) {
    const reported = Object.keys(metrics).sort().join(", ");
    const message = `the job reported no ${metric} (it reported ${reported === "" ? "no metric" : reported})`;
    return { passed: false, message };
  }
  const operator = text(gate.operator) ?? ">=";
  const threshold = number(gate.threshold);
  if (threshold !== undefined && !holds(value, operator, threshold))
    return { passed: false, message: `${metric} is ${value}, the gate demands ${operator} ${threshold}` };
  const best = champion === undefined ? undefined : number(champion[metric]);
  if (flag(gate.betterThanChampion) === true && best !== undefined) {
    const gain = number(gate.minimumGain) ?? 0;
    const improvement = operator.startsWith(">") ? value - best : best - value;
    if (improvement > gain)
      return { passed: true, message: `${metric} is ${value}, better than the champion's ${best}` };
    const by = gain > 0 ? ` by more than ${gain}` : "";
    return { passed: false, message: `${metric} is ${value}, not better${by} than the champion's ${best}` };
  }
  const message =
    threshold === undefined ? `${metric} is ${value}` : `${metric} is ${value}, ${operator} ${threshold}`;
  return { passed: true, message };
}

function holds(value: number, operator: string, threshold: number): boolean {
  switch (operator) {
    case ">":
      return value > threshold;
    case "<":
      return value < threshold;
    case "<=":
      return value <= threshold;
    default:
      return value >= threshold;
  }
}

import type { Problems } from "../checks/problems";
import { checkOneOf } from "../checks/values";

/** The bar a trained model must pass before it may serve. */
export interface Gate {
  /** Metric the job reports, such as `validation:auc`. */
  readonly metric: string;
  /** Default: `>=`. Use `<=` for errors and losses. */
  readonly operator?: ">=" | ">" | "<=" | "<";
  readonly threshold: number;
}

export const gateOperators = [">=", ">", "<=", "<"] as const;

/** @param reported metrics the job will report, when they are known. */
export function checkGate(problems: Problems, gate: Gate, reported?: readonly string[]): void {
  checkOneOf(problems, "operator", gate.operator, gateOperators);
  problems.require(
    Number.isFinite(gate.threshold),
    "threshold",
    `must be a number, not ${String(gate.threshold)}`,
    "give the least value that may serve, such as 0.7",
  );
  problems.require(
    /^[\w:.@-]{1,255}$/.test(gate.metric),
    "metric",
    `"${gate.metric}" is not a metric name`,
    "name a metric of the job, such as validation:auc",
  );
  if (reported === undefined || reported.includes(gate.metric)) return;
  problems.add(
    "metric",
    `the job does not report "${gate.metric}"${reported.length === 0 ? " because eval_metric is not set" : ` (it reports ${reported.join(", ")})`}`,
    `set the hyperparameter eval_metric to ${gate.metric.replace(/^\w+:/, "")} or gate on a reported metric`,
  );
}

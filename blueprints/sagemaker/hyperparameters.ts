import type { Problems } from "../checks/problems";
import { checkHyperparameters, type Hyperparameters } from "./algorithms";
import { xgboost } from "./algorithms/xgboost";

/** Every hyperparameter of the built-in XGBoost against its rule, and the rules between them. */
export function checkXgboost(problems: Problems, values: Hyperparameters): void {
  checkHyperparameters(problems, xgboost, { values });
}

/** SageMaker takes every hyperparameter as text. */
export function hyperparameterTexts(values: Hyperparameters): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}

/** Metrics the built-in XGBoost reports for these hyperparameters: `train:auc`, `validation:auc`. */
export function reportedMetrics(values: Hyperparameters): readonly string[] {
  const metrics = String(values["eval_metric"] ?? "")
    .split(",")
    .map((metric) => metric.trim())
    .filter((metric) => metric !== "");
  return metrics.flatMap((metric) => [`train:${metric}`, `validation:${metric}`]);
}

import type { Problems } from "../../../../blueprints/checks";
import { reportedMetrics } from "../../../../blueprints/sagemaker";
import { type Bag, bag, flag, text, textMap } from "../../../framework";
import { isOpen } from "../../jobs";

type Unknown = ReadonlySet<string>;

export function checkGate(problems: Problems, inputs: Bag, unknown: Unknown): void {
  if (inputs.gate === undefined) return;
  const gate = bag(inputs.gate);
  const barred = gate.threshold !== undefined || flag(gate.betterThanChampion) === true;
  if (!barred && !isOpen(unknown, "gate.threshold", "gate.betterThanChampion"))
    problems.add(
      "gate",
      "has neither a threshold nor betterThanChampion",
      "give the bar, such as threshold: 0.7",
    );
  if ((text(inputs.wait) ?? "completion") !== "completion" && !unknown.has("wait"))
    problems.add(
      "wait",
      "must be completion with a gate: it judges the finished model",
      'set wait: "completion"',
    );
  if (gate.evaluation === undefined && !isOpen(unknown, "gate.evaluation"))
    checkReported(problems, inputs, unknown, text(gate.metric));
}

const xgboost = /\/sagemaker-xgboost:/;

/** The built-in XGBoost reports exactly what eval_metric names: a gate on another metric could never pass. */
function checkReported(problems: Problems, inputs: Bag, unknown: Unknown, metric: string | undefined): void {
  const parameters = textMap(inputs.hyperparameters);
  const builtIn = xgboost.test(text(inputs.image) ?? "") && !("sagemaker_program" in parameters);
  if (!builtIn || metric === undefined || inputs.metricDefinitions !== undefined) return;
  if (isOpen(unknown, "hyperparameters", "metricDefinitions", "channels")) return;
  const reported = reportedMetrics(parameters);
  if (reported.length > 0 && !reported.includes(metric)) {
    const rule = `the job will not report ${metric} (it reports ${reported.join(", ")})`;
    problems.add("gate.metric", rule, "add it to eval_metric");
  }
  if (metric.startsWith("validation:") && bag(inputs.channels).validation === undefined) {
    const rule = `must have a channel validation, which the gate's ${metric} is measured on`;
    problems.add("channels", rule, "add channels.validation");
  }
}

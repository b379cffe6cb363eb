import type { Problems } from "../checks/problems";

type Rule =
  | {
      readonly kind: "integer" | "number";
      readonly min?: number;
      readonly max?: number;
      readonly aboveMin?: boolean;
    }
  | { readonly kind: "choice"; readonly values: readonly string[] }
  | { readonly kind: "text"; readonly pattern: RegExp; readonly like: string };

const integer = (min?: number, max?: number): Rule => ({ kind: "integer", min, max });
const number = (min?: number, max?: number, aboveMin = false): Rule => ({
  kind: "number",
  min,
  max,
  aboveMin,
});
const choice = (...values: readonly string[]): Rule => ({ kind: "choice", values });

const evalMetrics = [
  "accuracy",
  "aft-nloglik",
  "auc",
  "aucpr",
  "balanced_accuracy",
  "cox-nloglik",
  "error",
  "f1",
  "f1_binary",
  "f1_macro",
  "gamma-deviance",
  "gamma-nloglik",
  "interval-regression-accuracy",
  "logloss",
  "mae",
  "map",
  "mape",
  "merror",
  "mlogloss",
  "mphe",
  "mse",
  "ndcg",
  "poisson-nloglik",
  "precision",
  "precision_macro",
  "precision_micro",
  "pre",
  "r2",
  "recall",
  "recall_macro",
  "recall_micro",
  "rmse",
  "rmsle",
  "tweedie-nloglik",
] as const;

/** Hyperparameters of the built-in XGBoost (SageMaker guide, "XGBoost hyperparameters"). */
const xgboostRules: Readonly<Record<string, Rule>> = {
  num_round: integer(1),
  alpha: number(0),
  base_score: number(),
  booster: choice("gbtree", "gblinear", "dart"),
  colsample_bylevel: number(0, 1, true),
  colsample_bynode: number(0, 1, true),
  colsample_bytree: number(0, 1, true),
  csv_weights: choice("0", "1"),
  deterministic_histogram: choice("true", "false"),
  device: choice("cpu", "cuda"),
  early_stopping_rounds: integer(1),
  eta: number(0, 1),
  eval_metric: {
    kind: "text",
    pattern: new RegExp(
      `^(${evalMetrics.join("|")})(@[\\d.]+-?)?(,(${evalMetrics.join("|")})(@[\\d.]+-?)?)*$`,
    ),
    like: "auc or auc,logloss",
  },
  gamma: number(0),
  grow_policy: choice("depthwise", "lossguide"),
  huber_slope: number(0, undefined, true),
  interaction_constraints: { kind: "text", pattern: /^\[.*\]$/, like: "[[0,1],[2,3]]" },
  lambda: number(0),
  lambda_bias: number(0, 1),
  max_bin: integer(2),
  max_delta_step: integer(0),
  max_depth: integer(0),
  max_leaves: integer(0),
  min_child_weight: number(0),
  monotone_constraints: { kind: "text", pattern: /^\(-?[01](,\s*-?[01])*\)$/, like: "(1,0,-1)" },
  normalize_type: choice("tree", "forest"),
  nthread: integer(1),
  num_class: integer(2),
  num_parallel_tree: integer(1),
  objective: {
    kind: "text",
    pattern:
      /^(binary:(logistic|logitraw|hinge)|count:poisson|multi:(softmax|softprob)|rank:(pairwise|ndcg|map)|reg:(squarederror|squaredlogerror|logistic|pseudohubererror|absoluteerror|quantileerror|gamma|tweedie|linear)|survival:(cox|aft))$/,
    like: "binary:logistic",
  },
  one_drop: choice("0", "1"),
  process_type: choice("default", "update"),
  rate_drop: number(0, 1),
  refresh_leaf: choice("0", "1"),
  sample_type: choice("uniform", "weighted"),
  sampling_method: choice("uniform", "gradient_based"),
  save_model_on_termination: choice("true", "false"),
  scale_pos_weight: number(0),
  seed: integer(0),
  single_precision_histogram: choice("true", "false"),
  sketch_eps: number(0, 1),
  skip_drop: number(0, 1),
  subsample: number(0, 1, true),
  tree_method: choice("auto", "exact", "approx", "hist"),
  tweedie_variance_power: number(1, 2),
  updater: { kind: "text", pattern: /^[a-z_]+(,[a-z_]+)*$/, like: "grow_colmaker,prune" },
  use_dask_gpu_training: choice("true", "false"),
  verbosity: integer(0, 3),
  _kfold: integer(2),
  _num_cv_round: integer(1),
};

export type Hyperparameters = Readonly<Record<string, string | number | boolean>>;

/** Every hyperparameter against its rule, and the rules between them. A misspelt one gets its nearest name. */
export function checkXgboost(problems: Problems, values: Hyperparameters): void {
  problems.require(
    "num_round" in values,
    "num_round",
    "is required by the built-in XGBoost",
    "add num_round, such as 100",
  );
  for (const [name, value] of Object.entries(values)) {
    const rule = xgboostRules[name];
    if (rule === undefined) {
      problems.add(
        name,
        "is not a hyperparameter of the built-in XGBoost",
        `${nearest(name)}, or use an image of your own`,
      );
      continue;
    }
    const wrong = broken(rule, String(value));
    problems.require(wrong === undefined, name, `${wrong ?? ""}, not ${String(value)}`, `change ${name}`);
  }
  const multiclass = String(values["objective"] ?? "").startsWith("multi:");
  problems.require(
    !multiclass || "num_class" in values,
    "num_class",
    "is required by a multi-class objective",
    "add the number of classes",
  );
  problems.require(
    multiclass || !("num_class" in values),
    "num_class",
    "is taken only with a multi-class objective",
    "remove num_class or set objective to multi:softprob",
  );
}

function broken(rule: Rule, text: string): string | undefined {
  if (rule.kind === "choice")
    return rule.values.includes(text) ? undefined : `must be one of ${rule.values.join(", ")}`;
  if (rule.kind === "text") return rule.pattern.test(text) ? undefined : `must look like ${rule.like}`;
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) return "must be a number";
  if (rule.kind === "integer" && !Number.isInteger(value)) return "must be a whole number";
  if (rule.min !== undefined && (value < rule.min || (rule.aboveMin === true && value === rule.min))) {
    return `must be ${rule.aboveMin === true ? "more than" : "at least"} ${rule.min}`;
  }
  return rule.max !== undefined && value > rule.max ? `must be at most ${rule.max}` : undefined;
}

function nearest(name: string): string {
  const compact = (text: string) => text.toLowerCase().replace(/[^a-z]/g, "");
  const aliases: Readonly<Record<string, string>> = {
    learningrate: "eta",
    nestimators: "num_round",
    numrounds: "num_round",
    reglambda: "lambda",
    regalpha: "alpha",
    minsplitloss: "gamma",
    randomstate: "seed",
  };
  const found =
    Object.keys(xgboostRules).find((known) => compact(known) === compact(name)) ?? aliases[compact(name)];
  return found === undefined ? "remove it or check its spelling" : `write ${found}`;
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

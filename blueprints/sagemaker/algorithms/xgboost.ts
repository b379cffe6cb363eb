import { type Algorithm, maximize, minimize } from "./algorithm";
import { above, choice, matching, type Parameter, real, required, tunable, whole } from "./rule";

const better = [
  "accuracy",
  "auc",
  "aucpr",
  "balanced_accuracy",
  "f1",
  "f1_binary",
  "f1_macro",
  "map",
  "ndcg",
  "precision",
  "precision_macro",
  "precision_micro",
  "r2",
  "recall",
  "recall_macro",
  "recall_micro",
] as const;

const worse = [
  "aft-nloglik",
  "cox-nloglik",
  "error",
  "gamma-deviance",
  "gamma-nloglik",
  "interval-regression-accuracy",
  "logloss",
  "mae",
  "mape",
  "merror",
  "mlogloss",
  "mphe",
  "mse",
  "poisson-nloglik",
  "rmse",
  "rmsle",
  "tweedie-nloglik",
] as const;

const metric = `(${[...better, ...worse].join("|")}|(error|ndcg|map)@[\\d.]+-?)`;

const objective = matching(
  /^(binary:(logistic|logitraw|hinge)|count:poisson|multi:(softmax|softprob)|rank:(pairwise|ndcg|map)|reg:(squarederror|squaredlogerror|logistic|pseudohubererror|absoluteerror|gamma|tweedie|linear)|survival:(cox|aft))$/,
  "binary:logistic",
);

/**
 * Sources: SageMaker guide, "XGBoost hyperparameters" and "Tune an XGBoost Model"; where it is silent, the rules of
 * the open container itself (aws/sagemaker-xgboost-container, June 2026, for image 3.2-0).
 */
const parameters: Readonly<Record<string, Parameter>> = {
  num_round: required(tunable(whole(1), 1, 4000)),
  aft_loss_distribution: choice("normal", "logistic", "extreme"),
  aft_loss_distribution_scale: real(0),
  alpha: tunable(real(0), 0, 1000),
  base_score: real(0),
  booster: choice("gbtree", "gblinear", "dart"),
  colsample_bylevel: tunable(above(0, 1), 0.1, 1),
  colsample_bynode: tunable(above(0, 1), 0.1, 1),
  colsample_bytree: tunable(above(0, 1), 0.5, 1),
  csv_weights: choice("0", "1"),
  deterministic_histogram: choice("true", "false"),
  dsplit: choice("row", "col"),
  early_stopping_rounds: whole(1),
  eta: tunable(real(0, 1), 0.1, 0.5),
  eval_metric: matching(new RegExp(`^${metric}(, *${metric})*$`), "auc or auc,logloss"),
  gamma: tunable(real(0), 0, 5),
  grow_policy: choice("depthwise", "lossguide"),
  interaction_constraints: matching(/^\[.*\]$/, "[[0,1],[2,3]]"),
  lambda: tunable(real(0), 0, 1000),
  lambda_bias: real(0, 1),
  max_bin: whole(0),
  max_delta_step: tunable(real(0), 0, 10),
  max_depth: tunable(whole(0), 0, 10),
  max_leaves: whole(0),
  min_child_weight: tunable(real(0), 0, 120),
  monotone_constraints: matching(/^\(-?[01](,\s*-?[01])*\)$/, "(1,0,-1)"),
  normalize_type: choice("tree", "forest"),
  nthread: whole(1),
  num_class: whole(2),
  num_parallel_tree: whole(1),
  objective,
  one_drop: choice("0", "1"),
  predictor: choice("auto", "cpu_predictor", "gpu_predictor"),
  prob_buffer_row: whole(2),
  process_type: choice("default", "update"),
  rate_drop: real(0, 1),
  refresh_leaf: choice("0", "1"),
  sample_type: choice("uniform", "weighted"),
  sampling_method: choice("uniform", "gradient_based"),
  save_model_on_termination: choice("true", "false"),
  scale_pos_weight: above(0),
  seed: whole(-(2 ** 31) + 1, 2 ** 31 - 2),
  sketch_eps: real(0, 1),
  skip_drop: real(0, 1),
  subsample: tunable(above(0, 1), 0.5, 1),
  tree_method: choice("auto", "exact", "approx", "hist", "gpu_hist"),
  tweedie_variance_power: real(1, 2),
  updater: matching(/^[a-z_]+(,[a-z_]+)*$/, "grow_colmaker,prune"),
  use_dask_gpu_training: choice("true", "false"),
  verbosity: whole(0, 3),
  _kfold: whole(2),
  _num_cv_round: whole(1),
};

export const xgboost: Algorithm = {
  name: "XGBoost",
  repository: "sagemaker-xgboost",
  parameters,
  aliases: {
    learningrate: "eta",
    nestimators: "num_round",
    numrounds: "num_round",
    numboostround: "num_round",
    reglambda: "lambda",
    regalpha: "alpha",
    minsplitloss: "gamma",
    randomstate: "seed",
  },
  objectives: [
    ...maximize(...better.map((name) => `validation:${name}`)),
    ...minimize(...worse.map((name) => `validation:${name}`)),
  ],
  channels: ["train"],
  together(problems, has, value) {
    const goal = value("objective");
    const multiclass = goal?.startsWith("multi:") === true;
    problems.require(
      !multiclass || has("num_class"),
      "num_class",
      "is required by a multi-class objective",
      "add the number of classes",
    );
    problems.require(
      multiclass || !has("num_class") || (goal === undefined && has("objective")),
      "num_class",
      "is taken only with a multi-class objective",
      "remove num_class or set objective to multi:softprob",
    );
    const metrics = value("eval_metric")?.split(/, */) ?? [];
    problems.require(
      !metrics.includes("aft-nloglik") || goal === undefined || goal === "survival:aft",
      "eval_metric",
      "may name aft-nloglik only with objective survival:aft",
      "change the metric or the objective",
    );
    problems.require(
      !metrics.includes("auc") || goal === undefined || /^(binary|rank):/.test(goal),
      "eval_metric",
      "may name auc only with a binary: or rank: objective",
      "use another metric, such as mlogloss for classes or rmse for numbers",
    );
    const method = value("tree_method");
    problems.require(
      !has("monotone_constraints") ||
        (method === undefined ? has("tree_method") : /^(exact|hist)$/.test(method)),
      "monotone_constraints",
      "needs tree_method exact or hist",
      "set tree_method to hist",
    );
    problems.require(
      !has("interaction_constraints") ||
        (method === undefined ? has("tree_method") : /^(exact|hist|approx)$/.test(method)),
      "interaction_constraints",
      "needs tree_method exact, hist or approx",
      "set tree_method to hist",
    );
  },
};

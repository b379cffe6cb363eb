import { type Algorithm, maximize, minimize } from "./algorithm";
import { above, choice, orWord, type Parameter, real, required, tunable, tunableValues, whole } from "./rule";

const auto = (parameter: Parameter) => orWord(parameter, "auto");
const trueFalse = choice("true", "false");

/** Source: SageMaker guide, "Linear learner hyperparameters" and "Tune a linear learner model". */
export const linearLearner: Algorithm = {
  name: "linear learner",
  repository: "linear-learner",
  parameters: {
    predictor_type: required(choice("binary_classifier", "multiclass_classifier", "regressor")),
    num_classes: whole(3, 1_000_000),
    accuracy_top_k: whole(1),
    balance_multiclass_weights: trueFalse,
    beta_1: auto(real(0, 1)),
    beta_2: auto(real(0, 1)),
    bias_lr_mult: auto(above(0)),
    bias_wd_mult: auto(real(0)),
    binary_classifier_model_selection_criteria: choice(
      "accuracy",
      "f_beta",
      "precision_at_target_recall",
      "recall_at_target_precision",
      "loss_function",
    ),
    early_stopping_patience: whole(1),
    early_stopping_tolerance: above(0),
    epochs: whole(1),
    f_beta: above(0),
    feature_dim: auto(whole(1)),
    huber_delta: above(0),
    init_bias: real(),
    init_method: choice("uniform", "normal"),
    init_scale: above(0),
    init_sigma: above(0),
    l1: tunable(auto(real(0)), 1e-7, 1),
    learning_rate: tunable(auto(above(0)), 1e-5, 1),
    loss: choice(
      "auto",
      "logistic",
      "squared_loss",
      "absolute_loss",
      "hinge_loss",
      "softmax_loss",
      "eps_insensitive_squared_loss",
      "eps_insensitive_absolute_loss",
      "quantile_loss",
      "huber_loss",
    ),
    loss_insensitivity: above(0),
    lr_scheduler_factor: auto(above(0, 1)),
    lr_scheduler_minimum_lr: auto(above(0)),
    lr_scheduler_step: auto(whole(1)),
    margin: above(0),
    mini_batch_size: tunable(whole(1), 100, 5000),
    momentum: auto(real(0, 1)),
    normalize_data: choice("auto", "true", "false"),
    normalize_label: choice("auto", "true", "false"),
    num_calibration_samples: auto(whole(1)),
    num_models: auto(whole(1)),
    num_point_for_scaler: whole(1),
    optimizer: choice("auto", "adam", "sgd", "rmsprop"),
    positive_example_weight_mult: tunable(orWord(above(0), "balanced", "auto"), 1e-5, 1e5),
    quantile: real(0, 1),
    target_precision: real(0, 1),
    target_recall: real(0, 1),
    unbias_data: choice("auto", "true", "false"),
    unbias_label: choice("auto", "true", "false"),
    use_bias: tunableValues(choice("true", "false", "True", "False"), "true", "false"),
    use_lr_scheduler: trueFalse,
    wd: tunable(auto(real(0)), 1e-7, 1),
  },
  aliases: { weightdecay: "wd", batchsize: "mini_batch_size", numclass: "num_classes" },
  objectives: ["test", "validation"].flatMap((channel) => [
    ...minimize(`${channel}:objective_loss`),
    ...maximize(
      ...["binary_classification_accuracy", "binary_f_beta", "precision", "recall"].map(
        (metric) => `${channel}:${metric}`,
      ),
    ),
  ]),
  channels: ["train"],
  together(problems, has, value) {
    problems.require(
      value("predictor_type") !== "multiclass_classifier" || has("num_classes"),
      "num_classes",
      "is required with predictor_type multiclass_classifier",
      "add the number of classes",
    );
  },
};

import { type Algorithm, minimize } from "./algorithm";
import { choice, matching, orWord, real, required, tunable, whole } from "./rule";

/** Source: SageMaker guide, "DeepAR hyperparameters" and "Tune a DeepAR model". */
export const deepAr: Algorithm = {
  name: "DeepAR",
  repository: "forecasting-deepar",
  parameters: {
    context_length: required(tunable(whole(1), 1, 200)),
    epochs: required(tunable(whole(1), 1, 1000)),
    prediction_length: required(whole(1)),
    time_freq: required(matching(/^\d*(M|W|D|H|min)$/, "5min or H")),
    cardinality: orWord(matching(/^(\[\s*\d+(\s*,\s*\d+)*\s*\])?$/, "[3,7]"), "auto", "ignore"),
    dropout_rate: tunable(real(0, 1), 0, 0.2),
    early_stopping_patience: whole(),
    embedding_dimension: tunable(whole(1), 1, 50),
    learning_rate: tunable(real(), 1e-5, 0.1),
    likelihood: choice("gaussian", "beta", "negative-binomial", "student-T", "deterministic-L1"),
    mini_batch_size: tunable(whole(1), 32, 1028),
    num_cells: tunable(whole(1), 30, 200),
    num_dynamic_feat: orWord(whole(1), "auto", "ignore", ""),
    num_eval_samples: whole(),
    num_layers: tunable(whole(1), 1, 8),
    test_quantiles: matching(/^\[\s*[\d.]+(\s*,\s*[\d.]+)*\s*\]$/, "[0.1,0.5,0.9]"),
  },
  objectives: minimize("test:RMSE", "test:mean_wQuantileLoss", "train:final_loss"),
  channels: ["train"],
};

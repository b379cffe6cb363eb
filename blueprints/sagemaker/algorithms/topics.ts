import { type Algorithm, maximize, minimize } from "./algorithm";
import { above, choice, matching, orWord, real, required, tunable, tunableValues, whole } from "./rule";

/** Source: SageMaker guide, "LDA hyperparameters" and "Tune an LDA model". */
export const lda: Algorithm = {
  name: "latent Dirichlet allocation",
  repository: "lda",
  parameters: {
    num_topics: required(tunable(whole(1), 1, 150)),
    feature_dim: required(whole(1)),
    mini_batch_size: required(whole(1)),
    alpha0: tunable(above(0), 0.1, 10),
    max_restarts: whole(1),
    max_iterations: whole(1),
    tol: above(0),
  },
  objectives: maximize("test:pwll"),
  channels: ["train"],
};

/** Source: SageMaker guide, "NTM hyperparameters" and "Tune an NTM model". */
export const ntm: Algorithm = {
  name: "neural topic model",
  repository: "ntm",
  parameters: {
    feature_dim: required(whole(1, 1_000_000)),
    num_topics: required(whole(2, 1000)),
    batch_norm: choice("true", "false"),
    clip_gradient: real(1e-3),
    encoder_layers: orWord(matching(/^\[?\d+(\s*,\s*\d+)*\]?$/, "100,50"), "auto"),
    encoder_layers_activation: tunableValues(choice("sigmoid", "tanh", "relu"), "sigmoid", "tanh", "relu"),
    epochs: whole(1),
    learning_rate: tunable(real(1e-6, 1), 1e-4, 0.1),
    mini_batch_size: tunable(whole(1, 10_000), 16, 2048),
    num_patience_epochs: whole(1),
    optimizer: tunableValues(
      choice("sgd", "adam", "adagrad", "adadelta", "rmsprop"),
      "sgd",
      "adam",
      "adadelta",
    ),
    rescale_gradient: tunable(real(1e-3, 1), 0.1, 1),
    sub_sample: real(0, 1),
    tolerance: real(1e-6, 0.1),
    weight_decay: tunable(real(0, 1), 0, 1),
  },
  objectives: minimize("validation:total_loss"),
  channels: ["train"],
};

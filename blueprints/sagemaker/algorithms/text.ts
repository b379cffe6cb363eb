import { type Algorithm, maximize, minimize } from "./algorithm";
import {
  above,
  choice,
  matching,
  orWord,
  type Parameter,
  real,
  required,
  tunable,
  tunableValues,
  whole,
} from "./rule";

const file = matching(/^[A-Za-z0-9._]+$/, "vocab.json");
const networks = ["hcnn", "bilstm", "pooled_embedding"];

/** The two encoders take the same settings. */
function encoder(part: "enc0" | "enc1"): Readonly<Record<string, Parameter>> {
  return {
    [`${part}_network`]: choice(...(part === "enc1" ? ["enc0", ...networks] : networks)),
    [`${part}_cnn_filter_width`]: tunable(whole(1, 9), 1, 5),
    [`${part}_freeze_pretrained_embedding`]: choice("True", "False", "true", "false"),
    [`${part}_layers`]: tunable(orWord(whole(1, 4), "auto"), 1, 4),
    [`${part}_max_seq_len`]: whole(1, 5000),
    [`${part}_pretrained_embedding_file`]: file,
    [`${part}_token_embedding_dim`]: tunable(whole(2, 1000), 5, 300),
    [`${part}_vocab_file`]: file,
    [`${part}_vocab_size`]: whole(2, 3_000_000),
  };
}

const errors = ["mean_squared_error", "cross_entropy"];

/** Source: SageMaker guide, "Object2Vec hyperparameters" and "Tune an Object2Vec model". */
export const object2vec: Algorithm = {
  name: "Object2Vec",
  repository: "object2vec",
  parameters: {
    ...encoder("enc0"),
    ...encoder("enc1"),
    enc0_max_seq_len: required(whole(1, 5000)),
    enc0_vocab_size: required(whole(2, 3_000_000)),
    bucket_width: whole(0, 100),
    comparator_list: matching(
      /^(hadamard|concat|abs_diff)(\s*,\s*(hadamard|concat|abs_diff))*$/,
      "hadamard, concat, abs_diff",
    ),
    dropout: tunable(real(0, 1), 0, 1),
    early_stopping_patience: tunable(whole(1, 5), 1, 5),
    early_stopping_tolerance: tunable(real(1e-6, 0.1), 0.001, 0.1),
    enc_dim: tunable(whole(4, 10_000), 4, 4096),
    epochs: tunable(whole(1, 100), 4, 20),
    learning_rate: tunable(real(1e-6, 1), 1e-6, 1),
    mini_batch_size: tunable(whole(1, 10_000), 1, 8192),
    mlp_activation: tunableValues(choice("tanh", "relu", "linear"), "tanh", "relu", "linear"),
    mlp_dim: tunable(whole(2, 10_000), 16, 1024),
    mlp_layers: tunable(whole(0, 10), 1, 4),
    negative_sampling_rate: whole(0),
    num_classes: whole(2, 30),
    optimizer: tunableValues(
      choice("adadelta", "adagrad", "adam", "sgd", "rmsprop"),
      "adagrad",
      "adam",
      "rmsprop",
      "sgd",
      "adadelta",
    ),
    output_layer: choice("softmax", "mean_squared_error"),
    tied_token_embedding_weight: choice("True", "False", "true", "false"),
    token_embedding_storage_type: choice("dense", "row_sparse"),
    weight_decay: tunable(real(0, 10_000), 0, 1),
  },
  objectives: ["test", "validation"].flatMap((channel) => [
    ...minimize(...errors.map((metric) => `${channel}:${metric}`)),
    ...maximize(`${channel}:accuracy`),
  ]),
  channels: ["train"],
};

const flag = choice("True", "False", "true", "false");
const modes = ["batch_skipgram", "skipgram", "cbow", "supervised"];

/** Source: SageMaker guide, "BlazingText hyperparameters" and "Tune a BlazingText model". */
export const blazingText: Algorithm = {
  name: "BlazingText",
  repository: "blazingtext",
  parameters: {
    mode: required(tunableValues(choice(...modes), ...modes.slice(0, 3))),
    batch_size: tunable(whole(1), 8, 32),
    buckets: tunable(whole(1), 1_000_000, 10_000_000),
    early_stopping: flag,
    epochs: tunable(whole(1), 5, 15),
    evaluation: flag,
    learning_rate: tunable(above(0), 0.005, 0.01),
    max_char: whole(1),
    min_char: whole(1),
    min_count: tunable(whole(0), 0, 100),
    min_epochs: whole(1),
    negative_samples: tunable(whole(1), 5, 25),
    patience: whole(1),
    sampling_threshold: tunable(above(0, 1), 0.0001, 0.001),
    subwords: flag,
    vector_dim: tunable(whole(1), 32, 300),
    window_size: tunable(whole(1), 1, 10),
    word_ngrams: tunable(whole(1), 1, 3),
  },
  objectives: maximize("train:mean_rho", "validation:accuracy"),
  channels: ["train"],
};

import { type Algorithm, maximize, minimize } from "./algorithm";
import { choice, type Parameter, real, tunable, tunableValues, whole } from "./rule";

const flag = choice("true", "false");
const share = tunable(real(0, 1), 0, 0.5);
const width = (values: readonly number[]): Parameter => tunableValues(whole(1), ...values);
const hidden = width([128, 256, 512, 1024, 2048]);
const schedulers = ["plateau_reduce", "fixed_rate_inv_t", "fixed_rate_inv_sqrt_t"];

/** Source: SageMaker guide, "Sequence-to-sequence hyperparameters" and "Tune a sequence-to-sequence model". */
export const seq2seq: Algorithm = {
  name: "sequence to sequence",
  repository: "seq2seq",
  parameters: {
    batch_size: width([16, 32, 64, 128, 256, 512, 1024, 2048]),
    beam_size: whole(1),
    bleu_sample_size: whole(),
    bucket_width: whole(1),
    bucketing_enabled: flag,
    checkpoint_frequency_num_batches: whole(1),
    checkpoint_threshold: whole(1),
    clip_gradient: tunable(real(), 1, 5),
    cnn_activation_type: choice("glu", "relu", "softrelu", "sigmoid", "tanh"),
    cnn_hidden_dropout: share,
    cnn_kernel_width_decoder: whole(1),
    cnn_kernel_width_encoder: whole(1),
    cnn_num_hidden: hidden,
    decoder_type: choice("rnn", "cnn"),
    embed_dropout_source: share,
    embed_dropout_target: share,
    encoder_type: choice("rnn", "cnn"),
    fixed_rate_lr_half_life: tunable(whole(1), 10, 30),
    learning_rate: tunable(real(), 0.00005, 0.2),
    loss_type: choice("cross-entropy"),
    lr_scheduler_type: tunableValues(choice(...schedulers), ...schedulers),
    max_num_batches: whole(),
    max_num_epochs: whole(),
    max_seq_len_source: whole(1),
    max_seq_len_target: whole(1),
    min_num_epochs: whole(),
    momentum: tunable(real(), 0.5, 0.9),
    num_embed_source: tunable(whole(1), 256, 512),
    num_embed_target: tunable(whole(1), 256, 512),
    num_layers_decoder: tunable(whole(1), 1, 10),
    num_layers_encoder: tunable(whole(1), 1, 10),
    optimized_metric: choice("perplexity", "accuracy", "bleu"),
    optimizer_type: tunableValues(choice("adam", "sgd", "rmsprop"), "adam", "sgd", "rmsprop"),
    plateau_reduce_lr_factor: tunable(real(), 0.1, 0.5),
    plateau_reduce_lr_threshold: tunable(whole(1), 1, 5),
    rnn_attention_in_upper_layers: flag,
    rnn_attention_num_hidden: whole(1),
    rnn_attention_type: choice("dot", "fixed", "mlp", "bilinear"),
    rnn_cell_type: choice("lstm", "gru"),
    rnn_decoder_hidden_dropout: share,
    rnn_decoder_state_init: choice("last", "avg", "zero"),
    rnn_first_residual_layer: whole(1),
    rnn_num_hidden: hidden,
    rnn_residual_connections: flag,
    training_metric: choice("perplexity", "accuracy"),
    weight_decay: tunable(real(), 0, 0.1),
    weight_init_scale: tunable(real(), 2, 3),
    weight_init_type: tunableValues(choice("uniform", "xavier"), "xavier", "uniform"),
    xavier_factor_type: choice("in", "out", "avg"),
  },
  objectives: [...maximize("validation:accuracy", "validation:bleu"), ...minimize("validation:perplexity")],
  channels: ["train", "validation", "vocab"],
};

import { type Algorithm, maximize, minimize } from "./algorithm";
import { choice, matching, orWord, real, required, tunable, tunableValues, whole } from "./rule";

/** Source: SageMaker guide, "K-means hyperparameters" and "Tune a K-means model". */
export const kmeans: Algorithm = {
  name: "k-means",
  repository: "kmeans",
  parameters: {
    feature_dim: required(whole(1)),
    k: required(whole(1)),
    epochs: tunable(whole(1), 1, 10),
    eval_metrics: matching(/^\[\s*"(msd|ssd)"(\s*,\s*"(msd|ssd)")*\s*\]$/, '["msd","ssd"]'),
    extra_center_factor: tunable(orWord(whole(1), "auto"), 4, 10),
    half_life_time_size: whole(0),
    init_method: tunableValues(choice("random", "kmeans++"), "kmeans++", "random"),
    local_lloyd_init_method: choice("random", "kmeans++"),
    local_lloyd_max_iter: whole(1),
    local_lloyd_num_trials: orWord(whole(1), "auto"),
    local_lloyd_tol: real(0, 1),
    mini_batch_size: tunable(whole(1), 3000, 15_000),
  },
  objectives: minimize("test:msd", "test:ssd"),
  channels: ["train"],
};

/** Source: SageMaker guide, "PCA hyperparameters". It cannot be tuned: it reports no objective. */
export const pca: Algorithm = {
  name: "principal component analysis",
  repository: "pca",
  parameters: {
    feature_dim: required(whole(1)),
    mini_batch_size: required(whole(1)),
    num_components: required(whole(1)),
    algorithm_mode: choice("regular", "randomized"),
    extra_components: whole(-1),
    subtract_mean: choice("true", "false", "True", "False"),
  },
  objectives: [],
  channels: ["train"],
};

/** Source: SageMaker guide, "RCF hyperparameters" and "Tune an RCF model". */
export const randomCutForest: Algorithm = {
  name: "random cut forest",
  repository: "randomcutforest",
  parameters: {
    feature_dim: required(whole(1, 10_000)),
    eval_metrics: matching(
      /^\[?\s*["']?(accuracy|precision_recall_fscore)["']?(\s*,\s*["']?(accuracy|precision_recall_fscore)["']?)*\s*\]?$/,
      '["accuracy","precision_recall_fscore"]',
    ),
    num_samples_per_tree: tunable(whole(1, 2048), 1, 2048),
    num_trees: tunable(whole(50, 1000), 50, 1000),
  },
  objectives: maximize("test:f1"),
  channels: ["train"],
};

/** Source: SageMaker guide, "IP Insights hyperparameters" and "Tune an IP Insights model". */
export const ipInsights: Algorithm = {
  name: "IP insights",
  repository: "ipinsights",
  parameters: {
    num_entity_vectors: required(tunable(whole(1, 250_000_000), 10_000, 1_000_000)),
    vector_dim: required(tunable(whole(4, 4096), 8, 256)),
    batch_metrics_publish_interval: whole(1),
    epochs: tunable(whole(1), 1, 100),
    learning_rate: tunable(real(1e-6, 10), 1e-4, 0.1),
    mini_batch_size: tunable(whole(1, 500_000), 100, 50_000),
    num_ip_encoder_layers: tunable(whole(0, 100), 1, 10),
    random_negative_sampling_rate: tunable(whole(0, 500), 0, 10),
    shuffled_negative_sampling_rate: tunable(whole(0, 500), 0, 10),
    weight_decay: tunable(real(0, 10), 0, 1),
  },
  objectives: maximize("validation:discriminator_auc"),
  channels: ["train"],
};

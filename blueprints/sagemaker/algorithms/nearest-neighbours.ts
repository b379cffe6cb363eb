import { type Algorithm, maximize, minimize } from "./algorithm";
import { choice, required, tunable, whole } from "./rule";

const subquantizers = [1, 2, 3, 4, 8, 12, 16, 20, 24, 28, 32, 40, 48, 56, 64, 96].map(String);

/** Source: SageMaker guide, "k-NN hyperparameters" and "Tune a k-NN model". */
export const nearestNeighbours: Algorithm = {
  name: "k-nearest neighbours",
  repository: "knn",
  parameters: {
    feature_dim: required(whole(1)),
    k: required(tunable(whole(1), 1, 1024)),
    predictor_type: required(choice("classifier", "regressor")),
    sample_size: required(tunable(whole(1), 256, 20_000_000)),
    dimension_reduction_target: whole(1),
    dimension_reduction_type: choice("sign", "fjlt"),
    faiss_index_ivf_nlists: whole(1),
    faiss_index_pq_m: choice(...subquantizers),
    index_metric: choice("L2", "INNER_PRODUCT", "COSINE"),
    index_type: choice("faiss.Flat", "faiss.IVFFlat", "faiss.IVFPQ"),
    mini_batch_size: whole(1),
  },
  objectives: [...maximize("test:accuracy"), ...minimize("test:mse")],
  channels: ["train"],
  together(problems, has, value) {
    problems.require(
      !has("dimension_reduction_type") || has("dimension_reduction_target"),
      "dimension_reduction_target",
      "is required with dimension_reduction_type",
      "add how many dimensions shall be left",
    );
    const [target, dimensions] = [value("dimension_reduction_target"), value("feature_dim")];
    problems.require(
      target === undefined || dimensions === undefined || Number(target) < Number(dimensions),
      "dimension_reduction_target",
      `must be less than feature_dim (${dimensions ?? ""})`,
      "lower it",
    );
  },
};

import { type Algorithm, maximize, minimize } from "./algorithm";
import { choice, type Parameter, real, required, tunable, whole } from "./rule";

const size = tunable(real(0), 1e-8, 512);
const init = choice("uniform", "normal", "constant");
const [leastSize, mostSize] = [1e-8, 512];

/** The weights of one part of the model: how they begin, learn and decay. */
function weights(part: string): Readonly<Record<string, Parameter>> {
  return {
    [`${part}_init_method`]: init,
    [`${part}_init_scale`]: size,
    [`${part}_init_sigma`]: size,
    [`${part}_init_value`]: tunable(real(), leastSize, mostSize),
    [`${part}_lr`]: size,
    [`${part}_wd`]: size,
  };
}

/** Source: SageMaker guide, "Factorization Machines hyperparameters" and "Tune a Factorization Machines model". */
export const factorizationMachines: Algorithm = {
  name: "factorization machines",
  repository: "factorization-machines",
  parameters: {
    feature_dim: required(whole(1)),
    num_factors: required(whole(1)),
    predictor_type: required(choice("binary_classifier", "regressor")),
    ...weights("bias"),
    ...weights("factors"),
    ...weights("linear"),
    clip_gradient: real(),
    epochs: tunable(whole(1), 1, 1000),
    eps: real(),
    mini_batch_size: tunable(whole(1), 100, 10_000),
    rescale_grad: real(),
  },
  objectives: [
    ...minimize("test:rmse", "test:binary_classification_cross_entropy"),
    ...maximize("test:binary_classification_accuracy", "test:binary_f_beta"),
  ],
  channels: ["train"],
};

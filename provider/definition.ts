import { config } from "./config";
import type { ProviderDefinition } from "./framework";
import { trainingJob } from "./sagemaker/training-job";

export const version = "0.1.0";

/** The native provider `floe`. */
export const definition: ProviderDefinition = {
  name: "floe",
  version,
  config,
  resources: [trainingJob],
  functions: [],
};

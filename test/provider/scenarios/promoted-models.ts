import type { Scenario } from "../support/scenario";

export const scenarios: readonly Scenario[] = [
  {
    token: "floe:sagemaker:PromotedModels",
    inputs: { namePrefix: "shop-prod", endpointName: "shop", trainingJobs: "stop" },
    changed: { namePrefix: "shop-prod", endpointName: "shop", trainingJobs: "delete" },
    imported: ["trainingJobs"],
    stays: true,
  },
];

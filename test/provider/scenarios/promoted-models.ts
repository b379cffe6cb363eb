import type { Scenario } from "../support/scenario";

export const scenarios: readonly Scenario[] = [
  {
    token: "floe:sagemaker:PromotedModels",
    inputs: { namePrefix: "shop-prod", endpointName: "shop", trainingJobs: "stop" },
    changed: { namePrefix: "shop-prod", endpointName: "shop", trainingJobs: "delete" },
    replaced: { namePrefix: "shop-live", endpointName: "shop", trainingJobs: "stop" },
    imported: ["trainingJobs"],
    stays: true,
  },
];

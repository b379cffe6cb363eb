import type { Scenario } from "../support/scenario";

const inputs = { name: "shop-prod", endpointConfigName: "shop-prod-1", tags: { team: "risk" } };

export const scenarios: readonly Scenario[] = [
  {
    token: "floe:sagemaker:Endpoint",
    inputs,
    changed: { ...inputs, endpointConfigName: "shop-prod-2", tags: { team: "fraud" } },
    imported: [],
  },
];

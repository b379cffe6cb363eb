import type { ResourceType } from "../../framework";

const endsJobs = "delete, unless `trainingJobs` is `retain`";

/** What the docs say of the resource beyond its table. */
export const docs = {
  costs:
    "Nothing itself. Models and endpoint configurations are free; training jobs it keeps are records that cost nothing either.",
  permissions: {
    aws: [
      { action: "sagemaker:ListModels", when: "read and delete" },
      { action: "sagemaker:ListEndpointConfigs", when: "read and delete" },
      { action: "sagemaker:ListTrainingJobs", when: `read, and ${endsJobs}` },
      { action: "sagemaker:ListTags", when: "read and delete, to tell its own from others'" },
      { action: "sagemaker:DescribeEndpoint", when: "delete" },
      { action: "sagemaker:DeleteEndpointConfig", when: "delete" },
      { action: "sagemaker:DeleteModel", when: "delete" },
      { action: "sagemaker:DescribeTrainingJob", when: endsJobs },
      { action: "sagemaker:StopTrainingJob", when: endsJobs },
      { action: "sagemaker:DeleteTrainingJob", when: "delete, when `trainingJobs` is `delete`" },
    ],
  },
  example: `import * as floe from "floe/sdk";

const promoted = new floe.sagemaker.PromotedModels("promoted", {
  namePrefix: "shop-prod-flights",
  endpointName: "shop-prod-flights",
  trainingJobs: "stop",
});

new floe.sagemaker.Endpoint(
  "flights",
  { name: "shop-prod-flights", endpointConfigName: "shop-prod-flights-deployed", promotedElsewhere: true },
  { dependsOn: promoted },
);
`,
  importId: "`<endpoint name>/<name prefix>`",
} satisfies Pick<ResourceType, "costs" | "permissions" | "example" | "importId">;

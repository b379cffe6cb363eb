import * as sagemaker from "@pulumi/aws/sagemaker";
import { SageMaker } from "@aws-sdk/client-sagemaker";
import type { Case } from "./harness";

/** SageMaker's types, on a model that a script serves. They use the bucket and the role of the other table. */
export const servingCases: readonly Case[] = [
  {
    token: "aws:sagemaker/modelPackageGroup:ModelPackageGroup",
    make: (variant, _, options) =>
      new sagemaker.ModelPackageGroup(
        "group",
        { modelPackageGroupName: "round-trip-group", tags: { team: variant } },
        options,
      ),
    change: "update",
    drift: () => new SageMaker().deleteModelPackageGroup({ ModelPackageGroupName: "round-trip-group" }),
    seen: "delete",
  },
];

import type * as iam from "@pulumi/aws/iam";
import * as sagemaker from "@pulumi/aws/sagemaker";
import { SageMaker } from "@aws-sdk/client-sagemaker";
import type { Case } from "./harness";

/** Where the test puts a trained model before the stack is made. */
export const modelBucket = "round-trip-models";
export const modelKey = "model.tar.gz";
const image = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.2-0";
const client = () => new SageMaker();

/** SageMaker's types. They use the role of the other table. */
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
    drift: () => client().deleteModelPackageGroup({ ModelPackageGroupName: "round-trip-group" }),
    seen: "delete",
  },
  {
    token: "aws:sagemaker/model:Model",
    make: (variant, others, options) =>
      new sagemaker.Model(
        "model",
        {
          name: "round-trip-model",
          executionRoleArn: others<iam.Role>("Role").arn,
          primaryContainer: {
            image,
            modelDataUrl: `s3://${modelBucket}/${modelKey}`,
            environment: { NOTE: "kept" },
          },
          tags: { team: variant },
        },
        { ...options, dependsOn: [others("RolePolicy")] },
      ),
    change: "update",
    drift: () => client().deleteModel({ ModelName: "round-trip-model" }),
    seen: "delete",
  },
  {
    token: "aws:sagemaker/endpointConfiguration:EndpointConfiguration",
    make: (variant, others, options) =>
      new sagemaker.EndpointConfiguration(
        "config",
        {
          name: `round-trip-config-${variant}`,
          productionVariants: [
            {
              variantName: "main",
              modelName: others<sagemaker.Model>("Model").name,
              instanceType: "ml.m5.large",
              initialInstanceCount: 1,
            },
          ],
        },
        options,
      ),
    change: "replace",
    drift: () => client().deleteEndpointConfig({ EndpointConfigName: "round-trip-config-changed" }),
    seen: "delete",
  },
  {
    token: "aws:sagemaker/endpoint:Endpoint",
    make: (_, others, options) =>
      new sagemaker.Endpoint(
        "endpoint",
        {
          name: "round-trip-endpoint",
          endpointConfigName: others<sagemaker.EndpointConfiguration>("EndpointConfiguration").name,
        },
        options,
      ),
    change: "update",
    drift: () => client().deleteEndpoint({ EndpointName: "round-trip-endpoint" }),
    seen: "delete",
  },
];

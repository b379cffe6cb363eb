import type { Permission, ResourceType } from "../../framework";

export const costs =
  "SageMaker bills each instance of each variant, shadows too, by the second from start to deletion, whether requests come or not; a serverless variant by the time its requests take. An update runs old and new instances side by side until the old ones go: a long baking time or termination wait costs both fleets, a rolling update one batch more. Models and configurations cost nothing; captured data costs its S3 storage.";

const made = "with `variants`";
const aws: readonly Permission[] = [
  { action: "sagemaker:DescribeEndpoint", when: "always" },
  { action: "sagemaker:CreateEndpoint", when: "create, and update of an endpoint that failed" },
  { action: "sagemaker:UpdateEndpoint", when: "update of what is served" },
  { action: "sagemaker:DeleteEndpoint", when: "delete, and update of an endpoint that failed" },
  { action: "sagemaker:AddTags", when: "create, and update of `tags`" },
  { action: "sagemaker:DeleteTags", when: "update of `tags`" },
  { action: "sagemaker:ListTags", when: "read, adoption after a crash, and deletion of what was made" },
  { action: "sagemaker:CreateModel", when: made },
  { action: "sagemaker:DescribeModel", when: made },
  { action: "sagemaker:ListModels", when: made },
  { action: "sagemaker:DeleteModel", when: made },
  { action: "sagemaker:CreateEndpointConfig", when: made },
  { action: "sagemaker:DescribeEndpointConfig", when: made },
  { action: "sagemaker:ListEndpointConfigs", when: made },
  { action: "sagemaker:DeleteEndpointConfig", when: made },
  { action: "iam:PassRole", when: "with `variants`, on `models.*.roleArn` and `executionRoleArn`" },
];
export const permissions: NonNullable<ResourceType["permissions"]> = { aws };

export const example = `import { sagemaker } from "floe/sdk";

new sagemaker.Endpoint("flights", {
  name: "flights",
  models: {
    current: {
      image: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.2-0",
      artifactUri: "s3://my-bucket/models/flights-1/output/model.tar.gz",
      roleArn: "arn:aws:iam::123456789012:role/serving",
    },
  },
  variants: { champion: { model: "current", instanceType: "ml.m5.large", instanceCount: 4 } },
  deploymentConfig: {
    blueGreenUpdatePolicy: {
      trafficRoutingConfiguration: {
        type: "CANARY",
        waitIntervalInSeconds: 300,
        canarySize: { type: "CAPACITY_PERCENT", value: 25 },
      },
    },
    autoRollbackConfiguration: { alarms: [{ alarmName: "flights-errors" }] },
  },
  retainPrevious: 1,
});
`;

import type { Scenario } from "../support/scenario";

const token = "floe:sagemaker:Endpoint";
const given = { name: "shop-prod", endpointConfigName: "shop-prod-1", tags: { team: "risk" } };
const model = {
  image: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.2-0",
  artifactUri: "s3://models/1/model.tar.gz",
  environment: { LEVEL: "1" },
  roleArn: "arn:aws:iam::123456789012:role/serving",
};
const made = {
  name: "shop-prod",
  models: { current: model },
  variants: { champion: { model: "current", instanceType: "ml.m5.large", instanceCount: 2 } },
  dataCapture: { s3Uri: "s3://captured/shop", percentage: 10 },
  deploymentConfig: {
    blueGreenUpdatePolicy: {
      trafficRoutingConfiguration: {
        type: "CANARY",
        waitIntervalInSeconds: 60,
        canarySize: { type: "INSTANCE_COUNT", value: 1 },
      },
    },
    autoRollbackConfiguration: { alarms: [{ alarmName: "shop-errors" }] },
  },
  tags: { team: "risk" },
};

export const scenarios: readonly Scenario[] = [
  {
    token,
    inputs: given,
    changed: { ...given, endpointConfigName: "shop-prod-2", tags: { team: "fraud" } },
    replaced: { ...given, name: "shop-live" },
    imported: [],
  },
  {
    token,
    title: "of variants",
    inputs: made,
    changed: { ...made, models: { current: { ...model, artifactUri: "s3://models/2/model.tar.gz" } } },
    replaced: { ...made, name: "shop-live" },
    imported: ["endpointConfigName", "models", "variants", "dataCapture", "deploymentConfig"],
  },
];

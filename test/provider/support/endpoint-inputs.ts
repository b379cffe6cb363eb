import type { Bag } from "./harness";

/** A model of the endpoint `flights`, a variant of it and the endpoint itself. */
export const model = (version: string): Bag => ({
  image: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.2-0",
  artifactUri: `s3://models/${version}/model.tar.gz`,
  roleArn: "arn:aws:iam::123456789012:role/serving",
});
export const variant: Bag = { model: "current", instanceType: "ml.m5.large", instanceCount: 4 };
export const serving = (version: string, extra: Bag = {}): Bag => ({
  name: "flights",
  models: { current: model(version) },
  variants: { champion: variant },
  ...extra,
});

import type { Bag } from "./harness";

/** A training job of the built-in XGBoost. */
export const base: Bag = {
  image: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.2-0",
  roleArn: "arn:aws:iam::123456789012:role/train",
  instanceType: "ml.m5.xlarge",
  maxRuntimeSeconds: 3600,
  hyperparameters: { num_round: "10", objective: "binary:logistic", eval_metric: "auc" },
  channels: { train: { s3Uri: "s3://data/train/" }, validation: { s3Uri: "s3://data/validation/" } },
  outputPath: "s3://data/models",
};

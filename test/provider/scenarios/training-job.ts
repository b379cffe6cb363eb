import type { Scenario } from "../support/scenario";

export const scenarios: readonly Scenario[] = [
  {
    token: "floe:sagemaker:TrainingJob",
    inputs: {
      image: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.2-0",
      roleArn: "arn:aws:iam::123456789012:role/train",
      instanceType: "ml.m5.xlarge",
      maxRuntimeSeconds: 3600,
      hyperparameters: { num_round: "5", eval_metric: "auc", objective: "binary:logistic" },
      channels: {
        train: { s3Uri: "s3://data/train/", contentType: "text/csv" },
        validation: { s3Uri: "s3://data/validation/", contentType: "text/csv" },
      },
      outputPath: "s3://data/models",
      environment: { NOTE: "a-note-for-the-container" },
      gate: { metric: "validation:auc", threshold: 0.7 },
      maxCostUsd: 5,
      tags: { team: "risk" },
    },
    changed: {
      image: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.2-0",
      roleArn: "arn:aws:iam::123456789012:role/train",
      instanceType: "ml.m5.xlarge",
      maxRuntimeSeconds: 3600,
      hyperparameters: { num_round: "6", eval_metric: "auc", objective: "binary:logistic" },
      channels: {
        train: { s3Uri: "s3://data/train/", contentType: "text/csv" },
        validation: { s3Uri: "s3://data/validation/", contentType: "text/csv" },
      },
      outputPath: "s3://data/models",
      environment: { NOTE: "a-note-for-the-container" },
      gate: { metric: "validation:auc", threshold: 0.7 },
      maxCostUsd: 5,
      tags: { team: "risk" },
      triggers: ["data-2"],
    },
    imported: ["gate", "maxCostUsd"],
    stays: true,
  },
];

import type { Scenario } from "../support/scenario";

const inputs = {
  image: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.2-0",
  roleArn: "arn:aws:iam::123456789012:role/processing",
  instanceType: "ml.m5.xlarge",
  instanceCount: 2,
  volumeSizeGb: 50,
  volumeKmsKeyId: "alias/volumes",
  maxRuntimeSeconds: 3600,
  entryPoint: ["python3", "/opt/ml/processing/input/code/report.py"],
  containerArguments: ["--fast"],
  environment: { NOTE: "a-note-for-the-container" },
  inputs: {
    code: { s3Uri: "s3://data/code/report.py" },
    rows: { s3Uri: "s3://data/rows/", distribution: "ShardedByS3Key" },
    bought: {
      athena: {
        catalog: "AwsDataCatalog",
        database: "sales",
        query: "SELECT * FROM orders",
        outputUri: "s3://data/athena/",
        format: "PARQUET",
      },
    },
  },
  outputs: {
    report: { s3Uri: "s3://data/report", uploadMode: "Continuous" },
    features: { featureGroup: "flights", appManaged: true },
  },
  kmsKeyId: "alias/outputs",
  vpc: { subnets: ["subnet-12345678"], securityGroupIds: ["sg-12345678"] },
  encryptInterContainerTraffic: true,
  experiment: { experimentName: "flights", runName: "nightly" },
  maxCostUsd: 5,
  tags: { team: "risk" },
};

export const scenarios: readonly Scenario[] = [
  {
    token: "floe:sagemaker:ProcessingJob",
    inputs,
    changed: { ...inputs, versions: { data: "2" } },
    imported: ["maxCostUsd"],
    objects: { "s3://data/report/report.json": "{}" },
    stays: true,
  },
];

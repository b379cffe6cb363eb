import type { Bag } from "./harness";

export const base: Bag = {
  image: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.2-0",
  roleArn: "arn:aws:iam::123456789012:role/processing",
  instanceType: "ml.m5.xlarge",
  maxRuntimeSeconds: 3600,
  entryPoint: ["python3", "/opt/ml/processing/input/code/report.py"],
  inputs: { code: { s3Uri: "s3://data/code/report.py" }, rows: { s3Uri: "s3://data/rows/" } },
  outputs: { report: { s3Uri: "s3://data/report" } },
};

/** Every input there is. */
export const full: Bag = {
  ...base,
  instanceType: null,
  instancePreferences: [
    { instanceType: "ml.m5.xlarge", instanceCount: 2 },
    { instanceType: "ml.m5.2xlarge", instanceCount: 1 },
  ],
  volumeSizeGb: 50,
  volumeKmsKeyId: "alias/volumes",
  containerArguments: ["--fast"],
  environment: { MODE: "full" },
  inputs: {
    rows: {
      s3Uri: "s3://data/rows/",
      dataType: "ManifestFile",
      localPath: "/opt/ml/processing/rows",
      inputMode: "Pipe",
      distribution: "ShardedByS3Key",
      compression: "Gzip",
    },
    bought: {
      athena: {
        catalog: "AwsDataCatalog",
        database: "sales",
        query: "SELECT 1",
        workGroup: "primary",
        outputUri: "s3://data/athena/",
        kmsKeyId: "alias/athena",
        format: "PARQUET",
        compression: "SNAPPY",
      },
    },
    kept: {
      redshift: {
        clusterId: "main",
        database: "sales",
        dbUser: "reader",
        query: "SELECT 2",
        clusterRoleArn: "arn:aws:iam::123456789012:role/redshift",
        outputUri: "s3://data/redshift/",
        kmsKeyId: "alias/redshift",
        format: "CSV",
        compression: "GZIP",
      },
      localPath: "/opt/ml/processing/kept",
      inputMode: "File",
      distribution: "ShardedByS3Key",
    },
    own: { s3Uri: "s3://data/own/", appManaged: true },
  },
  outputs: {
    report: { s3Uri: "s3://data/report", localPath: "/opt/ml/processing/report", uploadMode: "Continuous" },
    features: { featureGroup: "flights", appManaged: true },
  },
  kmsKeyId: "alias/outputs",
  vpc: { subnets: ["subnet-12345678"], securityGroupIds: ["sg-12345678"] },
  networkIsolation: true,
  encryptInterContainerTraffic: true,
  experiment: { experimentName: "e", trialName: "t", displayName: "d", runName: "r" },
  triggers: ["1"],
  versions: { data: "1" },
  namePrefix: "nightly",
  tags: { team: "x" },
};

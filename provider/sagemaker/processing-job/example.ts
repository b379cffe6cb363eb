export const example = `import { sagemaker } from "floe/sdk";

const report = new sagemaker.ProcessingJob("report", {
  image: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.2-0",
  roleArn: "arn:aws:iam::123456789012:role/processing",
  instanceType: "ml.m5.large",
  maxRuntimeSeconds: 3600,
  entryPoint: ["python3", "/opt/ml/processing/input/code/report.py"],
  inputs: {
    code: { s3Uri: "s3://data/code/report.py" },
    predictions: { s3Uri: "s3://data/predictions/" },
  },
  outputs: { report: { s3Uri: "s3://data/report/" } },
  versions: { data: "2026-11-21" },
});

export const message = report.exitMessage;
`;

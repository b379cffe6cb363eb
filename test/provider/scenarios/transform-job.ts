import type { Scenario } from "../support/scenario";

const inputs = {
  modelName: "flights-champion",
  instanceType: "ml.m5.xlarge",
  instanceCount: 2,
  volumeKmsKeyId: "alias/volumes",
  maxRuntimeSeconds: 3600,
  input: { s3Uri: "s3://data/score/", contentType: "text/csv", splitType: "Line" },
  output: {
    s3Uri: "s3://data/predictions",
    accept: "text/csv",
    assembleWith: "Line",
    kmsKeyId: "alias/outputs",
  },
  batchStrategy: "MultiRecord",
  maxConcurrentTransforms: 4,
  maxPayloadMb: 6,
  invocationTimeoutSeconds: 60,
  invocationMaxRetries: 1,
  environment: { NOTE: "a-note-for-the-container" },
  dataProcessing: { inputFilter: "$[1:]", joinSource: "Input", outputFilter: "$[0,-1]" },
  dataCapture: { s3Uri: "s3://data/captured", generateInferenceId: true },
  experiment: { experimentName: "flights", runName: "nightly" },
  maxCostUsd: 5,
  tags: { team: "risk" },
};

export const scenarios: readonly Scenario[] = [
  {
    token: "floe:sagemaker:TransformJob",
    inputs,
    changed: { ...inputs, versions: { data: "2" } },
    imported: ["maxCostUsd", "maxRuntimeSeconds"],
    objects: { "s3://data/predictions/a.csv.out": "1" },
    stays: true,
  },
];

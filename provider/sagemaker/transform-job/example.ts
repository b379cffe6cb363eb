export const example = `import { sagemaker } from "floe/sdk";

const scored = new sagemaker.TransformJob("score", {
  modelName: "flights-champion",
  instanceType: "ml.m5.large",
  maxRuntimeSeconds: 3600,
  input: { s3Uri: "s3://data/score/", contentType: "text/csv", splitType: "Line" },
  output: { s3Uri: "s3://data/predictions/", accept: "text/csv", assembleWith: "Line" },
  batchStrategy: "MultiRecord",
  dataProcessing: { inputFilter: "$[1:]", joinSource: "Input", outputFilter: "$[0,-1]" },
  versions: { data: "2026-11-21" },
});

export const manifest = scored.outputManifest;
`;

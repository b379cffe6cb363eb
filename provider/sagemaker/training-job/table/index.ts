import { table } from "../../jobs";
import { computeInputs } from "./compute";
import { dataInputs } from "./data";
import { gateInputs, limitInputs } from "./limits";
import { liveInputs, observingInputs } from "./observing";

const wording = { noun: "training job", prefix: "retrain", deletes: true } as const;

/** Inputs that define the model: a change of one trains anew. */
export const trainingInputs: table.Table = {
  ...dataInputs,
  ...computeInputs,
  ...observingInputs,
  ...table.definingInputs(wording),
};

export { liveInputs };

export const inputs: table.Table = {
  ...trainingInputs,
  ...limitInputs,
  ...liveInputs,
  ...gateInputs,
  ...table.managingInputs(wording),
};

const { output } = table;
const number = { items: { type: "number", description: "Value." } } as const;
const texts = { items: { type: "string", description: "Value." } } as const;

export const outputs: table.Table = {
  ...table.commonOutputs(wording),
  secondaryStatus: output("string", "Detailed status, such as `Training` or `MaxRuntimeExceeded`."),
  artifactUri: output(
    "string",
    "Model artifact in S3: `s3://…/model.tar.gz`, or a prefix when uncompressed.",
  ),
  artifactETag: output(
    "string",
    "ETag of the artifact: changes with its content. Absent when it may not be read.",
  ),
  artifactVersionId: output("string", "Version of the artifact, in a bucket that keeps versions."),
  artifactBytes: output("integer", "Size of the artifact."),
  metrics: output(
    "map",
    "Final metrics by name, such as `validation:auc`; with `gate.evaluation`, its metric too.",
    number,
  ),
  gatePassed: output("boolean", "Whether the newest model passed its gate; true when there is no gate."),
  gateMessage: output("string", "What the gate found, in words."),
  challengerJobName: output("string", "Newest job, when it missed the gate and the previous model was kept."),
  trainingSeconds: output("integer", "Seconds of training."),
  billableSeconds: output("integer", "Seconds billed, for each instance."),
  billableTokens: output("integer", "Tokens billed, of a serverless job."),
  spotSavings: output("number", "Share saved by spot capacity, 0 to 1."),
  selectedInstanceType: output("string", "Instance type SageMaker chose among the preferences."),
  selectedInstanceCount: output("integer", "Number of instances of that type."),
  warmPoolStatus: output(
    "string",
    "Whether the instances are still warm: `Available`, `InUse`, `Reused`, `Terminated`.",
  ),
  epochs: output("integer", "Epochs trained, for jobs that report their progress."),
  ruleStatuses: output("map", "What Debugger and profiler rules found, by rule.", texts),
  modelPackageArn: output("string", "Model package the job registered."),
  mlflowRunId: output("string", "MLflow run of the job."),
};

import type {
  CreateProcessingJobRequest,
  ProcessingInput,
  ProcessingOutput,
} from "@aws-sdk/client-sagemaker";
import { invalid, unsupported } from "../front/errors";
import { parseS3Uri } from "../jobs/s3-uri";

/** Most instances of one job that run on this machine at a time. */
const mostInstances = 8;

/** The instances a job runs on: those asked for, or the first of the preferred ones, which is always free here. */
export interface Placement {
  readonly instanceType: string;
  readonly instanceCount: number;
  /** Whether the type was chosen from preferences. */
  readonly chosen: boolean;
}

export function placementOf(request: CreateProcessingJobRequest): Placement {
  const cluster = request.ProcessingResources?.ClusterConfig;
  const [first] = cluster?.InstancePreferences ?? [];
  return {
    instanceType: first?.InstanceType ?? cluster?.InstanceType ?? "",
    instanceCount: first?.InstanceCount ?? cluster?.InstanceCount ?? 1,
    chosen: first !== undefined,
  };
}

/** Rules of the request that no single member shows. */
export function checkProcessingRequest(request: CreateProcessingJobRequest): void {
  if ((request.AppSpecification?.ContainerEntrypoint ?? []).length === 0) {
    throw unsupported("the image's own entry point", "give AppSpecification.ContainerEntrypoint");
  }
  checkCluster(request);
  for (const input of request.ProcessingInputs ?? []) checkInput(input);
  for (const output of request.ProcessingOutputConfig?.Outputs ?? []) checkOutput(output);
}

function checkCluster(request: CreateProcessingJobRequest): void {
  const cluster = request.ProcessingResources?.ClusterConfig;
  const preferences = cluster?.InstancePreferences ?? [];
  if ((cluster?.InstanceType === undefined) === (preferences.length === 0)) {
    throw invalid("ClusterConfig must have exactly one of InstanceType and InstancePreferences.");
  }
  const counted = preferences.filter((each) => each.InstanceCount !== undefined).length;
  const once = cluster?.InstanceCount !== undefined;
  if (preferences.length > 0 && !(once ? counted === 0 : counted === preferences.length)) {
    throw invalid("InstanceCount must be on every entry of InstancePreferences, or once in ClusterConfig.");
  }
  if (new Set(preferences.map((each) => each.InstanceType)).size < preferences.length) {
    throw invalid("An instance type can appear only once in InstancePreferences.");
  }
  if (placementOf(request).instanceCount > mostInstances) {
    throw unsupported(`processing on more than ${mostInstances} instances`, `use up to ${mostInstances}`);
  }
}

function below(path: string | undefined, member: string): void {
  if (path === undefined || !path.startsWith("/opt/ml/processing/")) {
    throw invalid(`${member} must be a path below /opt/ml/processing/, not ${path ?? "missing"}.`);
  }
}

function checkInput(input: ProcessingInput): void {
  if (input.DatasetDefinition !== undefined) throw unsupported("DatasetDefinition", "use S3Input");
  const source = input.S3Input;
  if (!source) throw invalid(`The input ${input.InputName ?? ""} must have an S3Input.`);
  parseS3Uri(source.S3Uri ?? "");
  if (input.AppManaged === true) return;
  if (source.S3CompressionType === "Gzip" && source.S3InputMode !== "Pipe") {
    throw invalid("S3CompressionType Gzip can only be used with S3InputMode Pipe.");
  }
  if (source.S3InputMode === "Pipe") throw unsupported("the input mode Pipe", "use File");
  below(source.LocalPath ?? "/opt/ml/processing/", "S3Input.LocalPath");
}

function checkOutput(output: ProcessingOutput): void {
  if (output.FeatureStoreOutput !== undefined && output.AppManaged !== true) {
    throw invalid(`The output ${output.OutputName ?? ""} needs AppManaged to have a FeatureStoreOutput.`);
  }
  const target = output.S3Output;
  if (!target) {
    if (output.FeatureStoreOutput !== undefined) return;
    throw invalid(`The output ${output.OutputName ?? ""} must have an S3Output or a FeatureStoreOutput.`);
  }
  parseS3Uri(target.S3Uri ?? "");
  if (output.AppManaged !== true) below(target.LocalPath, "S3Output.LocalPath");
}

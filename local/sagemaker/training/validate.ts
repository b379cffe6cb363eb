import type { CreateTrainingJobRequest } from "@aws-sdk/client-sagemaker";
import { invalid, unsupported } from "../front/errors";
import type { RoleAccess } from "../jobs/access";
import { requireInput } from "../jobs/channels";
import { readImage } from "../jobs/images";
import { checkMetricDefinitions } from "../jobs/metrics";
import { parseS3Uri } from "../jobs/s3-uri";

/** Rules of the request that no single member shows. */
export function checkTrainingRequest(request: CreateTrainingJobRequest): void {
  const algorithm = request.AlgorithmSpecification;
  if (algorithm?.AlgorithmName !== undefined) throw unsupported("AlgorithmName", "name a TrainingImage");
  if (algorithm?.TrainingImage === undefined) {
    throw invalid(
      "You must specify either AlgorithmSpecification.TrainingImage or AlgorithmSpecification.AlgorithmName.",
    );
  }
  readImage(algorithm.TrainingImage);
  checkMetricDefinitions(algorithm.MetricDefinitions);
  checkResources(request);
  parseS3Uri(request.OutputDataConfig?.S3OutputPath ?? "");
  checkChannels(request);
  const stopping = request.StoppingCondition;
  if (request.EnableManagedSpotTraining === true) {
    const wait = stopping?.MaxWaitTimeInSeconds;
    if (wait === undefined)
      throw invalid("MaxWaitTimeInSeconds must be specified when EnableManagedSpotTraining is true.");
    if (wait < (stopping?.MaxRuntimeInSeconds ?? 86_400)) {
      throw invalid("MaxWaitTimeInSeconds must be greater than or equal to MaxRuntimeInSeconds.");
    }
  } else if (stopping?.MaxWaitTimeInSeconds !== undefined) {
    throw invalid("MaxWaitTimeInSeconds is only supported when EnableManagedSpotTraining is true.");
  }
}

function checkResources(request: CreateTrainingJobRequest): void {
  const resources = request.ResourceConfig;
  if (resources?.InstanceGroups !== undefined)
    throw unsupported("InstanceGroups", "use InstanceType and InstanceCount");
  if (resources?.InstanceType === undefined || resources.InstanceCount === undefined) {
    throw invalid("ResourceConfig must have InstanceType and InstanceCount.");
  }
  if (resources.InstanceCount !== 1) {
    throw unsupported(`training on ${resources.InstanceCount} instances`, "use InstanceCount 1");
  }
  if ((resources.VolumeSizeInGB ?? 0) < 1) throw invalid("ResourceConfig.VolumeSizeInGB must be at least 1.");
}

function checkChannels(request: CreateTrainingJobRequest): void {
  const names = (request.InputDataConfig ?? []).map((channel) => channel.ChannelName ?? "");
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalid(`Channel name ${twice} is used more than once in InputDataConfig.`);
  for (const channel of request.InputDataConfig ?? []) {
    const mode = channel.InputMode ?? request.AlgorithmSpecification?.TrainingInputMode;
    if (mode === "Pipe") throw unsupported("the input mode Pipe", "use File or FastFile");
    if (channel.RecordWrapperType === "RecordIO") throw unsupported("RecordWrapperType RecordIO", "use None");
    if (channel.DataSource?.FileSystemDataSource !== undefined)
      throw unsupported("FileSystemDataSource", "use S3DataSource");
    if (channel.DataSource?.S3DataSource === undefined) {
      throw invalid(`The channel ${channel.ChannelName ?? ""} must have an S3DataSource.`);
    }
    parseS3Uri(channel.DataSource.S3DataSource.S3Uri ?? "");
  }
}

/** Asks S3, with the job's role, that every channel has objects. */
export async function checkTrainingInput(
  request: CreateTrainingJobRequest,
  access: RoleAccess,
  region: string,
): Promise<void> {
  for (const channel of request.InputDataConfig ?? []) {
    const source = channel.DataSource?.S3DataSource;
    await requireInput(access, source?.S3DataType ?? "S3Prefix", source?.S3Uri ?? "", region);
  }
}

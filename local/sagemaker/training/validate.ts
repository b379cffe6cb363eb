import type { CreateTrainingJobRequest } from "@aws-sdk/client-sagemaker";
import { invalid, unsupported } from "../front/errors";
import type { RoleAccess } from "../jobs/access";
import { requireInput } from "../jobs/channels";
import { readImage } from "../jobs/images";
import { checkMetricDefinitions } from "../jobs/metrics";
import { parseS3Uri } from "../jobs/s3-uri";
import { instancesOf } from "./cluster";

/** Rules of the request that no single member shows. */
export function checkTrainingRequest(request: CreateTrainingJobRequest): void {
  if (request.ServerlessJobConfig !== undefined)
    throw unsupported("ServerlessJobConfig", "train with an image and instances");
  for (const member of ["ModelPackageConfig", "MlflowConfig"] as const)
    if (request[member] !== undefined) throw unsupported(member, "leave it out");
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

/** Instances beyond this are more than one machine should start. */
const mostInstances = 8;

function checkResources(request: CreateTrainingJobRequest): void {
  const resources = request.ResourceConfig;
  const { InstanceType, InstanceGroups, InstancePreferences } = resources ?? {};
  const ways = [InstanceType, InstanceGroups, InstancePreferences].filter((way) => way !== undefined);
  if (ways.length !== 1)
    throw invalid(
      "ResourceConfig must have exactly one of InstanceType, InstanceGroups and InstancePreferences.",
    );
  if (InstanceType !== undefined && resources?.InstanceCount === undefined)
    throw invalid("ResourceConfig must have InstanceType and InstanceCount.");
  if (InstanceGroups !== undefined && resources?.InstanceCount !== undefined)
    throw invalid("InstanceCount can't be given together with InstanceGroups.");
  if (InstancePreferences !== undefined && request.EnableManagedSpotTraining === true)
    throw invalid("InstancePreferences can't be given together with EnableManagedSpotTraining.");
  const count = instancesOf(request).length;
  if (count < 1) throw invalid("ResourceConfig.InstanceCount must be at least 1.");
  if (count > mostInstances)
    throw unsupported(
      `training on ${count} instances`,
      `use at most ${mostInstances}, each a process of this machine`,
    );
  if ((resources?.VolumeSizeInGB ?? 0) < 1)
    throw invalid("ResourceConfig.VolumeSizeInGB must be at least 1.");
  const groups = (InstanceGroups ?? []).map(({ InstanceGroupName }) => InstanceGroupName);
  for (const channel of request.InputDataConfig ?? []) {
    const missing = channel.DataSource?.S3DataSource?.InstanceGroupNames?.find(
      (name) => !groups.includes(name),
    );
    if (missing !== undefined)
      throw invalid(
        `The channel ${channel.ChannelName ?? ""} names the instance group ${missing}, which is none.`,
      );
  }
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
    if (channel.DataSource?.DatasetSource !== undefined)
      throw unsupported("DatasetSource", "use S3DataSource");
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

import type { DescribeTrainingJobCommandOutput as Job } from "@aws-sdk/client-sagemaker";
import type { Bag, Value } from "../../framework";
import { cost, maxCost } from "./cost";

export const logGroup = "/aws/sagemaker/TrainingJobs";

/** Final metrics by name. A metric reported several times keeps its last value. */
export function metricsOf(job: Job): Record<string, number> {
  const result: Record<string, number> = {};
  for (const { MetricName, Value: value } of job.FinalMetricDataList ?? []) {
    if (MetricName !== undefined && value !== undefined) result[MetricName] = value;
  }
  return result;
}

export function consoleUrl(job: Pick<Job, "TrainingJobArn" | "TrainingJobName">): string {
  const region = job.TrainingJobArn?.split(":")[3] ?? "us-east-1";
  return `https://${region}.console.aws.amazon.com/sagemaker/home?region=${region}#/jobs/${job.TrainingJobName ?? ""}`;
}

/** What the resource says of a job. */
export function outputsOf(job: Job, inputs: Bag): Bag {
  const billable = job.BillableTimeInSeconds;
  const training = job.TrainingTimeInSeconds;
  const spent = billable === undefined ? undefined : cost(inputs, billable);
  return {
    jobName: job.TrainingJobName,
    arn: job.TrainingJobArn,
    status: job.TrainingJobStatus,
    secondaryStatus: job.SecondaryStatus,
    artifactUri: job.ModelArtifacts?.S3ModelArtifacts,
    metrics: metricsOf(job),
    trainingSeconds: training,
    billableSeconds: billable,
    spotSavings: savings(job),
    estimatedCostUsd: spent?.usd,
    ...maxCostOutputs(inputs),
    logGroup,
    logStreamPrefix: `${job.TrainingJobName ?? ""}/`,
    consoleUrl: consoleUrl(job),
    failureReason: job.FailureReason,
  };
}

export function maxCostOutputs(inputs: Bag): Bag {
  const most = maxCost(inputs);
  return most === undefined ? {} : { estimatedMaxCostUsd: most.usd, pricesAsOf: most.asOf };
}

function savings(job: Job): number | undefined {
  const { TrainingTimeInSeconds: training, BillableTimeInSeconds: billable } = job;
  if (job.EnableManagedSpotTraining !== true || training === undefined || training === 0) return undefined;
  return Math.round((1 - (billable ?? training) / training) * 1000) / 1000;
}

/** Inputs that would make this job, for import. Nothing AWS adds by itself (debug hooks, metric definitions) is shown. */
export function inputsOf(job: Job, tags: Readonly<Record<string, string>>): Bag {
  const resources = job.ResourceConfig;
  const checkpoint = job.CheckpointConfig;
  const spot = job.EnableManagedSpotTraining === true;
  return tidy({
    image: job.AlgorithmSpecification?.TrainingImage,
    roleArn: job.RoleArn,
    instanceType: resources?.InstanceType,
    instanceCount: resources?.InstanceCount,
    volumeSizeGb: resources?.VolumeSizeInGB,
    volumeKmsKeyId: resources?.VolumeKmsKeyId,
    keepAliveSeconds: resources?.KeepAlivePeriodInSeconds,
    maxRuntimeSeconds: job.StoppingCondition?.MaxRuntimeInSeconds,
    maxWaitSeconds: spot ? job.StoppingCondition?.MaxWaitTimeInSeconds : undefined,
    spot,
    checkpoint:
      checkpoint?.S3Uri === undefined
        ? undefined
        : { s3Uri: checkpoint.S3Uri, localPath: checkpoint.LocalPath },
    hyperparameters: job.HyperParameters,
    channels: channelsOf(job),
    outputPath: job.OutputDataConfig?.S3OutputPath,
    kmsKeyId: job.OutputDataConfig?.KmsKeyId,
    environment: job.Environment,
    entryPoint: job.AlgorithmSpecification?.ContainerEntrypoint,
    containerArguments: job.AlgorithmSpecification?.ContainerArguments,
    vpc: job.VpcConfig && {
      subnets: job.VpcConfig.Subnets,
      securityGroupIds: job.VpcConfig.SecurityGroupIds,
    },
    networkIsolation: job.EnableNetworkIsolation ?? false,
    encryptInterContainerTraffic: job.EnableInterContainerTrafficEncryption ?? false,
    maxRetries: job.RetryStrategy?.MaximumRetryAttempts,
    tags,
    onGateFailure: "fail",
    onDelete: "retain",
    onCancel: "stop",
    wait: "completion",
  });
}

function channelsOf(job: Job): Bag | undefined {
  if (job.InputDataConfig === undefined) return undefined;
  const result: Record<string, Value> = {};
  for (const channel of job.InputDataConfig) {
    const source = channel.DataSource?.S3DataSource;
    if (channel.ChannelName === undefined) continue;
    result[channel.ChannelName] = tidy({
      s3Uri: source?.S3Uri,
      dataType: source?.S3DataType,
      distribution: source?.S3DataDistributionType ?? "FullyReplicated",
      attributeNames: source?.AttributeNames,
      contentType: channel.ContentType,
      compression: channel.CompressionType ?? "None",
      inputMode: channel.InputMode,
      recordWrapper: channel.RecordWrapperType === "None" ? undefined : channel.RecordWrapperType,
      shuffleSeed: channel.ShuffleConfig?.Seed,
    });
  }
  return result;
}

/** Drops what is absent or empty: the service answers empty text and empty lists for what was never set. */
function tidy(bag: Readonly<Record<string, Value>>): Bag {
  return Object.fromEntries(Object.entries(bag).filter(([, value]) => !isEmpty(value)));
}

function isEmpty(value: Value): boolean {
  if (value === undefined || value === null || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === "object" && Object.keys(value).length === 0;
}

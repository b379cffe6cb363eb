import type { DescribeTransformJobCommandOutput as Job } from "@aws-sdk/client-sagemaker";
import type { Bag } from "../../framework";
import { experimentOf } from "../experiment";
import { tidy } from "../jobs";

/** Inputs that would make this job, for import. Defaults stand in them as check fills them. */
export function inputsOf(job: Job): Bag {
  const source = job.TransformInput;
  const target = job.TransformOutput;
  const capture = job.DataCaptureConfig;
  return tidy({
    modelName: job.ModelName,
    instanceType: job.TransformResources?.InstanceType,
    instanceCount: job.TransformResources?.InstanceCount ?? 1,
    volumeKmsKeyId: job.TransformResources?.VolumeKmsKeyId,
    amiVersion: job.TransformResources?.TransformAmiVersion,
    input: tidy({
      s3Uri: source?.DataSource?.S3DataSource?.S3Uri,
      dataType: source?.DataSource?.S3DataSource?.S3DataType ?? "S3Prefix",
      contentType: source?.ContentType,
      compression: source?.CompressionType ?? "None",
      splitType: source?.SplitType ?? "None",
    }),
    output: tidy({
      s3Uri: target?.S3OutputPath,
      accept: target?.Accept,
      assembleWith: target?.AssembleWith ?? "None",
      kmsKeyId: target?.KmsKeyId,
    }),
    batchStrategy: job.BatchStrategy,
    // Zero and absent both leave the choice to the container.
    maxConcurrentTransforms: job.MaxConcurrentTransforms === 0 ? undefined : job.MaxConcurrentTransforms,
    maxPayloadMb: job.MaxPayloadInMB,
    invocationTimeoutSeconds: job.ModelClientConfig?.InvocationsTimeoutInSeconds,
    invocationMaxRetries: job.ModelClientConfig?.InvocationsMaxRetries,
    environment: job.Environment,
    dataProcessing: processingOf(job.DataProcessing),
    dataCapture: capture && {
      ...tidy({ s3Uri: capture.DestinationS3Uri, kmsKeyId: capture.KmsKeyId }),
      generateInferenceId: capture.GenerateInferenceId ?? false,
    },
    experiment: experimentOf(job.ExperimentConfig),
  });
}

/** The service answers the whole record, in its defaults, for a job that was given none. */
function processingOf(processing: Job["DataProcessing"]): Bag | undefined {
  const { InputFilter = "$", JoinSource = "None", OutputFilter = "$" } = processing ?? {};
  if (InputFilter === "$" && JoinSource === "None" && OutputFilter === "$") return undefined;
  return { inputFilter: InputFilter, joinSource: JoinSource, outputFilter: OutputFilter };
}

import type { CreateTransformJobRequest } from "@aws-sdk/client-sagemaker";
import { operation, type Operations } from "../front/operation";
import { channelSource, experiment, instanceType, kmsKey, name, paging, s3Uri, tags } from "../shapes/common";
import { flag, map, structure, text, whole } from "../shapes/shape";
import { page, type ListQuery } from "../state/paging";
import { describe, type TransformJobs } from "./jobs";

const onJob = (input: { TransformJobName?: string }) => `transform-job/${input.TransformJobName ?? ""}`;
const named = structure({ TransformJobName: name });
const path = text({ min: 0, max: 63 });

const createShape = structure(
  {
    TransformJobName: name,
    ModelName: name,
    TransformInput: structure(
      { DataSource: channelSource },
      {
        ContentType: text({ max: 256 }),
        CompressionType: text({ oneOf: ["None", "Gzip"] }),
        SplitType: text({ oneOf: ["None", "Line", "RecordIO", "TFRecord"] }),
      },
    ),
    TransformOutput: structure(
      { S3OutputPath: s3Uri },
      { Accept: text({ max: 256 }), AssembleWith: text({ oneOf: ["None", "Line"] }), KmsKeyId: kmsKey },
    ),
    TransformResources: structure(
      { InstanceType: instanceType, InstanceCount: whole(1, 100) },
      { VolumeKmsKeyId: kmsKey, TransformAmiVersion: text() },
    ),
  },
  {
    MaxConcurrentTransforms: whole(0, 100),
    MaxPayloadInMB: whole(0, 100),
    BatchStrategy: text({ oneOf: ["MultiRecord", "SingleRecord"] }),
    ModelClientConfig: structure(
      {},
      { InvocationsTimeoutInSeconds: whole(1, 3600), InvocationsMaxRetries: whole(0, 3) },
    ),
    Environment: map(text({ max: 10_240 }), 16),
    DataCaptureConfig: structure(
      { DestinationS3Uri: s3Uri },
      { KmsKeyId: kmsKey, GenerateInferenceId: flag },
    ),
    DataProcessing: structure(
      {},
      { InputFilter: path, OutputFilter: path, JoinSource: text({ oneOf: ["Input", "None"] }) },
    ),
    Tags: tags,
    ExperimentConfig: experiment,
  },
);

export function transformOperations(jobs: TransformJobs): Operations {
  return {
    CreateTransformJob: operation<CreateTransformJobRequest>({
      shape: createShape,
      resource: onJob,
      run: async (input, call) => ({ TransformJobArn: (await jobs.create(input, call)).arn }),
    }),
    DescribeTransformJob: operation<{ TransformJobName: string }>({
      shape: named,
      resource: onJob,
      run: (input) => describe(jobs.get(input.TransformJobName)),
    }),
    StopTransformJob: operation<{ TransformJobName: string }>({
      shape: named,
      resource: onJob,
      run: (input) => {
        jobs.stop(input.TransformJobName);
        return {};
      },
    }),
    ListTransformJobs: operation<ListQuery>({
      shape: structure({}, { ...paging, StatusEquals: text() }),
      resource: () => "*",
      run: (input) => {
        const { items, ...more } = page(jobs.store.all(), input, (job) => ({
          name: job.request.TransformJobName ?? "",
          status: job.status,
          created: job.created,
          modified: job.ended ?? job.created,
        }));
        return {
          ...more,
          TransformJobSummaries: items.map((job) => ({
            TransformJobName: job.request.TransformJobName,
            TransformJobArn: job.arn,
            CreationTime: job.created,
            ...(job.ended === undefined ? {} : { TransformEndTime: job.ended }),
            LastModifiedTime: job.ended ?? job.created,
            TransformJobStatus: job.status,
            ...(job.failure === undefined ? {} : { FailureReason: job.failure }),
          })),
        };
      },
    }),
  };
}

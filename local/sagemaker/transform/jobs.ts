import type { CreateTransformJobRequest } from "@aws-sdk/client-sagemaker";
import { invalid, unsupported } from "../front/errors";
import type { Call } from "../front/operation";
import { type BatchJob, BatchJobs } from "../jobs/batch";
import { requireInput } from "../jobs/channels";
import { parseS3Uri } from "../jobs/s3-uri";
import type { Models } from "../models/models";
import type { Cloud } from "../state/cloud";
import { now } from "../state/store";
import { withoutTags } from "../state/tags";
import { RecordProcessing } from "./processing";
import { TransformRun } from "./run";

export type TransformJob = BatchJob<CreateTransformJobRequest>;

/** What DescribeTransformJob answers. */
export function describe(job: TransformJob): object {
  return {
    ...withoutTags(job.request),
    TransformJobArn: job.arn,
    TransformJobStatus: job.status,
    CreationTime: job.created,
    ...(job.started === undefined ? {} : { TransformStartTime: job.started }),
    ...(job.ended === undefined ? {} : { TransformEndTime: job.ended }),
    ...(job.failure === undefined ? {} : { FailureReason: job.failure }),
  };
}

/** Every batch transform job and those that run. */
export class TransformJobs extends BatchJobs<TransformJob> {
  constructor(
    cloud: Cloud,
    private readonly models: Models,
  ) {
    super(cloud, "Transform");
  }

  create(request: CreateTransformJobRequest, call: Call): Promise<TransformJob> {
    const name = request.TransformJobName ?? "";
    return this.once(name, call, async (arn) => {
      const model = this.models.get(request.ModelName, call);
      checkTransformRequest(request);
      const access = await this.cloud.assumeForRequest(
        model.request.ExecutionRoleArn ?? "",
        `SageMaker-${name}`,
        arn,
      );
      const source = request.TransformInput?.DataSource?.S3DataSource;
      await requireInput(access, source?.S3DataType ?? "S3Prefix", source?.S3Uri ?? "", call.region);
      const { account, region } = call;
      const job: TransformJob = {
        arn,
        account,
        region,
        request,
        status: "InProgress",
        created: now(),
        tags: request.Tags ?? [],
      };
      this.changed(job);
      job.started = now();
      this.follow(job, new TransformRun(this.cloud, job, access, model));
      return job;
    });
  }

  protected nameOf(job: TransformJob): string {
    return job.request.TransformJobName ?? "";
  }

  protected describe(job: TransformJob): object {
    return describe(job);
  }
}

/** Rules of the request that no single member shows. */
function checkTransformRequest(request: CreateTransformJobRequest): void {
  const { TransformInput: input, TransformOutput: output } = request;
  if (input?.SplitType === "RecordIO" || input?.SplitType === "TFRecord") {
    throw unsupported(`SplitType ${input.SplitType}`, "use Line or None");
  }
  if (input?.CompressionType === "Gzip" && input.SplitType === "Line") {
    throw invalid("CompressionType Gzip cannot be used with SplitType Line.");
  }
  if (request.DataCaptureConfig !== undefined) parseS3Uri(request.DataCaptureConfig.DestinationS3Uri ?? "");
  if ((request.MaxConcurrentTransforms ?? 0) * (request.MaxPayloadInMB ?? 0) > 100) {
    throw invalid("The product of MaxConcurrentTransforms and MaxPayloadInMB must not exceed 100 MB.");
  }
  if (request.BatchStrategy === "SingleRecord" && input?.SplitType !== "Line") {
    throw invalid("BatchStrategy SingleRecord needs SplitType Line.");
  }
  parseS3Uri(output?.S3OutputPath ?? "");
  new RecordProcessing(request.DataProcessing, input, output);
}

import type { CreateTransformJobRequest, Tag, TransformJobStatus } from "@aws-sdk/client-sagemaker";
import { inUse, invalid, messageOf, notFound, unsupported } from "../front/errors";
import type { Call } from "../front/operation";
import type { RoleAccess } from "../jobs/access";
import { requireInput } from "../jobs/channels";
import { parseS3Uri } from "../jobs/s3-uri";
import type { Models } from "../models/models";
import type { Cloud } from "../state/cloud";
import { now, Store } from "../state/store";
import { withoutTags } from "../state/tags";
import { RecordProcessing } from "./processing";
import { TransformRun } from "./run";

export interface TransformJob {
  arn: string;
  account: string;
  region: string;
  request: CreateTransformJobRequest;
  status: TransformJobStatus;
  created: number;
  started?: number;
  ended?: number;
  failure?: string;
  tags: Tag[];
}

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
export class TransformJobs {
  readonly store: Store<TransformJob>;
  private readonly runs = new Map<string, TransformRun>();
  private readonly creating = new Set<string>();

  constructor(
    private readonly cloud: Cloud,
    private readonly models: Models,
  ) {
    this.store = new Store(cloud.records("transform-jobs"));
    for (const job of this.store.all()) {
      if (job.status !== "InProgress" && job.status !== "Stopping") continue;
      this.finish(
        job,
        "Failed",
        "InternalServerError: The local cloud ended while the job ran. Create the job again.",
      );
    }
  }

  async create(request: CreateTransformJobRequest, call: Call): Promise<TransformJob> {
    const name = request.TransformJobName ?? "";
    const arn = this.cloud.arn(call, "transform-job", name);
    if (this.store.has(name) || this.creating.has(name)) {
      throw inUse(
        `Job name must be unique within an AWS account and region, and a job with this name already exists (${arn})`,
      );
    }
    const model = this.models.get(request.ModelName, call);
    checkTransformRequest(request);
    this.creating.add(name);
    try {
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
      this.start(job, access, model);
      return job;
    } finally {
      this.creating.delete(name);
    }
  }

  private start(job: TransformJob, access: RoleAccess, model: ReturnType<Models["get"]>): void {
    const name = job.request.TransformJobName ?? "";
    job.started = now();
    const run = new TransformRun(this.cloud, job, access, model);
    this.runs.set(name, run);
    run
      .run()
      .then(
        (stopped) => {
          if (!this.cloud.stopping) this.finish(job, stopped ? "Stopped" : "Completed");
        },
        (error: unknown) => {
          if (!this.cloud.stopping) this.finish(job, "Failed", messageOf(error).slice(0, 1024));
        },
      )
      .finally(() => this.runs.delete(name))
      .catch((error: unknown) => this.cloud.log(`SageMaker: transform job ${name}: ${messageOf(error)}`));
  }

  get(name: string | undefined): TransformJob {
    const job = this.store.get(name ?? "");
    if (!job) throw notFound(`Could not find requested job with name: ${name ?? ""}`);
    return job;
  }

  stop(name: string | undefined): void {
    const job = this.get(name);
    if (job.status !== "InProgress") {
      throw invalid(`The request was rejected because the transform job is in status ${job.status}.`);
    }
    job.status = "Stopping";
    this.changed(job);
    this.runs.get(name ?? "")?.stop();
  }

  async close(): Promise<void> {
    await Promise.all([...this.runs.values()].map((run) => run.kill()));
  }

  private finish(job: TransformJob, status: TransformJobStatus, failure?: string): void {
    job.status = status;
    job.ended = now();
    if (failure !== undefined) job.failure = failure;
    this.changed(job);
  }

  private changed(job: TransformJob): void {
    this.store.put(job.request.TransformJobName ?? "", job);
    this.cloud.announce(job, "SageMaker Transform Job State Change", { ...describe(job) }, job.arn);
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

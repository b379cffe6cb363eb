import type { CreateProcessingJobRequest, ProcessingJobStatus, Tag } from "@aws-sdk/client-sagemaker";
import { inUse, invalid, messageOf, notFound } from "../front/errors";
import type { Call } from "../front/operation";
import { requireInput } from "../jobs/channels";
import type { Cloud } from "../state/cloud";
import { now, Store } from "../state/store";
import { withoutTags } from "../state/tags";
import { ProcessingRun } from "./run";
import { checkProcessingRequest, placementOf } from "./validate";

export interface ProcessingJob {
  arn: string;
  account: string;
  region: string;
  request: CreateProcessingJobRequest;
  status: ProcessingJobStatus;
  created: number;
  modified: number;
  started?: number;
  ended?: number;
  failure?: string;
  exitMessage?: string;
  tags: Tag[];
}

/** What DescribeProcessingJob answers. */
export function describe(job: ProcessingJob): object {
  return {
    ...withoutTags(job.request),
    ProcessingResources: resources(job),
    ProcessingJobArn: job.arn,
    ProcessingJobStatus: job.status,
    CreationTime: job.created,
    LastModifiedTime: job.modified,
    ...(job.started === undefined ? {} : { ProcessingStartTime: job.started }),
    ...(job.ended === undefined ? {} : { ProcessingEndTime: job.ended }),
    ...(job.failure === undefined ? {} : { FailureReason: job.failure }),
    ...(job.exitMessage === undefined ? {} : { ExitMessage: job.exitMessage }),
  };
}

/** What was asked for and, where there was a choice, what was taken. */
function resources({ request }: ProcessingJob): CreateProcessingJobRequest["ProcessingResources"] {
  const cluster = request.ProcessingResources?.ClusterConfig;
  const { instanceType, instanceCount, chosen } = placementOf(request);
  if (cluster === undefined || !chosen) return request.ProcessingResources;
  const selected = { SelectedInstanceType: instanceType, SelectedInstanceCount: instanceCount };
  return { ClusterConfig: { ...cluster, ...selected } as typeof cluster };
}

/** Every processing job and those that run. */
export class ProcessingJobs {
  readonly store: Store<ProcessingJob>;
  private readonly runs = new Map<string, ProcessingRun>();
  private readonly creating = new Set<string>();

  constructor(private readonly cloud: Cloud) {
    this.store = new Store(cloud.records("processing-jobs"));
    for (const job of this.store.all()) {
      if (job.status !== "InProgress" && job.status !== "Stopping") continue;
      this.finish(
        job,
        "Failed",
        "InternalServerError: The local cloud ended while the job ran. Create the job again.",
      );
    }
  }

  async create(request: CreateProcessingJobRequest, call: Call): Promise<ProcessingJob> {
    const name = request.ProcessingJobName ?? "";
    const arn = this.cloud.arn(call, "processing-job", name);
    if (this.store.has(name) || this.creating.has(name)) {
      throw inUse(
        `Job name must be unique within an AWS account and region, and a job with this name already exists (${arn})`,
      );
    }
    checkProcessingRequest(request);
    this.creating.add(name);
    try {
      const access = await this.cloud.assumeForRequest(request.RoleArn ?? "", `SageMaker-${name}`, arn);
      for (const { S3Input, AppManaged } of request.ProcessingInputs ?? []) {
        if (S3Input && AppManaged !== true)
          await requireInput(access, S3Input.S3DataType ?? "S3Prefix", S3Input.S3Uri ?? "", call.region);
      }
      const at = now();
      const { account, region } = call;
      const job: ProcessingJob = {
        arn,
        account,
        region,
        request,
        status: "InProgress",
        created: at,
        modified: at,
        started: at,
        tags: request.Tags ?? [],
      };
      this.changed(job);
      const run = new ProcessingRun(this.cloud, job, access);
      this.runs.set(name, run);
      void this.follow(job, run);
      return job;
    } finally {
      this.creating.delete(name);
    }
  }

  private async follow(job: ProcessingJob, run: ProcessingRun): Promise<void> {
    try {
      const stopped = await run.run();
      if (!this.cloud.stopping) this.finish(job, stopped ? "Stopped" : "Completed");
    } catch (error) {
      if (!this.cloud.stopping) this.finish(job, "Failed", messageOf(error).slice(0, 1024));
    } finally {
      this.runs.delete(job.request.ProcessingJobName ?? "");
    }
  }

  get(name: string | undefined): ProcessingJob {
    const job = this.store.get(name ?? "");
    if (!job) throw notFound(`Could not find requested job with name: ${name ?? ""}`);
    return job;
  }

  stop(name: string | undefined): void {
    const job = this.get(name);
    if (job.status !== "InProgress") {
      throw invalid(`The request was rejected because the processing job is in status ${job.status}.`);
    }
    job.status = "Stopping";
    this.changed(job);
    this.runs.get(name ?? "")?.stop();
  }

  delete(name: string | undefined): void {
    const job = this.get(name);
    if (job.status === "InProgress" || job.status === "Stopping") {
      throw inUse(`The processing job ${job.arn} is in status ${job.status}: stop it before deleting it.`);
    }
    this.store.delete(name ?? "");
  }

  async close(): Promise<void> {
    await Promise.all([...this.runs.values()].map((run) => run.kill()));
  }

  private finish(job: ProcessingJob, status: ProcessingJobStatus, failure?: string): void {
    job.status = status;
    job.ended = now();
    if (failure !== undefined) job.failure = failure;
    this.changed(job);
  }

  private changed(job: ProcessingJob): void {
    job.modified = now();
    this.store.put(job.request.ProcessingJobName ?? "", job);
    this.cloud.announce(job, "SageMaker Processing Job State Change", { ...describe(job) }, job.arn);
  }
}

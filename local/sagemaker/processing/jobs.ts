import type { CreateProcessingJobRequest } from "@aws-sdk/client-sagemaker";
import { inUse } from "../front/errors";
import type { Call } from "../front/operation";
import { type BatchJob, BatchJobs } from "../jobs/batch";
import { requireInput } from "../jobs/channels";
import type { Cloud } from "../state/cloud";
import { now } from "../state/store";
import { withoutTags } from "../state/tags";
import { ProcessingRun } from "./run";
import { checkProcessingRequest, placementOf } from "./validate";

export interface ProcessingJob extends BatchJob<CreateProcessingJobRequest> {
  modified: number;
  exitMessage?: string;
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
export class ProcessingJobs extends BatchJobs<ProcessingJob> {
  constructor(cloud: Cloud) {
    super(cloud, "Processing");
  }

  create(request: CreateProcessingJobRequest, call: Call): Promise<ProcessingJob> {
    const name = request.ProcessingJobName ?? "";
    return this.once(name, call, async (arn) => {
      checkProcessingRequest(request);
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
      this.follow(job, new ProcessingRun(this.cloud, job, access));
      return job;
    });
  }

  delete(name: string | undefined): void {
    const job = this.get(name);
    if (job.status === "InProgress" || job.status === "Stopping") {
      throw inUse(`The processing job ${job.arn} is in status ${job.status}: stop it before deleting it.`);
    }
    this.store.delete(name ?? "");
  }

  protected nameOf(job: ProcessingJob): string {
    return job.request.ProcessingJobName ?? "";
  }

  protected describe(job: ProcessingJob): object {
    return describe(job);
  }

  protected override changed(job: ProcessingJob): void {
    job.modified = now();
    super.changed(job);
  }
}

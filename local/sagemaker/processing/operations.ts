import type { CreateProcessingJobRequest } from "@aws-sdk/client-sagemaker";
import { operation, type Operations } from "../front/operation";
import { name, paging } from "../shapes/common";
import { structure, text } from "../shapes/shape";
import { page, type ListQuery } from "../state/paging";
import { describe, type ProcessingJobs } from "./jobs";
import { createProcessingJob } from "./shape";

interface Named {
  ProcessingJobName: string;
}

const onJob = (input: { ProcessingJobName?: string }) => `processing-job/${input.ProcessingJobName ?? ""}`;
const named = structure({ ProcessingJobName: name });

export function processingOperations(jobs: ProcessingJobs): Operations {
  return {
    CreateProcessingJob: operation<CreateProcessingJobRequest>({
      shape: createProcessingJob,
      resource: onJob,
      passes: (input) => input.RoleArn,
      run: async (input, call) => ({ ProcessingJobArn: (await jobs.create(input, call)).arn }),
    }),
    DescribeProcessingJob: operation<Named>({
      shape: named,
      resource: onJob,
      run: (input) => describe(jobs.get(input.ProcessingJobName)),
    }),
    StopProcessingJob: operation<Named>({
      shape: named,
      resource: onJob,
      run: (input) => {
        jobs.stop(input.ProcessingJobName);
        return {};
      },
    }),
    DeleteProcessingJob: operation<Named>({
      shape: named,
      resource: onJob,
      run: (input) => {
        jobs.delete(input.ProcessingJobName);
        return {};
      },
    }),
    ListProcessingJobs: operation<ListQuery>({
      shape: structure({}, { ...paging, StatusEquals: text() }),
      resource: () => "*",
      run: (input) => {
        const { items, ...more } = page(jobs.store.all(), input, (job) => ({
          name: job.request.ProcessingJobName ?? "",
          status: job.status,
          created: job.created,
          modified: job.modified,
        }));
        return {
          ...more,
          ProcessingJobSummaries: items.map((job) => ({
            ProcessingJobName: job.request.ProcessingJobName,
            ProcessingJobArn: job.arn,
            CreationTime: job.created,
            ...(job.ended === undefined ? {} : { ProcessingEndTime: job.ended }),
            LastModifiedTime: job.modified,
            ProcessingJobStatus: job.status,
            ...(job.failure === undefined ? {} : { FailureReason: job.failure }),
            ...(job.exitMessage === undefined ? {} : { ExitMessage: job.exitMessage }),
          })),
        };
      },
    }),
  };
}

import type { DescribeProcessingJobCommandOutput as Description } from "@aws-sdk/client-sagemaker";
import { type JobKind, statusOf } from "../jobs";
import { secondsBetween } from "../written";
import { request } from "./request";

/** A processing job as the shared machinery sees it. */
export const processing: JobKind<Description> = {
  noun: "processing job",
  again: "runs again",
  nameKind: "processingJob",
  logGroup: "/aws/sagemaker/ProcessingJobs",
  logPrefix: (name) => `${name}/`,
  consolePath: (name) => `/processing-jobs/${name}`,
  view: (job) => ({
    name: job.ProcessingJobName ?? "",
    arn: job.ProcessingJobArn ?? "",
    status: statusOf(job.ProcessingJobStatus),
    started: job.ProcessingStartTime !== undefined,
    steps: steps(job),
    createdAt: job.CreationTime,
    reason: job.FailureReason,
  }),
  describe: ({ client, sdk, signal }, name) =>
    client.send(new sdk.DescribeProcessingJobCommand({ ProcessingJobName: name }), { abortSignal: signal }),
  list: async ({ client, sdk, signal }, stem, NextToken) => {
    const command = new sdk.ListProcessingJobsCommand({ NameContains: stem, MaxResults: 100, NextToken });
    const page = await client.send(command, { abortSignal: signal });
    const names = (page.ProcessingJobSummaries ?? []).flatMap((job) => job.ProcessingJobName ?? []);
    return { names, nextToken: page.NextToken };
  },
  start: ({ client, sdk, signal }, name, tags, inputs) =>
    client.send(new sdk.CreateProcessingJobCommand(request(name, tags, inputs)), { abortSignal: signal }),
  stop: ({ client, sdk, signal }, name) =>
    client.send(new sdk.StopProcessingJobCommand({ ProcessingJobName: name }), { abortSignal: signal }),
  delete: ({ client, sdk, signal }, name) =>
    client.send(new sdk.DeleteProcessingJobCommand({ ProcessingJobName: name }), { abortSignal: signal }),
  stopReason: (job) => {
    const limit = job.StoppingCondition?.MaxRuntimeInSeconds ?? 86_400;
    const ran = secondsBetween(job.ProcessingStartTime, job.ProcessingEndTime) ?? 0;
    if (ran < limit) return undefined;
    return `it ran longer than maxRuntimeSeconds (${limit}); raise it or use a larger instance`;
  },
};

/** The service has no finer status: what can be told from its times. */
function steps(job: Description): string[] {
  const result = ["InProgress: preparing the instances"];
  if (job.ProcessingStartTime !== undefined) {
    const cluster = job.ProcessingResources?.ClusterConfig;
    const chosen = cluster?.SelectedInstanceType;
    result.push(chosen === undefined ? "InProgress: running" : `InProgress: running on ${chosen}`);
  }
  const status = job.ProcessingJobStatus ?? "InProgress";
  if (status !== "InProgress") {
    const message = job.ExitMessage ?? "";
    result.push(message === "" ? status : `${status}: ${message}`);
  }
  return result;
}

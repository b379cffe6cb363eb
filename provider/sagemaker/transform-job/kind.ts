import type { DescribeTransformJobCommandOutput as Description } from "@aws-sdk/client-sagemaker";
import { type JobKind, statusOf } from "../jobs";
import { request } from "./request";

/** A transform job as the shared machinery sees it. The service keeps its record for ever: there is no deletion. */
export const transform: JobKind<Description> = {
  noun: "transform job",
  again: "runs again",
  nameKind: "transformJob",
  logGroup: "/aws/sagemaker/TransformJobs",
  logPrefix: (name) => `${name}/`,
  consolePath: (name) => `/transform-jobs/${name}`,
  view: (job) => ({
    name: job.TransformJobName ?? "",
    arn: job.TransformJobArn ?? "",
    status: statusOf(job.TransformJobStatus),
    started: job.TransformStartTime !== undefined,
    steps: steps(job),
    createdAt: job.CreationTime,
    reason: job.FailureReason,
  }),
  describe: ({ client, sdk, signal }, name) =>
    client.send(new sdk.DescribeTransformJobCommand({ TransformJobName: name }), { abortSignal: signal }),
  list: async ({ client, sdk, signal }, stem, NextToken) => {
    const command = new sdk.ListTransformJobsCommand({ NameContains: stem, MaxResults: 100, NextToken });
    const page = await client.send(command, { abortSignal: signal });
    const names = (page.TransformJobSummaries ?? []).flatMap((job) => job.TransformJobName ?? []);
    return { names, nextToken: page.NextToken };
  },
  start: ({ client, sdk, signal }, name, tags, inputs) =>
    client.send(new sdk.CreateTransformJobCommand(request(name, tags, inputs)), { abortSignal: signal }),
  stop: ({ client, sdk, signal }, name) =>
    client.send(new sdk.StopTransformJobCommand({ TransformJobName: name }), { abortSignal: signal }),
};

/** The service has no finer status: what can be told from its times. */
function steps(job: Description): string[] {
  const result = ["InProgress: preparing the instances"];
  if (job.TransformStartTime !== undefined) result.push("InProgress: transforming");
  const status = job.TransformJobStatus ?? "InProgress";
  if (status !== "InProgress") result.push(status);
  return result;
}

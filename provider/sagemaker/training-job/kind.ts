import type { DescribeTrainingJobCommandOutput } from "@aws-sdk/client-sagemaker";
import { sleep } from "../../framework";
import { type JobKind, statusOf } from "../jobs";
import type { SageMaker } from "../tags";
import { request } from "./request";

export type TrainingDescription = DescribeTrainingJobCommandOutput;

/** Phases before the algorithm runs. */
const early = [
  "Starting",
  "Pending",
  "LaunchingMLInstances",
  "PreparingTrainingStack",
  "Downloading",
  "DownloadingTrainingImage",
];

/** Training jobs, as the shared machinery uses them. */
export const trainingKind: JobKind<TrainingDescription> = {
  noun: "training job",
  again: "trains again",
  nameKind: "trainingJob",
  logGroup: "/aws/sagemaker/TrainingJobs",
  logPrefix: (name) => `${name}/`,
  consolePath: (name) => `/jobs/${name}`,
  view: (job) => ({
    name: job.TrainingJobName ?? "",
    arn: job.TrainingJobArn ?? "",
    status: statusOf(job.TrainingJobStatus),
    phase: job.SecondaryStatus,
    started: !early.includes(job.SecondaryStatus ?? "Starting"),
    steps: (job.SecondaryStatusTransitions ?? []).map(({ Status = "", StatusMessage = "" }) =>
      StatusMessage === "" ? Status : `${Status}: ${StatusMessage}`,
    ),
    createdAt: job.CreationTime,
    reason: job.FailureReason,
  }),
  describe: ({ client, sdk, signal }, name) =>
    client.send(new sdk.DescribeTrainingJobCommand({ TrainingJobName: name }), { abortSignal: signal }),
  list: async ({ client, sdk, signal }, stem, nextToken) => {
    const command = new sdk.ListTrainingJobsCommand({
      NameContains: stem,
      MaxResults: 100,
      NextToken: nextToken,
    });
    const page = await client.send(command, { abortSignal: signal });
    const names = (page.TrainingJobSummaries ?? []).flatMap((job) => job.TrainingJobName ?? []);
    return { names, nextToken: page.NextToken };
  },
  start: ({ client, sdk, signal }, name, tags, inputs) =>
    client.send(new sdk.CreateTrainingJobCommand(request(name, tags, inputs)), { abortSignal: signal }),
  stop: ({ client, sdk, signal }, name) =>
    client.send(new sdk.StopTrainingJobCommand({ TrainingJobName: name }), { abortSignal: signal }),
  delete: async (on, name) => {
    await endWarmPool(on, name);
    const command = new on.sdk.DeleteTrainingJobCommand({ TrainingJobName: name });
    await on.client.send(command, { abortSignal: on.signal });
  },
  stopReason: (job) => {
    switch (job.SecondaryStatus) {
      case "MaxRuntimeExceeded":
        return `it ran longer than maxRuntimeSeconds (${job.StoppingCondition?.MaxRuntimeInSeconds ?? "?"}); raise it or use a larger instance`;
      case "MaxWaitTimeExceeded":
        return "spot capacity did not come within maxWaitSeconds; raise it or train on demand";
      case "Interrupted":
        return "the spot instance was reclaimed; with a checkpoint the next run goes on from it";
      default:
        return undefined;
    }
  },
};

/** Instances kept warm block the deletion of the job they ran, and are billed: they go first. */
async function endWarmPool({ client, sdk, signal }: SageMaker, name: string): Promise<void> {
  const look = async () => {
    const command = new sdk.DescribeTrainingJobCommand({ TrainingJobName: name });
    return (await client.send(command, { abortSignal: signal })).WarmPoolStatus?.Status;
  };
  if ((await look()) !== "Available") return;
  const command = new sdk.UpdateTrainingJobCommand({
    TrainingJobName: name,
    ResourceConfig: { KeepAlivePeriodInSeconds: 0 },
  });
  await client.send(command, { abortSignal: signal });
  while ((await look()) === "Available") await sleep(1000, signal);
}

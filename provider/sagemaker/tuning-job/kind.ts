import type { DescribeHyperParameterTuningJobCommandOutput } from "@aws-sdk/client-sagemaker";
import { isMissing } from "../../aws/errors";
import { type JobKind, statusOf } from "../jobs";
import type { SageMaker } from "../tags";
import { trainingKind } from "../training-job/kind";
import { request } from "./request";
import { trialsOf } from "./trials";

export type TuningDescription = DescribeHyperParameterTuningJobCommandOutput;

/** Tuning jobs, as the shared machinery uses them. */
export const tuningKind: JobKind<TuningDescription> = {
  noun: "tuning job",
  again: "searches again",
  nameKind: "tuningJob",
  logGroup: "/aws/sagemaker/TrainingJobs",
  logPrefix: (name) => `${name}-`,
  consolePath: (name) => `/hyper-tuning-jobs/${name}`,
  view: (job) => ({
    name: job.HyperParameterTuningJobName ?? "",
    arn: job.HyperParameterTuningJobArn ?? "",
    status: statusOf(job.HyperParameterTuningJobStatus),
    started: started(job) > 0,
    steps: steps(job),
    createdAt: job.CreationTime,
    reason: job.FailureReason,
  }),
  describe: async (on, name) => {
    const command = new on.sdk.DescribeHyperParameterTuningJobCommand({ HyperParameterTuningJobName: name });
    const job = await on.client.send(command, { abortSignal: on.signal });
    return job.HyperParameterTuningJobStatus === "Failed" ? { ...job, ...(await whyFailed(on, job)) } : job;
  },
  list: async ({ client, sdk, signal }, stem, NextToken) => {
    const command = new sdk.ListHyperParameterTuningJobsCommand({
      NameContains: stem,
      MaxResults: 100,
      NextToken,
    });
    const page = await client.send(command, { abortSignal: signal });
    const names = (page.HyperParameterTuningJobSummaries ?? []).flatMap(
      (job) => job.HyperParameterTuningJobName ?? [],
    );
    return { names, nextToken: page.NextToken };
  },
  start: ({ client, sdk, signal }, name, tags, inputs) =>
    client.send(new sdk.CreateHyperParameterTuningJobCommand(request(name, tags, inputs)), {
      abortSignal: signal,
    }),
  stop: ({ client, sdk, signal }, name) =>
    client.send(new sdk.StopHyperParameterTuningJobCommand({ HyperParameterTuningJobName: name }), {
      abortSignal: signal,
    }),
  /** The trials' records go with the search's: only it knows which they are. */
  delete: async (on, name) => {
    for (const { TrainingJobName = "" } of await trialsOf(on, name)) {
      try {
        await trainingKind.delete?.(on, TrainingJobName);
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    }
    const command = new on.sdk.DeleteHyperParameterTuningJobCommand({ HyperParameterTuningJobName: name });
    await on.client.send(command, { abortSignal: on.signal });
  },
};

/** The service says only that all trials failed: why, the first of them says. */
async function whyFailed(on: SageMaker, job: TuningDescription): Promise<{ FailureReason?: string }> {
  try {
    const trials = await trialsOf(on, job.HyperParameterTuningJobName ?? "");
    const first = trials.find(({ FailureReason }) => FailureReason !== undefined);
    if (first === undefined) return {};
    const trial = `${first.TrainingJobName ?? ""}: ${first.FailureReason ?? ""}`;
    return { FailureReason: [job.FailureReason, trial].filter((one) => one !== undefined).join(" ") };
  } catch {
    on.signal.throwIfAborted();
    return {};
  }
}

function ended({ TrainingJobStatusCounters: counts }: TuningDescription): number {
  const { Completed = 0, Stopped = 0, NonRetryableError = 0 } = counts ?? {};
  return Completed + Stopped + NonRetryableError;
}

function started(job: TuningDescription): number {
  return ended(job) + (job.TrainingJobStatusCounters?.InProgress ?? 0);
}

/** One line for each trial that ended; what is known of the best stands in the last. */
function steps(job: TuningDescription): string[] {
  const status = job.HyperParameterTuningJobStatus ?? "InProgress";
  const most = job.HyperParameterTuningJobConfig?.ResourceLimits?.MaxNumberOfTrainingJobs;
  const of = most === undefined ? "" : ` of ${most}`;
  const best = job.BestTrainingJob;
  const metric = best?.FinalHyperParameterTuningJobObjectiveMetric;
  const so =
    metric === undefined
      ? ""
      : `; best ${metric.MetricName ?? ""} ${metric.Value ?? ""} (${best?.TrainingJobName ?? ""})`;
  const count = ended(job);
  const lines = ["InProgress: searching"];
  for (let trial = 1; trial <= count; trial++)
    lines.push(`${trial}${of} trials ended${trial === count ? so : ""}`);
  return status === "InProgress" ? lines : [...lines, status];
}

import type { DescribeProcessingJobCommandOutput as Description } from "@aws-sdk/client-sagemaker";
import type { Estimate } from "../../../blueprints/sagemaker";
import { type Bag, bag, number, text } from "../../framework";
import { costOf, maxCostOutputs, type Instances, type Job, type Jobs, type JobSpec } from "../jobs";
import { secondsBetween, writtenSince } from "../written";
import { instancesOf } from "./check";
import { inputsOf } from "./imported";
import { processing } from "./kind";
import { defining, outputs } from "./table";

export const processingSpec: JobSpec<Description> = {
  kind: processing,
  prefix: "rerun",
  defining,
  outputs,
  inputsOf,
  derive: (inputs) => ({
    ...maxCostOutputs(maxCost(inputs)),
    ...(inputs.outputs === undefined ? {} : { outputUris: outputUris(inputs) }),
  }),
  outputsOf: (job, inputs) => {
    const seconds = secondsBetween(job.ProcessingStartTime, job.ProcessingEndTime);
    const used = usedInstances(job);
    return {
      exitMessage: job.ExitMessage,
      outputUris: outputUris(inputs),
      processingSeconds: seconds,
      usedInstanceType: used?.instanceType,
      usedInstanceCount: used?.instanceCount,
      estimatedCostUsd:
        seconds === undefined || used === undefined ? undefined : costOf(inputs, [used], seconds)?.usd,
    };
  },
  finish: async (jobs, job, inputs) => ({ outputObjects: await countOutputs(jobs, job, inputs) }),
};

function outputUris(inputs: Bag): Bag {
  return Object.fromEntries(
    Object.entries(bag(inputs.outputs)).flatMap(([name, value]) => {
      const uri = text(bag(value).s3Uri);
      return uri === undefined ? [] : [[name, uri]];
    }),
  );
}

async function countOutputs(
  jobs: Jobs<Description>,
  { description }: Job<Description>,
  inputs: Bag,
): Promise<Bag | undefined> {
  const since = description.ProcessingStartTime ?? description.CreationTime;
  const counts: Record<string, number> = {};
  for (const [name, uri] of Object.entries(outputUris(inputs))) {
    const written = await writtenSince(jobs.call, text(uri) ?? "", since);
    if (written !== undefined) counts[name] = written.names.length;
  }
  return counts;
}

/** Which of the preferred instances the job ran on; those asked for when there was no choice. */
function usedInstances(job: Description): Instances | undefined {
  const cluster = job.ProcessingResources?.ClusterConfig;
  const instanceType = cluster?.SelectedInstanceType ?? cluster?.InstanceType;
  if (instanceType === undefined) return undefined;
  return { instanceType, instanceCount: cluster?.SelectedInstanceCount ?? cluster?.InstanceCount ?? 1 };
}

/** The most a job can cost: the dearest of its choices for its whole time. Undefined when a price is not known. */
export function maxCost(inputs: Bag): Estimate | undefined {
  const seconds = number(inputs.maxRuntimeSeconds);
  if (seconds === undefined) return undefined;
  let dearest: Estimate | undefined;
  for (const choice of instancesOf(inputs)) {
    const cost = costOf(inputs, [choice], seconds);
    if (cost === undefined) return undefined;
    if (dearest === undefined || cost.usd > dearest.usd) dearest = cost;
  }
  return dearest;
}

import type { DescribeTransformJobCommandOutput as Description } from "@aws-sdk/client-sagemaker";
import type { Estimate } from "../../../blueprints/sagemaker";
import { type Bag, bag, number, text } from "../../framework";
import { costOf, type Instances, type Job, type Jobs, type JobSpec, maxCostOutputs } from "../jobs";
import { secondsBetween, writtenSince } from "../written";
import { inputsOf } from "./imported";
import { transform } from "./kind";
import { defining, outputs } from "./table";

/** Names in a state must stay few: it is read and written whole. */
const longestManifest = 1000;

export const transformSpec: JobSpec<Description> = {
  kind: transform,
  prefix: "rerun",
  defining,
  outputs,
  inputsOf,
  derive: (inputs) => ({ ...maxCostOutputs(maxCost(inputs)), ...addresses(inputs) }),
  outputsOf: (job, inputs) => {
    const seconds = secondsBetween(job.TransformStartTime, job.TransformEndTime);
    const cost = seconds === undefined ? undefined : costOf(inputs, instancesOf(inputs), seconds);
    return { ...addresses(inputs), transformSeconds: seconds, estimatedCostUsd: cost?.usd };
  },
  limit: (job, inputs) => {
    const seconds = number(inputs.maxRuntimeSeconds);
    if (seconds === undefined || job.TransformStartTime === undefined) return undefined;
    return {
      until: new Date(job.TransformStartTime.getTime() + seconds * 1000),
      rule: `it ran longer than maxRuntimeSeconds (${seconds}); raise it, or use more or larger instances`,
    };
  },
  finish: written,
};

function addresses(inputs: Bag): Bag {
  return { outputUri: text(bag(inputs.output).s3Uri), captureUri: text(bag(inputs.dataCapture).s3Uri) };
}

async function written(
  jobs: Jobs<Description>,
  { description }: Job<Description>,
  inputs: Bag,
): Promise<Bag> {
  const uri = text(bag(inputs.output).s3Uri);
  if (uri === undefined) return {};
  const since = description.TransformStartTime ?? description.CreationTime;
  const found = await writtenSince(jobs.call, uri, since, (key) => key.endsWith(".out"));
  if (found === undefined) return { outputObjects: undefined, outputManifest: undefined };
  const { bucket, prefix, names } = found;
  const manifest = [{ prefix: `s3://${bucket}/${prefix}` }, ...names];
  return {
    outputObjects: names.length,
    outputManifest: names.length > longestManifest ? undefined : manifest,
  };
}

/** Empty while type or number is not known. */
function instancesOf(inputs: Bag): Instances[] {
  const instanceType = text(inputs.instanceType);
  const instanceCount = number(inputs.instanceCount);
  return instanceType === undefined || instanceCount === undefined ? [] : [{ instanceType, instanceCount }];
}

/** The most a job can cost; undefined without a time limit or a price. */
export function maxCost(inputs: Bag): Estimate | undefined {
  const seconds = number(inputs.maxRuntimeSeconds);
  return seconds === undefined ? undefined : costOf(inputs, instancesOf(inputs), seconds);
}

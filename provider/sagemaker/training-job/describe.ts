import { awsRegistryOf, parseImage } from "../../../blueprints/sagemaker";
import { type Bag, bag, flag, list, text, type Value } from "../../framework";
import { isEmpty, maxCostOutputs, toInputs } from "../jobs";
import { cost, maxCost } from "./cost";
import type { TrainingDescription } from "./kind";
import { members } from "./members";
import { inputs as table } from "./table";

/** Final metrics by name. A metric reported several times keeps its last value. */
export function metricsOf(job: TrainingDescription): Record<string, number> {
  const result: Record<string, number> = {};
  for (const { MetricName, Value: value } of job.FinalMetricDataList ?? []) {
    if (MetricName !== undefined && value !== undefined) result[MetricName] = value;
  }
  return result;
}

/** What the resource says of a job. */
export function outputsOf(job: TrainingDescription, inputs: Bag): Bag {
  const billable = job.BillableTimeInSeconds;
  const { SelectedInstanceType: chosen, SelectedInstanceCount: count } = job.ResourceConfig ?? {};
  const instances = chosen === undefined ? undefined : { instanceType: chosen, instanceCount: count ?? 1 };
  const artifact = job.ModelArtifacts?.S3ModelArtifacts;
  return {
    secondaryStatus: job.SecondaryStatus,
    artifactUri: artifact === "" ? undefined : artifact,
    metrics: metricsOf(job),
    trainingSeconds: job.TrainingTimeInSeconds,
    billableSeconds: billable,
    billableTokens: job.BillableTokenCount,
    spotSavings: savings(job),
    estimatedCostUsd: billable === undefined ? undefined : cost(inputs, billable, instances)?.usd,
    selectedInstanceType: chosen,
    selectedInstanceCount: chosen === undefined ? undefined : count,
    warmPoolStatus: job.WarmPoolStatus?.Status,
    epochs: job.ProgressInfo?.CurrentEpoch,
    ruleStatuses: ruleStatuses(job),
    modelPackageArn: job.OutputModelPackageArn,
    mlflowRunId: job.MlflowDetails?.MlflowRunId,
  };
}

export function derive(inputs: Bag): Bag {
  return maxCostOutputs(maxCost(inputs));
}

function savings(job: TrainingDescription): number | undefined {
  const { TrainingTimeInSeconds: training, BillableTimeInSeconds: billable } = job;
  if (job.EnableManagedSpotTraining !== true || training === undefined || training === 0) return undefined;
  return Math.round((1 - (billable ?? training) / training) * 1000) / 1000;
}

function ruleStatuses(job: TrainingDescription): Bag | undefined {
  const all = [...(job.DebugRuleEvaluationStatuses ?? []), ...(job.ProfilerRuleEvaluationStatuses ?? [])];
  if (all.length === 0) return undefined;
  return Object.fromEntries(
    all.map(({ RuleConfigurationName = "", RuleEvaluationStatus = "", StatusDetails = "" }) => [
      RuleConfigurationName,
      StatusDetails === "" ? RuleEvaluationStatus : `${RuleEvaluationStatus}: ${StatusDetails}`,
    ]),
  );
}

/**
 * What AWS adds to a job by itself: only those who asked for it would have it in their program. Metric definitions of
 * AWS's own images, a debug hook without collections, and profiling as it is by default.
 */
function isInjected(name: string, found: Bag): boolean {
  const given = bag(found[name]);
  const account = parseImage(text(found.image) ?? "")?.account;
  const own = account === undefined || awsRegistryOf(account) === undefined;
  switch (name) {
    case "metricDefinitions":
      return !own;
    case "metricsTimeSeries":
      return !own || found.metricDefinitions !== undefined;
    case "debugHook":
      return given.collections === undefined && given.parameters === undefined;
    case "profiler":
      return given.parameters === undefined && flag(given.disabled) !== true;
    case "profilerRules":
      return list(found[name]).every((rule) => (text(bag(rule).name) ?? "").startsWith("ProfilerReport"));
    default:
      return false;
  }
}

/** Inputs that would make this job. */
export function inputsOf(job: TrainingDescription): Bag {
  const found = toInputs(members, job as unknown as Bag);
  const kept = Object.entries(found).filter(([name]) => !isInjected(name, found));
  const spot = flag(found.spot) === true;
  const result: Record<string, Value> = { ...Object.fromEntries(kept), spot };
  if (!spot) delete result.maxWaitSeconds;
  if (result.inputMode === "File") delete result.inputMode;
  result.channels = Object.fromEntries(
    Object.entries(bag(found.channels)).map(([name, channel]) => [name, channelOf(bag(channel))]),
  );
  return withDefaults(result);
}

function channelOf(channel: Bag): Bag {
  const plain = Object.entries(channel).filter(
    ([name, value]) => !isEmpty(value) && !(name === "recordWrapper" && value === "None"),
  );
  const found = Object.fromEntries(plain);
  if (found.s3Uri === undefined)
    return { dataType: "S3Prefix", distribution: "FullyReplicated", compression: "None", ...found };
  return { distribution: "FullyReplicated", compression: "None", ...found };
}

/** The table's own defaults, so that an imported job shows no difference to a program that states none of them. */
function withDefaults(inputs: Bag): Bag {
  const defaults = Object.entries(table).flatMap(([name, property]) =>
    property.default === undefined || inputs[name] !== undefined ? [] : [[name, property.default] as const],
  );
  return { ...inputs, ...Object.fromEntries(defaults) };
}

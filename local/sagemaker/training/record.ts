import { withoutTags } from "../state/tags";
import type {
  CreateTrainingJobRequest,
  SecondaryStatus,
  Tag,
  TrainingJobStatus,
  WarmPoolResourceStatus,
} from "@aws-sdk/client-sagemaker";
import type { MetricValue } from "../jobs/metrics";
import { now } from "../state/store";

export interface Transition {
  Status: string;
  StartTime: number;
  EndTime?: number;
  StatusMessage: string;
}

/** A training job as it is kept. */
export interface TrainingJob {
  arn: string;
  account: string;
  region: string;
  request: CreateTrainingJobRequest;
  status: TrainingJobStatus;
  secondary: SecondaryStatus;
  transitions: Transition[];
  created: number;
  modified: number;
  started?: number;
  ended?: number;
  failure?: string;
  artifacts: string;
  metrics: MetricValue[];
  tags: Tag[];
  /** The tuning job that started it. */
  tuningJobArn?: string;
  /** When its instances stop being kept warm, in seconds; in the past for a pool that was ended. */
  warmUntil?: number;
}

const messages: Record<string, string> = {
  Starting: "Preparing the instances for training",
  Downloading: "Downloading input data",
  Training: "Training image download completed. Training in progress.",
  Stopping: "Stopping the training job",
  Uploading: "Uploading generated training model",
  Completed: "Training job completed",
  Stopped: "Training job stopped",
  Failed: "Training job failed",
  MaxRuntimeExceeded: "Resources released due to max training job runtime exceeded",
};

/** Enters the next phase: ends the last transition and begins a new one. */
export function enter(job: TrainingJob, secondary: SecondaryStatus, message?: string): void {
  const at = now();
  const last = job.transitions.at(-1);
  if (last && last.EndTime === undefined) last.EndTime = at;
  job.secondary = secondary;
  job.modified = at;
  job.transitions.push({
    Status: secondary,
    StartTime: at,
    StatusMessage: message ?? messages[secondary] ?? secondary,
  });
}

/** Ends the job for good. */
export function finish(
  job: TrainingJob,
  status: TrainingJobStatus,
  secondary: SecondaryStatus,
  message?: string,
): void {
  enter(job, secondary, message);
  const last = job.transitions.at(-1);
  if (last) last.EndTime = last.StartTime;
  job.status = status;
  job.ended = job.modified;
}

/** Keeps the instances of a job that ended for its KeepAlivePeriodInSeconds. */
export function keepWarm(job: TrainingJob): void {
  const seconds = job.request.ResourceConfig?.KeepAlivePeriodInSeconds ?? 0;
  if (seconds > 0 && job.ended !== undefined) job.warmUntil = job.ended + seconds;
}

/** The warm pool as the service shows it. Nothing is really kept here: the next job starts as quickly without. */
export function warmPool(
  job: TrainingJob,
): { Status: WarmPoolResourceStatus; ResourceRetainedBillableTimeInSeconds?: number } | undefined {
  const { warmUntil, ended } = job;
  if (warmUntil === undefined || ended === undefined)
    return (job.request.ResourceConfig?.KeepAlivePeriodInSeconds ?? 0) > 0 && ended === undefined
      ? { Status: "InUse" }
      : undefined;
  const retained = Math.max(0, Math.ceil(Math.min(now(), warmUntil) - ended));
  return {
    Status: now() < warmUntil ? "Available" : "Terminated",
    ResourceRetainedBillableTimeInSeconds: retained,
  };
}

/** What DescribeTrainingJob answers. */
export function describe(job: TrainingJob): object {
  // The service does not show how tags are chained.
  const request = { ...withoutTags(job.request), SessionChainingConfig: undefined };
  const pool = warmPool(job);
  const seconds =
    job.ended !== undefined && job.started !== undefined
      ? Math.max(1, Math.ceil(job.ended - job.started))
      : undefined;
  return {
    ...request,
    ...(chosen(job) ?? {}),
    TrainingJobArn: job.arn,
    ...(job.tuningJobArn === undefined ? {} : { TuningJobArn: job.tuningJobArn }),
    ModelArtifacts: { S3ModelArtifacts: job.artifacts },
    TrainingJobStatus: job.status,
    SecondaryStatus: job.secondary,
    SecondaryStatusTransitions: job.transitions,
    CreationTime: job.created,
    LastModifiedTime: job.modified,
    EnableNetworkIsolation: job.request.EnableNetworkIsolation ?? false,
    EnableInterContainerTrafficEncryption: job.request.EnableInterContainerTrafficEncryption ?? false,
    EnableManagedSpotTraining: job.request.EnableManagedSpotTraining ?? false,
    ...(job.started === undefined ? {} : { TrainingStartTime: job.started }),
    ...(job.ended === undefined ? {} : { TrainingEndTime: job.ended }),
    ...(pool === undefined ? {} : { WarmPoolStatus: pool }),
    ...(job.failure === undefined ? {} : { FailureReason: job.failure }),
    ...(job.metrics.length === 0 ? {} : { FinalMetricDataList: job.metrics }),
    ...(seconds === undefined ? {} : { TrainingTimeInSeconds: seconds, BillableTimeInSeconds: seconds }),
  };
}

/** What was taken among the preferences: the first, for there is always capacity here. */
function chosen(job: TrainingJob): object | undefined {
  const resources = job.request.ResourceConfig;
  const first = resources?.InstancePreferences?.[0];
  if (first === undefined) return undefined;
  return {
    ResourceConfig: {
      ...resources,
      SelectedInstanceType: first.InstanceType,
      SelectedInstanceCount: first.InstanceCount ?? resources?.InstanceCount ?? 1,
    },
  };
}

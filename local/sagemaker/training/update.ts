import type { UpdateTrainingJobRequest } from "@aws-sdk/client-sagemaker";
import { invalid } from "../front/errors";
import { now } from "../state/store";
import { type TrainingJob, warmPool } from "./record";

/** Changes what may change of a job, when the service would: profiling and debugging while it runs, the pool while it is warm. */
export function update(job: TrainingJob, input: UpdateTrainingJobRequest): void {
  const running = job.status === "InProgress";
  const keep = input.ResourceConfig?.KeepAlivePeriodInSeconds;
  if (keep !== undefined) {
    const pool = warmPool(job)?.Status;
    if (pool !== "InUse" && pool !== "Available")
      throw invalid(`The training job ${job.arn} has no warm pool whose retention could change.`);
    Object.assign(job.request.ResourceConfig ?? {}, { KeepAlivePeriodInSeconds: keep });
    if (job.ended !== undefined) job.warmUntil = keep === 0 ? now() : job.ended + keep;
  }
  const { ProfilerConfig, ProfilerRuleConfigurations, RemoteDebugConfig } = input;
  const live = { ProfilerConfig, ProfilerRuleConfigurations, RemoteDebugConfig };
  const given = Object.entries(live).filter(([, value]) => value !== undefined);
  if (given.length > 0 && !running)
    throw invalid(
      `The training job ${job.arn} is ${job.status}: ${given.map(([name]) => name).join(", ")} can be changed only while it is InProgress.`,
    );
  Object.assign(job.request, Object.fromEntries(given));
  job.modified = now();
}

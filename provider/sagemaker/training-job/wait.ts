import { isTransient } from "../../aws/errors";
import { type Call, sleep } from "../../framework";
import { consoleUrl } from "./describe";
import type { Job, Jobs } from "./jobs";
import { lastLines, Progress } from "./progress";

const ended = new Set(["Completed", "Failed", "Stopped"]);

/**
 * Follows a job to its end. The SDK's own waiter looks every two minutes at best, which would add minutes to
 * every deployment. Against this machine a look costs nothing: every 2 seconds, quicker at first. On AWS every
 * 10 to 30 seconds with jitter, so that many jobs of one account do not meet the API's rate limit together.
 */
export async function waitFor(
  jobs: Jobs,
  first: Job,
  until: "completion" | "started",
  call: Call,
): Promise<Job> {
  const progress = new Progress(call);
  const name = first.TrainingJobName ?? "";
  let job = first;
  let delay = jobs.local ? 250 : 10_000;
  let troubleSince: number | undefined;
  for (;;) {
    await progress.show(job);
    if (ended.has(job.TrainingJobStatus ?? "")) return job;
    if (until === "started" && job.SecondaryStatus === "Training") return job;
    await sleep(delay * (0.8 + Math.random() * 0.4), call.signal);
    delay = Math.min(delay * 1.5, jobs.local ? 2000 : 30_000);
    try {
      const next = await jobs.describe(name);
      if (next === undefined) throw new Error(`training job ${name} was deleted while it ran`);
      job = next;
      troubleSince = undefined;
    } catch (error) {
      call.signal.throwIfAborted();
      troubleSince ??= Date.now();
      if (!isTransient(error) || Date.now() - troubleSince > 300_000) throw error;
      call.status(`SageMaker does not answer; still waiting for ${name}`);
    }
  }
}

/** The error of a job that did not complete, with everything needed to see why. */
export async function failureOf(job: Job, call: Call): Promise<Error> {
  const name = job.TrainingJobName ?? "";
  const reason = job.FailureReason ?? stopReason(job);
  const lines = await lastLines(call, job);
  const log =
    lines.length === 0
      ? ""
      : `\nLast ${lines.length} log lines:\n${lines.map((line) => `  ${line}`).join("\n")}`;
  const status = (job.TrainingJobStatus ?? "ended").toLowerCase();
  return new Error(`training job ${name} ${status}: ${reason}\nConsole: ${consoleUrl(job)}${log}`);
}

function stopReason(job: Job): string {
  switch (job.SecondaryStatus) {
    case "MaxRuntimeExceeded":
      return `it ran longer than maxRuntimeSeconds (${job.StoppingCondition?.MaxRuntimeInSeconds ?? "?"}); raise it or use a larger instance`;
    case "MaxWaitTimeExceeded":
      return "spot capacity did not come within maxWaitSeconds; raise it or train on demand";
    case "Interrupted":
      return "the spot instance was reclaimed; with a checkpoint the next run goes on from it";
    default:
      return "it was stopped before it finished";
  }
}

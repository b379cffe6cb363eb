import { isTransient } from "../../aws/errors";
import { sleep } from "../../framework";
import type { Job, Jobs } from "./jobs";
import { consoleUrl, hasEnded } from "./kind";
import { lastLines } from "./log";
import { logOf, Progress } from "./progress";
import type { JobLimit } from "./spec";

/** How long SageMaker may be out of reach, or not show a job it accepted, before waiting is given up. */
const patience = { trouble: 300_000, missing: 30_000, missingLocally: 3000 };

/**
 * Follows a job to its end. The SDK's own waiter looks every two minutes at best, which would add minutes to
 * every deployment. Against this machine a look costs nothing: every 2 seconds, quicker at first. On AWS every
 * 10 to 30 seconds with jitter, so that many jobs of one account do not meet the API's rate limit together.
 */
export async function waitFor<D>(
  jobs: Jobs<D>,
  name: string,
  until: "completion" | "started",
  limit?: (description: D) => JobLimit | undefined,
): Promise<Job<D>> {
  const { call } = jobs;
  const progress = new Progress(jobs.kind, call);
  let delay = jobs.local ? 250 : 10_000;
  let troubleSince: number | undefined;
  let overrun: JobLimit | undefined;
  for (;;) {
    try {
      const job = await jobs.describe(name);
      if (job !== undefined) {
        troubleSince = undefined;
        await progress.show(job.view);
        if (hasEnded(job.view)) return overrun === undefined ? job : withReason(job, overrun.rule);
        const due = limit?.(job.description);
        if (overrun === undefined && due !== undefined && Date.now() > due.until.getTime()) {
          overrun = due;
          call.log("warning", `${name} is stopped: ${due.rule}`);
          await jobs.stop(name);
        }
        if (until === "started" && job.view.started) return job;
      } else {
        troubleSince ??= Date.now();
        if (Date.now() - troubleSince > (jobs.local ? patience.missingLocally : patience.missing))
          throw new Error(`SageMaker shows no ${jobs.kind.noun} ${name}: it was deleted while it ran`);
      }
    } catch (error) {
      call.signal.throwIfAborted();
      troubleSince ??= Date.now();
      if (!isTransient(error) || Date.now() - troubleSince > patience.trouble) throw error;
      call.status(`SageMaker does not answer; still waiting for ${name}`);
    }
    await sleep(delay * (0.8 + Math.random() * 0.4), call.signal);
    delay = Math.min(delay * 1.5, jobs.local ? 2000 : 30_000);
  }
}

function withReason<D>(job: Job<D>, rule: string): Job<D> {
  return job.view.status === "Completed" ? job : { ...job, view: { ...job.view, reason: rule } };
}

/** The error of a job that did not complete, with everything needed to see why. */
export async function failureOf<D>(jobs: Jobs<D>, { view, description }: Job<D>): Promise<Error> {
  const { kind, call } = jobs;
  const reason = view.reason ?? kind.stopReason?.(description) ?? "it was stopped before it finished";
  const lines = await lastLines(call, logOf(kind, view));
  const log =
    lines.length === 0
      ? ""
      : `\nLast ${lines.length} log lines:\n${lines.map((line) => `  ${line}`).join("\n")}`;
  const status = view.status.toLowerCase();
  return new Error(
    `${kind.noun} ${view.name} ${status}: ${reason}\nConsole: ${consoleUrl(kind, view)}${log}`,
  );
}

import type { UpdateTrainingJobCommandInput } from "@aws-sdk/client-sagemaker";
import { errorMessage } from "../../aws/errors";
import { type Bag, type State } from "../../framework";
import { canonicalJson } from "../../../blueprints/names";
import { isEmpty, type Jobs, toRequest } from "../jobs";
import type { TrainingDescription } from "./kind";
import { members } from "./members";
import { liveInputs } from "./table";

/**
 * Brings what may change of a job on to it: profiling and remote debugging while it runs, the warm pool while there
 * is one. On a job that is past that they wait for the next training.
 */
export async function retouch(
  jobs: Jobs<TrainingDescription>,
  name: string,
  olds: State,
  news: Bag,
): Promise<Bag> {
  const changed = Object.keys(liveInputs).filter(
    (key) => canonicalJson(olds.inputs[key] ?? null) !== canonicalJson(news[key] ?? null),
  );
  if (changed.length === 0) return {};
  const job = await jobs.describe(name);
  if (job === undefined) return {};
  const running = job.view.status === "InProgress";
  const pool = job.description.WarmPoolStatus?.Status;
  const warm = running || pool === "Available" || pool === "InUse";
  const now = changed.filter((key) => (key === "keepAliveSeconds" ? warm : running));
  if (now.length > 0) await send(jobs, name, now, news);
  const later = changed.filter((key) => !now.includes(key));
  if (later.length > 0)
    jobs.call.log(
      "info",
      `${later.join(", ")}: ${name} has ended, so the next training is the first with it`,
    );
  return now.includes("keepAliveSeconds")
    ? { warmPoolStatus: (await jobs.describe(name))?.description.WarmPoolStatus?.Status }
    : {};
}

async function send(
  jobs: Jobs<TrainingDescription>,
  name: string,
  changed: readonly string[],
  news: Bag,
): Promise<void> {
  const { client, sdk, signal } = jobs.sagemaker;
  const changes = Object.fromEntries(changed.map((key) => [key, news[key] ?? cleared(key)]));
  const profiler =
    changed.includes("profiler") && isEmpty(news.profiler)
      ? { ProfilerConfig: { DisableProfiler: true } }
      : {};
  const update = {
    TrainingJobName: name,
    ...toRequest(members, changes),
    ...profiler,
  } as unknown as UpdateTrainingJobCommandInput;
  try {
    await client.send(new sdk.UpdateTrainingJobCommand(update), { abortSignal: signal });
  } catch (error) {
    throw new Error(
      `could not change ${changed.join(", ")} of training job ${name}: ${errorMessage(error)}`,
      { cause: error },
    );
  }
}

/** What taking an input away means to a running job. */
function cleared(key: string): Bag[string] {
  if (key === "remoteDebug") return false;
  return key === "keepAliveSeconds" ? 0 : undefined;
}

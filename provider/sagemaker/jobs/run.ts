import { type Bag, PartialFailure, type State, text, textMap, textOf } from "../../framework";
import type { Job, Jobs } from "./jobs";
import { consoleUrl } from "./kind";
import { logOf } from "./progress";
import { holdsResult, isSuccess, reasonFor } from "./settled";
import type { JobSpec } from "./spec";
import { definitionOf, nameStem, tokenOf } from "./token";
import { failureOf, waitFor } from "./wait";

/** One run of a resource's job: what is asked for, by whom, and why. */
interface Run<D> {
  readonly spec: JobSpec<D>;
  readonly jobs: Jobs<D>;
  readonly news: Bag;
  readonly olds: State | undefined;
  /** Outputs that say which run the job answers. */
  readonly marks: Bag;
}

/** Starts or takes up the job of these inputs, waits as asked and judges it. */
export async function run<D>(
  spec: JobSpec<D>,
  jobs: Jobs<D>,
  news: Bag,
  olds: State | undefined,
): Promise<State> {
  const { kind, call } = jobs;
  const keys = Object.keys(spec.defining);
  const token = tokenOf(call.urn, keys, news);
  const startReason = reasonFor(spec, news, olds?.inputs, olds?.outputs);
  const marks = { token, definition: definitionOf(keys, news), startReason };
  const stem = nameStem(kind.nameKind, call.name, news, token);
  const { name, adopted } = await jobs.adoptOrStart(stem, token, news, namesIn(olds?.outputs ?? {}), (view) =>
    isSuccess(spec, view, news),
  );
  if (olds !== undefined && !adopted) call.log("info", `${kind.again} because ${startReason}`);
  call.log("info", `${adopted ? "taking up" : "started"} ${kind.noun} ${name}`);
  const going: Run<D> = { spec, jobs, news, olds, marks };
  const wait = text(news.wait) ?? "completion";
  let job: Job<D>;
  try {
    if (adopted && olds !== undefined) await refit(going, name, olds);
    const limit = (description: D) => spec.limit?.(description, news);
    job = await (wait === "none"
      ? shown(jobs, name)
      : waitFor(jobs, name, wait === "started" ? wait : "completion", limit));
  } catch (error) {
    throw await interrupted(going, name, error);
  }
  if (wait !== "completion" && ["InProgress", "Stopping"].includes(job.view.status)) {
    await supersede(jobs, name, olds);
    return stateOf(going, job);
  }
  if (!isSuccess(spec, job.view, news)) throw await failureOf(jobs, job);
  return judged(going, job);
}

/** A job taken up was started with the tags and live settings of its time. */
async function refit<D>({ spec, jobs, news }: Run<D>, name: string, olds: State): Promise<void> {
  const arn = (await jobs.describe(name))?.view.arn ?? "";
  if (arn !== "") await jobs.setTags(arn, textMap(olds.inputs.tags), textMap(news.tags));
  await spec.retouch?.(jobs, name, olds, news);
}

/** The job as it is now; a listing may show it before a description does. */
async function shown<D>(jobs: Jobs<D>, name: string): Promise<Job<D>> {
  return (await jobs.describe(name)) ?? waitFor(jobs, name, "started");
}

async function judged<D>(going: Run<D>, job: Job<D>): Promise<State> {
  const { spec, jobs, news, olds } = going;
  const state = await finished(going, job);
  const champion = olds !== undefined && holdsResult(spec, olds) ? olds : undefined;
  const verdict = spec.judge?.(news, state.outputs, champion?.outputs);
  if (verdict === undefined || verdict.passed) {
    await supersede(jobs, job.view.name, olds);
    const gate = verdict === undefined ? {} : { gatePassed: true, gateMessage: verdict.message };
    return { ...state, outputs: { ...state.outputs, ...gate } };
  }
  const message = `the model of ${job.view.name} does not pass: ${verdict.message}`;
  const keeps = text(news.onGateFailure) === "keepPrevious";
  if (!keeps || champion === undefined) {
    const keep = keeps ? "; there is no previous model to keep" : "";
    throw new Error(
      `${message}${keep}. The same inputs are not trained again: change an input or a trigger.`,
    );
  }
  jobs.call.log("warning", `${message}; ${textOf(champion.outputs.jobName)} is kept`);
  const kept = {
    ...only(spec, champion.outputs),
    ...going.marks,
    pendingJobName: undefined,
    gatePassed: false,
    gateMessage: verdict.message,
    challengerJobName: job.view.name,
  };
  return { id: champion.id, inputs: news, outputs: kept };
}

async function finished<D>(going: Run<D>, job: Job<D>): Promise<State> {
  const state = stateOf(going, job);
  const more = (await going.spec.finish?.(going.jobs, job, going.news)) ?? {};
  return { ...state, outputs: { ...state.outputs, ...more } };
}

/** The jobs before this one are history now: nothing may take them up again, and none may run on for nobody. */
async function supersede<D>(jobs: Jobs<D>, name: string, olds: State | undefined): Promise<void> {
  const policy = text(olds?.inputs.onDelete) === "delete" ? "delete" : "stop";
  for (const old of namesIn(olds?.outputs ?? {})) if (old !== name) await discard(jobs, old, policy);
}

/** Every job a state knows of. */
export function namesIn(outputs: Bag): string[] {
  const names = [outputs.jobName, outputs.challengerJobName, outputs.pendingJobName];
  return [...new Set(names.flatMap((name) => text(name) ?? []))];
}

/** Lets go of a job: `retain`, `stop` or `delete`. */
export async function discard<D>(jobs: Jobs<D>, name: string, policy: string): Promise<void> {
  const view = (await jobs.describe(name))?.view;
  if (view === undefined || view.arn === "") return;
  await jobs.release(view.arn);
  if (policy === "retain") return;
  if (view.status === "InProgress") await jobs.stop(name);
  if (policy === "stop") return;
  if (view.status === "InProgress" || view.status === "Stopping") await waitFor(jobs, name, "completion");
  await jobs.delete(name);
}

/**
 * Cancelled, timed out or cut off while waiting. The job is kept in state with its name, so that the next `up` takes it
 * up again and `destroy` knows of it; an update keeps the outputs of the job before it.
 */
async function interrupted<D>(going: Run<D>, name: string, cause: unknown): Promise<Error> {
  const { jobs, news, olds, marks } = going;
  const reason = cause instanceof Error ? cause.message : String(cause);
  let fate = "it goes on; run again to take it up";
  if (jobs.call.signal.aborted && text(news.onCancel) !== "leave") {
    await jobs.stop(name);
    fate = "it was asked to stop";
  }
  const message = `waiting for ${jobs.kind.noun} ${name} ended early: ${reason}; ${fate}`;
  if (olds !== undefined) {
    const outputs = { ...only(going.spec, olds.outputs), pendingJobName: name };
    return new PartialFailure({ ...olds, outputs }, [message]);
  }
  const outputs = { ...marks, jobName: name, status: "InProgress" };
  return new PartialFailure({ id: name, inputs: news, outputs }, [message]);
}

function stateOf<D>({ spec, jobs, news, marks }: Run<D>, job: Job<D>): State {
  return { id: job.view.name, inputs: news, outputs: { ...outputsOf(spec, jobs, job, news), ...marks } };
}

/** What a description says, common and particular. */
export function outputsOf<D>(
  spec: JobSpec<D>,
  jobs: Jobs<D>,
  { view, description }: Job<D>,
  inputs: Bag,
): Bag {
  const { group, prefix } = logOf(jobs.kind, view);
  return {
    jobName: view.name,
    arn: view.arn,
    status: view.status,
    logGroup: group,
    logStreamPrefix: prefix,
    consoleUrl: consoleUrl(jobs.kind, view),
    failureReason: view.reason,
    ...spec.derive?.(inputs),
    ...spec.outputsOf(description, inputs),
  };
}

/** The outputs among a state's properties, which hold the inputs too. */
export function only<D>(spec: Pick<JobSpec<D>, "outputs">, state: Bag): Bag {
  return Object.fromEntries(Object.keys(spec.outputs).map((key) => [key, state[key]]));
}

import {
  type Bag,
  bag,
  type Call,
  PartialFailure,
  type ResourceType,
  type State,
  text,
  textMap,
  textOf,
} from "../../framework";
import { hashOf } from "../../../blueprints/names";
import { ownTags } from "../tags";
import { check } from "./check";
import { inputsOf, maxCostOutputs, metricsOf, outputsOf } from "./describe";
import { judge } from "./gate";
import { type Job, Jobs } from "./jobs";
import { inputs, outputs } from "./table";
import { nameStem, tokenOf, tokenTag } from "./token";
import { failureOf, waitFor } from "./wait";

/**
 * `floe:sagemaker:TrainingJob`. Retraining is an update, not a replacement: only so can a model that misses its gate
 * leave the previous one's outputs in place. The id is the first job's name.
 */
export const trainingJob: ResourceType = {
  token: "floe:sagemaker:TrainingJob",
  description:
    "A model trained by SageMaker: waits, shows progress, judges by a gate, returns artifact and metrics.",
  inputs,
  outputs,
  check,
  derive: (news, { state, unknown }) => {
    const keep = state !== undefined && unknown.size === 0 && isSettled(news, state, state);
    return { ...(keep ? known(state) : {}), ...maxCostOutputs(news) };
  },
  async create(news, call) {
    return train(await Jobs.open(call), news, undefined, call);
  },
  async update(id, olds, news, call) {
    const jobs = await Jobs.open(call);
    const current = text(olds.outputs.jobName) ?? id;
    if (isSettled(news, olds.inputs, olds.outputs)) return retouch(jobs, id, olds, news, current);
    const state = await train(jobs, news, olds, call);
    return { ...state, id };
  },
  read: (id, state, call) => read(id, state, call),
  async delete(state, call) {
    const policy = text(state.inputs.onDelete) ?? text(state.outputs.onDelete) ?? "retain";
    const jobs = await Jobs.open(call);
    for (const name of new Set(
      [state.outputs.jobName ?? state.id, state.outputs.challengerJobName].flatMap(
        (value) => text(value) ?? [],
      ),
    )) {
      await discard(jobs, name, policy, call);
    }
  },
};

/** True when the state's finished job, and all that is known of it, is the answer to the new inputs too. */
function isSettled(news: Bag, olds: Bag, state: Bag): boolean {
  if (text(state.status) !== "Completed" || tokenOf("", news) !== tokenOf("", olds)) return false;
  // A challenger that missed the old gate may pass a new one.
  return state.challengerJobName === undefined || hashOf(news.gate) === hashOf(olds.gate);
}

function known(state: Bag): Bag {
  return Object.fromEntries(Object.keys(outputs).map((key) => [key, state[key]]));
}

/** Starts or takes up the job of these inputs, waits as asked and judges it. */
async function train(jobs: Jobs, news: Bag, olds: State | undefined, call: Call): Promise<State> {
  const token = tokenOf(call.urn, news);
  const { job, adopted } = await jobs.adoptOrStart(nameStem(call.name, news, token), token, news);
  const name = job.TrainingJobName ?? "";
  call.log(
    "info",
    adopted
      ? `taking up training job ${name} (${job.TrainingJobStatus ?? ""})`
      : `started training job ${name}`,
  );
  const wait = text(news.wait) ?? "completion";
  if (wait === "none") return stateOf(job, news, { token });
  let end: Job;
  try {
    end = await waitFor(jobs, job, wait === "started" ? "started" : "completion", call);
  } catch (error) {
    throw await interrupted(jobs, job, news, token, olds, call, error);
  }
  if (wait === "started" && end.TrainingJobStatus === "InProgress") return stateOf(end, news, { token });
  if (end.TrainingJobStatus !== "Completed") throw await failureOf(end, call);
  return judged(jobs, end, news, token, olds, call);
}

async function judged(
  jobs: Jobs,
  job: Job,
  news: Bag,
  token: string,
  olds: State | undefined,
  call: Call,
): Promise<State> {
  const champion = text(olds?.outputs.status) === "Completed" ? olds : undefined;
  const verdict = judge(
    news,
    metricsOf(job),
    champion === undefined ? undefined : bag(champion.outputs.metrics),
  );
  const name = job.TrainingJobName ?? "";
  if (verdict.passed) {
    await supersede(jobs, name, olds, call);
    return stateOf(job, news, { token, gatePassed: true, gateMessage: verdict.message });
  }
  const message = `the model of ${name} does not pass: ${verdict.message}`;
  if (text(news.onGateFailure) !== "keepPrevious" || champion === undefined) {
    const keep = text(news.onGateFailure) === "keepPrevious" ? "; there is no previous model to keep" : "";
    throw new Error(
      `${message}${keep}. The same inputs are not trained again: change an input or a trigger.`,
    );
  }
  call.log("warning", `${message}; ${textOf(champion.outputs.jobName)} is kept`);
  const kept = {
    ...known(champion.outputs),
    token,
    gatePassed: false,
    gateMessage: verdict.message,
    challengerJobName: name,
  };
  return { id: champion.id, inputs: news, outputs: kept };
}

/** The job before this one is history now: nothing may take it up again, and with `delete` its record goes. */
async function supersede(jobs: Jobs, name: string, olds: State | undefined, call: Call): Promise<void> {
  const earlier = [olds?.outputs.jobName, olds?.outputs.challengerJobName].flatMap(
    (value) => text(value) ?? [],
  );
  for (const old of earlier.filter((candidate) => candidate !== name)) {
    const policy = text(olds?.inputs.onDelete) === "delete" ? "delete" : "retain";
    await discard(jobs, old, policy, call);
  }
}

async function discard(jobs: Jobs, name: string, policy: string, call: Call): Promise<void> {
  const job = await jobs.describe(name);
  if (job?.TrainingJobArn === undefined) return;
  await jobs.release(job.TrainingJobArn);
  if (policy === "retain") return;
  if (job.TrainingJobStatus === "InProgress") await jobs.stop(name);
  if (policy === "stop") return;
  if (["InProgress", "Stopping"].includes(job.TrainingJobStatus ?? ""))
    await waitFor(jobs, job, "completion", call);
  await jobs.delete(name);
}

/**
 * Cancelled, timed out or cut off while waiting. The job is kept in state with its id, so that the next `up` takes it
 * up again and `destroy` knows of it. An update keeps its old state: the job is found again by its token.
 */
async function interrupted(
  jobs: Jobs,
  job: Job,
  news: Bag,
  token: string,
  olds: State | undefined,
  call: Call,
  cause: unknown,
): Promise<Error> {
  const name = job.TrainingJobName ?? "";
  const reason = cause instanceof Error ? cause.message : String(cause);
  let fate = "it goes on; run again to take it up";
  if (call.signal.aborted && text(news.onCancel) !== "leave") {
    await jobs.stop(name);
    fate = "it was asked to stop";
  }
  const message = `waiting for training job ${name} ended early: ${reason}; ${fate}`;
  if (olds !== undefined) return new Error(message);
  return new PartialFailure(stateOf(job, news, { token }), [message]);
}

function stateOf(job: Job, news: Bag, extra: Bag): State {
  return { id: job.TrainingJobName ?? "", inputs: news, outputs: { ...outputsOf(job, news), ...extra } };
}

/** Changes what is not the model: tags, and the gate's opinion of it. */
async function retouch(jobs: Jobs, id: string, olds: State, news: Bag, name: string): Promise<State> {
  const arn = text(olds.outputs.arn);
  if (arn !== undefined) await jobs.setTags(arn, textMap(olds.inputs.tags), textMap(news.tags));
  if (olds.outputs.challengerJobName !== undefined) {
    return { id, inputs: news, outputs: { ...known(olds.outputs), ...maxCostOutputs(news) } };
  }
  const metrics: Record<string, number> = {};
  for (const [key, value] of Object.entries(bag(olds.outputs.metrics)))
    if (typeof value === "number") metrics[key] = value;
  const verdict = judge(
    { ...news, gate: news.gate && { ...bag(news.gate), betterThanChampion: false } },
    metrics,
    undefined,
  );
  if (!verdict.passed && text(news.onGateFailure) !== "keepPrevious") {
    throw new Error(`the model of ${name} does not pass the new gate: ${verdict.message}`);
  }
  const gate = { gatePassed: verdict.passed, gateMessage: verdict.message };
  return { id, inputs: news, outputs: { ...known(olds.outputs), ...maxCostOutputs(news), ...gate } };
}

async function read(id: string, state: State | undefined, call: Call): Promise<State | undefined> {
  const jobs = await Jobs.open(call);
  const job = await jobs.describe(text(state?.outputs.jobName) ?? id);
  if (job?.TrainingJobArn === undefined) return undefined;
  const tags = await jobs.tags(job.TrainingJobArn);
  const own = ownTags(tags);
  if (state === undefined || Object.keys(state.inputs).length === 0) {
    const inputs = inputsOf(job, own);
    return { id, inputs, outputs: { ...outputsOf(job, inputs), token: tags[tokenTag], gatePassed: true } };
  }
  const drifted = Object.keys(own).length > 0 || state.inputs.tags !== undefined ? { tags: own } : {};
  return {
    id,
    inputs: { ...state.inputs, ...drifted },
    outputs: { ...known(state.outputs), ...outputsOf(job, state.inputs) },
  };
}

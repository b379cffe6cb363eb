import { type Bag, type Call, type ResourceType, type State, text, textMap } from "../../framework";
import { ownTags } from "../tags";
import { Jobs } from "./jobs";
import { hasEnded } from "./kind";
import { isEmpty } from "./members";
import { periodOf, periods } from "./period";
import { discard, namesIn, only, outputsOf, run } from "./run";
import { heldDefinition, isSettled, reasonFor } from "./settled";
import type { JobSpec } from "./spec";
import { definitionOf, tokenTag } from "./token";

type Behaviour = Required<
  Pick<ResourceType, "complete" | "derive" | "create" | "update" | "read" | "delete">
>;

/**
 * The behaviour of a resource that stands for a job. A new job for changed inputs is an update, not a replacement:
 * only so can a result that misses its gate leave the previous one's outputs in place. The id is the first job's name.
 */
export function jobBehaviour<D>(spec: JobSpec<D>): Behaviour {
  return {
    complete: (inputs) => {
      const every = periods.find((period) => period === inputs[`${spec.prefix}Every`]);
      if (inputs[`${spec.prefix}On`] !== "schedule" || every === undefined) return {};
      return { period: text(inputs.period) ?? periodOf(every, new Date()) };
    },
    derive: (news, { state, unknown }) => {
      const keep = state !== undefined && unknown.size === 0 && isSettled(spec, news, state, state);
      if (keep) return { ...only(spec, state), ...spec.derive?.(news) };
      const startReason = unknown.size > 0 ? {} : { startReason: reasonFor(spec, news, state, state) };
      return { ...startReason, ...spec.derive?.(news, unknown) };
    },
    create: async (news, call) => run(spec, await Jobs.open(spec.kind, call), news, undefined),
    update: async (id, olds, news, call) => {
      const jobs = await Jobs.open(spec.kind, call);
      if (isSettled(spec, news, olds.inputs, olds.outputs)) return retouch(spec, jobs, olds, news);
      return { ...(await run(spec, jobs, news, olds)), id };
    },
    read: (id, state, call) => read(spec, id, state, call),
    delete: async (state, call) => {
      const policy = text(state.inputs.onDelete) ?? text(state.outputs.onDelete) ?? "retain";
      const jobs = await Jobs.open(spec.kind, call);
      const names = namesIn(state.outputs);
      for (const name of names.length === 0 ? [state.id] : names) await discard(jobs, name, policy);
    },
  };
}

/** Changes what does not define the job: tags, the gate's opinion of it, and what the kind lets change. */
async function retouch<D>(spec: JobSpec<D>, jobs: Jobs<D>, olds: State, news: Bag): Promise<State> {
  const name = text(olds.outputs.jobName) ?? olds.id;
  const arn = text(olds.outputs.arn);
  if (arn !== undefined) await jobs.setTags(arn, textMap(olds.inputs.tags), textMap(news.tags));
  const pending = text(olds.outputs.pendingJobName);
  if (pending !== undefined && pending !== name) await discard(jobs, pending, "stop");
  const changed = (await spec.retouch?.(jobs, name, olds, news)) ?? {};
  const outputs = {
    ...only(spec, olds.outputs),
    ...spec.derive?.(news),
    ...changed,
    definition: heldDefinition(spec, olds.inputs, olds.outputs),
    pendingJobName: undefined,
  };
  if (spec.judge === undefined || olds.outputs.challengerJobName !== undefined)
    return { id: olds.id, inputs: news, outputs };
  const verdict = spec.judge(news, outputs, undefined);
  if (!verdict.passed && text(news.onGateFailure) !== "keepPrevious") {
    throw new Error(`the model of ${name} does not pass the new gate: ${verdict.message}`);
  }
  const gate = { gatePassed: verdict.passed, gateMessage: verdict.message };
  return { id: olds.id, inputs: news, outputs: { ...outputs, ...gate } };
}

async function read<D>(
  spec: JobSpec<D>,
  id: string,
  state: State | undefined,
  call: Call,
): Promise<State | undefined> {
  const jobs = await Jobs.open(spec.kind, call);
  const job = await jobs.describe(text(state?.outputs.jobName) ?? id);
  if (job === undefined || job.view.arn === "") return undefined;
  const tags = await jobs.tags(job.view.arn);
  const own = ownTags(tags);
  const imported = state === undefined || Object.keys(state.inputs).length === 0;
  const held = imported ? importedInputs(spec, job.description, own) : state.inputs;
  const inputs = Object.keys(own).length > 0 || held.tags !== undefined ? { ...held, tags: own } : held;
  const outputs = outputsOf(spec, jobs, job, inputs);
  const news = hasEnded(job.view) && (imported || state.outputs.status !== job.view.status);
  const finish = news ? await spec.finish?.(jobs, job, inputs) : undefined;
  if (!imported) return { id, inputs, outputs: { ...only(spec, state.outputs), ...outputs, ...finish } };
  const marks = {
    token: tags[tokenTag],
    definition: definitionOf(Object.keys(spec.defining), inputs),
    startReason: "imported",
    ...(spec.judge === undefined ? {} : { gatePassed: true, gateMessage: "imported" }),
  };
  return { id, inputs, outputs: { ...outputs, ...finish, ...marks } };
}

function importedInputs<D>(spec: JobSpec<D>, description: D, tags: Readonly<Record<string, string>>): Bag {
  return {
    ...tidy(spec.inputsOf(description)),
    ...(Object.keys(tags).length === 0 ? {} : { tags }),
    [`${spec.prefix}On`]: "inputs",
    onDelete: "retain",
    onCancel: "stop",
    wait: "completion",
  };
}

/** Drops what is absent or empty. */
export function tidy(inputs: Bag): Bag {
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => !isEmpty(value)));
}

import {
  type Bag,
  type Call,
  flag,
  PartialFailure,
  reasonOf,
  type ResourceType,
  type State,
  text,
  textMap,
  textOf,
} from "../../framework";
import type { Tags } from "../tags";
import { check } from "./check";
import { collect, collectAll, makesObjects, retag } from "./collect";
import { prefixOf, type Serving, servingOf } from "./content";
import { costs, example, permissions } from "./docs";
import { arnOf, Endpoints, type Live } from "./endpoints";
import { Objects } from "./objects";
import { failureIn, failureOf, refusalOf, remembered, servedBy, serves } from "./outcome";
import { read } from "./read";
import { moved, ownedBy, prepare, present, requireOwn, settled } from "./roll";
import { inputs, outputs } from "./table";

/**
 * `floe:sagemaker:Endpoint`. An update is proven, not assumed: the endpoint is InService and serves the wanted
 * configuration before anything that follows, such as the deletion of the old configuration, happens.
 */
export const endpoint: ResourceType = {
  token: "floe:sagemaker:Endpoint",
  description:
    "A model behind an HTTPS endpoint whose updates are proven: in service, with the wanted configuration. An update that is rolled back is an error with its reason, and is not blindly tried again.",
  costs,
  permissions,
  example,
  inputs,
  outputs,
  check,
  derive(news, { unknown }) {
    const content = [...unknown].some((path) => !independent.has(path.replace(/[.[].*/, "")));
    const serving = content ? undefined : servingOf(news);
    return serving === undefined ? {} : names(serving);
  },
  refuse(news, state) {
    return refusalOf(servingOf(news)?.configName, news, state);
  },
  async create(news, call) {
    const serving = known(servingOf(news));
    const name = textOf(news.name);
    const endpoints = await Endpoints.open(call);
    const objects = await Objects.open(call, name);
    if (serving.config !== undefined) {
      if ((await endpoints.describe(name)) !== undefined) await requireOwn(endpoints, name, call);
      else await prepareOrClean(objects, serving, news, call);
    }
    const taken = !(await endpoints.create(news, serving.configName, ownedBy(call)));
    if (taken) await requireOwn(endpoints, name, call);
    try {
      let end = present(await (taken ? endpoints.settled(name) : endpoints.made(name)), name);
      if (taken) {
        await prepare(objects, serving, news, call);
        end = await moved(endpoints, end, news, serving.configName, call);
      }
      if (!serves(end, serving.configName)) throw new Error(failureOf(end, name, serving.configName));
      const before = { inputs: {}, outputs: {} };
      const previous =
        taken && serving.config !== undefined ? await collect(objects, end, serving, before, news, call) : [];
      return stateOf(end, news, serving, previous);
    } catch (error) {
      // Whatever went wrong, the endpoint exists and costs: it stays in state, for the next run or a destroy.
      throw new PartialFailure({ id: name, inputs: news, outputs: names(serving) }, [explained(error, call)]);
    }
  },
  async update(id, olds, news, call) {
    const serving = known(servingOf(news));
    const endpoints = await Endpoints.open(call);
    const objects = await Objects.open(call, id);
    const live = await settled(endpoints, news);
    if (olds.inputs.tags !== undefined || news.tags !== undefined)
      await endpoints.setTags(arnOf(live), textMap(olds.inputs.tags), textMap(news.tags));
    await retag(objects, olds, news);
    const before = text(olds.inputs.endpointConfigName) ?? text(olds.outputs.configName);
    const asked = before !== serving.configName;
    const free = flag(news.promotedElsewhere) === true;
    let end = live;
    if (asked || !free || live.EndpointStatus !== "InService") {
      if (live.EndpointConfigName !== before && !serves(live, serving.configName)) {
        call.log("info", `endpoint ${id} serves ${servedBy(live)}, promoted elsewhere; it moves on`);
      }
      await prepare(objects, serving, news, call);
      end = await moved(endpoints, live, news, serving.configName, call);
      if (!serves(end, serving.configName)) throw failed(end, olds, news, serving);
    }
    return tidied(objects, end, serving, olds, news, call);
  },
  read,
  async delete(state, call) {
    const endpoints = await Endpoints.open(call);
    await endpoints.delete(state.id);
    if (!makesObjects(state)) return;
    const objects = await Objects.open(call, state.id);
    await collectAll(objects, [prefixOf({ name: state.id, ...state.inputs })], call);
  },
};

/** Inputs that do not decide what is served. */
const independent = new Set([
  "tags",
  "deploymentConfig",
  "promotedElsewhere",
  "retainPrevious",
  "retainVariantProperties",
  "resetVariantProperties",
  "retryTrigger",
]);

function known(serving: Serving | undefined): Serving {
  if (serving === undefined) throw new Error("endpointConfigName or variants is required");
  return serving;
}

function names({ configName, config, models }: Serving): Bag {
  const modelNames = Object.fromEntries(Object.entries(models).map(([key, { name }]) => [key, name]));
  return { configName, ...(config === undefined ? {} : { modelNames }) };
}

function stateOf(
  live: Live,
  news: Bag,
  serving: Serving,
  previous: readonly string[],
  olds: Bag = {},
): State {
  const failure = failureIn(olds);
  return {
    id: textOf(news.name),
    inputs: news,
    outputs: {
      arn: arnOf(live),
      ...names(serving),
      ...(serving.config === undefined ? {} : { previousConfigNames: previous }),
      ...remembered(failure?.configName === serving.configName ? undefined : failure),
    },
  };
}

/** Nothing serves yet, so what was made for it would be nobody's. */
async function prepareOrClean(objects: Objects, serving: Serving, news: Bag, call: Call): Promise<void> {
  try {
    await prepare(objects, serving, news, call);
  } catch (error) {
    if (!call.signal.aborted) {
      await collectAll(objects, [prefixOf(news)], call).catch((left: unknown) => {
        call.log("debug", `what was made for the endpoint stays: ${String(left)}`);
      });
    }
    throw error;
  }
}

/** The endpoint serves what it served: state says so, and remembers what failed. */
function failed(end: Live, olds: State, news: Bag, serving: Serving): Error {
  const reason = failureOf(end, textOf(news.name), serving.configName);
  const retryTrigger = text(news.retryTrigger);
  const failure = {
    configName: serving.configName,
    reason: end.FailureReason ?? "SageMaker gives no reason",
    ...(retryTrigger === undefined ? {} : { retryTrigger }),
  };
  const tags: { tags?: Tags } = news.tags === undefined ? {} : { tags: textMap(news.tags) };
  const held = Object.fromEntries(Object.entries(olds.inputs).filter(([key]) => key !== "tags"));
  return new PartialFailure(
    {
      id: olds.id,
      inputs: { ...held, ...tags },
      // One that never served is made anew by the next run: no memory.
      outputs: {
        ...outputsOf(olds.outputs),
        ...(end.EndpointStatus === "Failed" ? {} : remembered(failure)),
      },
    },
    [reason],
  );
}

/** Deletes what the endpoint no longer needs. It serves already: a failure here leaves only the tidying to the next run. */
async function tidied(
  objects: Objects,
  end: Live,
  serving: Serving,
  olds: State,
  news: Bag,
  call: Call,
): Promise<State> {
  if (serving.config === undefined && !makesObjects(olds))
    return stateOf(end, news, serving, [], olds.outputs);
  try {
    const previous = await collect(objects, end, serving, olds, news, call);
    return stateOf(end, news, serving, previous, olds.outputs);
  } catch (error) {
    const state = stateOf(end, news, serving, [], olds.outputs);
    throw new PartialFailure({ ...state, outputs: { ...state.outputs, ...kept(olds) } }, [
      `endpoint ${olds.id} serves ${serving.configName}, but what it served before is not tidied up: ${explained(error, call)}`,
    ]);
  }
}

/** Earlier configurations as the next run must know them. */
function kept(olds: State): Bag {
  const earlier = olds.outputs.previousConfigNames;
  return earlier === undefined ? {} : { previousConfigNames: earlier };
}

/** Only the outputs of a state, which holds the inputs, too. */
function outputsOf(state: Bag): Bag {
  return Object.fromEntries(Object.entries(state).filter(([key]) => key in outputs));
}

function explained(error: unknown, { signal }: Call): string {
  if (signal.aborted)
    return `${reasonOf(signal).message}; SageMaker goes on with it, run again to take it up`;
  return error instanceof Error ? error.message : String(error);
}

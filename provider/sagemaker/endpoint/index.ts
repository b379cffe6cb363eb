import { Problems } from "../../../blueprints/checks";
import { checkName, hashOf } from "../../../blueprints/names";
import {
  type Bag,
  type Call,
  flag,
  PartialFailure,
  type ResourceType,
  type State,
  text,
  textMap,
  textOf,
} from "../../framework";
import { ownTags } from "../tags";
import { arnOf, Endpoints, type Live } from "./endpoints";
import { inputs, outputs } from "./table";

/** Names the resource an endpoint was made for, so that a run after a crash takes it up. */
const ownerTag = "floe:owner";

/**
 * `floe:sagemaker:Endpoint`. An update is proven, not assumed: the endpoint is InService and serves the wanted
 * configuration before anything that follows, such as the deletion of the old configuration, happens.
 */
export const endpoint: ResourceType = {
  token: "floe:sagemaker:Endpoint",
  description: "An endpoint whose updates are proven: in service, with the wanted configuration.",
  inputs,
  outputs,
  check(news) {
    const problems = new Problems();
    checkName(problems, "name", text(news.name), "endpoint");
    checkName(problems, "endpointConfigName", text(news.endpointConfigName), "endpointConfig");
    return problems.found.map(({ argument, rule, fix }) => ({
      property: argument,
      reason: `${rule}. Fix: ${fix}`,
    }));
  },
  async create(news, call) {
    const endpoints = await Endpoints.open(call);
    const taken = !(await endpoints.create(news, owned(call)));
    if (taken) await requireOwn(endpoints, news, call);
    try {
      const live = await settled(endpoints, news);
      const end = taken ? await moved(endpoints, live, news, call) : live;
      if (serves(end, news)) return stateOf(end, news);
      throw new Error(failureOf(end, news));
    } catch (error) {
      // Whatever went wrong, the endpoint exists and costs: it stays in state, for the next run or a destroy.
      const reason = error instanceof Error ? error.message : String(error);
      const cut = call.signal.aborted ? "; SageMaker goes on with it, run again to take it up" : "";
      throw new PartialFailure({ id: textOf(news.name), inputs: news, outputs: {} }, [reason + cut]);
    }
  },
  async update(id, olds, news, call) {
    const endpoints = await Endpoints.open(call);
    const live = await settled(endpoints, news);
    if (olds.inputs.tags !== undefined || news.tags !== undefined)
      await endpoints.setTags(arnOf(live), textMap(olds.inputs.tags), textMap(news.tags));
    const before = text(olds.inputs.endpointConfigName);
    const asked = before !== news.endpointConfigName;
    const free = flag(news.promotedElsewhere) === true;
    if (!asked && free && live.EndpointStatus === "InService") return stateOf(live, news);
    if (live.EndpointConfigName !== before && !serves(live, news)) {
      call.log("info", `endpoint ${id} serves ${servedBy(live)}, promoted elsewhere; it moves on`);
    }
    const end = await moved(endpoints, live, news, call);
    if (!serves(end, news)) throw new Error(failureOf(end, news));
    return stateOf(end, news);
  },
  async read(id, state, call) {
    const endpoints = await Endpoints.open(call);
    const live = await endpoints.describe(id);
    if (live === undefined || live.EndpointStatus === "Deleting") return undefined;
    const own = ownTags(await endpoints.tags(arnOf(live)));
    const imported = state === undefined || Object.keys(state.inputs).length === 0;
    const held: Bag = imported ? { name: id } : state.inputs;
    // While it moves, and when others may promote, what it serves now says nothing about what was declared.
    const declared = flag(held.promotedElsewhere) === true || live.EndpointStatus !== "InService";
    const news: Bag = {
      ...held,
      endpointConfigName:
        (declared ? text(held.endpointConfigName) : undefined) ?? live.EndpointConfigName ?? "",
      ...(Object.keys(own).length > 0 || held.tags !== undefined ? { tags: own } : {}),
    };
    const seen: State = { id, inputs: news, outputs: { arn: arnOf(live) } };
    // It has never served, as after a run that was cut off: the next deployment waits for it, or makes it anew.
    if (["Creating", "Failed"].includes(live.EndpointStatus ?? ""))
      throw new PartialFailure(seen, [failureOf(live, news)]);
    return seen;
  },
  async delete(state, call) {
    const endpoints = await Endpoints.open(call);
    await endpoints.delete(state.id);
  },
};

function owned(call: Call): Readonly<Record<string, string>> {
  return { [ownerTag]: hashOf(call.urn, 32) };
}

/** A name that is taken is fine when an earlier run of this resource took it. */
async function requireOwn(endpoints: Endpoints, news: Bag, call: Call): Promise<void> {
  const name = textOf(news.name);
  const live = await endpoints.settled(name);
  const tags = live === undefined ? {} : await endpoints.tags(arnOf(live));
  if (tags[ownerTag] !== owned(call)[ownerTag]) {
    throw new Error(
      `endpoint ${name} exists already and was not made by this resource: choose another name, or import it`,
    );
  }
  call.log("info", `taking up endpoint ${name}, which an earlier run made`);
}

/** Moves the endpoint to the wanted configuration and waits for the end. One that failed never served: it is made anew. */
async function moved(endpoints: Endpoints, live: Live, news: Bag, call: Call): Promise<Live> {
  if (serves(live, news)) return live;
  if (live.EndpointStatus === "Failed") {
    const name = textOf(news.name);
    call.log("info", `endpoint ${name} has failed, which no update can mend: making it again`);
    await endpoints.delete(name);
    await endpoints.create(news, owned(call));
  } else await endpoints.update(news);
  return settled(endpoints, news);
}

async function settled(endpoints: Endpoints, news: Bag): Promise<Live> {
  const name = textOf(news.name);
  const live = await endpoints.settled(name);
  if (live === undefined)
    throw new Error(`endpoint ${name} is gone: refresh, and the next deployment makes it again`);
  return live;
}

function failureOf(live: Live, news: Bag): string {
  const name = textOf(news.name);
  if (live.EndpointStatus === "Creating") return `endpoint ${name} is not in service yet`;
  const reason = live.FailureReason ?? "SageMaker gives no reason";
  if (live.EndpointStatus !== "InService")
    return `endpoint ${name} is ${live.EndpointStatus ?? "unknown"}: ${reason}`;
  return `endpoint ${name} went back to ${servedBy(live)} instead of serving ${textOf(news.endpointConfigName)}: ${reason}`;
}

function servedBy(live: Live): string {
  return live.EndpointConfigName ?? "no configuration";
}

function serves(live: Live, news: Bag): boolean {
  return live.EndpointStatus === "InService" && live.EndpointConfigName === news.endpointConfigName;
}

function stateOf(live: Live, news: Bag): State {
  return { id: textOf(news.name), inputs: news, outputs: { arn: arnOf(live) } };
}

import { type Bag, bag, type Call, flag, PartialFailure, type State, text } from "../../framework";
import { ownTags } from "../tags";
import { servingOf } from "./content";
import { arnOf, Endpoints, type Live } from "./endpoints";
import { Objects } from "./objects";
import { failureOf } from "./outcome";
import { outputs } from "./table";

/** Inputs that name what is made here. */
const made = ["variants", "shadowVariants", "models"];

/** The endpoint as it is. What something else may promote is no drift; what it serves otherwise is. */
export async function read(id: string, state: State | undefined, call: Call): Promise<State | undefined> {
  const endpoints = await Endpoints.open(call);
  const live = await endpoints.describe(id);
  if (live === undefined || live.EndpointStatus === "Deleting") return undefined;
  const own = ownTags(await endpoints.tags(arnOf(live)));
  const imported = state === undefined || Object.keys(state.inputs).length === 0;
  const held: Bag = imported ? { name: id } : state.inputs;
  const news: Bag = {
    ...(await served(live, held, call)),
    ...(Object.keys(own).length > 0 || held.tags !== undefined ? { tags: own } : {}),
  };
  const known = imported
    ? { configName: live.EndpointConfigName ?? "" }
    : Object.fromEntries(Object.entries(state.outputs).filter(([key]) => key in outputs));
  const seen: State = { id, inputs: news, outputs: { ...known, arn: arnOf(live) } };
  // It has never served, as after a run that was cut off: the next deployment waits for it, or makes it anew.
  if (["Creating", "Failed"].includes(live.EndpointStatus ?? ""))
    throw new PartialFailure(seen, [failureOf(live, id, servingOf(news)?.configName ?? "")]);
  return seen;
}

/** The inputs with what the endpoint serves. While it moves, what it serves says nothing about what was declared. */
async function served(live: Live, held: Bag, call: Call): Promise<Bag> {
  const declared = flag(held.promotedElsewhere) === true || live.EndpointStatus !== "InService";
  const now = live.EndpointConfigName ?? "";
  if (held.variants === undefined)
    return { ...held, endpointConfigName: (declared ? text(held.endpointConfigName) : undefined) ?? now };
  if (declared) return held;
  const serving = servingOf(held);
  if (serving?.configName === now) {
    const lost = await missing(now, held, call);
    if (lost === undefined) return held;
    call.log(
      "warning",
      `${lost}, which endpoint ${live.EndpointName ?? ""} serves, is gone: the next deployment makes it again`,
    );
    return without(held);
  }
  return { ...without(held), endpointConfigName: now };
}

/** SageMaker lets go of what is served; the endpoint then cannot scale, be mended or updated. */
async function missing(configName: string, held: Bag, call: Call): Promise<string | undefined> {
  const objects = await Objects.open(call, text(held.name) ?? "");
  const models = await objects.modelsOf(configName);
  if (models === undefined) return `configuration ${configName}`;
  const own = Object.values(servingOf(held)?.models ?? {}).map(({ name }) => name);
  for (const name of own) {
    if (!(await objects.hasModel(name))) return `model ${name}`;
  }
  return undefined;
}

function without(held: Bag): Bag {
  return Object.fromEntries(Object.entries(bag(held)).filter(([key]) => !made.includes(key)));
}

import { hashOf } from "../../../blueprints/names";
import { type Bag, bag, type Call, textMap, textOf } from "../../framework";
import type { Serving } from "./content";
import { arnOf, type Endpoints, type Live } from "./endpoints";
import type { Objects } from "./objects";
import { serves } from "./outcome";

/** Names the resource an endpoint was made for, so that a run after a crash takes it up. */
const ownerTag = "floe:owner";

export function ownedBy(call: Call): Readonly<Record<string, string>> {
  return { [ownerTag]: hashOf(call.urn, 32) };
}

/** Makes what the endpoint shall serve, where it is not there yet. The models first: the configuration names them. */
export async function prepare(objects: Objects, serving: Serving, news: Bag, call: Call): Promise<void> {
  if (serving.config === undefined) return;
  const tags = textMap(news.tags);
  call.status(`making configuration ${serving.configName}`);
  await Promise.all(Object.values(serving.models).map((model) => objects.ensureModel(model, tags)));
  await objects.ensureConfig(serving.config, tags);
}

/** A name that is taken is fine when an earlier run of this resource took it. */
export async function requireOwn(endpoints: Endpoints, name: string, call: Call): Promise<void> {
  const live = await endpoints.settled(name);
  const tags = live === undefined ? {} : await endpoints.tags(arnOf(live));
  if (tags[ownerTag] !== ownedBy(call)[ownerTag]) {
    throw new Error(
      `endpoint ${name} exists already and was not made by this resource: choose another name, or import it`,
    );
  }
  call.log("info", `taking up endpoint ${name}, which an earlier run made`);
}

/** Moves the endpoint to the wanted configuration and waits for the end. One that failed never served: it is made anew. */
export async function moved(
  endpoints: Endpoints,
  live: Live,
  news: Bag,
  configName: string,
  call: Call,
): Promise<Live> {
  if (serves(live, configName)) return live;
  const name = textOf(news.name);
  if (live.EndpointStatus === "Failed") {
    call.log("info", `endpoint ${name} has failed, which no update can mend: making it again`);
    await endpoints.delete(name);
    await endpoints.create(news, configName, ownedBy(call));
    return present(await endpoints.made(name), name);
  }
  requireSameVariants(live, news);
  return present(await endpoints.update(news, configName, live), name);
}

export async function settled(endpoints: Endpoints, news: Bag): Promise<Live> {
  const name = textOf(news.name);
  return present(await endpoints.settled(name), name);
}

export function present(live: Live | undefined, name: string): Live {
  if (live === undefined)
    throw new Error(`endpoint ${name} is gone: refresh, and the next deployment makes it again`);
  return live;
}

/** Traffic can be moved in parts, or back by alarms, between variants of the same names only. */
function requireSameVariants(live: Live, news: Bag): void {
  const { rollingUpdatePolicy, blueGreenUpdatePolicy, autoRollbackConfiguration } = bag(
    news.deploymentConfig,
  );
  const traffic = bag(bag(blueGreenUpdatePolicy).trafficRoutingConfiguration).type;
  const guarded =
    rollingUpdatePolicy !== undefined ||
    autoRollbackConfiguration !== undefined ||
    traffic === "CANARY" ||
    traffic === "LINEAR";
  const served = live.ProductionVariants?.flatMap(({ VariantName }) => VariantName ?? []);
  if (!guarded || news.variants === undefined || served === undefined) return;
  const wanted = Object.keys(bag(news.variants));
  if (served.length === wanted.length && served.every((name) => wanted.includes(name))) return;
  throw new Error(
    `endpoint ${textOf(news.name)} serves the variants ${served.join(", ")} and shall serve ${wanted.join(", ")}: a deployment in parts or with alarms needs the same names. Keep the names, or leave deploymentConfig out for this one update`,
  );
}

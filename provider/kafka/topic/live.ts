import { type Bag, type Call, number, sleep, text, textMap, textOf } from "../../framework";
import type { KafkaAdmin, LiveTopic, TopicSpec } from "../admin/contract";
import { sameConfig } from "./configs";

/** How long a cluster may take until all brokers know of a change. */
const SPREAD_MS = 30_000;
const LOOK_MS = 250;

export function specOf(inputs: Bag): TopicSpec {
  return {
    name: textOf(inputs.name),
    partitions: number(inputs.partitions) ?? 6,
    replicationFactor: number(inputs.replicationFactor),
    configs: textMap(inputs.configs),
  };
}

/** Looks until the cluster shows what is waited for. */
export async function until<T>(
  what: string,
  call: Pick<Call, "signal">,
  look: () => Promise<T | undefined>,
): Promise<T> {
  const end = Date.now() + SPREAD_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`${what} after ${SPREAD_MS / 1000} s`);
    await sleep(LOOK_MS, call.signal);
  }
}

/** What keeps a topic from being the one a cut-off creation has left: undefined when nothing does. */
export async function strangeness(
  admin: KafkaAdmin,
  live: LiveTopic,
  spec: TopicSpec,
): Promise<string | undefined> {
  if (live.partitions !== spec.partitions)
    return `it has ${live.partitions} partitions, not ${spec.partitions}`;
  if (spec.replicationFactor !== undefined && live.replicationFactor !== spec.replicationFactor)
    return `it has ${live.replicationFactor} copies, not ${spec.replicationFactor}`;
  const { set, unset } = changes(live.configs, spec.configs);
  const [key] = [...Object.keys(set), ...unset];
  if (key !== undefined) return `its ${key} differs`;
  const written = await admin.countWritten(spec.name, live.partitions);
  return written > 0n ? "records were written to it" : undefined;
}

/** What leads from one set of settings to another. */
export function changes(
  olds: Readonly<Record<string, string>>,
  news: Readonly<Record<string, string>>,
): { readonly set: Record<string, string>; readonly unset: string[] } {
  const differs = ([key, value]: [string, string]) => {
    const old = olds[key];
    return old === undefined || !sameConfig(key, old, value);
  };
  return {
    set: Object.fromEntries(Object.entries(news).filter(differs)),
    unset: Object.keys(olds).filter((key) => !Object.hasOwn(news, key)),
  };
}

/** The inputs as the cluster has them; `held` is what the state says, for what a cluster cannot tell. */
export function inputsOf(name: string, live: LiveTopic, held: Bag | undefined): Bag {
  const before = textMap(held?.configs);
  const configs = Object.fromEntries(
    Object.entries(live.configs).map(([key, value]) => {
      const known = before[key];
      return [key, known !== undefined && sameConfig(key, known, value) ? known : value];
    }),
  );
  const isEmpty = Object.keys(configs).length === 0;
  return {
    ...held,
    name,
    partitions: live.partitions,
    ...(held !== undefined && number(held.replicationFactor) === undefined
      ? {}
      : { replicationFactor: live.replicationFactor }),
    configs: isEmpty && held?.configs === undefined ? undefined : configs,
    deletionProtection: held?.deletionProtection ?? true,
  };
}

export function outputsOf(live: LiveTopic): Bag {
  return { topicId: live.topicId, clusterId: live.clusterId, replicas: live.replicationFactor };
}

/** An id is a topic's name, or brokers and a name. */
export function placeOf(id: string): { readonly name: string; readonly servers: readonly string[] } {
  const [name = "", ...brokers] = id.split("/").reverse();
  return { name, servers: brokers.length === 0 ? [] : (brokers[0] ?? "").split(",") };
}

export function sameTopic(live: LiveTopic, state: Bag): boolean {
  const known = text(state.topicId);
  return known === undefined || known === live.topicId;
}

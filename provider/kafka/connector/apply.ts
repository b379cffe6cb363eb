import {
  type Bag,
  type Call,
  didYouMean,
  flag,
  PartialFailure,
  sleep,
  type State,
  textOf,
  texts,
} from "../../framework";
import type { ConnectApi, Status, Wanted } from "../connect/api";
import { ConnectFailed, noPlugin } from "../connect/client";
import { differingKeys, undefinedKeys } from "./settings";
import { configOf, secondsOf, wantedOf } from "./target";
import { settled } from "./wait";

const SPREAD_MS = 10_000;

/** Asks the worker what it thinks of the configuration. Fails with every key it refuses. */
export async function validated(api: ConnectApi, news: Bag, call: Call): Promise<void> {
  if (flag(news.validate) === false) return;
  const config = configOf(news);
  const className = config["connector.class"] ?? "";
  const plugins = await api.plugins();
  const isThere = plugins.some((each) =>
    [each, simple(each), simple(each).replace(/Connector$/, "")].includes(className),
  );
  if (!isThere) throw new Error(noPlugin(className, plugins));
  call.status("the worker checks the configuration");
  const answer = await api.check(className, { name: textOf(news.name), ...config });
  const refused = answer.flatMap(({ name, errors }) =>
    errors.length === 0 ? [] : [`${name}: ${errors.join(" ")}`],
  );
  if (refused.length > 0)
    throw new Error(`the worker refuses the configuration. ${refused.slice(0, 10).join("; ")}`);
  const defined = answer.map(({ name }) => name);
  for (const key of undefinedKeys(config, defined))
    call.log(
      "warning",
      `config[${JSON.stringify(key)}]: neither ${simple(className)} nor Connect defines it${didYouMean(key, defined)}`,
    );
}

function simple(className: string): string {
  return className.split(".").at(-1) ?? className;
}

/** Creates the connector, or takes the one over that a cut-off creation has left. */
export async function made(api: ConnectApi, news: Bag, version: string, call: Call): Promise<void> {
  const name = textOf(news.name);
  const wanted = wantedOf(news);
  if (wanted !== "RUNNING" && !isSince(version, 3, 7))
    throw new Error(
      `state: workers of Kafka ${version} cannot create a connector that does not run. Fix: use RUNNING, or workers of 3.7 and newer`,
    );
  try {
    await api.create(name, configOf(news), wanted);
  } catch (error) {
    if (!(error instanceof ConnectFailed && error.exists)) throw error;
    const differing = differingKeys(configOf(news), await shown(api, name, call));
    if (differing.length > 0)
      throw new Error(
        `connector ${name} exists already, and is not one that a broken off deployment of this resource has left: it differs in ${differing.slice(0, 5).join(", ")}. Fix: import it by its name, or choose another`,
        { cause: error },
      );
    call.log("info", `connector ${name} was there already, just as declared`);
    await turned(api, name, wanted);
  }
}

/** The settings in force; a worker that has just learned of a connector may need a moment to show it. */
async function shown(api: ConnectApi, name: string, call: Call) {
  const end = Date.now() + SPREAD_MS;
  for (;;) {
    const live = await api.config(name);
    if (live !== undefined) return live;
    if (Date.now() > end)
      throw new Error(`connector ${name}: the worker does not show it after ${SPREAD_MS / 1000} s`);
    await sleep(500, call.signal);
  }
}

/** Lets the connector run, rest or stop, unless it does. */
export async function turned(api: ConnectApi, name: string, wanted: Wanted): Promise<void> {
  const status = await api.status(name);
  const resting = ["PAUSED", "STOPPED"];
  const isSo = wanted === "RUNNING" ? !resting.includes(status?.state ?? "") : status?.state === wanted;
  if (!isSo) await api.turn(name, wanted);
}

/** Waits for what was asked for, and reads back that it is in force. The object is there, whatever fails. */
export async function inForce(
  api: ConnectApi,
  state: Omit<State, "outputs"> & { readonly kafkaClusterId: string },
  restarts: boolean,
  call: Call,
): Promise<State> {
  const { id, inputs, kafkaClusterId } = state;
  const name = textOf(inputs.name);
  const seconds = secondsOf(inputs);
  const wanted = wantedOf(inputs);
  try {
    await agreed(api, name, inputs, call);
    const waits = flag(inputs.awaitRunning) !== false || wanted !== "RUNNING";
    const waiting = { name, wanted, seconds, end: Date.now() + seconds * 1000, restarts };
    const status = waits ? await settled(api, waiting, call) : await api.status(name);
    // Once more: workers may have gone back to an earlier configuration meanwhile.
    if (waits) await agreed(api, name, inputs, call);
    return { id, inputs, outputs: outputsOf(status, kafkaClusterId) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PartialFailure({ id, inputs, outputs: { kafkaClusterId, tasks: 0, type: "" } }, [reason]);
  }
}

async function agreed(api: ConnectApi, name: string, inputs: Bag, call: Call): Promise<void> {
  const end = Date.now() + SPREAD_MS;
  for (;;) {
    const live = await api.config(name);
    const differing = live === undefined ? [] : differingKeys(configOf(inputs), live);
    if (live !== undefined && differing.length === 0) return;
    if (Date.now() > end)
      throw new Error(
        live === undefined
          ? `connector ${name} was written, but the worker does not show it`
          : `connector ${name} was written, but another configuration is in force: it differs in ${differing.join(", ")}. Somebody else writes it too, or the workers went back to an earlier one. Fix: find out who, then deploy again`,
      );
    await sleep(500, call.signal);
  }
}

export function outputsOf(status: Status | undefined, kafkaClusterId: string): Bag {
  return { type: status?.type ?? "", tasks: status?.tasks.length ?? 0, kafkaClusterId };
}

function isSince(version: string, major: number, minor: number): boolean {
  const [own = 0, rest = 0] = version.split(".").map(Number);
  return own > major || (own === major && rest >= minor);
}

export function sameTriggers(olds: Bag, news: Bag): boolean {
  return JSON.stringify(texts(olds.triggers)) === JSON.stringify(texts(news.triggers));
}

import { type Bag, type Call, type ResourceType, sleep, type State, text, textOf } from "../../framework";
import type { ConnectApi, Worker } from "../connect/api";
import type { Fetch } from "../connect/client";
import { inForce, made, outputsOf, sameTriggers, turned, validated } from "./apply";
import { check } from "./check";
import { example } from "./example";
import { differingKeys, unmasked } from "./settings";
import { inputs, outputs } from "./table";
import { apiOf, configOf, placeOf, secondsOf, wantedOf } from "./target";
import { gist } from "./wait";

/** `floe:kafka:Connector`. Its id is its name, or the address of its resource where it was imported by that. */
export function connector(fetch: Fetch): ResourceType {
  return {
    token: "floe:kafka:Connector",
    description:
      "A connector on Kafka Connect workers, by their REST API: what is in force is read back after every change, and a difference, or a failed task, fails the deployment.",
    costs: "None itself; workers, and what the connector uses.",
    permissions: {
      kafka: [
        {
          action: "CONNECT to the worker's REST API",
          when: "always: it knows no rights of its own, so who reaches it may do all; keep it private",
        },
      ],
    },
    example,
    importId:
      "the connector's name, or `http://host:8083/connectors/name` for a worker the provider does not know",
    inputs,
    outputs,
    check,
    create: async (news, call) => {
      const api = apiOf(fetch, news, call);
      const { version, clusterId } = await api.worker();
      await validated(api, news, call);
      await made(api, news, version, call);
      return inForce(api, { id: textOf(news.name), inputs: news, kafkaClusterId: clusterId }, false, call);
    },
    update: (id, olds, news, call) => update(apiOf(fetch, news, call), id, olds, news, call),
    read: (id, state, call) => read(fetch, id, state, call),
    delete: async (state, call) => {
      const { name, url } = placeOf(state.id);
      const api = apiOf(fetch, { url, ...state.inputs }, call);
      await sameWorkers(api, state.outputs);
      await api.remove(name);
      const end = Date.now() + secondsOf(state.inputs) * 1000;
      while ((await api.config(name)) !== undefined) {
        if (Date.now() > end) throw new Error(`connector ${name} was deleted, but the worker still shows it`);
        await sleep(500, call.signal);
      }
    },
  };
}

async function update(api: ConnectApi, id: string, olds: State, news: Bag, call: Call): Promise<State> {
  const name = textOf(news.name);
  const { clusterId } = await sameWorkers(api, olds.outputs);
  const live = await api.config(name);
  const isChanged = live === undefined || differingKeys(configOf(news), live).length > 0;
  if (isChanged) {
    await validated(api, news, call);
    await api.put(name, configOf(news));
  }
  const wanted = wantedOf(news);
  await turned(api, name, wanted);
  if (!sameTriggers(olds.inputs, news) && wanted === "RUNNING") await api.restart(name, false);
  return inForce(api, { id, inputs: news, kafkaClusterId: clusterId }, true, call);
}

/** Workers of another cluster may know a connector of the same name, which is another one. */
async function sameWorkers(api: ConnectApi, state: Bag): Promise<Worker> {
  const worker = await api.worker();
  const known = text(state.kafkaClusterId) ?? "";
  if (known !== "" && worker.clusterId !== known)
    throw new Error(
      "url: leads to workers of another Kafka cluster than the one this connector is in: it cannot be moved. Fix: give the old workers' address, or declare another resource",
    );
  return worker;
}

async function read(
  fetch: Fetch,
  id: string,
  state: State | undefined,
  call: Call,
): Promise<State | undefined> {
  const { name, url } = placeOf(id);
  const held = state?.inputs ?? {};
  const api = apiOf(fetch, { url, ...held }, call);
  const { clusterId } = await sameWorkers(api, state?.outputs ?? {});
  const live = await api.config(name);
  if (live === undefined) return undefined;
  const status = await api.status(name);
  const failed = status?.tasks.find((task) => task.state === "FAILED");
  if (failed !== undefined)
    call.log("warning", `task ${failed.id} of connector ${name} has failed: ${gist(failed.trace)}`);
  const resting = status?.state === "PAUSED" || status?.state === "STOPPED" ? status.state : "RUNNING";
  return {
    id,
    inputs: {
      ...(state === undefined ? { url, validate: true, awaitRunning: true, timeoutSeconds: 300 } : {}),
      ...held,
      name,
      state: resting,
      config: unmasked(live, configOf(held)),
    },
    outputs: outputsOf(status, clusterId),
  };
}

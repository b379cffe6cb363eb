import { describe, expect, it } from "vitest";
import { model, serving, variant } from "./support/endpoint-inputs";
import { type Bag, failureOf, type Harness, initFailure } from "./support/harness";
import { useCloud } from "./support/provided";
import { FakeSageMaker } from "./support/sagemaker";

const TYPE = "floe:sagemaker:Endpoint";
let cloud: FakeSageMaker;
let provider: Harness;
useCloud(FakeSageMaker, (on) => ({ cloud, provider } = on));

const checked = (inputs: Bag) => provider.checked(TYPE, inputs);

interface Held {
  inputs: Bag;
  state: Bag;
}
async function made(inputs: Bag): Promise<Held> {
  const news = await checked(inputs);
  return { inputs: news, state: (await provider.create(TYPE, news)).properties };
}
async function moved(old: Held, inputs: Bag): Promise<Held> {
  const news = await checked(inputs);
  return { inputs: news, state: await provider.update(TYPE, "flights", old, news) };
}
async function rolledBack(old: Held, inputs: Bag): Promise<Held> {
  cloud.serving.ends = { status: "InService", reason: "alarm latency fired", rollsBack: true };
  const failure = initFailure(await failureOf(moved(old, inputs)))!;
  cloud.serving.ends = undefined;
  expect(failure.reasons[0]).toContain("alarm latency fired");
  return { inputs: failure.inputs, state: failure.properties };
}

const live = () => cloud.serving.endpoints.get("flights");
const configs = () => [...cloud.serving.configs.keys()];
const models = () => [...cloud.serving.models.keys()];

const canary = {
  blueGreenUpdatePolicy: {
    trafficRoutingConfiguration: {
      type: "CANARY",
      waitIntervalInSeconds: 60,
      canarySize: { type: "INSTANCE_COUNT", value: 2 },
    },
  },
};
describe("what is served", () => {
  it("has names that say its content, the same in every run", async () => {
    const preview = await provider.create(TYPE, await checked(serving("1")), { preview: true });
    const { state } = await made(serving("1"));
    expect(state.configName).toMatch(/^flights-[0-9a-f]{12}$/);
    expect(state).toMatchObject({
      configName: preview.properties.configName,
      modelNames: preview.properties.modelNames,
      previousConfigNames: [],
    });
    expect(configs()).toEqual([state.configName]);
    expect(cloud.serving.requests.get(state.configName as string)).toMatchObject({
      ProductionVariants: [
        {
          VariantName: "champion",
          ModelName: models()[0],
          InstanceType: "ml.m5.large",
          InitialInstanceCount: 4,
        },
      ],
    });
    expect(cloud.serving.models.get(models()[0]!)).toEqual({ "floe:endpoint": "flights" });
  });
  it("changes with its content, not with what only says how it is deployed", async () => {
    const named = async (extra: Bag) =>
      (await provider.create(TYPE, await checked(serving("1", extra)), { preview: true })).properties
        .configName;
    const first = await named({});
    const same: Bag[] = [
      { tags: { a: "1" } },
      { deploymentConfig: canary },
      { retainPrevious: 3 },
      { retryTrigger: "x" },
      { promotedElsewhere: true },
    ];
    for (const extra of same) expect(await named(extra)).toBe(first);
    const others: Bag[] = [
      { models: { current: { ...model("1"), version: "etag-2" } } },
      { models: { current: { ...model("1"), environment: { A: "1" } } } },
      { variants: { champion: { ...variant, instanceCount: 5 } } },
      { kmsKeyId: "alias/x" },
      { name: "other", namePrefix: "flights" },
    ];
    const names = await Promise.all(others.map(named));
    expect(new Set([first, ...names]).size).toBe(others.length + 1);
  });
  it("is made, proven and only then replaces what served; as many as wanted are kept", async () => {
    const one = await made(serving("1", { retainPrevious: 1 }));
    const two = await moved(one, serving("2", { retainPrevious: 1 }));
    expect(two.state.previousConfigNames).toEqual([one.state.configName]);
    const three = await moved(two, serving("3", { retainPrevious: 1 }));
    expect(three.state.previousConfigNames).toEqual([two.state.configName]);
    expect(configs().sort()).toEqual([two.state.configName, three.state.configName].sort());
    expect(models()).toHaveLength(2);
    const back = await moved(three, serving("2"));
    expect(back.state.configName).toBe(two.state.configName);
    expect(configs()).toEqual([two.state.configName]);
    expect(models()).toHaveLength(1);
    const order = cloud.calls.filter((call) => /^(UpdateEndpoint|DeleteEndpointConfig)$/.test(call));
    expect(order[0]).toBe("UpdateEndpoint");
  });
  it("never includes what others made under the same prefix, nor what the endpoint serves instead", async () => {
    const one = await made(serving("1", { promotedElsewhere: true }));
    cloud.serving.configs.set("flights-0123456789ab", {});
    cloud.serving.models.set("flights-run-7", { "floe:endpoint": "flights" });
    cloud.serving.configs.set("flights-promoted", { "floe:retraining": "flights" });
    live()!.config = "flights-promoted";
    await moved(one, serving("1", { promotedElsewhere: true, tags: { a: "1" } }));
    expect(configs().sort()).toEqual(
      [one.state.configName, "flights-0123456789ab", "flights-promoted"].sort(),
    );
    expect(live()?.config).toBe("flights-promoted");
    await provider.delete(TYPE, "flights", one.state, one.inputs);
    expect(configs().sort()).toEqual(["flights-0123456789ab", "flights-promoted"]);
    expect(models()).toEqual(["flights-run-7"]);
  });
  it("is not taken over from somebody else", async () => {
    const preview = await provider.create(TYPE, await checked(serving("1")), { preview: true });
    cloud.serving.configs.set(preview.properties.configName as string, {});
    const error = await failureOf(made(serving("1")));
    expect(error.message).toContain("was not made for endpoint flights: choose another namePrefix");
    expect(models()).toEqual([]);
    expect(live()).toBeUndefined();
  });
  it("gets changed tags, as the endpoint does", async () => {
    const one = await made(serving("1", { tags: { a: "1", b: "1" } }));
    await moved(one, serving("1", { tags: { b: "2" } }));
    const wanted = { b: "2", "floe:endpoint": "flights" };
    expect(cloud.serving.configs.get(configs()[0]!)).toEqual(wanted);
    expect(cloud.serving.models.get(models()[0]!)).toEqual(wanted);
    expect(cloud.count("UpdateEndpoint")).toBe(0);
  });
  it("can be handed to a configuration made elsewhere, and back", async () => {
    const one = await made(serving("1"));
    const given = { name: "flights", endpointConfigName: "elsewhere" };
    const two = await moved(one, given);
    expect(live()?.config).toBe("elsewhere");
    expect([...configs(), ...models()]).toEqual([]);
    expect(two.state).not.toHaveProperty("modelNames");
    await moved(two, serving("1"));
    expect(live()?.config).toBe(one.state.configName);
  });
});

describe("a failed update", () => {
  it("leaves the state as it serves, and is refused until something changes", async () => {
    const one = await made(serving("1"));
    const held = await rolledBack(one, serving("2"));
    expect(held.inputs).toEqual(one.inputs);
    expect(held.state).toMatchObject({
      configName: one.state.configName,
      lastFailure: { reason: "alarm latency fired" },
    });
    const updates = cloud.count("UpdateEndpoint");
    const again = await failureOf(moved(held, serving("2")));
    expect(again.message).toContain("has failed on endpoint flights already: alarm latency fired");
    const news = await checked(serving("2"));
    const preview = await failureOf(provider.update(TYPE, "flights", held, news, { preview: true }));
    expect(preview.message).toBe(again.message);
    expect(cloud.count("UpdateEndpoint")).toBe(updates);
    const retried = await moved(held, serving("2", { retryTrigger: "capacity is back" }));
    expect(retried.state).not.toHaveProperty("lastFailure");
    expect(configs()).toEqual([retried.state.configName]);
  });
  it("is remembered while others are served, and its leavings go with the next success", async () => {
    const one = await made(serving("1"));
    const held = await rolledBack(one, serving("2"));
    expect(configs()).toHaveLength(2);
    const back = await moved(held, serving("1"));
    expect(configs()).toEqual([one.state.configName]);
    expect((await failureOf(moved(back, serving("2")))).message).toContain("already: alarm latency fired");
    const three = await moved(back, serving("3", { retainPrevious: 2 }));
    expect(three.state.previousConfigNames).toEqual([one.state.configName]);
    expect(three.state.lastFailure).toMatchObject({ reason: "alarm latency fired" });
  });
  it("says what to do when even the way back failed", async () => {
    const one = await made(serving("1"));
    cloud.serving.ends = { status: "UpdateRollbackFailed", reason: "no capacity", rollsBack: true };
    const failure = initFailure(await failureOf(moved(one, serving("2"))));
    expect(failure?.reasons[0]).toContain("could neither take");
    expect(configs()).toHaveLength(2);
  });
  it("is refused before it begins when its traffic could not be moved", async () => {
    const one = await made(serving("1"));
    const renamed = serving("1", { variants: { challenger: variant }, deploymentConfig: canary });
    expect((await failureOf(moved(one, renamed))).message).toContain("needs the same names");
    expect(cloud.count("UpdateEndpoint")).toBe(0);
    await moved(one, serving("1", { variants: { challenger: variant } }));
  });
  it("is told from a description that lags behind", async () => {
    const one = await made(serving("1"));
    cloud.serving.stale = 3;
    const two = await moved(one, serving("2"));
    expect(live()?.config).toBe(two.state.configName);
  });
  it("that only could not tidy up keeps what it serves, and the next run tidies", async () => {
    const one = await made(serving("1"));
    const denied: [string, string, string, number] = ["DeleteModel", "AccessDeniedException", "no", 400];
    cloud.faults = [denied];
    const failure = initFailure(await failureOf(moved(one, serving("2"))))!;
    expect(failure.reasons[0]).toContain("but what it served before is not tidied up: no");
    expect(models()).toHaveLength(2);
    const held = { inputs: failure.inputs, state: failure.properties };
    await moved(held, serving("2"));
    expect(models()).toHaveLength(1);
  });
});

describe("updates, read and import", () => {
  it("keep counts and weights that were set at run time when asked to", async () => {
    const one = await made(serving("1"));
    const kept = { retainVariantProperties: true, resetVariantProperties: ["DesiredWeight"] };
    await moved(one, serving("2", kept));
    expect(live()?.request).toMatchObject({
      RetainAllVariantProperties: true,
      ExcludeRetainedVariantProperties: [{ VariantPropertyType: "DesiredWeight" }],
    });
  });
  it("see a moved endpoint and lost parts as drift, and the next deployment mends them", async () => {
    const one = await made(serving("1"));
    expect(await provider.read(TYPE, "flights", one)).toEqual({
      id: "flights",
      inputs: one.inputs,
      properties: one.state,
    });
    live()!.config = "moved";
    const moves = await provider.read(TYPE, "flights", one);
    expect(moves.inputs).toMatchObject({ endpointConfigName: "moved" });
    const diff = await provider.diff(TYPE, moves.inputs, one.inputs, moves.properties);
    expect(diff).toMatchObject({ changes: true, replaces: [] });
    const mended = await moved({ inputs: moves.inputs, state: moves.properties }, serving("1"));
    expect(live()?.config).toBe(one.state.configName);
    cloud.serving.models.clear();
    const lost = await provider.read(TYPE, "flights", mended);
    expect(lost.inputs).not.toHaveProperty("variants");
    await moved({ inputs: lost.inputs, state: lost.properties }, serving("1"));
    expect(models()).toHaveLength(1);
  });
  it("know an endpoint by its name alone", async () => {
    const one = await made(serving("1"));
    const imported = await provider.read(TYPE, "flights");
    expect(imported.inputs).toMatchObject({ name: "flights", endpointConfigName: one.state.configName });
    expect(imported.properties.configName).toBe(one.state.configName);
  });
});

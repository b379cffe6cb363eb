import { describe, expect, it } from "vitest";
import { type Bag, failureOf, type Harness, initFailure } from "./support/harness";
import { useCloud } from "./support/provided";
import { FakeSageMaker } from "./support/sagemaker";

const TYPE = "floe:sagemaker:Endpoint";
let cloud: FakeSageMaker;
let provider: Harness;
useCloud(FakeSageMaker, (on) => ({ cloud, provider } = on));

const base: Bag = { name: "flights", endpointConfigName: "config-1" };
const checked = (extra: Bag = {}) => provider.checked(TYPE, { ...base, ...extra });

async function made(extra: Bag = {}) {
  const inputs = await checked(extra);
  const { id, properties: state } = await provider.create(TYPE, inputs);
  return { id, old: { inputs, state } };
}

const live = () => cloud.serving.endpoints.get("flights");

describe("check, diff and preview", () => {
  it.each<[string, Bag, string]>([
    ["a name SageMaker refuses", { name: "a_b" }, "name: "],
    ["a configuration that is none", { endpointConfigName: "-" }, "endpointConfigName: "],
    [
      "an unknown traffic mode",
      {
        deploymentConfig: {
          blueGreenUpdatePolicy: {
            trafficRoutingConfiguration: { type: "SLOWLY", waitIntervalInSeconds: 0 },
          },
        },
      },
      "trafficRoutingConfiguration.type",
    ],
  ])("refuses %s", async (_title, extra, reason) => {
    const { failures } = await provider.check(TYPE, {
      name: "flights",
      endpointConfigName: "config-1",
      ...extra,
    });
    expect(failures.map((failure) => failure.reason).join("\n")).toContain(reason);
    expect(cloud.calls).toEqual([]);
  });
  it("updates in place but for another name", async () => {
    const inputs = await checked();
    const config = await checked({ endpointConfigName: "config-2" });
    expect(await provider.diff(TYPE, inputs, config)).toMatchObject({
      replaces: [],
      details: { endpointConfigName: "update" },
    });
    const name = await checked({ name: "other" });
    expect((await provider.diff(TYPE, inputs, name)).replaces).toEqual(["name"]);
    const preview = await provider.create(TYPE, inputs, { preview: true });
    expect(preview.properties).toMatchObject({ name: "flights", endpointConfigName: "config-1" });
    expect(cloud.calls).toEqual([]);
  });
});

describe("create", () => {
  it("waits until it serves, also through throttling", async () => {
    cloud.faults = [
      ["DescribeEndpoint", "ThrottlingException", "Rate exceeded", 400],
      ["CreateEndpoint", "InternalFailure", "oops", 500],
    ];
    const { id, old } = await made({ tags: { team: "x" } });
    expect(id).toBe("flights");
    expect(old.state.arn).toContain("endpoint/flights");
    expect(live()).toMatchObject({ status: "InService", config: "config-1", tags: { team: "x" } });
  });
  it("keeps one that failed in state with the reason, and makes it anew next time", async () => {
    cloud.serving.ends = { status: "Failed", reason: "the container does not answer /ping" };
    const inputs = await checked();
    const failure = initFailure(await failureOf(provider.create(TYPE, inputs)));
    expect(failure).toMatchObject({
      id: "flights",
      reasons: ["endpoint flights is Failed: the container does not answer /ping"],
    });
    cloud.serving.ends = undefined;
    const old = { inputs: failure!.inputs, state: failure!.properties };
    await provider.update(TYPE, "flights", old, inputs);
    expect(live()?.status).toBe("InService");
    expect(cloud.count("CreateEndpoint")).toBe(2);
    expect(cloud.count("UpdateEndpoint")).toBe(0);
  });
  it("takes up its own after a crash, and never another's", async () => {
    await made();
    const news = await checked({ endpointConfigName: "config-2" });
    await provider.create(TYPE, news);
    expect(live()?.config).toBe("config-2");
    expect(cloud.serving.endpoints.size).toBe(1);
    const error = await failureOf(provider.create(TYPE, await checked(), { name: "other" }));
    expect(error.message).toContain("endpoint flights exists already and was not made by this resource");
    expect(initFailure(error)).toBeUndefined();
    expect(live()?.config).toBe("config-2");
  });
  it("stays in state when it is cancelled, and the next run goes on with it", async () => {
    cloud.serving.looks = 100_000;
    const inputs = await checked();
    const pending = failureOf(provider.create(TYPE, inputs));
    while (cloud.count("DescribeEndpoint") < 1) await new Promise((resolve) => setTimeout(resolve, 20));
    await provider.cancel();
    const failure = initFailure(await pending);
    expect(failure?.reasons[0]).toContain("the deployment was cancelled; SageMaker goes on with it");
    live()!.looks = 0;
    await provider.update(TYPE, "flights", { inputs: failure!.inputs, state: failure!.properties }, inputs);
    expect(live()?.status).toBe("InService");
    expect(cloud.count("CreateEndpoint")).toBe(1);
    expect(cloud.count("UpdateEndpoint")).toBe(0);
  });
});

describe("update", () => {
  it("is proven by the wanted configuration, with the deployment's settings", async () => {
    const { id, old } = await made();
    const traffic = { type: "ALL_AT_ONCE", waitIntervalInSeconds: 0 };
    const deploymentConfig = { blueGreenUpdatePolicy: { trafficRoutingConfiguration: traffic } };
    await provider.update(TYPE, id, old, await checked({ endpointConfigName: "config-2", deploymentConfig }));
    expect(live()).toMatchObject({ status: "InService", config: "config-2" });
    expect(live()?.request.DeploymentConfig).toEqual({
      BlueGreenUpdatePolicy: {
        TrafficRoutingConfiguration: { Type: "ALL_AT_ONCE", WaitIntervalInSeconds: 0 },
      },
    });
  });
  it("fails with the reason when SageMaker rolls it back", async () => {
    const { id, old } = await made();
    cloud.serving.ends = { status: "InService", reason: "alarm latency fired", rollsBack: true };
    const news = await checked({ endpointConfigName: "config-2" });
    const error = await failureOf(provider.update(TYPE, id, old, news));
    expect(error.message).toContain(
      "endpoint flights went back to config-1 instead of serving config-2: alarm latency fired",
    );
  });
  it("waits for a move that something else began, and then makes its own", async () => {
    const { id, old } = await made({ promotedElsewhere: true });
    Object.assign(live()!, {
      status: "Updating",
      looks: 2,
      next: { status: "InService", config: "promoted" },
    });
    cloud.faults = [["UpdateEndpoint", "ValidationException", "Cannot update in-progress endpoint", 400]];
    const news = await checked({ promotedElsewhere: true, endpointConfigName: "config-2" });
    await provider.update(TYPE, id, old, news);
    expect(live()?.config).toBe("config-2");
    expect(provider.logs.map(({ message }) => message)).toContain(
      "endpoint flights serves promoted, promoted elsewhere; it moves on",
    );
  });
  it("changes tags alone without a move, whoever promoted", async () => {
    const { id, old } = await made({ promotedElsewhere: true, tags: { a: "1" } });
    live()!.config = "promoted";
    await provider.update(TYPE, id, old, await checked({ promotedElsewhere: true, tags: { b: "2" } }));
    expect(live()).toMatchObject({ config: "promoted", tags: { b: "2" } });
    expect(live()?.tags).not.toHaveProperty("a");
    expect(cloud.count("UpdateEndpoint")).toBe(0);
  });
  it("takes the endpoint back when nobody else may promote any more", async () => {
    const { id, old } = await made({ promotedElsewhere: true });
    live()!.config = "promoted";
    await provider.update(TYPE, id, old, await checked());
    expect(live()?.config).toBe("config-1");
  });
});

describe("read and delete", () => {
  it("sees a moved endpoint as drift only when nobody else may move it", async () => {
    const own = await made();
    live()!.config = "moved";
    expect((await provider.read(TYPE, own.id, own.old)).inputs.endpointConfigName).toBe("moved");
    cloud.reset();
    const shared = await made({ promotedElsewhere: true });
    live()!.config = "promoted";
    const seen = await provider.read(TYPE, shared.id, shared.old);
    expect(seen.inputs).toEqual(shared.old.inputs);
    expect(seen.properties).toEqual(shared.old.state);
  });
  it("sees changed tags, imports by name, and knows what is gone", async () => {
    const { id, old } = await made({ tags: { a: "1" } });
    live()!.tags.a = "2";
    expect((await provider.read(TYPE, id, old)).inputs.tags).toEqual({ a: "2" });
    live()!.tags.a = "1";
    const imported = await provider.read(TYPE, id);
    expect((await provider.diff(TYPE, imported.inputs, old.inputs, imported.properties)).changes).toBe(false);
    expect((await provider.read(TYPE, "gone")).id).toBe("");
  });
  it.each([
    ["Creating", undefined, "endpoint flights is not in service yet"],
    ["Failed", "no capacity", "endpoint flights is Failed: no capacity"],
  ])("marks one that is %s for the next deployment", async (status, reason, message) => {
    const { id, old } = await made();
    Object.assign(live()!, { status, reason, looks: 5 });
    const failure = initFailure(await failureOf(provider.read(TYPE, id, old)));
    expect(failure).toMatchObject({ id, inputs: old.inputs, reasons: [message] });
  });
  it("waits out a running update, then deletes; what is gone is deleted", async () => {
    const { id, old } = await made();
    Object.assign(live()!, { status: "Updating", looks: 3, next: { status: "InService", config: "x" } });
    await provider.delete(TYPE, id, old.state, old.inputs);
    expect(live()).toBeUndefined();
    await provider.delete(TYPE, id, old.state, old.inputs);
    expect(cloud.count("DeleteEndpoint")).toBe(1);
  });
});

import { describe, expect, it } from "vitest";
import { type Bag, failureOf, type Harness } from "./support/harness";
import { useCloud } from "./support/provided";
import { FakeSageMaker } from "./support/sagemaker";

const TYPE = "floe:sagemaker:PromotedModels";
let cloud: FakeSageMaker;
let provider: Harness;
useCloud(FakeSageMaker, (on) => ({ cloud, provider } = on));

const base: Bag = { namePrefix: "shop-prod", endpointName: "shop" };
const ours = { "floe:retraining": "shop-prod" };

async function made(extra: Bag = {}) {
  const inputs = await provider.checked(TYPE, { ...base, ...extra });
  const { id, properties: state } = await provider.create(TYPE, inputs);
  return { id, inputs, state };
}

/** What the state machine, this program and others have made. */
function promote(...runs: string[]): void {
  for (const run of runs) {
    cloud.serving.models.set(`shop-prod-${run}`, { ...ours });
    cloud.serving.configs.set(`shop-prod-${run}`, { ...ours });
  }
  for (const kind of [cloud.serving.models, cloud.serving.configs]) {
    kind.set("shop-prod-deployed", {});
    kind.set("shop-prod2-run", { "floe:retraining": "shop-prod2" });
    kind.set("my-shop-prod-run", { ...ours });
  }
}
const left = ["my-shop-prod-run", "shop-prod-deployed", "shop-prod2-run"];

function job(name: string, status: string, tags: Record<string, string>): void {
  const request = { TrainingJobName: name, OutputDataConfig: { S3OutputPath: "s3://b/models" } };
  cloud.jobs.set(name, { request, created: 1, status, secondary: status, metrics: {}, tags, looks: 100_000 });
}

describe("check and create", () => {
  it.each<[string, Bag, string]>([
    ["no prefix", { namePrefix: null }, "namePrefix: is required"],
    ["an empty prefix", { namePrefix: "" }, "namePrefix: "],
    ["a prefix that fits too much", { namePrefix: "ml" }, "is shorter than 3 characters"],
    ["a prefix that is no name", { namePrefix: "shop_*" }, "namePrefix: "],
    ["an unknown policy", { trainingJobs: "purge" }, "trainingJobs"],
  ])("refuses %s", async (_title, extra, reason) => {
    const { failures } = await provider.check(TYPE, { ...base, ...extra });
    expect(failures.map((failure) => failure.reason).join("\n")).toContain(reason);
  });
  it("makes nothing and asks nothing", async () => {
    expect((await made()).id).toBe("shop/shop-prod");
    expect(cloud.calls).toEqual([]);
  });
  it("replaces for another prefix or endpoint, not for another policy", async () => {
    const { inputs } = await made();
    const replaces = async (extra: Bag) =>
      (await provider.diff(TYPE, inputs, { ...inputs, ...extra })).replaces;
    expect(await replaces({ namePrefix: "other" })).toEqual(["namePrefix"]);
    expect(await replaces({ endpointName: "other" })).toEqual(["endpointName"]);
    expect(await replaces({ trainingJobs: "delete" })).toEqual([]);
  });
});

describe("read", () => {
  it("lists what is there without calling it drift, and imports by its id", async () => {
    const { id, inputs, state } = await made();
    promote("run-1");
    const before = provider.logs.length;
    const seen = await provider.read(TYPE, id, { inputs, state });
    expect(seen).toEqual({ id, inputs, properties: state });
    expect(provider.logs.slice(before).map(({ message }) => message)).toEqual([
      "models made at run time: shop-prod-run-1",
      "endpoint configurations made at run time: shop-prod-run-1",
    ]);
    const imported = await provider.read(TYPE, id);
    expect((await provider.diff(TYPE, imported.inputs, inputs, imported.properties)).changes).toBe(false);
    expect((await failureOf(provider.read(TYPE, "shop"))).message).toContain("<endpoint name>/<name prefix>");
  });
});

describe("delete", () => {
  it("takes every promoted object of its own, on every page, and nothing else", async () => {
    const { id, inputs, state } = await made();
    promote("run-1", "run-2", "run-3");
    cloud.serving.page = 2;
    cloud.faults = [
      ["ListModels", "ThrottlingException", "Rate exceeded", 400],
      ["DeleteModel", "ThrottlingException", "Rate exceeded", 400],
      ["DeleteEndpointConfig", "ValidationException", 'Could not find endpoint configuration "x".', 400],
    ];
    await provider.delete(TYPE, id, state, inputs);
    // The configuration that somebody else deleted first is no failure; the fake still has it.
    expect([...cloud.serving.configs.keys()].sort()).toEqual([...left, "shop-prod-run-1"].sort());
    expect([...cloud.serving.models.keys()].sort()).toEqual(left);
    await provider.delete(TYPE, id, state, inputs);
    expect([...cloud.serving.configs.keys()].sort()).toEqual(left);
  });
  it("refuses while the endpoint serves one of them, having deleted nothing", async () => {
    const { id, inputs, state } = await made();
    promote("run-1");
    const serving = { config: "shop-prod-run-1", status: "InService", looks: 0, tags: {}, request: {} };
    const next = { status: "InService", config: "shop-prod-run-1" };
    cloud.serving.endpoints.set("shop", { ...serving, next });
    const error = await failureOf(provider.delete(TYPE, id, state, inputs));
    expect(error.message).toContain("endpoint shop still serves shop-prod-run-1");
    expect(cloud.serving.configs.has("shop-prod-run-1")).toBe(true);
    expect(cloud.serving.models.has("shop-prod-run-1")).toBe(true);
    cloud.serving.endpoints.get("shop")!.config = "shop-prod-deployed";
    await provider.delete(TYPE, id, state, inputs);
    expect([...cloud.serving.configs.keys()].sort()).toEqual(left);
  });
  it.each<[string, string[], string[]]>([
    ["retain", ["shop-prod-run-1 InProgress", "shop-prod-run-2 Completed"], []],
    ["stop", ["shop-prod-run-1 Stopped", "shop-prod-run-2 Completed"], ["StopTrainingJob"]],
    ["delete", [], ["StopTrainingJob", "DeleteTrainingJob", "DeleteTrainingJob"]],
  ])("does to training jobs of its own what %s says", async (trainingJobs, expected, calls) => {
    const { id, inputs, state } = await made({ trainingJobs });
    job("shop-prod-run-1", "InProgress", ours);
    job("shop-prod-run-2", "Completed", ours);
    job("shop-prod-trained-1", "Completed", { "floe:token": "x" });
    await provider.delete(TYPE, id, state, inputs);
    const jobs = [...cloud.jobs].map(([name, { status }]) => `${name} ${status}`);
    expect(jobs).toEqual([...expected, "shop-prod-trained-1 Completed"]);
    expect(cloud.calls.filter((call) => /^(Stop|Delete)TrainingJob$/.test(call))).toEqual(calls);
  });
  it("ends at once when it is cancelled", async () => {
    const { id, inputs, state } = await made();
    promote("run-1");
    const serving = { config: "shop-prod-run-1", status: "Updating", looks: 100_000, tags: {}, request: {} };
    cloud.serving.endpoints.set("shop", { ...serving, next: { status: "InService", config: "x" } });
    const pending = failureOf(provider.delete(TYPE, id, state, inputs));
    while (cloud.count("DescribeEndpoint") === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await provider.cancel();
    expect((await pending).message).toContain("the deployment was cancelled");
    expect(cloud.serving.models.has("shop-prod-run-1")).toBe(true);
  });
});

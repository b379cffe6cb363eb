import * as sdk from "@aws-sdk/client-sagemaker";
import { describe, expect, it } from "vitest";
import { request } from "../../provider/sagemaker/transform-job/request";
import { FakeBatch } from "./support/batch";
import { type Bag, failureOf, type Harness, initFailure, secret, UNKNOWN } from "./support/harness";
import { deleted, readsBack, type Subject, survivesCrash } from "./support/job-contract";
import { leavesOf } from "./support/model";
import { useCloud } from "./support/provided";
import { requestPaths } from "./support/request-paths";

const TYPE = "floe:sagemaker:TransformJob";
let cloud: FakeBatch;
let provider: Harness;
useCloud(FakeBatch, (on) => ({ cloud, provider } = on));

const base: Bag = {
  modelName: "flights-champion",
  instanceType: "ml.m5.xlarge",
  maxRuntimeSeconds: 3600,
  input: { s3Uri: "s3://data/score/", contentType: "text/csv", splitType: "Line" },
  output: { s3Uri: "s3://data/predictions", accept: "text/csv", assembleWith: "Line" },
};

/** Every input there is. */
const full: Bag = {
  ...base,
  input: { ...(base.input as Bag), dataType: "ManifestFile", compression: "Gzip" },
  output: { ...(base.output as Bag), kmsKeyId: "alias/out" },
  instanceCount: 3,
  volumeKmsKeyId: "alias/volumes",
  amiVersion: "al2-ami-sagemaker-batch-gpu-535",
  batchStrategy: "MultiRecord",
  maxConcurrentTransforms: 4,
  maxPayloadMb: 20,
  invocationTimeoutSeconds: 30,
  invocationMaxRetries: 1,
  environment: { MODE: "full" },
  dataProcessing: { inputFilter: "$[1:]", joinSource: "Input", outputFilter: "$[0,-1]" },
  dataCapture: { s3Uri: "s3://data/capture", kmsKeyId: "alias/capture", generateInferenceId: true },
  experiment: { experimentName: "e", trialName: "t", displayName: "d", runName: "r" },
  triggers: ["1"],
  versions: { data: "1" },
  namePrefix: "nightly",
  tags: { team: "x" },
};

const subject = (): Subject => ({ type: TYPE, cloud, provider });
const checked = (extra: Bag = {}) => provider.checked(TYPE, { ...base, ...extra });

describe("check", () => {
  const input = (extra: Bag): Bag => ({ input: { ...(base.input as Bag), ...extra } });
  const output = (extra: Bag): Bag => ({ output: { ...(base.output as Bag), ...extra } });
  it.each<[string, Bag, string]>([
    ["a model's name that is none", { modelName: "my model" }, "modelName: "],
    ["an instance type without ml.", { instanceType: "m5.large" }, "write ml.m5.large"],
    ["no input", { input: null }, "input: is required"],
    ["an input without an address", { input: {} }, "input.s3Uri: is required"],
    ["an address that is none", input({ s3Uri: "data" }), "input.s3Uri: is not an S3 URI"],
    ["an output elsewhere", output({ s3Uri: "/tmp" }), "output.s3Uri: is not an S3 URI"],
    ["too many instances", { instanceCount: 101 }, "instanceCount: must be a whole number from 1 to 100"],
    [
      "too much in flight",
      { maxConcurrentTransforms: 20 },
      "times maxPayloadMb (6 by default) must not exceed 100",
    ],
    [
      "too many retries",
      { invocationMaxRetries: 4 },
      "invocationMaxRetries: must be a whole number from 0 to 3",
    ],
    [
      "single records of whole objects",
      { ...input({ splitType: "None" }), batchStrategy: "SingleRecord" },
      "batchStrategy: SingleRecord needs input.splitType",
    ],
    [
      "a filter that is none",
      { dataProcessing: { inputFilter: "$[?(@.x)]" } },
      "dataProcessing.inputFilter: is not a filter",
    ],
    [
      "a filter that is too long",
      { dataProcessing: { inputFilter: `$[${"1,".repeat(40)}1]` } },
      "at most 63 characters",
    ],
    [
      "a name for a column",
      { dataProcessing: { outputFilter: "$.id" } },
      "selects by name, but a CSV record has positions",
    ],
    [
      "a join of unsplit CSV",
      { ...input({ splitType: "None" }), dataProcessing: { joinSource: "Input" } },
      "input.splitType: must be Line",
    ],
    [
      "a join that is not assembled",
      { ...output({ assembleWith: "None" }), dataProcessing: { joinSource: "Input" } },
      "output.assembleWith: must be Line",
    ],
    [
      "a join of two formats",
      { ...output({ accept: "application/json" }), dataProcessing: { joinSource: "Input" } },
      "output.accept: must be of the same format",
    ],
    [
      "a filter of what is no record",
      { ...input({ contentType: "image/png" }), dataProcessing: { inputFilter: "$[0]" } },
      "input.contentType: must be one of text/csv",
    ],
    [
      "seventeen variables",
      { environment: Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`V${i}`, "1"])) },
      "environment: must hold 0 to 16 variables",
    ],
    [
      "a budget without an end",
      { maxRuntimeSeconds: null, maxCostUsd: 1 },
      "maxRuntimeSeconds: is required with maxCostUsd",
    ],
    ["a job above its budget", { maxCostUsd: 0.1 }, "maxCostUsd: the job may cost up to 0.23 USD"],
    ["a deletion SageMaker cannot do", { onDelete: "delete" }, "onDelete: must be one of retain, stop"],
    ["an unknown input", { modelname: "x" }, 'did you mean "modelName"?'],
  ])("refuses %s", async (_title, extra, reason) => {
    const { failures } = await provider.check(TYPE, { ...base, ...extra });
    expect(failures.map((failure) => failure.reason).join("\n")).toContain(reason);
    expect(cloud.calls).toEqual([]);
  });
  it.each(["$", "$.a", "$.a.*", "$['a','b']", "$.a.['b','c']", "$[0,5:]", "$[:-1]", "$.rows[-1]"])(
    "takes the filter %s for JSON",
    async (inputFilter) => {
      await checked({
        ...input({ contentType: "application/jsonlines" }),
        ...output({ accept: "application/jsonlines" }),
        dataProcessing: { inputFilter },
      });
    },
  );
  it("takes every input, skips what is unknown and never prints a secret", async () => {
    expect((await provider.check(TYPE, full)).failures).toEqual([]);
    const open = await provider.check(TYPE, {
      ...base,
      modelName: UNKNOWN,
      input: { ...(base.input as Bag), s3Uri: UNKNOWN, splitType: UNKNOWN },
      output: UNKNOWN,
      dataProcessing: { joinSource: "Input" },
    });
    expect(open.failures).toEqual([]);
    const hidden = await provider.check(TYPE, { ...base, environment: secret({ "canary-771": "x" }) });
    expect(hidden.failures.map(({ property }) => property)).toEqual([""]);
  });
});

describe("the request", () => {
  it("has every member of the service's model", () => {
    const made = new Set(requestPaths(request("name", [{ Key: "a", Value: "b" }], full)));
    expect(leavesOf(sdk.CreateTransformJobRequest$).filter((path) => !made.has(path))).toEqual([]);
  });
  it("says what the service needs and leaves the rest to it", async () => {
    const { id } = await provider.create(TYPE, await checked());
    const { TransformJobName, Tags, ...sent } = cloud.jobs.get(id)!.request;
    expect(TransformJobName).toBe(id);
    expect(Tags).toHaveLength(1);
    expect(sent).toEqual({
      ModelName: "flights-champion",
      TransformInput: {
        DataSource: { S3DataSource: { S3Uri: "s3://data/score/", S3DataType: "S3Prefix" } },
        ContentType: "text/csv",
        CompressionType: "None",
        SplitType: "Line",
      },
      TransformOutput: { S3OutputPath: "s3://data/predictions", Accept: "text/csv", AssembleWith: "Line" },
      TransformResources: { InstanceType: "ml.m5.xlarge", InstanceCount: 1 },
    });
  });
});

describe("preview", () => {
  it("shows where the predictions go and the most the job can cost, and calls nothing", async () => {
    const { properties } = await provider.create(TYPE, await checked(), { preview: true });
    expect(properties).toMatchObject({ estimatedMaxCostUsd: 0.23, outputUri: "s3://data/predictions" });
    expect(properties.outputManifest).toBeUndefined();
    const unlimited = await provider.create(TYPE, await checked({ maxRuntimeSeconds: null }), {
      preview: true,
    });
    expect(unlimited.properties.estimatedMaxCostUsd).toBeUndefined();
    expect(cloud.calls).toEqual([]);
  });
  it("runs again for another model, not for another time limit", async () => {
    const inputs = await checked();
    const { id, properties } = await provider.create(TYPE, inputs);
    const old = { inputs, state: properties };
    const longer = await checked({ maxRuntimeSeconds: 7200 });
    const same = await provider.update(TYPE, id, old, longer, { preview: true });
    expect(same).toMatchObject({ jobName: id, estimatedMaxCostUsd: 0.46 });
    const news = await checked({ modelName: "challenger" });
    expect(await provider.diff(TYPE, inputs, news, properties)).toMatchObject({
      replaces: [],
      details: { modelName: "update" },
    });
    const anew = await provider.update(TYPE, id, old, news, { preview: true });
    expect(anew).toMatchObject({ startReason: "modelName changed", outputUri: "s3://data/predictions" });
    expect(anew.jobName).toBeUndefined();
  });
});

describe("create", () => {
  it("waits and returns what the job wrote as a manifest", async () => {
    const now = Date.now();
    for (const key of ["a.csv.out", "deep/b.csv.out", "manifest.json"])
      cloud.objects.set(`data/predictions/${key}`, new Date(now + 2000));
    cloud.objects.set("data/predictions/before.csv.out", new Date(now - 60_000));
    const { id, properties } = await provider.create(TYPE, await checked(), { name: "score" });
    expect(id).toMatch(/^score-[0-9a-f]{8}-1$/);
    expect(properties).toMatchObject({
      status: "Completed",
      outputUri: "s3://data/predictions",
      outputObjects: 2,
      outputManifest: [{ prefix: "s3://data/predictions/" }, "a.csv.out", "deep/b.csv.out"],
      transformSeconds: 120,
      estimatedCostUsd: 0.01,
      logGroup: "/aws/sagemaker/TransformJobs",
    });
  });
  it("fails with the service's reason and starts a new attempt next time", async () => {
    cloud.outcome = { status: "Failed", looks: 0, seconds: 5, reason: "ClientError: 400: bad row" };
    const inputs = await checked();
    expect((await failureOf(provider.create(TYPE, inputs))).message).toContain("ClientError: 400: bad row");
    cloud.outcome = { status: "Completed", looks: 0, seconds: 5 };
    expect((await provider.create(TYPE, inputs)).id).toMatch(/-2$/);
  });
  it("stops a job that runs longer than allowed and says so", async () => {
    cloud.outcome = { status: "Completed", looks: 1000, seconds: 5 };
    const error = await failureOf(provider.create(TYPE, await checked({ maxRuntimeSeconds: 1 })));
    expect(error.message).toContain("stopped: it ran longer than maxRuntimeSeconds (1)");
    expect(cloud.count("StopTransformJob")).toBe(1);
    expect([...cloud.jobs.values()].map((job) => job.status)).toEqual(["Stopped"]);
  });
});

describe("crash, cancel and timeouts", () => {
  it("takes up the job of a run that died instead of paying twice", async () => {
    await survivesCrash(subject(), await checked());
    expect(cloud.count("CreateTransformJob")).toBe(1);
  });
  it("stops the job when cancelled, or leaves it, and keeps its name", async () => {
    cloud.outcome = { status: "Completed", looks: 1000, seconds: 5 };
    const pending = failureOf(provider.create(TYPE, await checked()));
    while (cloud.count("DescribeTransformJob") < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    await provider.cancel();
    const failure = initFailure(await pending)!;
    expect(failure.reasons[0]).toContain("it was asked to stop");
    expect(cloud.jobs.get(failure.id)?.status).toBe("Stopped");
    const left = await checked({ onCancel: "leave", versions: { data: "2" } });
    const kept = initFailure(await failureOf(provider.create(TYPE, left, { timeout: 0.5 })))!;
    expect(cloud.jobs.get(kept.id)?.status).toBe("InProgress");
  });
});

describe("what starts a new job", () => {
  it("is nothing with never, and the next period with schedule", async () => {
    const never = await checked({ rerunOn: "never" });
    const { id, properties } = await provider.create(TYPE, never);
    const other = await checked({ rerunOn: "never", modelName: "challenger" });
    const kept = await provider.update(TYPE, id, { inputs: never, state: properties }, other);
    expect(kept.jobName).toBe(id);
    const old = { ...(await checked({ rerunOn: "schedule", rerunEvery: "day" })), period: "2020-01-01" };
    const dated = await provider.create(TYPE, old, { name: "dated" });
    const now = await checked({ rerunOn: "schedule", rerunEvery: "day" });
    const anew = await provider.update(TYPE, dated.id, { inputs: old, state: dated.properties }, now);
    expect(anew.startReason).toMatch(/^period \d{4}-\d\d-\d\d began$/);
    expect(cloud.jobs.size).toBe(3);
  });
});

describe("read, import and delete", () => {
  it.each([base, full])("refreshes without drift and imports by name, with every input", (given) =>
    readsBack(subject(), given, ["triggers", "versions", "namePrefix", "maxRuntimeSeconds"]),
  );
  it("retains by default, stops when asked, and forgives what is gone", async () => {
    expect(await deleted(subject(), base)).toBe("InProgress");
    expect(await deleted(subject(), { ...base, onDelete: "retain" })).toBe("InProgress");
    expect(await deleted(subject(), { ...base, onDelete: "stop" })).toBe("Stopped");
    const inputs = await checked({ onDelete: "stop" });
    await provider.delete(TYPE, "gone", { jobName: "gone" }, inputs);
  });
});

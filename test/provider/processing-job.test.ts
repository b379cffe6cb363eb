import { describe, expect, it } from "vitest";
import { FakeBatch } from "./support/batch";
import { type Bag, failureOf, type Harness, initFailure } from "./support/harness";
import { deleted, readsBack, type Subject, survivesCrash } from "./support/job-contract";
import { base, full } from "./support/processing";
import { useCloud } from "./support/provided";

const TYPE = "floe:sagemaker:ProcessingJob";
let cloud: FakeBatch;
let provider: Harness;
useCloud(FakeBatch, (on) => ({ cloud, provider } = on));

const subject = (): Subject => ({ type: TYPE, cloud, provider });
const checked = (extra: Bag = {}) => provider.checked(TYPE, { ...base, ...extra });

describe("preview", () => {
  it("shows where the outputs go and the most the job can cost, and calls nothing", async () => {
    const { properties } = await provider.create(TYPE, await checked(), { preview: true });
    expect(properties).toMatchObject({
      estimatedMaxCostUsd: 0.23,
      outputUris: { report: "s3://data/report" },
      startReason: "first run",
    });
    expect(properties.exitMessage).toBeUndefined();
    const dear = await checked({
      instanceType: null,
      instanceCount: 2,
      instancePreferences: [{ instanceType: "ml.m5.large" }, { instanceType: "ml.m5.2xlarge" }],
    });
    expect((await provider.create(TYPE, dear, { preview: true })).properties.estimatedMaxCostUsd).toBe(0.92);
    expect(cloud.calls).toEqual([]);
  });
  it("keeps every output when only the tags change, and says why it runs again", async () => {
    const inputs = await checked();
    const { id, properties } = await provider.create(TYPE, inputs);
    const old = { inputs, state: properties };
    const same = await provider.update(TYPE, id, old, await checked({ tags: { a: "1" } }), { preview: true });
    expect(same.jobName).toBe(id);
    const news = await checked({ versions: { data: "2" } });
    expect(await provider.diff(TYPE, inputs, news, properties)).toMatchObject({
      replaces: [],
      details: { versions: "add" },
    });
    const anew = await provider.update(TYPE, id, old, news, { preview: true });
    expect(anew.jobName).toBeUndefined();
    expect(anew.startReason).toBe("versions changed");
  });
});

describe("create", () => {
  it("waits, shows progress, and returns message, outputs, time and cost", async () => {
    cloud.outcome = { status: "Completed", looks: 1, seconds: 120, message: "3 rows" };
    cloud.log = ["reading", "writing"];
    const now = Date.now();
    cloud.objects.set("data/report/new.json", new Date(now + 2000));
    cloud.objects.set("data/report/deep/more.json", new Date(now + 2000));
    cloud.objects.set("data/report/old.json", new Date(now - 60_000));
    cloud.objects.set("data/reports/other.json", new Date(now + 2000));
    const before = provider.logs.length;
    const { id, properties } = await provider.create(TYPE, await checked(), { name: "nightly" });
    expect(id).toMatch(/^nightly-[0-9a-f]{8}-1$/);
    expect(properties).toMatchObject({
      jobName: id,
      status: "Completed",
      exitMessage: "3 rows",
      outputUris: { report: "s3://data/report" },
      outputObjects: { report: 2 },
      processingSeconds: 120,
      usedInstanceType: "ml.m5.xlarge",
      usedInstanceCount: 1,
      estimatedCostUsd: 0.01,
      logGroup: "/aws/sagemaker/ProcessingJobs",
      consoleUrl: `https://us-east-1.console.aws.amazon.com/sagemaker/home?region=us-east-1#/processing-jobs/${id}`,
    });
    const lines = provider.logs.slice(before).map((line) => line.message);
    expect(lines).toContain(`started processing job ${id}`);
    expect(lines).toContain("writing");
    expect(lines).toContain(`${id} Completed: 3 rows`);
  });
  it("does not fail a finished job because its outputs cannot be listed", async () => {
    cloud.faults = [["ListObjectsV2", "AccessDenied", "no", 403]];
    const { properties } = await provider.create(TYPE, await checked());
    expect(properties).toMatchObject({ status: "Completed", outputObjects: {} });
  });
  it("fails with reason, console and last log lines, and starts a new attempt next time", async () => {
    cloud.outcome = { status: "Failed", looks: 0, seconds: 5, reason: "AlgorithmError: exit code: 3" };
    cloud.log = ["Traceback"];
    const inputs = await checked();
    const error = await failureOf(provider.create(TYPE, inputs));
    expect(initFailure(error)).toBeUndefined();
    expect(error.message).toContain("failed: AlgorithmError: exit code: 3");
    expect(error.message).toContain("#/processing-jobs/");
    expect(error.message).toContain("Traceback");
    cloud.outcome = { status: "Completed", looks: 0, seconds: 5 };
    expect((await provider.create(TYPE, inputs)).id).toMatch(/-2$/);
  });
  it("takes a stopped job for a failure and tells a passed time limit", async () => {
    cloud.outcome = { status: "Stopped", looks: 0, seconds: 3600 };
    const late = await failureOf(provider.create(TYPE, await checked()));
    expect(late.message).toContain("stopped: it ran longer than maxRuntimeSeconds (3600)");
    cloud.outcome = { status: "Stopped", looks: 0, seconds: 10 };
    const stopped = await failureOf(provider.create(TYPE, await checked()));
    expect(stopped.message).toContain("it was stopped before it finished");
  });
});

describe("crash, cancel and timeouts", () => {
  it("takes up the job of a run that died instead of paying twice", async () => {
    await survivesCrash(subject(), await checked());
    expect(cloud.count("CreateProcessingJob")).toBe(1);
  });
  it("stops the job when cancelled and keeps its name", async () => {
    cloud.outcome = { status: "Completed", looks: 1000, seconds: 5 };
    const inputs = await checked();
    const pending = failureOf(provider.create(TYPE, inputs));
    while (cloud.count("DescribeProcessingJob") < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    await provider.cancel();
    const failure = initFailure(await pending);
    expect(failure?.reasons[0]).toContain("it was asked to stop");
    expect(cloud.jobs.get(failure!.id)?.status).toBe("Stopped");
  });
  it("leaves it when asked, after a custom timeout, and takes it up again", async () => {
    cloud.outcome = { status: "Completed", looks: 1000, seconds: 5 };
    const inputs = await checked({ onCancel: "leave" });
    const failure = initFailure(await failureOf(provider.create(TYPE, inputs, { timeout: 0.5 })))!;
    expect(failure.reasons[0]).toContain("it goes on; run again to take it up");
    const job = cloud.jobs.get(failure.id)!;
    expect(job.status).toBe("InProgress");
    job.looks = 0;
    const old = { inputs: failure.inputs, state: failure.properties };
    expect((await provider.update(TYPE, failure.id, old, inputs)).jobName).toBe(failure.id);
    expect(cloud.jobs.size).toBe(1);
  });
});

describe("update, read, import and delete", () => {
  it("runs a new job for changed inputs and changes tags in place", async () => {
    const inputs = await checked({ tags: { a: "1", b: "2" } });
    const { id, properties } = await provider.create(TYPE, inputs);
    const tagged = await checked({ tags: { b: "3" } });
    const state = await provider.update(TYPE, id, { inputs, state: properties }, tagged);
    expect(cloud.jobs.size).toBe(1);
    expect(cloud.jobs.get(id)!.tags).toMatchObject({ b: "3" });
    expect(cloud.jobs.get(id)!.tags).not.toHaveProperty("a");
    const news = await checked({ tags: { b: "3" }, environment: { MODE: "2" } });
    const anew = await provider.update(TYPE, id, { inputs: tagged, state }, news);
    expect(anew.jobName).not.toBe(id);
    expect(anew.startReason).toBe("environment changed");
    expect(cloud.jobs.size).toBe(2);
  });
  it.each([base, full])("refreshes without drift and imports by name, with every input", (given) =>
    readsBack(subject(), given, ["triggers", "versions", "namePrefix"]),
  );
  it("retains by default, stops or deletes when asked, and forgives what is gone", async () => {
    expect(await deleted(subject(), base)).toBe("InProgress");
    expect(await deleted(subject(), { ...base, onDelete: "retain" })).toBe("InProgress");
    expect(await deleted(subject(), { ...base, onDelete: "stop" })).toBe("Stopped");
    expect(await deleted(subject(), { ...base, onDelete: "delete" })).toBeUndefined();
  });
});

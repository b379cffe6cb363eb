import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type Bag, failureOf, type Harness, initFailure } from "./support/harness";
import { useCloud } from "./support/provided";
import { FakeSageMaker } from "./support/sagemaker";
import { base } from "./support/training";

const TYPE = "floe:sagemaker:TrainingJob";
let cloud: FakeSageMaker;
let provider: Harness;
useCloud(FakeSageMaker, (on) => ({ cloud, provider } = on));
afterEach(() => void vi.useRealTimers());

const checked = (extra: Bag = {}, olds?: Bag) => provider.checked(TYPE, { ...base, ...extra }, olds);

interface Made {
  id: string;
  inputs: Bag;
  state: Bag;
}

async function made(extra: Bag = {}): Promise<Made> {
  const inputs = await checked(extra);
  const { id, properties } = await provider.create(TYPE, inputs);
  return { id, inputs, state: properties };
}

const change = (old: Made, news: Bag, options: { preview?: boolean } = {}) =>
  provider.update(TYPE, old.id, { inputs: old.inputs, state: old.state }, news, options);

const linesOf = async (run: () => Promise<unknown>) => {
  const before = provider.logs.length;
  await run();
  return provider.logs.slice(before).map((line) => line.message);
};

describe("why it trains again", () => {
  it("names what changed in the preview, in the log and in an output, and never a value", async () => {
    const first = await made({ versions: { data: "etag-1", code: "abc" } });
    expect(first.state.startReason).toBe("first run");
    const news = await checked({
      versions: { data: "etag-2", code: "abc" },
      hyperparameters: { ...(base.hyperparameters as Bag), max_depth: "4" },
    });
    const difference = await provider.diff(TYPE, first.inputs, news, first.state);
    expect(difference.details).toEqual({ "versions.data": "update", "hyperparameters.max_depth": "add" });
    const reason = "hyperparameters.max_depth and versions.data changed";
    expect((await change(first, news, { preview: true })).startReason).toBe(reason);
    let state: Bag = {};
    const lines = await linesOf(async () => (state = await change(first, news)));
    expect(lines).toContain(`trains again because ${reason}`);
    expect(lines.join("\n")).not.toContain("etag-2");
    expect(state.startReason).toBe(reason);
    expect(state.jobName).not.toBe(first.state.jobName);
  });
  it("does not train again for what bounds or manages the job", async () => {
    const first = await made();
    const others: Bag[] = [
      { maxRuntimeSeconds: 7200 },
      { maxRetries: 3 },
      { roleArn: "arn:aws:iam::123456789012:role/other" },
      { keepAliveSeconds: 300 },
      { remoteDebug: true },
      { onDelete: "delete" },
    ];
    for (const extra of others) {
      const news = await checked(extra);
      expect((await provider.diff(TYPE, first.inputs, news, first.state)).replaces).toEqual([]);
      expect((await change(first, news, { preview: true })).artifactUri).toBe(first.state.artifactUri);
      expect((await change(first, news)).jobName).toBe(first.id);
    }
    expect(cloud.count("CreateTrainingJob")).toBe(1);
  });
  it("keeps the model whatever changes with never, and trains when never is taken away", async () => {
    const first = await made();
    const held = await checked({ retrainOn: "never", triggers: ["new data"] });
    expect((await change(first, held, { preview: true })).artifactUri).toBe(first.state.artifactUri);
    const state = await change(first, held);
    expect(cloud.count("CreateTrainingJob")).toBe(1);
    const freed = await checked({ triggers: ["new data"] });
    const again = await change({ ...first, inputs: held, state }, freed);
    expect(cloud.count("CreateTrainingJob")).toBe(2);
    expect(again.jobName).not.toBe(first.id);
  });
  it("trains once in each period with schedule, and other changes wait for it", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-16T12:00:00Z") });
    const weekly = { retrainOn: "schedule", retrainEvery: "week" };
    const first = await made(weekly);
    expect(first.inputs.period).toBe("2026-W47");
    vi.setSystemTime(new Date("2026-11-22T23:00:00Z"));
    const waiting = await checked({ ...weekly, triggers: ["x"] }, first.inputs);
    expect(waiting.period).toBe("2026-W47");
    const kept = await change(first, waiting);
    expect(kept.jobName).toBe(first.id);
    vi.setSystemTime(new Date("2026-11-23T00:00:01Z"));
    const due = await checked({ ...weekly, triggers: ["x"] }, waiting);
    expect(await provider.diff(TYPE, waiting, due, kept)).toMatchObject({ details: { period: "update" } });
    const lines = await linesOf(() => change({ ...first, inputs: waiting, state: kept }, due));
    expect(lines).toContain("trains again because period 2026-W48 began");
    expect(cloud.count("CreateTrainingJob")).toBe(2);
  });
  it.each<[Bag, string]>([
    [{ retrainOn: "schedule" }, 'retrainEvery: is required with retrainOn: "schedule"'],
    [{ retrainEvery: "day" }, "retrainEvery: has no meaning without"],
  ])("refuses half a schedule", async (extra, reason) => {
    const { failures } = await provider.check(TYPE, { ...base, ...extra });
    expect(failures.map((failure) => failure.reason).join()).toContain(reason);
  });
});

describe("artifact and evaluation", () => {
  it("tells the artifact's version and size, and does without when it may not be read", async () => {
    const inputs = await checked();
    const name = (await made()).id;
    expect((await made()).state.artifactETag).toBeUndefined();
    cloud.objects.set(`data/models/${name}/output/model.tar.gz`, "model bytes");
    const { properties } = await provider.create(TYPE, inputs);
    expect(properties).toMatchObject({ artifactETag: "etag-11", artifactVersionId: "v1", artifactBytes: 11 });
  });
  it("takes the gate's metric from an evaluation document, against the champion's too", async () => {
    const gate = {
      metric: "binary_classification_metrics.auc.value",
      threshold: 0.7,
      betterThanChampion: true,
      evaluation: { s3Uri: "s3://data/evaluation/{job}.json" },
    };
    const write = (job: string, auc: number) =>
      cloud.objects.set(
        `data/evaluation/${job}.json`,
        JSON.stringify({ binary_classification_metrics: { auc: { value: auc } } }),
      );
    const inputs = await checked({ gate, onGateFailure: "keepPrevious" });
    const missing = await failureOf(provider.create(TYPE, inputs));
    expect(missing.message).toContain("cannot be read");
    const [name = ""] = cloud.jobs.keys();
    write(name, 0.8);
    const { id, properties } = await provider.create(TYPE, inputs);
    expect(id).toBe(name);
    expect(properties.metrics).toMatchObject({ [gate.metric]: 0.8, "validation:auc": 0.81 });
    const news = await checked({ gate, onGateFailure: "keepPrevious", triggers: ["2"] });
    const pending = change({ id, inputs, state: properties }, news);
    while (cloud.jobs.size < 2) await new Promise((resolve) => setTimeout(resolve, 10));
    write([...cloud.jobs.keys()][1] ?? "", 0.75);
    const state = await pending;
    expect(state).toMatchObject({ gatePassed: false, jobName: id });
    expect(state.gateMessage).toContain("not better than the champion's 0.8");
  });
  it("says which path an evaluation document lacks", async () => {
    const gate = { metric: "auc", threshold: 0.7, evaluation: { s3Uri: "s3://data/e.json" } };
    cloud.objects.set("data/e.json", '{"f1": 1}');
    const inputs = await checked({ gate });
    expect((await failureOf(provider.create(TYPE, inputs))).message).toContain("has no number at auc");
    cloud.objects.set("data/e.json", "no json");
    expect((await failureOf(provider.create(TYPE, inputs))).message).toContain("is not JSON");
    expect(cloud.count("CreateTrainingJob")).toBe(1);
  });
});

describe("changes in place", () => {
  it("changes what a running job lets change, and leaves the rest to the next training", async () => {
    cloud.outcome = { status: "Completed", looks: 1000 };
    const running = await made({ wait: "none", profiler: { intervalMilliseconds: 500 } });
    const news = await checked({
      wait: "none",
      profiler: { intervalMilliseconds: 1000 },
      remoteDebug: true,
      tags: { team: "x" },
    });
    const state = await change(running, news);
    expect(state.jobName).toBe(running.id);
    const job = cloud.jobs.get(running.id);
    expect(job?.request).toMatchObject({
      ProfilerConfig: { ProfilingIntervalInMilliseconds: 1000 },
      RemoteDebugConfig: { EnableRemoteDebug: true },
    });
    expect(job?.tags).toMatchObject({ team: "x" });
    job!.looks = 0;
    await provider.read(TYPE, running.id, { inputs: news, state });
    cloud.calls.length = 0;
    cloud.outcome = { status: "Completed", looks: 0 };
    const finished = await made({ triggers: ["done"] });
    await change(finished, await checked({ triggers: ["done"], remoteDebug: true }));
    expect(cloud.count("UpdateTrainingJob")).toBe(0);
  });
  it("lengthens a warm pool in place, and ends it before deleting the job", async () => {
    const first = await made({ keepAliveSeconds: 600, onDelete: "delete" });
    const job = cloud.jobs.get(first.id)!;
    job.warm = "Available";
    const news = await checked({ keepAliveSeconds: 1200, onDelete: "delete" });
    const state = await change(first, news);
    expect(job.request.ResourceConfig).toMatchObject({ KeepAlivePeriodInSeconds: 1200 });
    expect(state).toMatchObject({ warmPoolStatus: "Available", jobName: first.id });
    await provider.delete(TYPE, first.id, state, news);
    expect(cloud.jobs.size).toBe(0);
    expect(job.warm).toBe("Terminated");
  });
  it("sees no drift in what AWS adds by itself", async () => {
    const first = await made();
    Object.assign(cloud.jobs.get(first.id)!.request, {
      DebugHookConfig: { S3OutputPath: "s3://aws/x" },
      ProfilerConfig: { ProfilingIntervalInMilliseconds: 500 },
      AlgorithmSpecification: {
        TrainingImage: base.image,
        TrainingInputMode: "File",
        MetricDefinitions: [{ Name: "train:auc", Regex: "x(.*)" }],
        EnableSageMakerMetricsTimeSeries: true,
      },
    });
    const read = await provider.read(TYPE, first.id, { inputs: first.inputs, state: first.state });
    expect(read.inputs).toEqual(first.inputs);
    const imported = await provider.read(TYPE, first.id);
    const difference = await provider.diff(TYPE, imported.inputs, first.inputs, imported.properties);
    expect(difference.details).toEqual({});
    expect(imported.properties.startReason).toBe("imported");
  });
});

describe("an update that is cut off", () => {
  const interrupted = async () => {
    const first = await made({ onCancel: "leave" });
    cloud.outcome = { status: "Completed", looks: 1000 };
    const news = await checked({ onCancel: "leave", triggers: ["2"] });
    const pending = failureOf(change(first, news));
    while (cloud.jobs.size < 2) await new Promise((resolve) => setTimeout(resolve, 10));
    await new Promise((resolve) => setTimeout(resolve, 300));
    await provider.cancel();
    const failure = initFailure(await pending);
    const name = [...cloud.jobs.keys()][1] ?? "";
    expect(failure?.id).toBe(first.id);
    expect(failure?.properties).toMatchObject({ jobName: first.id, pendingJobName: name });
    expect(failure?.inputs).toEqual(first.inputs);
    return { first, news, name, old: { ...first, inputs: failure!.inputs, state: failure!.properties } };
  };
  it("keeps the model it had and the name of the new job, which the next one takes up", async () => {
    const { news, name, old } = await interrupted();
    cloud.jobs.get(name)!.looks = 0;
    const state = await change(old, news);
    expect(state.jobName).toBe(name);
    expect(state.pendingJobName).toBeUndefined();
    expect(cloud.count("CreateTrainingJob")).toBe(2);
  });
  it("stops the new job when the change is taken back", async () => {
    const { first, name, old } = await interrupted();
    const state = await change(old, first.inputs);
    expect(state).toMatchObject({ jobName: first.id, artifactUri: first.state.artifactUri });
    expect(state.pendingJobName).toBeUndefined();
    expect(cloud.jobs.get(name)?.status).toBe("Stopped");
  });
  it("forgets no job when the resource is deleted", async () => {
    const { name, old } = await interrupted();
    const policy = { onDelete: "delete" };
    await provider.delete(TYPE, old.id, { ...old.state, ...policy }, { ...old.inputs, ...policy });
    expect(cloud.jobs.has(name)).toBe(false);
    expect(cloud.jobs.size).toBe(0);
  });
  it("stops a running job that a change has overtaken", async () => {
    cloud.outcome = { status: "Completed", looks: 1000 };
    const first = await made({ wait: "none" });
    await change(first, await checked({ wait: "none", triggers: ["2"] }));
    expect(cloud.jobs.get(first.id)?.status).toBe("Stopped");
    expect(cloud.jobs.size).toBe(2);
  });
});

describe("a challenger", () => {
  it("is promoted without training again when the gate is lowered to it", async () => {
    const gate = (threshold: number) => ({
      gate: { metric: "validation:auc", threshold },
      onGateFailure: "keepPrevious",
    });
    const first = await made(gate(0.8));
    cloud.outcome = { status: "Completed", looks: 0, metrics: { "validation:auc": 0.75 } };
    const worse = await checked({ ...gate(0.8), triggers: ["2"] });
    const kept = await change(first, worse);
    expect(kept).toMatchObject({ jobName: first.id, gatePassed: false });
    const lowered = await checked({ ...gate(0.7), triggers: ["2"] });
    const old = { ...first, inputs: worse, state: kept };
    expect((await change(old, lowered, { preview: true })).startReason).toBe("the gate changed");
    const lines = await linesOf(async () => {
      expect(await change(old, lowered)).toMatchObject({ jobName: kept.challengerJobName, gatePassed: true });
    });
    expect(lines.join()).toContain(`taking up training job ${kept.challengerJobName as string}`);
    expect(lines.join()).not.toContain("trains again");
    expect(cloud.count("CreateTrainingJob")).toBe(2);
  });
});

describe("a refusal", () => {
  it("of the caller ends at once; only the execution role is waited for", async () => {
    const message = "User: arn:aws:iam::1:user/me is not authorized to perform: sagemaker:CreateTrainingJob";
    cloud.faults = [["CreateTrainingJob", "AccessDeniedException", message, 400]];
    expect((await failureOf(provider.create(TYPE, await checked()))).message).toContain("is not authorized");
    expect(cloud.count("CreateTrainingJob")).toBe(1);
  });
});

describe("a stopped job", () => {
  it("is an error, or a success for those who say so", async () => {
    cloud.outcome = { status: "Stopped", looks: 0 };
    const inputs = await checked();
    expect((await failureOf(provider.create(TYPE, inputs))).message).toContain("stopped before it finished");
    const accepting = await checked({ acceptStopped: true });
    const { id, properties } = await provider.create(TYPE, accepting);
    expect(properties.status).toBe("Stopped");
    const state = await change(
      { id, inputs: accepting, state: properties },
      await checked({ acceptStopped: true, tags: { a: "1" } }),
    );
    expect(state.jobName).toBe(id);
    expect(cloud.count("CreateTrainingJob")).toBe(1);
  });
});

describe("a resource of release 0.1.0", () => {
  const file = join(__dirname, "../upgrade/recorded/merchant-risk-0.1.0.json");
  const recording = JSON.parse(readFileSync(file, "utf8")) as {
    checkpoint: { latest: { resources: { type: string; inputs: Bag; outputs: Bag }[] } };
  };
  const { inputs, outputs } = recording.checkpoint.latest.resources.find(({ type }) => type === TYPE)!;
  it("has nothing to do, and does not train again for tags, limits or a newer provider", async () => {
    const news = await provider.checked(TYPE, inputs, inputs);
    expect((await provider.diff(TYPE, inputs, news, outputs)).changes).toBe(false);
    const changed = { ...news, tags: { team: "x" }, maxRuntimeSeconds: 7200 };
    const old = { inputs, state: outputs };
    const preview = await provider.update(TYPE, "id", old, changed, { preview: true });
    expect(preview.artifactUri).toBe(outputs.artifactUri);
    const anew = await provider.update(TYPE, "id", old, { ...news, triggers: ["x"] }, { preview: true });
    expect(anew.artifactUri).toBeUndefined();
    expect(anew.startReason).toContain("triggers changed");
  });
});

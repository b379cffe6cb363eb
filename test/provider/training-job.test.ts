import { describe, expect, it } from "vitest";
import { type Bag, failureOf, type Harness, initFailure, secret, UNKNOWN } from "./support/harness";
import { deleted, type Subject, survivesCrash } from "./support/job-contract";
import { useCloud } from "./support/provided";
import { FakeSageMaker } from "./support/sagemaker";
import { base } from "./support/training";

const TYPE = "floe:sagemaker:TrainingJob";
let cloud: FakeSageMaker;
let provider: Harness;
useCloud(FakeSageMaker, (on) => ({ cloud, provider } = on));

const subject = (): Subject => ({ type: TYPE, cloud, provider });
/** The inputs as check leaves them. */
const checked = (extra: Bag = {}) => provider.checked(TYPE, { ...base, ...extra });

describe("check", () => {
  it.each<[string, Bag, string]>([
    ["a role that is none", { roleArn: "arn:aws:iam::1:user/x" }, "roleArn: must be the ARN of a role"],
    ["an instance type without ml.", { instanceType: "m5.xlarge" }, "write ml.m5.xlarge"],
    [
      "a misspelt hyperparameter",
      { hyperparameters: { num_round: "1", max_dept: "3" } },
      "hyperparameters.max_dept",
    ],
    [
      "a hyperparameter out of range",
      { hyperparameters: { num_round: "0" } },
      "hyperparameters.num_round: must be at least 1",
    ],
    ["a missing run time", { maxRuntimeSeconds: null }, "maxRuntimeSeconds: is required"],
    ["a run time above the limit", { maxRuntimeSeconds: 2_500_000 }, "must be 1 to 2419200 seconds"],
    ["a path that is no S3 URI", { outputPath: "/tmp/model" }, "outputPath: is not an S3 URI"],
    [
      "a channel's path that is none",
      { channels: { train: { s3Uri: "data" } } },
      "channels.train.s3Uri: is not an S3 URI",
    ],
    ["spot without a checkpoint", { spot: true, maxWaitSeconds: 7200 }, "checkpoint: is required with spot"],
    [
      "spot that waits too little",
      { spot: true, maxWaitSeconds: 60, checkpoint: { s3Uri: "s3://data/c" } },
      "must be at least maxRuntimeSeconds",
    ],
    ["a wait without spot", { maxWaitSeconds: 7200 }, "maxWaitSeconds: is for spot training only"],
    ["a gate without a bar", { gate: { metric: "validation:auc" } }, "gate: has neither a threshold"],
    [
      "a gate on what is not reported",
      { gate: { metric: "validation:rmse", threshold: 1 } },
      "gate.metric: the job will not report validation:rmse",
    ],
    [
      "a gate that does not wait",
      { wait: "none", gate: { metric: "validation:auc", threshold: 1 } },
      "wait: must be completion with a gate",
    ],
    ["a job above its budget", { maxCostUsd: 0.1 }, "more than 0.1"],
    [
      "a budget without a price",
      { maxCostUsd: 5, instanceType: "ml.p5.48xlarge" },
      "the price of ml.p5.48xlarge is not known",
    ],
    ["an unknown input", { instanceTyp: "x" }, 'did you mean "instanceType"?'],
    [
      "a subnet that is none",
      { vpc: { subnets: ["net-1"], securityGroupIds: ["sg-12345678"] } },
      "vpc.subnets",
    ],
    ["no train channel", { channels: { validation: { s3Uri: "s3://data/v" } } }, "must have a channel train"],
    ["a reserved tag", { tags: { "floe:token": "x" } }, "must be at most 128 characters and not begin with"],
  ])("refuses %s", async (_title, extra, reason) => {
    const { failures } = await provider.check(TYPE, { ...base, ...extra });
    expect(failures.map((failure) => failure.reason).join("\n")).toContain(reason);
    expect(cloud.calls).toEqual([]);
  });
  it("skips what is unknown and never prints a secret", async () => {
    const open = await provider.check(TYPE, {
      ...base,
      roleArn: UNKNOWN,
      channels: { train: { s3Uri: UNKNOWN } },
    });
    expect(open.failures).toEqual([]);
    const hidden = await provider.check(TYPE, {
      ...base,
      hyperparameters: secret({ num_round: "canary-771" }),
    });
    expect(hidden.failures).toHaveLength(1);
    expect(hidden.failures[0]?.property).toBe("");
  });
});

describe("preview", () => {
  it("shows the most a job can cost and leaves the rest unknown", async () => {
    const { properties } = await provider.create(TYPE, await checked(), { preview: true });
    expect(properties).toMatchObject({ estimatedMaxCostUsd: 0.23 });
    expect(properties.artifactUri).toBeUndefined();
    expect(cloud.calls).toEqual([]);
  });
  it("keeps every output when only the tags change, and says why it trains anew", async () => {
    const inputs = await checked();
    const { id, properties } = await provider.create(TYPE, inputs);
    const tagged = await checked({ tags: { team: "x" } });
    const same = await provider.update(TYPE, id, { inputs, state: properties }, tagged, { preview: true });
    expect(same.artifactUri).toBe(properties.artifactUri);
    const retrained = await checked({ triggers: ["data-2"] });
    expect(await provider.diff(TYPE, inputs, retrained, properties)).toMatchObject({
      replaces: [],
      details: { triggers: "add" },
    });
    const anew = await provider.update(TYPE, id, { inputs, state: properties }, retrained, { preview: true });
    expect(anew.artifactUri).toBeUndefined();
    const deeper = await checked({ hyperparameters: { ...(base.hyperparameters as Bag), max_depth: "4" } });
    expect((await provider.diff(TYPE, inputs, deeper, properties)).details).toEqual({
      "hyperparameters.max_depth": "add",
    });
  });
});

describe("create", () => {
  it("waits, shows progress and returns artifact, metrics and cost", async () => {
    cloud.log = ["[0] train-auc:0.8", "[1] train-auc:0.9"];
    const before = provider.logs.length;
    const { id, properties } = await provider.create(
      TYPE,
      await checked({ gate: { metric: "validation:auc", threshold: 0.7 } }),
      { name: "flights" },
    );
    expect(id).toMatch(/^flights-[0-9a-f]{8}-1$/);
    expect(properties).toMatchObject({
      jobName: id,
      status: "Completed",
      artifactUri: `s3://data/models/${id}/output/model.tar.gz`,
      metrics: { "validation:auc": 0.81 },
      gatePassed: true,
      billableSeconds: 60,
      logGroup: "/aws/sagemaker/TrainingJobs",
    });
    const lines = provider.logs.slice(before).map((line) => line.message);
    expect(lines).toContain(`started training job ${id}`);
    expect(lines).toContain(`${id} Starting: Preparing the instances`);
    expect(lines).toContain("[1] train-auc:0.9");
    const request = cloud.jobs.get(id)!.request as { InputDataConfig: unknown[]; StoppingCondition: object };
    expect(request.InputDataConfig).toHaveLength(2);
    expect(request.StoppingCondition).toEqual({ MaxRuntimeInSeconds: 3600 });
  });
  it("fails with reason, console and last log lines, and starts a new attempt next time", async () => {
    cloud.outcome = { status: "Failed", looks: 1, reason: "AlgorithmError: no data" };
    cloud.log = Array.from({ length: 60 }, (_, index) => `line ${index}`);
    const inputs = await checked();
    const error = await failureOf(provider.create(TYPE, inputs));
    expect(initFailure(error)).toBeUndefined();
    expect(error.message).toContain("failed: AlgorithmError: no data");
    expect(error.message).toContain("https://us-east-1.console.aws.amazon.com/sagemaker");
    expect(error.message).toContain("Last 50 log lines");
    expect(error.message).toContain("line 10");
    expect(error.message).not.toContain("  line 9\n");
    cloud.outcome = { status: "Completed", looks: 0 };
    expect((await provider.create(TYPE, inputs)).id).toMatch(/-2$/);
  });
  it("waits for a role to be known, and not for other errors", async () => {
    cloud.faults = [
      ["CreateTrainingJob", "ValidationException", "Could not assume role arn:aws:iam::1:role/x", 400],
    ];
    expect((await provider.create(TYPE, await checked())).id).toMatch(/-1$/);
    expect(cloud.count("CreateTrainingJob")).toBe(2);
    cloud.faults = [["CreateTrainingJob", "ResourceLimitExceeded", "limit of ml.m5.xlarge is 0", 400]];
    const error = await failureOf(provider.create(TYPE, await checked({ triggers: ["x"] })));
    expect(error.message).toContain("limit of ml.m5.xlarge is 0");
  });
  it("goes on through throttling and server errors while it waits", async () => {
    cloud.outcome = { status: "Completed", looks: 2 };
    cloud.faults = [
      ["DescribeTrainingJob", "ThrottlingException", "Rate exceeded", 400],
      ["DescribeTrainingJob", "InternalFailure", "oops", 500],
      ["FilterLogEvents", "ResourceNotFoundException", "no group", 400],
    ];
    expect((await provider.create(TYPE, await checked())).properties.status).toBe("Completed");
    expect(cloud.jobs.size).toBe(1);
  });
});

describe("crash adoption", () => {
  it("takes up a running or finished job of the same inputs instead of paying twice", async () => {
    const inputs = await checked();
    const id = await survivesCrash(subject(), inputs);
    expect((await provider.create(TYPE, inputs)).id).toBe(id);
    expect(cloud.count("CreateTrainingJob")).toBe(1);
  });
  it("trains anew for other inputs, another resource, and after the resource let the job go", async () => {
    const inputs = await checked();
    const { id, properties } = await provider.create(TYPE, inputs);
    await provider.create(TYPE, await checked({ triggers: ["2"] }));
    await provider.create(TYPE, inputs, { name: "other" });
    expect(cloud.jobs.size).toBe(3);
    await provider.delete(TYPE, id, properties, inputs);
    expect((await provider.create(TYPE, inputs)).id).not.toBe(id);
    expect(cloud.jobs.size).toBe(4);
  });
});

describe("gate", () => {
  it("fails the deployment and does not train the same inputs again", async () => {
    const inputs = await checked({ gate: { metric: "validation:auc", threshold: 0.95 } });
    const error = await failureOf(provider.create(TYPE, inputs));
    expect(error.message).toContain("validation:auc is 0.81, the gate demands >= 0.95");
    await failureOf(provider.create(TYPE, inputs));
    expect(cloud.count("CreateTrainingJob")).toBe(1);
  });
  it("keeps the previous model when asked, and says so", async () => {
    const gate = { metric: "validation:auc", threshold: 0.8, betterThanChampion: true };
    const inputs = await checked({ gate, onGateFailure: "keepPrevious" });
    const { id, properties } = await provider.create(TYPE, inputs);
    cloud.outcome = { status: "Completed", looks: 0, metrics: { "validation:auc": 0.805 } };
    const news = await checked({ gate, onGateFailure: "keepPrevious", triggers: ["worse"] });
    const kept = await provider.update(TYPE, id, { inputs, state: properties }, news);
    expect(kept).toMatchObject({ artifactUri: properties.artifactUri, jobName: id, gatePassed: false });
    expect(kept.gateMessage).toContain("not better than the champion's 0.81");
    expect(kept.challengerJobName).toMatch(/-1$/);
    cloud.outcome = { status: "Completed", looks: 0, metrics: { "validation:auc": 0.9 } };
    const better = await checked({ gate, onGateFailure: "keepPrevious", triggers: ["better"] });
    const promoted = await provider.update(TYPE, id, { inputs: news, state: kept }, better);
    expect(promoted).toMatchObject({ gatePassed: true, metrics: { "validation:auc": 0.9 } });
    expect(promoted.challengerJobName).toBeUndefined();
  });
  it("has nothing to keep the first time", async () => {
    const inputs = await checked({
      gate: { metric: "validation:auc", threshold: 0.95 },
      onGateFailure: "keepPrevious",
    });
    expect((await failureOf(provider.create(TYPE, inputs))).message).toContain("no previous model to keep");
  });
});

describe("cancel and timeouts", () => {
  it("stops the job, keeps its id in state, and the next run starts a new attempt", async () => {
    cloud.outcome = { status: "Completed", looks: 1000 };
    const inputs = await checked();
    const pending = failureOf(provider.create(TYPE, inputs));
    while (cloud.count("DescribeTrainingJob") < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    await provider.cancel();
    const failure = initFailure(await pending);
    expect(failure?.reasons[0]).toContain("the deployment was cancelled; it was asked to stop");
    expect(cloud.jobs.get(failure!.id)?.status).toBe("Stopped");
    cloud.outcome = { status: "Completed", looks: 0, metrics: { "validation:auc": 0.8 } };
    const state = await provider.update(
      TYPE,
      failure!.id,
      { inputs: failure!.inputs, state: failure!.properties },
      inputs,
    );
    expect(state).toMatchObject({ status: "Completed", jobName: failure!.id.replace(/-1$/, "-2") });
  });
  it("leaves the job when asked, and takes it up again", async () => {
    cloud.outcome = { status: "Completed", looks: 1000 };
    const inputs = await checked({ onCancel: "leave" });
    const failure = initFailure(await failureOf(provider.create(TYPE, inputs, { timeout: 0.5 })));
    expect(failure?.reasons[0]).toContain("the custom timeout of 0.5 s passed; it goes on");
    const job = cloud.jobs.get(failure!.id)!;
    expect(job.status).toBe("InProgress");
    job.looks = 0;
    const state = await provider.update(
      TYPE,
      failure!.id,
      { inputs: failure!.inputs, state: failure!.properties },
      inputs,
    );
    expect(state.jobName).toBe(failure!.id);
    expect(cloud.jobs.size).toBe(1);
  });
});

describe("update, read, import and delete", () => {
  it("seals in the state what the program calls secret later, without training", async () => {
    const inputs = await checked();
    const { id, properties } = await provider.create(TYPE, inputs);
    const news = { ...inputs, hyperparameters: secret(inputs.hyperparameters as Bag) };
    const { details, replaces } = await provider.diff(TYPE, inputs, news, properties);
    expect([details, replaces]).toEqual([{ hyperparameters: "update" }, []]);
    const old = { inputs, state: properties };
    expect((await provider.update(TYPE, id, old, news, { preview: true })).jobName).toBe(id);
    const state = await provider.update(TYPE, id, old, news);
    expect([...cloud.jobs.keys()]).toEqual([id]);
    expect(state).toMatchObject({ jobName: id, hyperparameters: news.hyperparameters });
    expect((await provider.diff(TYPE, news, news, state)).changes).toBe(false);
  });
  it("changes tags in place without training", async () => {
    const inputs = await checked({ tags: { a: "1", b: "2" } });
    const { id, properties } = await provider.create(TYPE, inputs);
    const news = await checked({ tags: { b: "3", c: "4" } });
    const state = await provider.update(TYPE, id, { inputs, state: properties }, news);
    expect(state.artifactUri).toBe(properties.artifactUri);
    expect(cloud.jobs.size).toBe(1);
    expect(cloud.jobs.get(id)!.tags).toMatchObject({ b: "3", c: "4" });
    expect(cloud.jobs.get(id)!.tags).not.toHaveProperty("a");
  });
  it("refreshes without drift, sees changed tags, and imports by name", async () => {
    const inputs = await checked({ tags: { a: "1" } });
    const { id, properties } = await provider.create(TYPE, inputs);
    const refreshed = await provider.read(TYPE, id, { inputs, state: properties });
    expect(refreshed.inputs).toEqual(inputs);
    cloud.jobs.get(id)!.tags.a = "9";
    expect((await provider.read(TYPE, id, { inputs, state: properties })).inputs.tags).toEqual({ a: "9" });
    cloud.jobs.get(id)!.tags.a = "1";
    const imported = await provider.read(TYPE, id);
    expect((await provider.diff(TYPE, imported.inputs, inputs, imported.properties)).changes).toBe(false);
    expect((await provider.read(TYPE, "gone")).id).toBe("");
  });
  it("retains by default, stops or deletes when asked, and forgives what is gone", async () => {
    expect(await deleted(subject(), base)).toBe("InProgress");
    expect(await deleted(subject(), { ...base, onDelete: "retain" })).toBe("InProgress");
    expect(await deleted(subject(), { ...base, onDelete: "stop" })).toBe("Stopped");
    expect(await deleted(subject(), { ...base, onDelete: "delete" })).toBeUndefined();
  });
});

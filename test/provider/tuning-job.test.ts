import { describe, expect, it } from "vitest";
import { type Bag, failureOf, type Harness, initFailure, UNKNOWN } from "./support/harness";
import { providerOn, useCloud } from "./support/provided";
import { without } from "./support/request-paths";
import { FakeTuning } from "./support/tuning";

const TYPE = "floe:sagemaker:TuningJob";
let cloud: FakeTuning;
let provider: Harness;
useCloud(FakeTuning, (on) => ({ cloud, provider } = on));

const image = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.2-0";
const base: Bag = {
  image,
  roleArn: "arn:aws:iam::123456789012:role/train",
  instanceType: "ml.m5.xlarge",
  maxRuntimeSeconds: 3600,
  hyperparameters: { num_round: "50", objective: "binary:logistic" },
  objective: { metric: "validation:auc", goal: "Maximize" },
  ranges: { eta: { type: "continuous", min: 0.01, max: 0.5 } },
  channels: { train: { s3Uri: "s3://data/train/" }, validation: { s3Uri: "s3://data/validation/" } },
  outputPath: "s3://data/tuned",
  maxJobs: 3,
};

const checked = (extra: Bag = {}) => provider.checked(TYPE, { ...base, ...extra });

describe("a search", () => {
  it("gives the best trial, its artifact and hyperparameters, every trial and what all of them cost", async () => {
    const inputs = await checked();
    const { id, properties } = await provider.create(TYPE, inputs, { name: "flights" });
    expect(id).toMatch(/^flights-[0-9a-f]{8}-1$/);
    expect(properties).toMatchObject({
      status: "Completed",
      bestJobName: `${id}-1`,
      bestObjective: 0.9,
      bestHyperparameters: { eta: "0.1" },
      hyperparameters: { num_round: "5", eta: "0.1" },
      metrics: { "validation:auc": 0.9, "train:auc": 0.99 },
      artifactUri: `s3://data/tuned/${id}-1/output/model.tar.gz`,
      artifactETag: "e1",
      trialCounts: { Completed: 2, InProgress: 0, Stopped: 0, Failed: 1 },
      jobsNotImproving: 1,
      tuningSeconds: 100,
      trainingSeconds: 180,
      billableSeconds: 180,
      gatePassed: true,
    });
    const trials = properties.trials as Bag[];
    expect(trials.map(({ objective }) => objective)).toEqual([0.9, 0.7, undefined]);
    expect(trials[2]).toMatchObject({ status: "Failed", failureReason: "AlgorithmError: out of memory" });
    // 180 seconds of an ml.m5.xlarge.
    expect(properties.estimatedCostUsd).toBeCloseTo(0.01, 2);
    const log = provider.logs.map(({ message }) => message).join("\n");
    expect(log).toContain("InProgress: searching");
    expect(log).toContain(`3 of 3 trials ended; best validation:auc 0.9 (${id}-1)`);
    expect(log).toContain("a line of a trial");
  });

  it("on spot capacity counts what was billed, and says what it saved", async () => {
    const spot = { spot: true, maxWaitSeconds: 7200, checkpoint: { s3Uri: "s3://data/checkpoints" } };
    const { properties } = await provider.create(TYPE, await checked(spot));
    expect(properties).toMatchObject({ billableSeconds: 90, trainingSeconds: 180, spotSavings: 0.5 });
  });

  it("without any value of the objective fails, and says what was missing", async () => {
    cloud.outcome = { ...cloud.outcome, values: [undefined] };
    const error = await failureOf(provider.create(TYPE, await checked()));
    expect(error.message).toContain("no trial reported validation:auc");
  });

  it("that failed says why its first trial did", async () => {
    cloud.outcome = { values: [undefined, undefined], status: "Failed", looks: 0 };
    const error = await failureOf(provider.create(TYPE, await checked()));
    expect(error.message).toContain("All training jobs failed.");
    expect(error.message).toContain("AlgorithmError: out of memory");
    expect(error.message).toContain("a line of a trial");
    expect(error.message).toContain("#/hyper-tuning-jobs/");
  });

  it("whose record of the best trial is gone still tells what it reached", async () => {
    cloud.faults = [["DescribeTrainingJob", "ResourceNotFound", "gone", 400]];
    const { properties } = await provider.create(TYPE, await checked());
    expect(properties).toMatchObject({ bestObjective: 0.9, metrics: { "validation:auc": 0.9 } });
    expect(properties.artifactUri).toBeUndefined();
  });

  it("is taken up after a crash instead of paid for again", async () => {
    const inputs = await checked();
    const first = await provider.create(TYPE, inputs);
    const second = await provider.create(TYPE, inputs);
    expect(second.id).toBe(first.id);
    expect(cloud.count("CreateHyperParameterTuningJob")).toBe(1);
  });

  it("waits for a role that is not yet known", async () => {
    cloud.faults = [["CreateHyperParameterTuningJob", "ValidationException", "Could not assume role x", 400]];
    await provider.create(TYPE, await checked());
    expect(cloud.count("CreateHyperParameterTuningJob")).toBe(2);
  });
});

describe("a later deployment", () => {
  async function made(extra: Bag = {}) {
    const inputs = await checked(extra);
    const { id, properties } = await provider.create(TYPE, inputs);
    return { id, inputs, state: properties };
  }

  it("searches anew for another range, and not for another bound", async () => {
    const { id, inputs, state } = await made();
    const bound = await checked({ maxTuningSeconds: 7200, maxParallelJobs: 3 });
    await provider.update(TYPE, id, { inputs, state }, bound);
    expect(cloud.count("CreateHyperParameterTuningJob")).toBe(1);
    const wider = await checked({ ranges: { eta: { type: "continuous", min: 0.001, max: 0.5 } } });
    const { details } = await provider.diff(TYPE, inputs, wider, state);
    expect(details).toEqual({ "ranges.eta.min": "update" });
    const after = await provider.update(TYPE, id, { inputs, state }, wider);
    expect(after.jobName).not.toBe(id);
    expect(after.startReason).toBe("ranges.eta.min changed");
  });

  it("keeps the best of before when the new one misses the gate", async () => {
    const gate = {
      gate: { metric: "validation:auc", betterThanChampion: true },
      onGateFailure: "keepPrevious",
    };
    const { id, inputs, state } = await made(gate);
    cloud.outcome = { ...cloud.outcome, values: [0.8] };
    const after = await provider.update(TYPE, id, { inputs, state }, await checked({ ...gate, maxJobs: 4 }));
    expect(after).toMatchObject({ jobName: id, bestObjective: 0.9, gatePassed: false });
    expect(after.challengerJobName).toMatch(/-1$/);
    expect(after.gateMessage).toContain("not better than the champion's 0.9");
  });

  it("deletes the records of search and trials when told to, and succeeds when they are gone", async () => {
    const { id, state } = await made({ onDelete: "delete" });
    await provider.delete(TYPE, id, state);
    expect([cloud.searches.size, cloud.trials.size]).toEqual([0, 0]);
    await provider.delete(TYPE, id, state);
  });

  it("leaves the search by default, and lets go of it", async () => {
    const { id, state } = await made();
    await provider.delete(TYPE, id, state);
    expect(cloud.searches.get(id)?.tags).toHaveProperty(["floe:released"]);
  });
});

describe("an import", () => {
  it("knows every input from the name alone", async () => {
    const inputs = await checked({
      strategy: "Hyperband",
      hyperband: { maxResource: 9 },
      completion: { target: 0.9, convergence: true },
      ranges: {
        eta: { type: "continuous", min: 0.01, max: 0.5, scaling: "Logarithmic" },
        max_depth: { type: "integer", min: 2, max: 8 },
        subsample: { type: "categorical", values: ["0.5", "1"] },
      },
      hyperparameters: { num_round: "50" },
      tags: { team: "risk" },
    });
    const { id, properties } = await provider.create(TYPE, inputs);
    const found = await provider.read(TYPE, id);
    const { changes, details } = await provider.diff(TYPE, found.inputs, inputs, properties);
    expect([changes, details]).toEqual([false, {}]);
    expect(found.properties).toMatchObject({ bestObjective: 0.9, gatePassed: true });
  });

  it("finds what several trainings have in common, and what each has of its own", async () => {
    const { objective, ranges } = base;
    const several = {
      ...without(base, "objective", "ranges", "image", "hyperparameters"),
      trainings: {
        trees: { image, objective, ranges, hyperparameters: { num_round: "50" } },
        lines: {
          image: "382416733822.dkr.ecr.us-east-1.amazonaws.com/linear-learner:1",
          objective: { metric: "validation:objective_loss", goal: "Maximize" },
          ranges: { wd: { type: "continuous", min: 0.001, max: 1 } },
          hyperparameters: { predictor_type: "regressor" },
        },
      },
    };
    const inputs = await provider.checked(TYPE, { ...several, checkAlgorithm: false });
    const { id } = await provider.create(TYPE, inputs);
    const found = await provider.read(TYPE, id);
    expect(found.inputs.trainings).toEqual(inputs.trainings);
    expect(found.inputs.image).toBeUndefined();
    expect(found.inputs.outputPath).toBe("s3://data/tuned");
  });

  it("of a search that is gone finds nothing", async () => {
    expect((await provider.read(TYPE, "gone-1")).id).toBe("");
  });
});

describe("cancelling", () => {
  it("stops the search and keeps it in the state", async () => {
    cloud.outcome = { ...cloud.outcome, looks: 1000 };
    const doomed = await providerOn(cloud);
    const creating = failureOf(doomed.create(TYPE, await checked()));
    while (cloud.count("DescribeHyperParameterTuningJob") === 0)
      await new Promise((done) => setTimeout(done, 20));
    await doomed.cancel();
    const error = await creating;
    expect(initFailure(error)?.id).toMatch(/-1$/);
    expect(error.message).toContain("it was asked to stop");
    expect(cloud.count("StopHyperParameterTuningJob")).toBe(1);
    await doomed.stop();
  });

  it("happens by itself when the resource's time is over", async () => {
    cloud.outcome = { ...cloud.outcome, looks: 1000 };
    const error = await failureOf(provider.create(TYPE, await checked(), { timeout: 0.3 }));
    expect(initFailure(error)?.reasons.join()).toContain("it was asked to stop");
  });
});

describe("a preview", () => {
  it("knows what the search can cost at most, and nothing it cannot", async () => {
    const { properties } = await provider.create(TYPE, await checked({ maxJobs: 10 }), { preview: true });
    expect(properties.estimatedMaxCostUsd).toBeCloseTo(2.3, 1);
    expect(properties.bestObjective).toBeUndefined();
    expect(cloud.calls).toEqual([]);
    const timed = await provider.create(TYPE, await checked({ maxJobs: 10, maxTuningSeconds: 3600 }), {
      preview: true,
    });
    expect(timed.properties.estimatedMaxCostUsd).toBeCloseTo(0.23, 2);
    const open = { ...(await checked()), instanceType: UNKNOWN };
    expect(
      (await provider.create(TYPE, open, { preview: true })).properties.estimatedMaxCostUsd,
    ).toBeUndefined();
  });
});

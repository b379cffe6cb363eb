import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import {
  CreateHyperParameterTuningJobCommand,
  DescribeHyperParameterTuningJobCommand,
  DescribeTrainingJobCommand,
  ListTagsCommand,
  ListTrainingJobsForHyperParameterTuningJobCommand,
  StopHyperParameterTuningJobCommand,
  type CreateHyperParameterTuningJobCommandInput,
  type HyperParameterTrainingJobDefinition,
  type HyperParameterTuningJobConfig,
} from "@aws-sdk/client-sagemaker";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dataIn, makeRole, refusal, s3, sagemaker, startTestAws, until, type TestAws } from "./support/aws";
import { packed } from "./support/pack";

let test: TestAws;
let role: string;
const bucket = "tuning-data";
const ownImage = "123456789012.dkr.ecr.us-east-1.amazonaws.com/own:1";

/** Reports, epoch by epoch, a score that climbs to what its hyperparameters are worth. */
const program = `
import os, time
x = float(os.environ["SM_HP_X"])
epochs = int(float(os.environ.get("SM_HP_EPOCHS", "3")))
worth = 1 - (x - 0.3) ** 2
for epoch in range(epochs):
    print(f"score={worth * (1 - 0.5 ** (epoch + 1)):.5f}", flush=True)
    time.sleep(float(os.environ.get("SM_HP_PAUSE", "0")))
`;

beforeAll(async () => {
  test = await startTestAws();
  role = await makeRole(test.aws, "tuner", "sagemaker.amazonaws.com", dataIn(bucket));
  await s3(test.aws).send(new CreateBucketCommand({ Bucket: bucket }));
  const Body = packed("program.py", program);
  await s3(test.aws).send(new PutObjectCommand({ Bucket: bucket, Key: "code.tar.gz", Body }));
});
afterAll(() => test.end());

const objective = { Type: "Maximize" as const, MetricName: "score" };
const x = { ContinuousParameterRanges: [{ Name: "x", MinValue: "0", MaxValue: "1" }] };

function definition(
  change: Partial<HyperParameterTrainingJobDefinition> = {},
): HyperParameterTrainingJobDefinition {
  return {
    AlgorithmSpecification: {
      TrainingImage: ownImage,
      TrainingInputMode: "File",
      MetricDefinitions: [{ Name: "score", Regex: "score=([0-9.]+)" }],
    },
    RoleArn: role,
    OutputDataConfig: { S3OutputPath: `s3://${bucket}/tuned` },
    ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 1, VolumeSizeInGB: 1 },
    StoppingCondition: { MaxRuntimeInSeconds: 300 },
    ...change,
    StaticHyperParameters: {
      sagemaker_program: "program.py",
      sagemaker_submit_directory: `s3://${bucket}/code.tar.gz`,
      ...change.StaticHyperParameters,
    },
  };
}

async function run(
  name: string,
  config: Partial<HyperParameterTuningJobConfig>,
  change: Partial<CreateHyperParameterTuningJobCommandInput> = {},
) {
  await sagemaker(test.aws).send(
    new CreateHyperParameterTuningJobCommand({
      HyperParameterTuningJobName: name,
      HyperParameterTuningJobConfig: {
        Strategy: "Random",
        RandomSeed: 4,
        ResourceLimits: { MaxNumberOfTrainingJobs: 4, MaxParallelTrainingJobs: 2 },
        HyperParameterTuningJobObjective: objective,
        ParameterRanges: x,
        ...config,
      },
      TrainingJobDefinition: definition(),
      ...change,
    }),
  );
}

async function ended(name: string) {
  const ask = () =>
    sagemaker(test.aws).send(
      new DescribeHyperParameterTuningJobCommand({ HyperParameterTuningJobName: name }),
    );
  const job = await until(
    ask,
    ({ HyperParameterTuningJobStatus: status }) => status !== "InProgress" && status !== "Stopping",
    60,
  );
  const { TrainingJobSummaries: trials = [] } = await sagemaker(test.aws).send(
    new ListTrainingJobsForHyperParameterTuningJobCommand({
      HyperParameterTuningJobName: name,
      SortBy: "CreationTime",
      SortOrder: "Ascending",
      MaxResults: 100,
    }),
  );
  return { job, trials };
}

const scores = (trials: Awaited<ReturnType<typeof ended>>["trials"]) =>
  trials.map((trial) => trial.FinalHyperParameterTuningJobObjectiveMetric?.Value ?? NaN);

describe("a tuning job of the local cloud", () => {
  it("by Bayes comes closer to the best than where it began", async () => {
    await run("bayes", {
      Strategy: "Bayesian",
      ResourceLimits: { MaxNumberOfTrainingJobs: 9, MaxParallelTrainingJobs: 1 },
    });
    const { job, trials } = await ended("bayes");
    expect(job.HyperParameterTuningJobStatus).toBe("Completed");
    expect(trials).toHaveLength(9);
    const reached = scores(trials);
    expect(Math.max(...reached.slice(3))).toBeGreaterThan(Math.max(...reached.slice(0, 3)));
    expect(job.BestTrainingJob?.FinalHyperParameterTuningJobObjectiveMetric?.Value).toBe(
      Math.max(...reached),
    );
    expect(job.ConsumedResources?.RuntimeInSeconds).toBeGreaterThan(0);
  });

  it("by Hyperband stops trials that fall behind, and all at their most", async () => {
    await run(
      "band",
      {
        Strategy: "Hyperband",
        StrategyConfig: { HyperbandStrategyConfig: { MinResource: 1, MaxResource: 4 } },
        ResourceLimits: { MaxNumberOfTrainingJobs: 6, MaxParallelTrainingJobs: 1 },
      },
      { TrainingJobDefinition: definition({ StaticHyperParameters: { epochs: "40", pause: "0.2" } }) },
    );
    const { job, trials } = await ended("band");
    expect(job.HyperParameterTuningJobStatus).toBe("Completed");
    expect(job.TrainingJobStatusCounters?.Stopped).toBe(6);
    // Four epochs of the best possible x are worth 0.9375: nobody ran all of its forty.
    for (const score of scores(trials)) expect(score).toBeLessThan(0.97);
    expect(new Set(scores(trials).map((score) => score < 0.6)).size).toBe(2);
  });

  it("with early stopping ends a trial that is worse than those before it", async () => {
    await run(
      "early",
      {
        Strategy: "Grid",
        TrainingJobEarlyStoppingType: "Auto",
        ResourceLimits: { MaxParallelTrainingJobs: 1 },
        ParameterRanges: { CategoricalParameterRanges: [{ Name: "x", Values: ["0.3", "0.9"] }] },
      },
      { TrainingJobDefinition: definition({ StaticHyperParameters: { epochs: "6", pause: "0.1" } }) },
    );
    const { trials } = await ended("early");
    expect(trials.map(({ TrainingJobStatus }) => TrainingJobStatus)).toEqual(["Completed", "Stopped"]);
  });

  it("ends when its target is reached, and says how it stood", async () => {
    await run("target", {
      ResourceLimits: { MaxNumberOfTrainingJobs: 50, MaxParallelTrainingJobs: 1 },
      TuningJobCompletionCriteria: { TargetObjectiveMetricValue: 0.5 },
    });
    const { job, trials } = await ended("target");
    expect(job.HyperParameterTuningJobStatus).toBe("Completed");
    expect(trials.length).toBeLessThan(10);
    expect(scores(trials).at(-1)).toBeGreaterThanOrEqual(0.5);
    expect(job.TuningJobCompletionDetails?.NumberOfTrainingJobsObjectiveNotImproving).toBe(0);
  });

  it("searches several definitions in turn, each in its own ranges", async () => {
    const several = (DefinitionName: string, low: string, high: string) =>
      definition({
        DefinitionName,
        TuningObjective: objective,
        HyperParameterRanges: {
          ContinuousParameterRanges: [{ Name: "x", MinValue: low, MaxValue: high }],
        },
        ResourceConfig: undefined,
        HyperParameterTuningResourceConfig: {
          AllocationStrategy: "Prioritized",
          InstanceConfigs: [
            { InstanceType: "ml.m5.large", InstanceCount: 1, VolumeSizeInGB: 1 },
            { InstanceType: "ml.m5.xlarge", InstanceCount: 1, VolumeSizeInGB: 1 },
          ],
        },
      });
    await run(
      "several",
      { HyperParameterTuningJobObjective: undefined, ParameterRanges: undefined },
      {
        TrainingJobDefinition: undefined,
        TrainingJobDefinitions: [several("near", "0.2", "0.4"), several("far", "0.8", "1")],
        Tags: [{ Key: "team", Value: "risk" }],
      },
    );
    const { job, trials } = await ended("several");
    expect(job.FailureReason).toBeUndefined();
    expect(trials.map((trial) => trial.TrainingJobDefinitionName)).toEqual(["near", "far", "near", "far"]);
    expect(job.BestTrainingJob?.TrainingJobDefinitionName).toBe("near");
    const client = sagemaker(test.aws);
    const best = await client.send(
      new DescribeTrainingJobCommand({ TrainingJobName: job.BestTrainingJob?.TrainingJobName }),
    );
    expect(best.ResourceConfig?.InstanceType).toBe("ml.m5.large");
    expect(best.TuningJobArn).toBe(job.HyperParameterTuningJobArn);
    const tags = await client.send(new ListTagsCommand({ ResourceArn: best.TrainingJobArn }));
    expect(tags.Tags).toEqual([{ Key: "team", Value: "risk" }]);
  });

  it("starts warm from what its parent learned, and knows the best of both", async () => {
    const parent = (name: string, type: "IdenticalDataAndAlgorithm" | "TransferLearning") => ({
      WarmStartConfig: {
        ParentHyperParameterTuningJobs: [{ HyperParameterTuningJobName: name }],
        WarmStartType: type,
      },
    });
    const config = {
      Strategy: "Bayesian" as const,
      ResourceLimits: { MaxNumberOfTrainingJobs: 2, MaxParallelTrainingJobs: 1 },
    };
    await run("warm", config, parent("bayes", "IdenticalDataAndAlgorithm"));
    const [first, second] = [await ended("bayes"), await ended("warm")];
    const before = Math.max(...scores(first.trials));
    expect(Math.min(...scores(second.trials))).toBeGreaterThan(Math.min(...scores(first.trials)));
    const overall = second.job.OverallBestTrainingJob?.FinalHyperParameterTuningJobObjectiveMetric?.Value;
    expect(overall).toBe(Math.max(before, ...scores(second.trials)));
    const other = definition({ StaticHyperParameters: { other: "1" } });
    expect(
      (
        await refusal(
          run("refused", config, { ...parent("bayes", "TransferLearning"), TrainingJobDefinition: other }),
        )
      ).message,
    ).toContain("its hyperparameters are");
    expect((await refusal(run("refused", config, parent("nobody", "TransferLearning")))).message).toContain(
      "Could not find",
    );
  });

  it("stopped, stops its trials and keeps what they reached", async () => {
    await run(
      "stopped",
      { ResourceLimits: { MaxNumberOfTrainingJobs: 9, MaxParallelTrainingJobs: 2 } },
      { TrainingJobDefinition: definition({ StaticHyperParameters: { epochs: "600", pause: "0.1" } }) },
    );
    const client = sagemaker(test.aws);
    await until(
      () =>
        client.send(
          new ListTrainingJobsForHyperParameterTuningJobCommand({ HyperParameterTuningJobName: "stopped" }),
        ),
      ({ TrainingJobSummaries = [] }) => TrainingJobSummaries.length === 2,
    );
    await client.send(new StopHyperParameterTuningJobCommand({ HyperParameterTuningJobName: "stopped" }));
    const { job, trials } = await ended("stopped");
    expect(job.HyperParameterTuningJobStatus).toBe("Stopped");
    expect(trials.map(({ TrainingJobStatus }) => TrainingJobStatus)).toEqual(["Stopped", "Stopped"]);
  });

  it("left to Autotune searches around the value it was given", async () => {
    await run(
      "auto",
      {
        ParameterRanges: { AutoParameters: [{ Name: "x", ValueHint: "0.05" }] },
        ResourceLimits: { MaxNumberOfTrainingJobs: 2, MaxParallelTrainingJobs: 2 },
      },
      { Autotune: { Mode: "Enabled" } },
    );
    const { job, trials } = await ended("auto");
    expect(job.FailureReason).toBeUndefined();
    for (const { TunedHyperParameters: tuned = {} } of trials) {
      expect(Number(tuned["x"])).toBeGreaterThanOrEqual(0.005);
      expect(Number(tuned["x"])).toBeLessThanOrEqual(0.5);
    }
  });

  it.each<[string, Partial<HyperParameterTuningJobConfig>, RegExp]>([
    [
      "an unknown objective",
      { HyperParameterTuningJobObjective: { ...objective, MetricName: "luck" } },
      /neither one/,
    ],
    [
      "stops of two kinds",
      {
        Strategy: "Hyperband",
        TrainingJobEarlyStoppingType: "Auto",
        StrategyConfig: { HyperbandStrategyConfig: { MaxResource: 3 } },
      },
      /must be Off with the strategy Hyperband/,
    ],
    [
      "Hyperband's limits for another",
      { StrategyConfig: { HyperbandStrategyConfig: { MaxResource: 3 } } },
      /only with the strategy Hyperband/,
    ],
    ["no end", { ResourceLimits: { MaxParallelTrainingJobs: 1 } }, /MaxNumberOfTrainingJobs must be given/],
  ])("refuses %s", async (_name, config, message) => {
    expect((await refusal(run("refused", config))).message).toMatch(message);
  });
});

import type { Members } from "../jobs";
import { members as training } from "../training-job/members";

/** Members of a training job that a trial has too, at the same places. */
const same = [
  "image",
  "algorithmArn",
  "inputMode",
  "metricDefinitions",
  "roleArn",
  "channels",
  "outputPath",
  "kmsKeyId",
  "outputCompression",
  "instanceType",
  "instanceCount",
  "volumeSizeGb",
  "volumeKmsKeyId",
  "keepAliveSeconds",
  "instanceGroups",
  "trainingPlanArn",
  "placement",
  "maxRuntimeSeconds",
  "maxWaitSeconds",
  "maxPendingSeconds",
  "spot",
  "checkpoint",
  "environment",
  "vpc",
  "networkIsolation",
  "encryptInterContainerTraffic",
  "maxRetries",
] as const;

/** Where the inputs of one training go in a HyperParameterTrainingJobDefinition. */
export const trainingMembers: Members = {
  ...Object.fromEntries(
    same.map((name) => {
      const member = training[name];
      if (member === undefined) throw new Error(`a training job has no member for ${name}`);
      return [name, member] as const;
    }),
  ),
  hyperparameters: "StaticHyperParameters",
  instancePreferences: {
    to: "HyperParameterTuningResourceConfig.InstanceConfigs",
    members: { instanceType: "InstanceType", instanceCount: "InstanceCount", volumeSizeGb: "VolumeSizeInGB" },
  },
  preferredVolumeKmsKeyId: "HyperParameterTuningResourceConfig.VolumeKmsKeyId",
  allocationStrategy: "HyperParameterTuningResourceConfig.AllocationStrategy",
};

const config = "HyperParameterTuningJobConfig";

/** Where the inputs of the search go in CreateHyperParameterTuningJob. */
export const searchMembers: Members = {
  strategy: `${config}.Strategy`,
  hyperband: {
    to: `${config}.StrategyConfig.HyperbandStrategyConfig`,
    members: { minResource: "MinResource", maxResource: "MaxResource" },
  },
  maxJobs: `${config}.ResourceLimits.MaxNumberOfTrainingJobs`,
  maxParallelJobs: `${config}.ResourceLimits.MaxParallelTrainingJobs`,
  maxTuningSeconds: `${config}.ResourceLimits.MaxRuntimeInSeconds`,
  earlyStopping: `${config}.TrainingJobEarlyStoppingType`,
  completion: {
    to: `${config}.TuningJobCompletionCriteria`,
    members: {
      target: "TargetObjectiveMetricValue",
      jobsNotImproving: "BestObjectiveNotImproving.MaxNumberOfTrainingJobsNotImproving",
      convergence: "ConvergenceDetected.CompleteOnConvergence",
    },
  },
  randomSeed: `${config}.RandomSeed`,
  autotune: "Autotune.Mode",
  warmStart: {
    to: "WarmStartConfig",
    members: {
      type: "WarmStartType",
      parents: { to: "ParentHyperParameterTuningJobs", members: { name: "HyperParameterTuningJobName" } },
    },
  },
};

export const objectiveMembers: Members = { metric: "MetricName", goal: "Type" };

/** Leaves of the request no input stands for, and why. `*` stands for what follows. */
export const unmapped: Readonly<Record<string, string>> = {
  HyperParameterTuningJobName: "made by the provider, so that names never collide",
  "Tags.Key": "from `tags`, together with the provider's own",
  "Tags.Value": "from `tags`, together with the provider's own",
  "ResourceConfig.InstancePreferences.*": "tuning jobs have HyperParameterTuningResourceConfig for it",
  "ResourceConfig.SelectedInstanceType": "read-only: what SageMaker chose among the preferences",
  "ResourceConfig.SelectedInstanceCount": "read-only: what SageMaker chose among the preferences",
  "HyperParameterTuningResourceConfig.InstanceType": "one type alone is ResourceConfig.InstanceType",
  "HyperParameterTuningResourceConfig.InstanceCount": "one type alone is ResourceConfig.InstanceCount",
  "HyperParameterTuningResourceConfig.VolumeSizeInGB": "one type alone is ResourceConfig.VolumeSizeInGB",
};

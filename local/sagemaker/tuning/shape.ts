import {
  environment,
  instanceType,
  isolation,
  kmsKey,
  name,
  roleArn,
  s3Uri,
  stopping,
  tags,
  vpcConfig,
} from "../shapes/common";
import { flag, list, number, structure, text, whole } from "../shapes/shape";
import { algorithm, channels, hyperParameters, output, resources } from "../training/shape";

const parameter = text({ min: 0, max: 256 });
const scaling = text({ oneOf: ["Auto", "Linear", "Logarithmic", "ReverseLogarithmic"] });
const range = structure(
  { Name: parameter, MinValue: parameter, MaxValue: parameter },
  { ScalingType: scaling },
);

const ranges = structure(
  {},
  {
    IntegerParameterRanges: list(range, 0, 30),
    ContinuousParameterRanges: list(range, 0, 30),
    CategoricalParameterRanges: list(structure({ Name: parameter, Values: list(parameter, 1, 30) }), 0, 30),
    AutoParameters: list(structure({ Name: parameter, ValueHint: parameter }), 0, 100),
  },
);

const objective = structure({
  Type: text({ oneOf: ["Maximize", "Minimize"] }),
  MetricName: text({ min: 1, max: 255 }),
});

/** The built-in container reads metrics itself, so a definition need not name them. */
const definition = structure(
  {
    AlgorithmSpecification: algorithm,
    RoleArn: roleArn,
    OutputDataConfig: output,
    StoppingCondition: stopping,
  },
  {
    DefinitionName: name,
    TuningObjective: objective,
    HyperParameterRanges: ranges,
    StaticHyperParameters: hyperParameters,
    InputDataConfig: channels,
    VpcConfig: vpcConfig,
    ResourceConfig: resources,
    HyperParameterTuningResourceConfig: structure(
      {},
      {
        InstanceType: instanceType,
        InstanceCount: whole(0, 5000),
        VolumeSizeInGB: whole(0, 16_384),
        VolumeKmsKeyId: kmsKey,
        AllocationStrategy: text({ oneOf: ["Prioritized"] }),
        InstanceConfigs: list(
          structure({
            InstanceType: instanceType,
            InstanceCount: whole(0, 5000),
            VolumeSizeInGB: whole(0, 16_384),
          }),
          1,
          6,
        ),
      },
    ),
    EnableNetworkIsolation: isolation,
    EnableInterContainerTrafficEncryption: flag,
    EnableManagedSpotTraining: flag,
    CheckpointConfig: structure({ S3Uri: s3Uri }, { LocalPath: text() }),
    RetryStrategy: structure({ MaximumRetryAttempts: whole(1, 30) }),
    Environment: environment,
  },
);

const tuningName = text({ pattern: "[a-zA-Z0-9](-*[a-zA-Z0-9]){0,31}", min: 1, max: 32 });

export const createTuningJob = structure(
  {
    HyperParameterTuningJobName: tuningName,
    HyperParameterTuningJobConfig: structure(
      {
        Strategy: text({ oneOf: ["Bayesian", "Random", "Hyperband", "Grid"] }),
        ResourceLimits: structure(
          { MaxParallelTrainingJobs: whole(1, 100) },
          { MaxNumberOfTrainingJobs: whole(1, 750), MaxRuntimeInSeconds: whole(120, 15_768_000) },
        ),
      },
      {
        StrategyConfig: structure(
          {},
          {
            HyperbandStrategyConfig: structure(
              {},
              { MinResource: whole(1, 20_000), MaxResource: whole(1, 20_000) },
            ),
          },
        ),
        HyperParameterTuningJobObjective: objective,
        ParameterRanges: ranges,
        TrainingJobEarlyStoppingType: text({ oneOf: ["Off", "Auto"] }),
        TuningJobCompletionCriteria: structure(
          {},
          {
            TargetObjectiveMetricValue: number(),
            BestObjectiveNotImproving: structure({}, { MaxNumberOfTrainingJobsNotImproving: whole(3, 750) }),
            ConvergenceDetected: structure(
              {},
              { CompleteOnConvergence: text({ oneOf: ["Enabled", "Disabled"] }) },
            ),
          },
        ),
        RandomSeed: whole(0, Number.MAX_SAFE_INTEGER),
      },
    ),
  },
  {
    TrainingJobDefinition: definition,
    TrainingJobDefinitions: list(definition, 1, 10),
    WarmStartConfig: structure({
      ParentHyperParameterTuningJobs: list(structure({ HyperParameterTuningJobName: tuningName }), 1, 5),
      WarmStartType: text({ oneOf: ["IdenticalDataAndAlgorithm", "TransferLearning"] }),
    }),
    Tags: tags,
    Autotune: structure({ Mode: text({ oneOf: ["Enabled"] }) }),
  },
);

import { environment, isolation, name, roleArn, s3Uri, stopping, tags, vpcConfig } from "../shapes/common";
import { flag, list, recorded, structure, text, whole } from "../shapes/shape";
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
    AutoParameters: recorded,
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
    HyperParameterTuningResourceConfig: recorded,
    EnableNetworkIsolation: isolation,
    EnableInterContainerTrafficEncryption: flag,
    EnableManagedSpotTraining: flag,
    CheckpointConfig: structure({ S3Uri: s3Uri }, { LocalPath: text() }),
    RetryStrategy: recorded,
    Environment: environment,
  },
);

export const createTuningJob = structure(
  {
    HyperParameterTuningJobName: text({ pattern: "[a-zA-Z0-9](-*[a-zA-Z0-9]){0,31}", min: 1, max: 32 }),
    HyperParameterTuningJobConfig: structure(
      {
        Strategy: text({ oneOf: ["Bayesian", "Random", "Hyperband", "Grid"] }),
        ResourceLimits: structure(
          { MaxParallelTrainingJobs: whole(1, 100) },
          { MaxNumberOfTrainingJobs: whole(1, 750), MaxRuntimeInSeconds: whole(120, 15_768_000) },
        ),
      },
      {
        StrategyConfig: recorded,
        HyperParameterTuningJobObjective: objective,
        ParameterRanges: ranges,
        TrainingJobEarlyStoppingType: text({ oneOf: ["Off", "Auto"] }),
        TuningJobCompletionCriteria: structure(
          {},
          {
            TargetObjectiveMetricValue: recorded,
            BestObjectiveNotImproving: recorded,
            ConvergenceDetected: recorded,
          },
        ),
        RandomSeed: whole(0, Number.MAX_SAFE_INTEGER),
      },
    ),
  },
  {
    TrainingJobDefinition: definition,
    TrainingJobDefinitions: recorded,
    WarmStartConfig: recorded,
    Tags: tags,
    Autotune: recorded,
  },
);

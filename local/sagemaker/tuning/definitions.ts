import type {
  CreateHyperParameterTuningJobRequest,
  CreateTrainingJobRequest,
  HyperParameterTrainingJobDefinition,
  HyperParameterTuningJobObjective,
  ParameterRanges,
} from "@aws-sdk/client-sagemaker";
import { invalid } from "../front/errors";
import { readImage } from "../jobs/images";

/** What the trials of one algorithm are made from. */
export interface Definition {
  /** Undefined for the only definition of a job. */
  readonly name: string | undefined;
  readonly objective: Required<HyperParameterTuningJobObjective>;
  readonly ranges: ParameterRanges;
  readonly training: HyperParameterTrainingJobDefinition;
}

/** The one definition of a request, or its several; each with its own objective and ranges. */
export function definitionsOf(request: CreateHyperParameterTuningJobRequest): Definition[] {
  const { TrainingJobDefinition: one, TrainingJobDefinitions: several } = request;
  const config = request.HyperParameterTuningJobConfig;
  if ((one === undefined) === (several === undefined)) {
    throw invalid("Exactly one of TrainingJobDefinition and TrainingJobDefinitions must be given.");
  }
  if (one !== undefined) {
    if (one.TuningObjective !== undefined || one.HyperParameterRanges !== undefined) {
      throw invalid(
        "TuningObjective and HyperParameterRanges belong to TrainingJobDefinitions; give HyperParameterTuningJobConfig.HyperParameterTuningJobObjective and ParameterRanges.",
      );
    }
    return [
      {
        name: one.DefinitionName,
        objective: objective(config?.HyperParameterTuningJobObjective, "HyperParameterTuningJobObjective"),
        ranges: config?.ParameterRanges ?? {},
        training: one,
      },
    ];
  }
  if (config?.HyperParameterTuningJobObjective !== undefined || config?.ParameterRanges !== undefined) {
    throw invalid(
      "HyperParameterTuningJobObjective and ParameterRanges must not be given with TrainingJobDefinitions: each definition has its own.",
    );
  }
  return (several ?? []).map((training) => {
    if (training.DefinitionName === undefined)
      throw invalid("Every one of TrainingJobDefinitions must have a DefinitionName.");
    return {
      name: training.DefinitionName,
      objective: objective(training.TuningObjective, `TuningObjective of ${training.DefinitionName}`),
      ranges: training.HyperParameterRanges ?? {},
      training,
    };
  });
}

function objective(
  given: HyperParameterTuningJobObjective | undefined,
  what: string,
): Required<HyperParameterTuningJobObjective> {
  if (given?.MetricName === undefined || given.Type === undefined) throw invalid(`${what} must be given.`);
  return { MetricName: given.MetricName, Type: given.Type };
}

/** A trial's request: the definition with what was drawn, and for the built-in container what it tunes for. */
export function trialRequest(
  request: CreateHyperParameterTuningJobRequest,
  { training, objective: goal }: Definition,
  tuned: Readonly<Record<string, string>>,
): Omit<CreateTrainingJobRequest, "TrainingJobName"> {
  const algorithm = training.AlgorithmSpecification;
  const builtIn = readImage(algorithm?.TrainingImage ?? "").kind === "xgboost";
  const script = training.StaticHyperParameters?.["sagemaker_program"] !== undefined;
  return {
    AlgorithmSpecification: {
      TrainingImage: algorithm?.TrainingImage,
      TrainingInputMode: algorithm?.TrainingInputMode,
      MetricDefinitions: algorithm?.MetricDefinitions,
    },
    RoleArn: training.RoleArn,
    HyperParameters: {
      ...(training.StaticHyperParameters ?? {}),
      ...(builtIn && !script ? { _tuning_objective_metric: goal.MetricName } : {}),
      ...tuned,
    },
    InputDataConfig: training.InputDataConfig,
    OutputDataConfig: training.OutputDataConfig,
    ResourceConfig: resources(training),
    StoppingCondition: training.StoppingCondition,
    VpcConfig: training.VpcConfig,
    Environment: training.Environment,
    CheckpointConfig: training.CheckpointConfig,
    RetryStrategy: training.RetryStrategy,
    EnableManagedSpotTraining: training.EnableManagedSpotTraining,
    EnableNetworkIsolation: training.EnableNetworkIsolation,
    EnableInterContainerTrafficEncryption: training.EnableInterContainerTrafficEncryption,
    Tags: request.Tags,
  };
}

/** Of several instance types in order of preference the first: this machine never lacks capacity. */
function resources(
  training: HyperParameterTrainingJobDefinition,
): CreateTrainingJobRequest["ResourceConfig"] {
  const flexible = training.HyperParameterTuningResourceConfig;
  if (flexible === undefined) return training.ResourceConfig;
  const first = flexible.InstanceConfigs?.[0] ?? flexible;
  return {
    InstanceType: first.InstanceType,
    InstanceCount: first.InstanceCount,
    VolumeSizeInGB: first.VolumeSizeInGB ?? 1,
    VolumeKmsKeyId: flexible.VolumeKmsKeyId,
  };
}

import type { CreateHyperParameterTuningJobCommandInput } from "@aws-sdk/client-sagemaker";
import { type Bag, bag, flag, list, number, texts } from "../../framework";
import { toRequest } from "../jobs";
import { prepared } from "../training-job/request";
import { objectiveMembers, searchMembers, trainingMembers } from "./members";
import { parameterRanges } from "./ranges";
import { type Training, trainingsOf } from "./trainings";

/** What SageMaker is asked for. Absent settings are left to the service. */
export function request(
  name: string,
  tags: { Key: string; Value: string }[],
  inputs: Bag,
): CreateHyperParameterTuningJobCommandInput {
  const trainings = trainingsOf(inputs);
  const [first] = trainings;
  const single = first !== undefined && first.name === undefined ? first : undefined;
  const search = toRequest(searchMembers, searched(inputs));
  const config = {
    ...bag(search.HyperParameterTuningJobConfig),
    ...(single === undefined
      ? {}
      : {
          HyperParameterTuningJobObjective: objective(single),
          ParameterRanges: parameterRanges(single.inputs.ranges),
        }),
  };
  const made = {
    HyperParameterTuningJobName: name,
    ...search,
    HyperParameterTuningJobConfig: config,
    ...(single === undefined
      ? { TrainingJobDefinitions: trainings.map(named) }
      : { TrainingJobDefinition: definition(single) }),
    Tags: tags,
  };
  // The mapping is compared with the SDK's own model of this request in the tests.
  return made as unknown as CreateHyperParameterTuningJobCommandInput;
}

function searched(inputs: Bag): Bag {
  const { completion, warmStart } = inputs;
  const convergence = flag(bag(completion).convergence);
  return {
    ...inputs,
    maxParallelJobs: inputs.maxParallelJobs ?? 1,
    autotune: flag(inputs.autotune) === true ? "Enabled" : undefined,
    completion:
      completion === undefined
        ? undefined
        : {
            ...bag(completion),
            convergence: convergence === undefined ? undefined : convergence ? "Enabled" : "Disabled",
          },
    warmStart:
      warmStart === undefined
        ? undefined
        : { ...bag(warmStart), parents: texts(bag(warmStart).parents).map((name) => ({ name })) },
  };
}

function named(training: Training) {
  return {
    DefinitionName: training.name,
    TuningObjective: objective(training),
    HyperParameterRanges: parameterRanges(training.inputs.ranges),
    ...definition(training),
  };
}

function objective({ inputs }: Training): Bag {
  return toRequest(objectiveMembers, bag(inputs.objective));
}

function definition({ inputs }: Training): Bag {
  return toRequest(trainingMembers, flexible(prepared(inputs), inputs));
}

/** Instances in order of preference stand in a structure of their own, and nothing of the other beside them. */
function flexible(made: Bag, inputs: Bag): Bag {
  const preferences = list(inputs.instancePreferences).map((item) => bag(item));
  if (preferences.length === 0) return made;
  return {
    ...made,
    instancePreferences: preferences.map((one) => ({
      instanceType: one.instanceType,
      instanceCount: number(one.instanceCount) ?? 1,
      volumeSizeGb: number(one.volumeSizeGb) ?? number(inputs.volumeSizeGb) ?? 30,
    })),
    preferredVolumeKmsKeyId: inputs.volumeKmsKeyId,
    allocationStrategy: "Prioritized",
    instanceType: undefined,
    instanceCount: undefined,
    volumeSizeGb: undefined,
    volumeKmsKeyId: undefined,
  };
}

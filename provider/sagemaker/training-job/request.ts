import type { CreateTrainingJobCommandInput } from "@aws-sdk/client-sagemaker";
import { distributionParameters, distributionStrategies } from "../../../blueprints/sagemaker";
import { type Bag, bag, flag, list, number, text, textMap, texts, type Value } from "../../framework";
import { toRequest } from "../jobs";
import { members } from "./members";

/** What SageMaker is asked for. Absent settings are left to the service. */
export function request(
  jobName: string,
  tags: { Key: string; Value: string }[],
  inputs: Bag,
): CreateTrainingJobCommandInput {
  const made = {
    TrainingJobName: jobName,
    ...toRequest(members, prepared(inputs)),
    Tags: tags,
  };
  // The mapping is compared with the SDK's own model of this request in the tests.
  return made as unknown as CreateTrainingJobCommandInput;
}

/** The inputs with what one of them makes of another. */
export function prepared(inputs: Bag): Bag {
  const serverless = inputs.serverless !== undefined;
  const chosen = inputs.instanceGroups !== undefined || inputs.instancePreferences !== undefined;
  const managed = serverless ? { volumeSizeGb: undefined, instanceCount: undefined } : {};
  return {
    ...inputs,
    inputMode: serverless ? undefined : (inputs.inputMode ?? "File"),
    // A default of one instance must not stand beside groups, or beside counts of preferences.
    instanceCount: chosen ? countOfPreferences(inputs) : (inputs.instanceCount ?? 1),
    volumeSizeGb: inputs.volumeSizeGb ?? 30,
    hyperparameters: { ...distributed(inputs), ...textMap(inputs.hyperparameters) },
    channels: Object.fromEntries(
      Object.entries(bag(inputs.channels)).map(([name, value]) => [name, channel(bag(value))]),
    ),
    maxWaitSeconds: flag(inputs.spot) === true ? inputs.maxWaitSeconds : undefined,
    ...managed,
  };
}

/** One count for all preferences, unless each has its own. */
function countOfPreferences(inputs: Bag): number | undefined {
  const preferences = list(inputs.instancePreferences);
  if (preferences.length === 0) return undefined;
  return preferences.some((one) => bag(one).instanceCount !== undefined)
    ? undefined
    : (number(inputs.instanceCount) ?? 1);
}

/** Defaults about S3 are for channels that read S3. */
function channel(inputs: Bag): Bag {
  if (inputs.s3Uri !== undefined) return inputs;
  const s3Only = ["dataType", "distribution", "attributeNames", "instanceGroups", "compression"];
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => !s3Only.includes(name)));
}

function distributed(inputs: Bag): Record<string, string> {
  const given = bag(inputs.distribution);
  const strategy = distributionStrategies.find((one) => one === given.strategy);
  if (strategy === undefined) return {};
  const groups = texts(given.instanceGroups);
  return distributionParameters(
    {
      strategy,
      processesPerHost: number(given.processesPerHost),
      mpiOptions: text(given.mpiOptions),
      instanceGroups: groups,
    },
    text(inputs.instanceType) ?? typeOfGroup(inputs.instanceGroups, groups[0]),
  );
}

function typeOfGroup(groups: Value, name: string | undefined): string | undefined {
  const all = list(groups).map((group) => bag(group));
  return text((all.find((group) => group.name === name) ?? all[0])?.instanceType);
}

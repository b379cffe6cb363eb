import type { HyperParameterTrainingJobDefinition } from "@aws-sdk/client-sagemaker";
import { canonicalJson } from "../../../blueprints/names";
import { awsRegistryOf, parseImage } from "../../../blueprints/sagemaker";
import { type Bag, bag, flag, list, text, type Value } from "../../framework";
import { isEmpty, toInputs } from "../jobs";
import { ownHyperparameters } from "./describe";
import type { TuningDescription } from "./kind";
import { objectiveMembers, searchMembers, trainingMembers } from "./members";
import { rangesOf } from "./ranges";
import { inputs as table } from "./table";

/** Inputs that would make this job. */
export function inputsOf(job: TuningDescription): Bag {
  const config = job.HyperParameterTuningJobConfig;
  const found = { ...searchOf(job), ...trainingsIn(job) };
  const single = job.TrainingJobDefinition !== undefined;
  const aim = single
    ? {
        objective: toInputs(objectiveMembers, { ...config?.HyperParameterTuningJobObjective }),
        ranges: rangesOf(config?.ParameterRanges),
      }
    : {};
  return withDefaults({ ...found, ...aim });
}

function searchOf(job: TuningDescription): Bag {
  const found = toInputs(searchMembers, job as unknown as Bag);
  const completion = bag(found.completion);
  const result: Record<string, Value> = { ...found };
  if (found.autotune !== undefined) result.autotune = true;
  if (found.earlyStopping === "Off") delete result.earlyStopping;
  if (completion.convergence !== undefined)
    result.completion = { ...completion, convergence: completion.convergence === "Enabled" };
  if (found.warmStart !== undefined) {
    const parents = list(bag(found.warmStart).parents).flatMap((parent) => text(bag(parent).name) ?? []);
    result.warmStart = { ...bag(found.warmStart), parents };
  }
  return result;
}

/** The one training as the job's own inputs; of several, what all have in common is the job's. */
function trainingsIn(job: TuningDescription): Bag {
  if (job.TrainingJobDefinition !== undefined) return trainingOf(job.TrainingJobDefinition);
  const named = (job.TrainingJobDefinitions ?? []).map((definition) => {
    const aim = {
      objective: toInputs(objectiveMembers, { ...definition.TuningObjective }),
      ranges: rangesOf(definition.HyperParameterRanges),
    };
    return [definition.DefinitionName ?? "", { ...aim, ...trainingOf(definition) }] as const;
  });
  const [, first = {}] = named[0] ?? [];
  const shared = Object.entries(first).filter(([key, value]) =>
    named.every(([, one]) => canonicalJson(bag(one)[key] ?? null) === canonicalJson(value)),
  );
  const common = new Set(shared.map(([key]) => key));
  const own = named.map(([name, one]) => {
    const rest = Object.entries(one).filter(([key]) => !common.has(key));
    return [name, Object.fromEntries(rest)] as const;
  });
  return { ...Object.fromEntries(shared), trainings: Object.fromEntries(own) };
}

function trainingOf(definition: HyperParameterTrainingJobDefinition): Bag {
  const found = toInputs(trainingMembers, definition as unknown as Bag);
  const result: Record<string, Value> = { ...found };
  if (found.preferredVolumeKmsKeyId !== undefined) result.volumeKmsKeyId = found.preferredVolumeKmsKeyId;
  delete result.preferredVolumeKmsKeyId;
  delete result.allocationStrategy;
  result.hyperparameters = ownHyperparameters(definition.StaticHyperParameters);
  // The service adds the metrics that its own images report.
  const account = parseImage(text(found.image) ?? "")?.account;
  if (account !== undefined && awsRegistryOf(account) !== undefined) delete result.metricDefinitions;
  if (found.inputMode === "File") delete result.inputMode;
  if (flag(found.spot) !== true) delete result.maxWaitSeconds;
  result.channels = Object.fromEntries(
    Object.entries(bag(found.channels)).map(([name, channel]) => [name, channelOf(bag(channel))]),
  );
  return Object.fromEntries(Object.entries(result).filter(([, value]) => !isEmpty(value)));
}

/** A channel with the table's defaults, which the service leaves out or fills in. */
function channelOf(channel: Bag): Bag {
  const plain = Object.entries(channel).filter(
    ([name, value]) => !isEmpty(value) && !(name === "recordWrapper" && value === "None"),
  );
  const defaults = { dataType: "S3Prefix", distribution: "FullyReplicated", compression: "None" };
  return { ...defaults, ...Object.fromEntries(plain) };
}

/** The table's own defaults, so that an imported job shows no difference to a program that states none of them. */
function withDefaults(inputs: Bag): Bag {
  const defaults = Object.entries(table).flatMap(([name, property]) =>
    property.default === undefined || inputs[name] !== undefined ? [] : [[name, property.default] as const],
  );
  return { ...inputs, ...Object.fromEntries(defaults) };
}

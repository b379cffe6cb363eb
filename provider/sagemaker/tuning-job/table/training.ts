import type { Property } from "../../../framework";
import { table } from "../../jobs";
import { computeInputs } from "../../training-job/table/compute";
import { dataInputs } from "../../training-job/table/data";
import { limitInputs } from "../../training-job/table/limits";
import { observingInputs } from "../../training-job/table/observing";

const { list, object, real, text, texts, whole } = table;

const range = object("What is searched of one hyperparameter.", {
  type: text(
    "`integer` and `continuous` search from `min` to `max`; `categorical` searches `values`; `auto` leaves the range to Autotune, around `hint`.",
    { required: true, allowed: ["integer", "continuous", "categorical", "auto"] },
  ),
  min: real("Least value, of `integer` and `continuous`."),
  max: real("Greatest value, of `integer` and `continuous`."),
  scaling: text(
    "Scale of `integer` and `continuous`: `Logarithmic` for values that span decades, all above 0; `ReverseLogarithmic` for continuous values just below 1. Default: `Auto`, SageMaker finds it.",
    { allowed: ["Auto", "Linear", "Logarithmic", "ReverseLogarithmic"] },
  ),
  values: texts("Values of `categorical`, 1 to 30."),
  hint: text("Of `auto`: an example of a sensible value."),
});

/** What is searched, and for what: of the whole job, or of one of several trainings. */
export const aimInputs: table.Table = {
  objective: object(
    "What the search is to make better. Built-in algorithms report it by themselves and are checked to; other images need it in `metricDefinitions`. A change retrains.",
    {
      metric: text("Metric, such as `validation:auc`.", { required: true }),
      goal: text("`Maximize` or `Minimize`.", { required: true, allowed: ["Maximize", "Minimize"] }),
    },
  ),
  ranges: {
    type: "map",
    items: range,
    description:
      "What is searched, by the name of the hyperparameter, at most 30; its other hyperparameters stand in `hyperparameters`. For built-in algorithms names, kinds and limits are checked at preview. A change retrains.",
  },
};

/** Inputs the training job has too, and what it is that only its own have. */
const shared: table.Table = {
  ...dataInputs,
  ...computeInputs,
  ...observingInputs,
  ...limitInputs,
};

function pick(...names: readonly string[]): table.Table {
  return Object.fromEntries(
    names.map((name) => {
      const property = shared[name];
      if (property === undefined) throw new Error(`a training job has no input ${name}`);
      return [name, property] as const;
    }),
  );
}

const instancePreferences = list(
  "Instance types in order of preference, at most 6: each trial runs on the first that has capacity. Instead of `instanceType`. A change retrains.",
  object("One alternative.", {
    instanceType: text("Such as `ml.m5.xlarge`.", { required: true }),
    instanceCount: whole("Number of instances. Default: 1."),
    volumeSizeGb: whole("Volume of each instance, GB. Default: 30."),
  }),
);

/** What every trial is trained with: a change searches anew. */
export const trainingInputs: table.Table = {
  image: text(
    "Training image in ECR. A tag can move: give a digest (`…@sha256:…`), or name it in `versions`, where a moved tag should search anew. Exactly one of `image` and `algorithmArn`. A change retrains.",
  ),
  ...pick("algorithmArn", "hyperparameters", "channels", "inputMode", "metricDefinitions"),
  outputPath: text(
    "`s3://bucket/prefix` under which each trial's artifact is written, as `<prefix>/<trial>/output/model.tar.gz`. A change retrains.",
    { required: true },
  ),
  ...pick("outputCompression", "kmsKeyId", "checkpoint", "environment"),
  instanceType: text(
    "Such as `ml.m5.xlarge` or, with GPUs, `ml.g5.12xlarge`. Billed by the second for each trial. Exactly one of `instanceType`, `instanceGroups` and `instancePreferences`. A change retrains.",
  ),
  ...pick("instanceCount", "instanceGroups"),
  instancePreferences,
  ...pick("volumeSizeGb", "volumeKmsKeyId", "trainingPlanArn", "placement", "distribution"),
  ...pick("vpc", "networkIsolation", "encryptInterContainerTraffic"),
};

/** How long, how cheaply and as whom each trial trains: no reason to search anew. */
export const trialLimits: table.Table = {
  ...pick("roleArn", "maxRuntimeSeconds", "maxWaitSeconds", "maxPendingSeconds", "spot", "maxRetries"),
  keepAliveSeconds: whole(
    "Keeps a trial's instances warm for the next trial, seconds (0 to 3600). Billed while warm, as while training. Default: 0.",
  ),
};

/** An input that overrides one of the job's: never required, and without a default of its own. */
function overriding({ description, default: _default, required: _required, ...rest }: Property): Property {
  const what = description
    .replace(/ A change retrains.*$/, "")
    .replace(/ Exactly one of .*$/, "")
    .replace(/ Default: [^.]*\.?$/, "")
    .replace(/ Required[^.]*\.$/, "");
  return { ...rest, description: `${what} Default: that of the job.` };
}

const training = object(
  "One training: what it gives goes over the job's inputs of the same name, each as a whole.",
  Object.fromEntries(
    Object.entries({ ...aimInputs, ...trainingInputs, ...trialLimits }).map(([name, property]) => [
      name,
      overriding(property),
    ]),
  ),
);

export const trainings: Property = {
  type: "map",
  items: training,
  description:
    "Several algorithms, or variations of one, searched in the same job for the best of all: up to 10, by a name of 1 to 64 letters, digits and hyphens. The job's own inputs are what they have in common. Their objectives must aim in one direction to be comparable. Not with `warmStart` or `earlyStopping`. Default: one training, the job's own inputs. A change retrains.",
};

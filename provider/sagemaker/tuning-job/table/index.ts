import type { Property } from "../../../framework";
import { table } from "../../jobs";
import { gateInputs, limitInputs } from "../../training-job/table/limits";
import { searchInputs, searchLimits } from "./search";
import { aimInputs, trainingInputs, trainings, trialLimits } from "./training";

const wording = { noun: "tuning job", prefix: "retrain", deletes: true } as const;
const { object, output, real, text, textMap, whole } = table;

/** Inputs that define the search: a change of one searches anew. */
export const definingInputs: table.Table = {
  ...aimInputs,
  ...trainingInputs,
  trainings,
  ...searchInputs,
  ...table.definingInputs(wording),
};

/** What one training is made of, at the job or in one of `trainings`. */
export const trainingNames = Object.keys({ ...aimInputs, ...trainingInputs, ...trialLimits });

const { checkAlgorithm = text("") } = limitInputs;
const managing = table.managingInputs(wording);

export const inputs: table.Table = {
  ...definingInputs,
  ...trialLimits,
  ...searchLimits,
  checkAlgorithm,
  acceptStopped: table.flag(
    "Takes a search that was stopped by hand for a success when it has a best trial. Default: false.",
    { default: false },
  ),
  ...gateInputs,
  ...managing,
  maxCostUsd: real(
    "Most the search may cost, US dollars: every trial on the dearest of its instances for its longest time at list price, or `maxParallelJobs` of them for `maxTuningSeconds` when that is less. Refused at preview when more, or when it cannot be told. Default: no limit.",
  ),
  onDelete: {
    ...(managing.onDelete ?? text("")),
    description:
      "What deleting the resource does to the tuning job: `retain` leaves it, even a running one; `stop` stops a running one with its trials; `delete` also removes its record and those of its trials. Artifacts in S3 are never touched. Default: `retain`, because the record is evidence of what was done.",
  },
};

const trial: Property = object("One trial.", {
  jobName: text("Its training job."),
  training: text("Which of `trainings` it belongs to."),
  status: text("`Completed`, `Stopped` (early) or `Failed`."),
  objective: real("Value of the objective it reached."),
  hyperparameters: textMap("What was drawn for it."),
  seconds: whole("Seconds it trained."),
  failureReason: text("Why it failed."),
});

export const outputs: table.Table = {
  ...table.commonOutputs(wording),
  bestJobName: output("string", "Training job of the best trial."),
  bestJobArn: output("string", "ARN of that training job."),
  bestTraining: output("string", "Which of `trainings` the best trial belongs to."),
  bestObjective: output("number", "Value of the objective the best trial reached."),
  bestHyperparameters: output("map", "What was drawn for the best trial, without what is fixed.", {
    items: text("Value."),
  }),
  hyperparameters: output(
    "map",
    "All hyperparameters of the best trial, drawn and fixed: those to train the final model with.",
    { items: text("Value.") },
  ),
  metrics: output("map", "Final metrics of the best trial; with `gate.evaluation`, its metric too.", {
    items: real("Value."),
  }),
  artifactUri: output("string", "Model artifact of the best trial in S3."),
  artifactETag: output("string", "ETag of that artifact. Absent when it may not be read."),
  artifactVersionId: output("string", "Version of that artifact, in a bucket that keeps versions."),
  artifactBytes: output("integer", "Size of that artifact."),
  overallBestJobName: output(
    "string",
    "Best training job of this search and its parents, after a warm start with identical data and algorithm.",
  ),
  overallBestObjective: output("number", "Value of the objective that training job reached."),
  trials: output("array", "The trials, best first, then those without a value; the first 100.", {
    items: trial,
  }),
  trialCounts: output("map", "Number of trials by status: `Completed`, `InProgress`, `Stopped`, `Failed`.", {
    items: whole("Number."),
  }),
  jobsNotImproving: output("integer", "Trials since the best last became better by 1 % or more."),
  convergedAt: output("string", "When the search converged, ISO 8601; absent when it did not."),
  tuningSeconds: output("integer", "Seconds the search took, trials in parallel counted once."),
  trainingSeconds: output("integer", "Seconds of training, all trials together."),
  billableSeconds: output("integer", "Seconds billed, all trials together, for each instance."),
  spotSavings: output("number", "Share saved by spot capacity over all trials, 0 to 1."),
  gatePassed: output(
    "boolean",
    "Whether the newest search's best trial passed the gate; without one, whether it has a best trial.",
  ),
  gateMessage: output("string", "What the gate found, in words."),
  challengerJobName: output(
    "string",
    "Newest tuning job, when its best missed the gate and the previous one was kept.",
  ),
};

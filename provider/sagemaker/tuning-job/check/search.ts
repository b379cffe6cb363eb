import type { Problems } from "../../../../blueprints/checks";
import { type Bag, bag, flag, number, text, texts } from "../../../framework";
import { isOpen, within } from "../../jobs";
import { combinations } from "../cost";
import type { Training } from "../trainings";

type Unknown = ReadonlySet<string>;

/** Hyperparameters from which Hyperband takes the most epochs. */
const epochs = ["epochs", "numepochs", "n-epochs", "n_epochs", "num_epochs"];

/** The rules of the search as a whole. */
export function checkSearch(
  problems: Problems,
  inputs: Bag,
  unknown: Unknown,
  trainings: readonly Training[],
): void {
  checkSizes(problems, inputs, unknown, trainings);
  checkHyperband(problems, inputs, unknown, trainings);
  checkWarmStart(problems, inputs, unknown);
  if (inputs.trainings === undefined) return;
  const size = Object.keys(bag(inputs.trainings)).length;
  problems.require(
    size >= 1 && size <= 10,
    "trainings",
    `must hold 1 to 10 trainings, not ${size}`,
    "change it",
  );
  for (const name of Object.keys(bag(inputs.trainings))) {
    const fits = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,63}$/.test(name);
    problems.require(
      fits,
      `trainings.${name}`,
      "is not a name of 1 to 64 letters, digits and hyphens",
      "rename it",
    );
  }
  if (text(inputs.earlyStopping) === "Auto")
    problems.add("earlyStopping", "cannot stand beside trainings", "remove it, or tune one training");
  if (inputs.warmStart !== undefined)
    problems.add("warmStart", "cannot stand beside trainings", "remove it, or tune one training");
  const goals = new Set(trainings.flatMap(({ inputs: own }) => text(bag(own.objective).goal) ?? []));
  const rule = "have objectives of both directions, of which no best can be told";
  problems.require(goals.size <= 1, "trainings", rule, "Maximize or Minimize in all of them");
}

function checkSizes(problems: Problems, inputs: Bag, unknown: Unknown, trainings: readonly Training[]): void {
  const strategy = text(inputs.strategy) ?? "Bayesian";
  const most = strategy === "Random" ? 10_000 : 750;
  within(problems, number(inputs.maxJobs), "maxJobs", [1, most], `trials of the strategy ${strategy}`);
  within(problems, number(inputs.maxParallelJobs), "maxParallelJobs", [1, 100], "trials at a time");
  within(problems, number(inputs.maxTuningSeconds), "maxTuningSeconds", [120, 15_768_000], "seconds");
  within(problems, number(inputs.randomSeed), "randomSeed", [0, 2 ** 31 - 1], "");
  const patience = number(bag(inputs.completion).jobsNotImproving);
  within(problems, patience, "completion.jobsNotImproving", [3, most], "trials");
  const bounded = strategy === "Grid" || flag(inputs.autotune) === true || inputs.maxJobs !== undefined;
  if (!bounded && !isOpen(unknown, "maxJobs", "strategy", "autotune"))
    problems.add(
      "maxJobs",
      "is required: it bounds what the search costs",
      "give the number of trials, such as 20",
    );
  if (strategy !== "Grid" || isOpen(unknown, "ranges", "trainings", "strategy")) return;
  const trials = trainings.reduce((sum, training) => sum + combinations(training.inputs), 0);
  problems.require(
    trials <= most,
    "ranges",
    `make ${trials} combinations, more than ${most}`,
    "list fewer values",
  );
  const given = number(inputs.maxJobs);
  problems.require(
    given === undefined || given === trials,
    "maxJobs",
    `must be the number of combinations (${trials}) with the strategy Grid`,
    "remove it: the combinations are counted",
  );
}

function checkHyperband(
  problems: Problems,
  inputs: Bag,
  unknown: Unknown,
  trainings: readonly Training[],
): void {
  if (isOpen(unknown, "strategy", "hyperband")) return;
  const given = bag(inputs.hyperband);
  if (text(inputs.strategy) !== "Hyperband") {
    if (inputs.hyperband !== undefined)
      problems.add(
        "hyperband",
        "is for the strategy Hyperband only",
        'remove it or set strategy: "Hyperband"',
      );
    return;
  }
  if (text(inputs.earlyStopping) === "Auto")
    problems.add("earlyStopping", "must be Off with Hyperband, which stops trials itself", "remove it");
  const [min, max] = [number(given.minResource), number(given.maxResource)];
  within(problems, min, "hyperband.minResource", [1, 20_000], "epochs");
  within(problems, max, "hyperband.maxResource", [1, 20_000], "epochs");
  if (min !== undefined && max !== undefined && min > max)
    problems.add("hyperband.minResource", `must not be above maxResource (${max})`, "lower it");
  const inferred = trainings.every(
    ({ inputs: own, unknown: open }) =>
      isOpen(open, "hyperparameters") || epochs.some((name) => name in bag(own.hyperparameters)),
  );
  if (max === undefined && !inferred)
    problems.add(
      "hyperband.maxResource",
      "is required: no hyperparameter says how many epochs there are",
      `give it, or a fixed ${epochs.join(", ")}`,
    );
}

function checkWarmStart(problems: Problems, inputs: Bag, unknown: Unknown): void {
  if (inputs.warmStart === undefined) return;
  const given = bag(inputs.warmStart).parents;
  if (given === undefined || isOpen(unknown, "warmStart.parents")) return;
  const parents = texts(given);
  problems.require(
    parents.length >= 1 && parents.length <= 5,
    "warmStart.parents",
    `must name 1 to 5 tuning jobs, not ${parents.length}`,
    "name those with the most trials",
  );
  parents.forEach((name, index) =>
    problems.require(
      /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,31}$/.test(name),
      `warmStart.parents[${index}]`,
      "is not the name of a tuning job (1 to 32 letters, digits and hyphens)",
      "give the name, not the ARN",
    ),
  );
}

import type { ExperimentConfig } from "@aws-sdk/client-sagemaker";
import type { Problems } from "../../blueprints/checks";
import { type Bag, bag, type Property, text, type Value } from "../framework";
import { object, text as textField } from "./jobs/table";
import { tidy } from "./jobs";

/** The member of an experiment's record, shared by every kind of job. */
export const experimentField: Property = object(
  "Records the job in SageMaker Experiments. Each name: 1 to 120 letters, digits and hyphens. Default: not recorded. A change reruns.",
  {
    experimentName: textField("An experiment that exists."),
    trialName: textField("A trial that exists. Default: a new one."),
    displayName: textField("Name shown for the job's trial component. Default: the component's own name."),
    runName: textField("The experiment run the job belongs to."),
  },
);

const names: readonly [string, keyof ExperimentConfig][] = [
  ["experimentName", "ExperimentName"],
  ["trialName", "TrialName"],
  ["displayName", "TrialComponentDisplayName"],
  ["runName", "RunName"],
];

export function experiment(value: Value): ExperimentConfig | undefined {
  if (value === undefined) return undefined;
  return Object.fromEntries(names.map(([ours, theirs]) => [theirs, text(bag(value)[ours])]));
}

export function experimentOf(config: ExperimentConfig | undefined): Bag {
  return tidy(Object.fromEntries(names.map(([ours, theirs]) => [ours, config?.[theirs]])));
}

export function checkExperiment(problems: Problems, value: Value): void {
  for (const [name] of names) {
    const given = text(bag(value)[name]);
    if (given === undefined || /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,119}$/.test(given)) continue;
    problems.add(
      `experiment.${name}`,
      "is not a name of SageMaker Experiments",
      "use 1 to 120 letters, digits and hyphens between them",
    );
  }
}

import { checkArn, Problems } from "../../../../blueprints/checks";
import { type Bag, bag, list, number, type Problem, text } from "../../../framework";
import { checkBudget, checkManaging, isOpen, reported, within } from "../../jobs";
import { checkLimits } from "../../training-job/check";
import { checkAlgorithm } from "../../training-job/check/algorithm";
import { checkCompute, checkSpot } from "../../training-job/check/compute";
import { checkData, checkVpc } from "../../training-job/check/data";
import { checkGate } from "../../training-job/check/gate";
import { estimatedFrom, instanceTypes, maxCost } from "../cost";
import { type Training, trainingsOf } from "../trainings";
import { checkAim } from "./aim";
import { checkSearch } from "./search";

/** Every rule that can be checked without asking SageMaker (API reference, "CreateHyperParameterTuningJob"). */
export function check(inputs: Bag, unknown: ReadonlySet<string>): Problem[] {
  const problems = new Problems();
  checkManaging(problems, inputs, unknown, { nameKind: "tuningJob", prefix: "retrain" });
  const trainings = trainingsOf(inputs, unknown);
  checkSearch(problems, inputs, unknown, trainings);
  // A gate's metric need not be in eval_metric here: the search has the algorithm report its objective.
  checkGate(problems, { ...inputs, image: undefined }, unknown);
  for (const training of trainings) checkTraining(problems, inputs, training);
  const open = isOpen(unknown, ...estimatedFrom);
  if (!open) {
    const estimate = { most: maxCost(inputs), types: instanceTypes(inputs), priced: estimatedFrom };
    checkBudget(problems, inputs, unknown, estimate);
  }
  return distinct(reported(problems));
}

/** The rules of a training job, and those of what is searched; problems where they were written. */
function checkTraining(problems: Problems, job: Bag, { inputs, unknown, pathOf }: Training): void {
  const found = new Problems();
  const whole: Bag = { ...inputs, checkAlgorithm: job.checkAlgorithm, strategy: job.strategy };
  checkArn(found, "roleArn", text(inputs.roleArn), "role");
  checkLimits(found, inputs);
  checkCompute(found, inputs, unknown, ["instanceType", "instanceGroups", "instancePreferences"]);
  checkPreferences(found, inputs);
  checkSpot(found, inputs, unknown);
  checkData(found, inputs, unknown);
  checkVpc(found, inputs, unknown);
  checkAlgorithm(found, whole, unknown, Object.keys(bag(inputs.ranges)));
  checkAim(found, { ...whole, autotune: job.autotune }, unknown);
  for (const { argument, rule, fix } of found.found) problems.add(pathOf(argument), rule, fix);
}

/** Unlike those of a training job, they stand in a structure of their own. */
function checkPreferences(problems: Problems, inputs: Bag): void {
  const preferences = list(inputs.instancePreferences).map((item) => bag(item));
  if (inputs.instancePreferences === undefined) return;
  const rule = `must hold 1 to 6 alternatives, not ${preferences.length}`;
  problems.require(
    preferences.length >= 1 && preferences.length <= 6,
    "instancePreferences",
    rule,
    "change it",
  );
  preferences.forEach((one, index) =>
    within(
      problems,
      number(one.volumeSizeGb),
      `instancePreferences.${index}.volumeSizeGb`,
      [1, 16_384],
      "GB",
    ),
  );
}

/** What several trainings have in common is wrong once. */
function distinct(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ property, reason }) => {
    const key = `${property}\n${reason}`;
    return seen.has(key) ? false : seen.add(key);
  });
}

import type { Problems } from "../../../../blueprints/checks";
import { algorithmOf, checkObjective, checkRanges } from "../../../../blueprints/sagemaker";
import { type Bag, bag, flag, list, text, texts } from "../../../framework";
import { isOpen } from "../../jobs";
import { searchRanges } from "../ranges";

type Unknown = ReadonlySet<string>;

/** What one training searches, and for what. */
export function checkAim(problems: Problems, inputs: Bag, unknown: Unknown): void {
  if (inputs.objective === undefined && !isOpen(unknown, "objective"))
    problems.add("objective", "is required: the search must know what to make better", "add metric and goal");
  const names = Object.keys(bag(inputs.ranges));
  if (names.length === 0 && flag(inputs.autotune) !== true && !isOpen(unknown, "ranges", "autotune"))
    problems.add("ranges", "is required: there is nothing to search", "add a range, or set autotune: true");
  const rule = `may hold at most 30 hyperparameters, not ${names.length}`;
  problems.require(names.length <= 30, "ranges", rule, "search those that matter most");
  for (const name of names) checkShape(problems, inputs, unknown, name);
  checkAlgorithmsOwn(problems, inputs, unknown);
}

/** The members that belong to a range's type, and no others. */
function checkShape(problems: Problems, inputs: Bag, unknown: Unknown, name: string): void {
  const path = `ranges.${name}`;
  const range = bag(bag(inputs.ranges)[name]);
  const type = text(range.type);
  if (type === undefined || isOpen(unknown, path)) return;
  const wanted: Readonly<Record<string, readonly string[]>> = {
    integer: ["min", "max"],
    continuous: ["min", "max"],
    categorical: ["values"],
    auto: ["hint"],
  };
  const needed = wanted[type] ?? [];
  for (const member of needed)
    problems.require(
      range[member] !== undefined,
      `${path}.${member}`,
      `is required by type ${type}`,
      "add it",
    );
  const allowed = new Set(["type", ...needed, ...(needed.includes("min") ? ["scaling"] : [])]);
  for (const member of Object.keys(range)) {
    if (!allowed.has(member))
      problems.add(`${path}.${member}`, `has no meaning for type ${type}`, "remove it or change type");
  }
  const values = texts(range.values);
  if (type === "categorical" && range.values !== undefined)
    problems.require(
      values.length >= 1 && values.length <= 30,
      `${path}.values`,
      `must hold 1 to 30 values, not ${values.length}`,
      values.length === 0 ? "list the values" : "search fewer of them",
    );
  problems.require(
    !(name in bag(inputs.hyperparameters)),
    path,
    "is given a fixed value in hyperparameters too",
    "remove it from one of them",
  );
  if (type === "auto" && flag(inputs.autotune) !== true && !isOpen(unknown, "autotune"))
    problems.add(`${path}.type`, "auto is for autotune: true only", "set autotune: true or give a range");
  if (text(inputs.strategy) === "Grid" && type !== "categorical")
    problems.add(
      `${path}.type`,
      "must be categorical for the strategy Grid",
      "list the values, or use another strategy",
    );
}

function checkAlgorithmsOwn(problems: Problems, inputs: Bag, unknown: Unknown): void {
  const algorithm =
    flag(inputs.checkAlgorithm) === false || "sagemaker_program" in bag(inputs.hyperparameters)
      ? undefined
      : algorithmOf(text(inputs.image));
  const known = Object.entries(bag(inputs.ranges)).filter(([name]) => !isOpen(unknown, `ranges.${name}`));
  checkRanges(problems.at("ranges"), searchRanges(Object.fromEntries(known)), algorithm);
  const { metric, goal } = bag(inputs.objective);
  const definitions = list(inputs.metricDefinitions).flatMap((item) => text(bag(item).name) ?? []);
  const name = text(metric);
  if (name === undefined || definitions.includes(name) || isOpen(unknown, "metricDefinitions", "image"))
    return;
  if (algorithm !== undefined)
    checkObjective(problems.at("objective"), algorithm, { metric: name, goal: text(goal) });
  else if (inputs.image !== undefined && algorithmOf(text(inputs.image)) === undefined)
    problems.add(
      "objective.metric",
      `"${name}" is not in metricDefinitions, so no trial can report it`,
      "add its regular expression to metricDefinitions",
    );
}

import type { Problems } from "../../checks/problems";
import type { Algorithm } from "./algorithm";
import { foreign } from "./check";
import { broken, type Parameter, type RangeKind } from "./rule";

/** What a tuning job searches of one hyperparameter. */
export type SearchRange =
  | {
      readonly kind: "integer" | "continuous";
      readonly min?: number;
      readonly max?: number;
      readonly scaling?: string;
    }
  | { readonly kind: "categorical"; readonly values: readonly string[] }
  /** The service chooses the range itself, around an example value. */
  | { readonly kind: "auto"; readonly hint?: string };

/** The rules of any range (SageMaker guide, "Define Hyperparameter Ranges"), and those of its algorithm. */
export function checkRanges(
  problems: Problems,
  ranges: Readonly<Record<string, SearchRange>>,
  algorithm: Algorithm | undefined,
): void {
  for (const [name, range] of Object.entries(ranges)) {
    checkForm(problems, name, range);
    if (algorithm === undefined) continue;
    const parameter = algorithm.parameters[name];
    if (parameter === undefined) foreign(problems, algorithm, name);
    else checkParameter(problems, algorithm, name, range, parameter);
  }
}

function checkForm(problems: Problems, name: string, range: SearchRange): void {
  if (range.kind === "auto") return;
  if (range.kind === "categorical") {
    const twice = range.values.find((value, index) => range.values.indexOf(value) !== index);
    problems.require(
      twice === undefined,
      `${name}.values`,
      `hold "${twice ?? ""}" twice`,
      "list each value once",
    );
    return;
  }
  const { min, max, scaling, kind } = range;
  if (min !== undefined && max !== undefined) {
    problems.require(min <= max, `${name}.min`, `must not be above max (${max})`, "swap them");
  }
  if (kind === "integer") {
    for (const [end, value] of Object.entries({ min, max })) {
      problems.require(
        value === undefined || Number.isInteger(value),
        `${name}.${end}`,
        "must be a whole number in an integer range",
        "round it or make the range continuous",
      );
    }
    problems.require(
      scaling !== "ReverseLogarithmic",
      `${name}.scaling`,
      "ReverseLogarithmic is for continuous ranges only",
      "use Auto, Linear or Logarithmic",
    );
  }
  problems.require(
    scaling !== "Logarithmic" || min === undefined || min > 0,
    `${name}.scaling`,
    "Logarithmic needs values above 0 only",
    "raise min above 0 or use Linear",
  );
  problems.require(
    scaling !== "ReverseLogarithmic" || ((min ?? 0) >= 0 && (max ?? 0) < 1),
    `${name}.scaling`,
    "ReverseLogarithmic needs a range within 0 <= x < 1",
    "narrow the range or use Linear",
  );
}

function checkParameter(
  problems: Problems,
  algorithm: Algorithm,
  name: string,
  range: SearchRange,
  parameter: Parameter,
): void {
  if (parameter.tunable.length === 0) {
    const able = Object.keys(algorithm.parameters).filter((one) => tunableKinds(algorithm, one).length > 0);
    problems.add(
      name,
      `cannot be tuned in the built-in ${algorithm.name}`,
      `give it a fixed value; ${able.length === 0 ? "nothing of it can be tuned" : `tunable are ${able.join(", ")}`}`,
    );
    return;
  }
  if (range.kind === "auto") {
    check(problems, `${name}.hint`, parameter, range.hint);
    return;
  }
  problems.require(
    parameter.tunable.includes(range.kind),
    `${name}.type`,
    `must be ${parameter.tunable.join(" or ")} for the built-in ${algorithm.name}`,
    `set type to ${parameter.tunable[0] ?? ""}`,
  );
  if (range.kind === "categorical") {
    range.values.forEach((value, index) => check(problems, `${name}.values[${index}]`, parameter, value));
    return;
  }
  check(problems, `${name}.min`, parameter, range.min);
  check(problems, `${name}.max`, parameter, range.max);
}

function tunableKinds(algorithm: Algorithm, name: string): readonly RangeKind[] {
  return algorithm.parameters[name]?.tunable ?? [];
}

function check(
  problems: Problems,
  argument: string,
  parameter: Parameter,
  value: string | number | undefined,
): void {
  if (value === undefined) return;
  const wrong = broken({ ...parameter, words: undefined }, String(value));
  problems.require(wrong === undefined, argument, `${wrong ?? ""}, not ${value}`, "narrow the range");
}

/** A tuning job of a built-in algorithm can aim only at what that algorithm reports, in its own direction. */
export function checkObjective(
  problems: Problems,
  algorithm: Algorithm,
  objective: { readonly metric?: string; readonly goal?: string },
): void {
  const { metric, goal } = objective;
  if (metric === undefined) return;
  const known = algorithm.objectives.find(({ name }) => name === metric.replace(/@.*$/, ""));
  if (known === undefined) {
    const names = algorithm.objectives.map(({ name }) => name);
    const also = names.find((name) => name.split(":")[1] === metric.split(":").at(-1));
    problems.add(
      "metric",
      `"${metric}" is not an objective of the built-in ${algorithm.name}`,
      names.length === 0
        ? "tune another algorithm: this one reports no objective"
        : also === undefined
          ? `use one of ${names.join(", ")}`
          : `write ${also}`,
    );
    return;
  }
  problems.require(
    goal === undefined || goal === known.goal,
    "goal",
    `must be ${known.goal} for ${metric}`,
    `set goal to ${known.goal}`,
  );
}

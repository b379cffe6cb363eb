import type { Problems } from "../../checks/problems";
import type { Algorithm, Hyperparameters } from "./algorithm";
import { broken } from "./rule";

/** What is known of a job's hyperparameters. */
export interface GivenHyperparameters {
  /** Those whose value is known. */
  readonly values: Hyperparameters;
  /** Those that a tuning job sets itself. */
  readonly tuned?: readonly string[];
  /** True for one that is given but not known yet. */
  readonly open?: (name: string) => boolean;
}

/** Every hyperparameter against its rule, and the rules between them. A misspelt one gets its nearest name. */
export function checkHyperparameters(
  problems: Problems,
  algorithm: Algorithm,
  { values, tuned = [], open = () => false }: GivenHyperparameters,
): void {
  const has = (name: string) => name in values || tuned.includes(name) || open(name);
  for (const [name, parameter] of Object.entries(algorithm.parameters)) {
    if (parameter.required !== true) continue;
    const example = parameter.recommended?.at(-1);
    problems.require(
      has(name),
      name,
      `is required by the built-in ${algorithm.name}`,
      `add ${name}${name === "num_round" ? ", such as 100" : example === undefined ? "" : `, such as ${example}`}`,
    );
  }
  for (const [name, value] of Object.entries(values)) {
    // `constructor` is a name of every object.
    const parameter = Object.hasOwn(algorithm.parameters, name) ? algorithm.parameters[name] : undefined;
    if (parameter === undefined) {
      foreign(problems, algorithm, name);
      continue;
    }
    const wrong = broken(parameter, String(value));
    problems.require(wrong === undefined, name, `${wrong ?? ""}, not ${String(value)}`, `change ${name}`);
  }
  algorithm.together?.(problems, has, (name) => (name in values ? String(values[name]) : undefined));
}

export function foreign(problems: Problems, algorithm: Algorithm, name: string): void {
  problems.add(
    name,
    `is not a hyperparameter of the built-in ${algorithm.name}`,
    `${nearest(algorithm, name)}, or use an image of your own`,
  );
}

const compact = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, "");

function nearest(algorithm: Algorithm, name: string): string {
  const wanted = compact(name);
  const known = Object.keys(algorithm.parameters);
  const found =
    known.find((one) => compact(one) === wanted) ??
    algorithm.aliases?.[wanted] ??
    known.find((one) => isNear(compact(one), wanted));
  return found === undefined ? "remove it or check its spelling" : `write ${found}`;
}

/** One letter more, less, other or swapped. */
function isNear(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1 || other.length < 3) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start++;
  let end = 0;
  while (end < Math.min(one.length, other.length) - start && one.at(-1 - end) === other.at(-1 - end)) end++;
  const [left, right] = [one.slice(start, one.length - end), other.slice(start, other.length - end)];
  return (
    Math.max(left.length, right.length) <= 1 ||
    (left.length === 2 && right === left.charAt(1) + left.charAt(0))
  );
}

import type { Problems } from "../../../blueprints/checks";
import { checkName, type NameKind } from "../../../blueprints/names";
import { type Bag, bag, isOpen, number, text } from "../../framework";
import type { Estimate } from "../../../blueprints/sagemaker";
import { overBudget } from "./cost";

type Unknown = ReadonlySet<string>;

/** The rules of the inputs all kinds of jobs share. */
export function checkManaging(
  problems: Problems,
  inputs: Bag,
  unknown: Unknown,
  { nameKind, prefix }: { readonly nameKind: NameKind; readonly prefix: "retrain" | "rerun" },
): void {
  checkName(problems, "namePrefix", text(inputs.namePrefix), nameKind);
  checkEntries(problems, inputs, "tags", 48);
  checkEntries(problems, inputs, "versions", 50);
  for (const key of Object.keys(bag(inputs.tags))) {
    const fits = key.length <= 128 && !/^(aws|floe):/i.test(key);
    const rule = "must be at most 128 characters and not begin with aws: or floe:";
    problems.require(fits, `tags.${key}`, rule, "rename it");
  }
  const [on, every] = [`${prefix}On`, `${prefix}Every`];
  const scheduled = text(inputs[on]) === "schedule";
  if (scheduled && inputs[every] === undefined && !isOpen(unknown, every))
    problems.add(every, `is required with ${on}: "schedule"`, `give ${every}: "week", for example`);
  if (!scheduled && inputs[every] !== undefined && !isOpen(unknown, on))
    problems.add(every, `has no meaning without ${on}: "schedule"`, `remove it or set ${on}: "schedule"`);
}

/** The size of a map. */
export function checkEntries(problems: Problems, inputs: Bag, name: string, max: number): void {
  const size = Object.keys(bag(inputs[name])).length;
  const rule = `may hold at most ${max} entries, not ${size}`;
  problems.require(size <= max, name, rule, `remove ${size - max}`);
}

/** A number within limits, both included. */
export function within(
  problems: Problems,
  value: number | undefined,
  name: string,
  [min, max]: readonly [number, number],
  what: string,
): void {
  if (value === undefined || (value >= min && value <= max)) return;
  problems.add(name, `must be ${min} to ${max} ${what}, not ${value}`, "choose a value within the limits");
}

const s3Uri = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[^\s]*)?$/;

export function checkS3Uri(problems: Problems, name: string, value: string | undefined): void {
  if (value === undefined) return;
  problems.require(s3Uri.test(value), name, "is not an S3 URI", "write it like s3://bucket/prefix");
}

/** Compares the budget with the most a job can cost. `priced` names the inputs the estimate is made of. */
export function checkBudget(
  problems: Problems,
  inputs: Bag,
  unknown: Unknown,
  estimate: {
    readonly most: Estimate | undefined;
    readonly types: readonly string[];
    readonly priced: readonly string[];
  },
): void {
  const budget = number(inputs.maxCostUsd);
  if (budget === undefined || estimate.types.length === 0 || isOpen(unknown, "prices", ...estimate.priced))
    return;
  const found = overBudget(budget, estimate.most, estimate.types);
  if (found !== undefined) problems.add("maxCostUsd", found.rule, found.fix);
}

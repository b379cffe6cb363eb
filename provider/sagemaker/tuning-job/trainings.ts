import { type Bag, bag, type Value } from "../../framework";
import { trainingNames } from "./table";

/** One training of a tuning job: the job's inputs with its own over them. */
export interface Training {
  /** Its key in `trainings`; undefined for the only one. */
  readonly name: string | undefined;
  readonly inputs: Bag;
  /** Paths within `inputs` that are not known yet. */
  readonly unknown: ReadonlySet<string>;
  /** Where an input of it was written: `trainings.linear.image` or `image`. */
  readonly pathOf: (path: string) => string;
}

/** Inputs of which one excludes the others: one given by a training goes over all of the job's. */
const ways: readonly (readonly string[])[] = [
  ["image", "algorithmArn"],
  ["instanceType", "instanceGroups", "instancePreferences"],
];

/** The trainings of a tuning job: the named ones, or the job's own. */
export function trainingsOf(inputs: Bag, unknown: ReadonlySet<string> = new Set()): Training[] {
  const common = Object.fromEntries(trainingNames.map((name) => [name, inputs[name]]));
  const named = Object.entries(bag(inputs.trainings));
  if (inputs.trainings === undefined && !unknown.has("trainings"))
    return [{ name: undefined, inputs: common, unknown, pathOf: (path) => path }];
  return named.map(([name, value]) => training(name, bag(value), common, unknown));
}

function training(name: string, own: Bag, common: Bag, unknown: ReadonlySet<string>): Training {
  const prefix = `trainings.${name}.`;
  const ownUnknown = [...unknown].flatMap((path) =>
    path.startsWith(prefix) ? [path.slice(prefix.length)] : [],
  );
  const owned = new Set([...Object.keys(own), ...ownUnknown.map(rootOf)]);
  const replaced = new Set(
    ways.filter((group) => group.some((one) => owned.has(one))).flatMap((group) => group),
  );
  const merged: Record<string, Value> = {};
  for (const [key, value] of Object.entries(common)) {
    if (!replaced.has(key) && !owned.has(key)) merged[key] = value;
  }
  const inherited = [...unknown].filter((path) => !owned.has(rootOf(path)) && !replaced.has(rootOf(path)));
  return {
    name,
    inputs: { ...merged, ...own },
    unknown: new Set([...inherited, ...ownUnknown]),
    pathOf: (path) => (owned.has(rootOf(path)) || common[rootOf(path)] === undefined ? prefix + path : path),
  };
}

function rootOf(path: string): string {
  return /^[^.[]+/.exec(path)?.[0] ?? path;
}

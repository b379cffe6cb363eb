import type { Bag, Problem, Property, ResourceType } from "./resource";
import { didYouMean } from "./suggest";
import { isAsset, join, knownBag } from "./tree";
import { type Tree, type TreeBag, UNKNOWN } from "./wire";

/** A problem with the path it was found at; `root` is the top-level property. */
export interface Failure extends Problem {
  readonly root: string;
}

type Table = Readonly<Record<string, Property>>;

/** Checks a bag against its table: required, known names, types, allowed values. */
export function checkTable(table: Table, bag: TreeBag, isHidden: (root: string) => boolean): Failure[] {
  const failures: Failure[] = [];
  for (const [name, property] of Object.entries(table)) {
    const value = bag[name];
    const report = (path: string, reason: string) => failures.push({ root: name, property: path, reason });
    if (value === undefined || value === null) {
      if (property.required === true) report(name, "is required");
    } else {
      checkValue(property, value, name, report, isHidden(name));
    }
  }
  for (const name of Object.keys(bag)) {
    if (Object.hasOwn(table, name) || name.startsWith("__")) continue;
    failures.push({
      root: name,
      property: name,
      reason: `is not an input here${didYouMean(name, Object.keys(table))}`,
    });
  }
  return failures;
}

type Report = (path: string, reason: string) => void;

function checkValue(property: Property, value: Tree, path: string, report: Report, hidden: boolean): void {
  if (value === UNKNOWN) return;
  const problem = typeProblem(property, value);
  if (problem !== undefined) report(path, problem);
  else if (Array.isArray(value))
    value.forEach((item, i) => checkItem(property, item, join(path, i), report, hidden));
  else if (typeof value === "object" && value !== null) checkMembers(property, value, path, report, hidden);
  else checkAllowed(property, value, path, report, hidden || property.secret === true);
}

function checkItem(property: Property, value: Tree, path: string, report: Report, hidden: boolean): void {
  if (property.items === undefined) return;
  if (value === null) report(path, "must not be null");
  else checkValue(property.items, value, path, report, hidden);
}

function checkMembers(
  property: Property,
  value: TreeBag,
  path: string,
  report: Report,
  hidden: boolean,
): void {
  if (property.type === "map") {
    for (const [key, item] of Object.entries(value))
      checkItem(property, item, join(path, key), report, hidden);
  }
  if (property.type !== "object" || property.members === undefined) return;
  for (const failure of checkTable(property.members, value, () => hidden)) {
    const key = failure.property;
    report(key.startsWith("[") ? path + key : `${path}.${key}`, failure.reason);
  }
}

function typeProblem(property: Property, value: Tree): string | undefined {
  const kind = Array.isArray(value) ? "array" : typeof value;
  switch (property.type) {
    case "json":
      return isAsset(value) && value.kind === "archive" ? "must be a JSON value, not an archive" : undefined;
    case "asset":
      return isAsset(value) && value.kind !== "archive"
        ? undefined
        : "must be an asset (new pulumi.asset.FileAsset(path) or StringAsset(text))";
    case "files":
      return isAsset(value)
        ? undefined
        : "must be an asset or archive (new pulumi.asset.FileAsset(path), StringAsset(text) or FileArchive(folder))";
    case "integer":
      return typeof value === "number" && Number.isInteger(value)
        ? undefined
        : `must be a whole number, not ${article(kind)}`;
    case "map":
    case "object":
      return kind === "object" && !isAsset(value) ? undefined : `must be an object, not ${article(kind)}`;
    default:
      return kind === property.type ? undefined : `must be ${article(property.type)}, not ${article(kind)}`;
  }
}

function article(kind: string): string {
  return /^[aeio]/.test(kind) ? `an ${kind}` : `a ${kind}`;
}

function checkAllowed(property: Property, value: Tree, path: string, report: Report, hidden: boolean): void {
  if (property.allowed === undefined || property.allowed.some((allowed) => allowed === value)) return;
  const words = property.allowed.map(String);
  const hint = hidden || typeof value !== "string" ? "" : didYouMean(value, words);
  report(path, `must be one of ${words.join(", ")}${hint}`);
}

/** The type's own rules, on what is known and has no problem yet. */
export function checkRules(type: ResourceType, bag: TreeBag, failed: ReadonlySet<string>): Failure[] {
  if (type.check === undefined) return [];
  const unknown = new Set(failed);
  const inputs: Bag = knownBag(
    Object.fromEntries(Object.entries(bag).filter(([key]) => !failed.has(key))),
    "",
    unknown,
  );
  return type.check(inputs, unknown).map((problem) => ({ ...problem, root: rootOf(problem.property) }));
}

export function rootOf(path: string): string {
  return /^[^.[]+/.exec(path)?.[0] ?? path;
}

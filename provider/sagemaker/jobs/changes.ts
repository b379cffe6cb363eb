import { canonicalJson } from "../../../blueprints/names";
import { type Bag, bag, type Value } from "../../framework";

/** Paths of the inputs that differ: names only, for a value may be secret. */
export function changedPaths(keys: readonly string[], olds: Bag, news: Bag): string[] {
  return keys.flatMap((key) => pathsOf(key, olds[key], news[key]));
}

function pathsOf(path: string, old: Value, value: Value): string[] {
  if (canonicalJson(old ?? null) === canonicalJson(value ?? null)) return [];
  if (!isBag(old) || !isBag(value)) return [path];
  const [before, after] = [bag(old), bag(value)];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => pathsOf(`${path}.${key}`, before[key], after[key]));
}

function isBag(value: Value): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `hyperparameters.max_depth and versions.data changed`. */
export function said(paths: readonly string[], most = 5): string {
  const shown = paths.slice(0, most);
  if (paths.length > most) shown.push(`${paths.length - most} more`);
  const last = shown.pop() ?? "";
  return `${shown.length === 0 ? last : `${shown.join(", ")} and ${last}`} changed`;
}

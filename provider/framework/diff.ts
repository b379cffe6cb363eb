import type { Bag, Change, Property, ResourceType } from "./resource";
import { child, equal, hasUnknown, isAsset, join, known, knownBag, toTree } from "./tree";
import type { Tree, TreeBag } from "./wire";

export interface Difference {
  /** Path of the leaf that differs: `tasks.load.sql`. */
  readonly path: string;
  readonly root: string;
  readonly kind: "add" | "delete" | "update";
  readonly replace: boolean;
}

type Rules = Pick<ResourceType, "inputs" | "change" | "same" | "update">;

/** Compares old inputs with new ones by the table. What the table ignores is not a difference. */
export function differences(type: Rules, olds: TreeBag, news: TreeBag, state: Bag): Difference[] {
  const result: Difference[] = [];
  const oldBag = knownBag(olds, "", new Set());
  const newBag = knownBag(news, "", new Set());
  for (const root of new Set([...Object.keys(olds), ...Object.keys(news)])) {
    if (root.startsWith("__")) continue;
    const property = type.inputs[root];
    const old = withDefault(olds[root], property);
    const value = news[root];
    if (equal(old, value)) continue;
    const forced = type.change?.(root, oldBag, newBag, state);
    const report: Report = (path, kind, effect) => {
      if (effect === "ignore") return;
      result.push({ path, root, kind, replace: effect === "replace" || type.update === undefined });
    };
    const walk = { fixed: forced !== undefined, report, same: sameAt(type) };
    leaves(walk, property, old, value, root, forced ?? "update");
  }
  return result;
}

/** A default that a newer release added is no change for a resource made before it. */
function withDefault(value: Tree | undefined, property: Property | undefined): Tree | undefined {
  return value === undefined && property?.default !== undefined ? toTree(property.default) : value;
}

type Report = (path: string, kind: Difference["kind"], effect: Change) => void;

interface Walk {
  /** The effect is given for the whole input, whatever the table says of its members. */
  readonly fixed: boolean;
  readonly report: Report;
  readonly same: (path: string, old: Tree | undefined, value: Tree | undefined) => boolean;
}

function sameAt(type: Rules): Walk["same"] {
  return (path, old, value) => {
    if (type.same === undefined || hasUnknown(value ?? null)) return false;
    return type.same(path, known(old ?? null, "", new Set()), known(value ?? null, "", new Set()));
  };
}

function leaves(
  walk: Walk,
  property: Property | undefined,
  old: Tree | undefined,
  value: Tree | undefined,
  path: string,
  inherited: Change,
): void {
  if (equal(old, value) || walk.same(path, old, value)) return;
  const effect = walk.fixed ? inherited : (property?.change ?? inherited);
  const keys = commonKeys(old, value);
  if (keys !== undefined) {
    for (const key of keys) {
      leaves(walk, child(property, key), at(old, key), at(value, key), join(path, key), effect);
    }
  } else if (old === undefined || old === null) walk.report(path, "add", effect);
  else if (value === undefined || value === null) walk.report(path, "delete", effect);
  else walk.report(path, "update", effect);
}

/** The keys to descend into, when both sides are containers of one kind. */
function commonKeys(old: Tree | undefined, value: Tree | undefined): (string | number)[] | undefined {
  if (Array.isArray(old) && Array.isArray(value))
    return [...Array(Math.max(old.length, value.length)).keys()];
  if (!isPlainBag(old) || !isPlainBag(value)) return undefined;
  return [...new Set([...Object.keys(old), ...Object.keys(value)])];
}

function isPlainBag(value: Tree | undefined): value is TreeBag {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isAsset(value);
}

function at(value: Tree | undefined, key: string | number): Tree | undefined {
  if (Array.isArray(value)) return typeof key === "number" ? value[key] : undefined;
  return isPlainBag(value) ? value[key] : undefined;
}

import type { Bag, Property, Value } from "./resource";
import { isObject, type Tree, type TreeBag, UNKNOWN, UNKNOWN_TEXT, type Wire, type WireBag } from "./wire";

/** `tasks` + `load` -> `tasks.load`; keys that are no identifiers are quoted as the engine's property paths are. */
export function join(path: string, key: string | number): string {
  if (typeof key === "number") return `${path}[${key}]`;
  if (!/^[A-Za-z_$][\w$-]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}

/** The value without its unknown places; their paths are added to `unknown`. */
export function known(tree: Tree, path: string, unknown: Set<string>): Value {
  if (tree === UNKNOWN) {
    unknown.add(path);
    return undefined;
  }
  if (Array.isArray(tree)) return tree.map((item, index) => known(item, join(path, index), unknown));
  if (typeof tree !== "object" || tree === null) return tree;
  return knownBag(tree, path, unknown);
}

export function knownBag(bag: TreeBag, path: string, unknown: Set<string>): Bag {
  const result: Record<string, Value> = {};
  for (const [key, item] of Object.entries(bag)) {
    const value = known(item, join(path, key), unknown);
    if (value !== undefined && value !== null) result[key] = value;
  }
  return result;
}

export function hasUnknown(tree: Tree): boolean {
  if (tree === UNKNOWN) return true;
  if (Array.isArray(tree)) return tree.some(hasUnknown);
  return typeof tree === "object" && tree !== null && Object.values(tree).some(hasUnknown);
}

/** The inputs that are known to their last leaf. */
export function fullyKnown(bag: TreeBag): Bag {
  return knownBag(
    Object.fromEntries(Object.entries(bag).filter(([, value]) => !hasUnknown(value))),
    "",
    new Set(),
  );
}

/** Absent and null are one; assets are equal by content; an unknown equals nothing. */
export function equal(left: Tree | undefined, right: Tree | undefined): boolean {
  const a = left ?? null;
  const b = right ?? null;
  if (a === UNKNOWN || b === UNKNOWN) return false;
  if (a === b) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => equal(item, b[index]));
  }
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null || Array.isArray(b))
    return false;
  if (isSameAsset(a, b)) return true;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => equal(a[key], b[key]));
}

function isSameAsset(a: Tree, b: Tree): boolean {
  return isAsset(a) && isAsset(b) && a.hash !== "" && a.hash === b.hash;
}

/** True of assets and archives, which are equal by their hash and never looked into. */
export function isAsset(value: unknown): value is { kind: string; hash: string } {
  return (
    isObject(value) &&
    typeof value.hash === "string" &&
    typeof value.kind === "string" &&
    ["file", "string", "remote", "archive"].includes(value.kind)
  );
}

/** A plain value as a tree, undefined members dropped. */
export function toTree(value: Value): Tree {
  if (value === undefined || value === null) return null;
  if (typeof value !== "object") return value;
  if (isList(value)) return value.map(toTree);
  return toTreeBag(value);
}

export function toTreeBag(bag: Bag): TreeBag {
  return Object.fromEntries(
    Object.entries(bag)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, toTree(value)]),
  );
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** A tree for the wire; `UNKNOWN` becomes the engine's mark for it. */
export function encode(tree: Tree): Wire {
  if (tree === UNKNOWN) return UNKNOWN_TEXT;
  if (Array.isArray(tree)) return tree.map(encode);
  if (typeof tree !== "object" || tree === null) return tree;
  return encodeBag(tree);
}

export function encodeBag(bag: TreeBag): WireBag {
  return Object.fromEntries(Object.entries(bag).map(([key, value]) => [key, encode(value)]));
}

/** The property a path leads to, and the effect the table gives to a change there. */
export function child(property: Property | undefined, key: string | number): Property | undefined {
  if (property === undefined) return undefined;
  if (property.type === "object") return property.members?.[key];
  return property.items;
}

import type { KedroPerNode } from "./options";

export interface Owner {
  readonly name: string;
  readonly tags: readonly string[];
}

/**
 * What a map by node, tag and `__default__` says of a node: the node's own entry, else its tags', else the default.
 * Of several tags all are told, with the key that says it.
 */
export function saidOf<T>(
  map: Readonly<Record<string, T>>,
  owner: Owner,
): readonly { readonly key: string; readonly value: T }[] {
  const pick = (keys: readonly string[]) =>
    keys.filter((key) => Object.hasOwn(map, key)).flatMap((key) => entry(map, key));
  for (const keys of [[owner.name], owner.tags, ["__default__"]]) {
    const found = pick(keys);
    if (found.length > 0) return found;
  }
  return [];
}

function entry<T>(map: Readonly<Record<string, T>>, key: string): { key: string; value: T }[] {
  const value = map[key];
  return value === undefined ? [] : [{ key, value }];
}

/** The number for a node: the largest where several of its tags give one. */
export function numberOf(said: KedroPerNode | undefined, owner: Owner): number | undefined {
  if (said === undefined || typeof said === "number") return said;
  const values = saidOf(said, owner).map(({ value }) => value);
  return values.length === 0 ? undefined : Math.max(...values);
}

import type { Bag } from "../../framework";

/** Legs in the order of the loop's way, by the inputs that ask for them. */
const legs = [
  ["privileges", ["privileges"]],
  ["trust", ["integration", "stages"]],
  ["features", ["features"]],
  ["unload", ["unload"]],
  ["scoring", ["scoring"]],
  ["ingest", ["ingest"]],
  ["marked rows there and back", ["rows"]],
] as const;

/** What a check checks, in one line; undefined while it is not known whether a leg is asked for. */
export function checksOf(inputs: Bag, unknown: ReadonlySet<string>): string | undefined {
  const asked = legs.flatMap(([, keys]) => keys);
  if (asked.some((key) => unknown.has(key))) return undefined;
  return legs
    .filter(([, keys]) => keys.some((key) => given(inputs[key])))
    .map(([leg]) => leg)
    .join(", ");
}

function given(value: Bag[string]): boolean {
  return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
}

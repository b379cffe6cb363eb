import type { Value } from "../../../provider/framework/resource";
import { isBag, plain } from "../common/values";

type Renames = Readonly<Record<string, string>>;

/** An input as a service's API takes it: `objectSizeGreaterThan` -> `ObjectSizeGreaterThan`; exceptions by name. */
export const toApi = (value: Value, renames: Renames = {}): unknown => {
  if (Array.isArray(value)) return (value as readonly Value[]).map((entry) => toApi(entry, renames));
  if (!isBag(value)) return value === null ? undefined : value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, entry]) => entry !== undefined && entry !== null && entry !== "")
      .map(([key, entry]) => [
        renames[key] ?? key.charAt(0).toUpperCase() + key.slice(1),
        toApi(entry, renames),
      ]),
  );
};

const lower = (value: Value, names: Renames): Value => {
  if (Array.isArray(value)) return (value as readonly Value[]).map((entry) => lower(entry, names));
  if (!isBag(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      names[key] ?? key.charAt(0).toLowerCase() + key.slice(1),
      lower(entry, names),
    ]),
  );
};

/** An API's answer as the provider's outputs name it: the reverse of `toApi`. */
export const fromApi = (value: unknown, renames: Renames = {}): Value =>
  lower(plain(value), Object.fromEntries(Object.entries(renames).map(([ours, theirs]) => [theirs, ours])));

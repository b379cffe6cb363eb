import type { Bag, Value } from "../../../provider/framework/resource";
import type { Table } from "./properties";
import { sameValue } from "./same";

type Same = (property: string, old: Value, value: Value) => boolean;

/**
 * The inputs that would make what is seen. What means the same as before keeps its old form, so a refresh without
 * drift changes nothing. What the program leaves to the service (`computed`) becomes an input only on import.
 */
export const observedInputs = (table: Table, olds: Bag | undefined, seen: Bag, same: Same): Bag => {
  const inputs: Record<string, Value> = {};
  for (const [name, property] of Object.entries(table)) {
    const old = olds?.[name];
    const value = seen[name];
    if (!(name in seen)) {
      if (old !== undefined) inputs[name] = old;
    } else if (old !== undefined) {
      if (same(name, old, value)) inputs[name] = old;
      else if (value !== undefined) inputs[name] = value;
    } else if (value !== undefined && !sameValue(property, value, property.default)) {
      if (property.computed !== true || olds === undefined) inputs[name] = value;
    }
  }
  // A default belongs to the inputs that the engine checked: without it an import would show a change.
  for (const [name, property] of Object.entries(table)) {
    if (
      inputs[name] === undefined &&
      property.default !== undefined &&
      (olds === undefined || olds[name] !== undefined)
    ) {
      if (!(name in seen) || sameValue(property, seen[name], property.default))
        inputs[name] = property.default;
    }
  }
  return inputs;
};

export const changedProperties = (table: Table, olds: Bag, news: Bag, same: Same): ReadonlySet<string> =>
  new Set(
    Object.keys(table).filter((name) => {
      const old = olds[name];
      const value = news[name];
      if (value === undefined && table[name]?.computed === true) return false;
      return !same(name, old, value);
    }),
  );

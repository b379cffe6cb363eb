import type { Property } from "./resource";
import { encode, toTree } from "./tree";
import { isObject, isSecret, secret, type Wire, type WireBag } from "./wire";

type Table = Readonly<Record<string, Property>>;

/** Fills the table's defaults, at any depth, and marks what the table calls secret. Tags of the engine stay. */
export function fillDefaults(table: Table, bag: WireBag): WireBag {
  const result: WireBag = {};
  for (const [key, value] of Object.entries(bag)) {
    const property = table[key];
    if (value === null) continue;
    const filled = property === undefined ? value : fillValue(property, value);
    result[key] = property?.secret === true ? secret(filled) : filled;
  }
  for (const [key, property] of Object.entries(table)) {
    if (result[key] !== undefined || property.default === undefined) continue;
    const value = encode(toTree(property.default));
    result[key] = property.secret === true ? secret(value) : value;
  }
  return result;
}

function fillValue(property: Property, value: Wire): Wire {
  if (isSecret(value) && isObject(value) && "value" in value) {
    return { ...value, value: fillValue(property, value.value) };
  }
  if (Array.isArray(value)) {
    const { items } = property;
    return items === undefined ? value : value.map((item) => fillValue(items, item));
  }
  if (!isObject(value) || ["asset", "files", "json"].includes(property.type)) return value;
  if (property.type === "object")
    return property.members === undefined ? value : fillDefaults(property.members, value);
  const { items } = property;
  if (items === undefined) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillValue(items, item)]));
}

import type { Value } from "../../../provider/framework/resource";
import type { StandInProperty } from "./properties";
import { isBag } from "./values";

/** Terraform's rule, which the real providers inherit: an unset value and the type's zero value are the same. */
export const meaning = (value: Value): Value => {
  if (value === null || value === undefined || value === "" || value === false || value === 0)
    return undefined;
  if (Array.isArray(value)) {
    const entries = (value as readonly Value[]).map(meaning).filter((entry) => entry !== undefined);
    return entries.length === 0 ? undefined : entries;
  }
  if (isBag(value)) {
    const entries = Object.entries(value)
      .map(([key, entry]) => [key, meaning(entry)] as const)
      .filter(([, entry]) => entry !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return entries.length === 0 ? undefined : Object.fromEntries(entries);
  }
  return value;
};

/** Members of a policy statement whose order and single-entry form mean nothing. */
const unordered = new Set(["Action", "NotAction", "Resource", "NotResource"]);

const canonical = (value: Value, key = "", within = ""): Value => {
  if (Array.isArray(value)) {
    const entries = (value as readonly Value[]).map((entry) => canonical(entry));
    const set =
      unordered.has(key) || within === "Principal" || within === "NotPrincipal" || within === "condition";
    if (!set) return entries;
    if (entries.length === 1) return entries[0];
    return [...entries].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  if (isBag(value)) {
    const inner = key === "Condition" ? "operator" : within === "operator" ? "condition" : key;
    return Object.fromEntries(
      Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, entry]) => [name, canonical(entry, name, within === "operator" ? "condition" : inner)]),
    );
  }
  return value;
};

const parsed = (value: Value): Value => {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as Value;
  } catch {
    return value;
  }
};

/** Whether two JSON documents (texts or objects) mean the same, with the rules of IAM policies. */
export const sameDocument = (one: Value, other: Value): boolean =>
  JSON.stringify(canonical(parsed(one))) === JSON.stringify(canonical(parsed(other)));

/** `default` and -1 are how the Snowflake provider writes "left out". */
const standardOf = (property: StandInProperty, value: Value): Value => {
  const absent = value === undefined || value === null || value === "" || value === "default" || value === -1;
  const meant = absent ? property.standard : value;
  return property.caseless === true && typeof meant === "string" ? meant.toUpperCase() : meant;
};

/** Whether two values of a property mean the same to the service. */
export const sameValue = (property: StandInProperty | undefined, one: Value, other: Value): boolean => {
  if (property?.type === "json" && one !== undefined && other !== undefined) return sameDocument(one, other);
  if (property?.standard !== undefined || property?.caseless === true) {
    return JSON.stringify(standardOf(property, one)) === JSON.stringify(standardOf(property, other));
  }
  return JSON.stringify(meaning(one)) === JSON.stringify(meaning(other));
};

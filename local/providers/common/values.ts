import type { Bag, Value } from "../../../provider/framework/resource";

/** Narrowing readers for values that the engine sent and the property table has already checked. */
export const str = (value: Value): string | undefined => (typeof value === "string" ? value : undefined);
export const num = (value: Value): number | undefined => (typeof value === "number" ? value : undefined);
export const bool = (value: Value): boolean | undefined => (typeof value === "boolean" ? value : undefined);
export const arr = (value: Value): readonly Value[] =>
  Array.isArray(value) ? (value as readonly Value[]) : [];
export const bag = (value: Value): Bag =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Bag) : {};
export const strings = (value: Value): string[] => arr(value).filter((entry) => typeof entry === "string");
export const bags = (value: Value): Bag[] => arr(value).map(bag);
export const isBag = (value: Value): value is Bag =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A value that the table guarantees to be there. */
export const need = (inputs: Bag, property: string): string => {
  const value = inputs[property];
  if (typeof value !== "string") throw new Error(`${property} must be a string that is known by now`);
  return value;
};

/** A map of strings, as tags are. */
export const map = (value: Value): Record<string, string> =>
  Object.fromEntries(
    Object.entries(bag(value)).flatMap(([key, entry]) => (typeof entry === "string" ? [[key, entry]] : [])),
  );

/** Without the members that are undefined. */
export const defined = (value: { readonly [key: string]: Value }): Bag =>
  Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined));

/** What a plain JavaScript value (a client's answer) is as a Value: dates as ISO text, undefined members left out. */
export const plain = (value: unknown): Value => {
  if (value === null || value === undefined) return undefined;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "object") {
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, entry]) => {
        const converted = plain(entry);
        return converted === undefined ? [] : [[key, converted]];
      }),
    );
  }
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? value
    : undefined;
};

/** A number, flag or text as SQL takes it. */
export const scalar = (value: Value): string =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";

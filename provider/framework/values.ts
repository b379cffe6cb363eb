import type { Bag, Value } from "./resource";

// Readers for values that check has already found to be of the right type; a wrong one reads as absent.

export function text(value: Value): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Text, or "" when absent. */
export function textOf(value: Value): string {
  return text(value) ?? "";
}

export function number(value: Value): number | undefined {
  return typeof value === "number" ? value : undefined;
}

export function flag(value: Value): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

export function bag(value: Value): Bag {
  return typeof value === "object" && value !== null && !isArray(value) ? value : {};
}

export function list(value: Value): readonly Value[] {
  return isArray(value) ? value : [];
}

export function texts(value: Value): string[] {
  return list(value).flatMap((item) => text(item) ?? []);
}

/** The members of a map that are text. */
export function textMap(value: Value): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [key, item] of Object.entries(bag(value))) {
    if (typeof item === "string") result[key] = item;
  }
  return result;
}

function isArray(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

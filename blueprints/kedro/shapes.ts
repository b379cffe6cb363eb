import type { Problems } from "../checks";
import { isBag, shown } from "./settings/reader";

/** An object of a JSON text, and where to tell what is wrong with it. */
export interface Shape {
  readonly bag: Readonly<Record<string, unknown>>;
  readonly problems: Problems;
}

const fix = "export the graph again";

/** A text that must be there, and hold something. */
export function textIn(shape: Shape, key: string): string {
  const read = textOf(shape, key);
  if (read === "" || read === undefined) shape.problems.add(key, "must be a text", fix);
  return read ?? "";
}

/** A text that may be missing or null. */
export function textOf({ bag, problems }: Shape, key: string): string | undefined {
  const value = bag[key];
  if (value === undefined || value === null || typeof value === "string") return value ?? undefined;
  problems.add(key, `must be a text, not ${shown(value)}`, fix);
  return undefined;
}

export function flagOf({ bag, problems }: Shape, key: string): boolean {
  const value = bag[key] ?? false;
  if (typeof value !== "boolean") problems.add(key, `must be true or false, not ${shown(value)}`, fix);
  return value === true;
}

export function listIn({ bag, problems }: Shape, key: string, optional = false): readonly string[] {
  const value = bag[key] ?? (optional ? [] : undefined);
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value;
  problems.add(key, `must be a list of texts, not ${shown(value ?? null)}`, fix);
  return [];
}

export function bagOf(
  { bag, problems }: Shape,
  key: string,
  optional = false,
): Readonly<Record<string, unknown>> {
  const value = bag[key] ?? (optional ? {} : undefined);
  if (isBag(value)) return value;
  problems.add(key, `must be an object, not ${shown(value ?? null)}`, fix);
  return {};
}

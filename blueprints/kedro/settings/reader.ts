import type { Problems } from "../../checks";
import { nearest } from "../nearest";

/** Turns a raw value into a setting, or reports why it is none and gives undefined. */
export type Reader<T> = (value: unknown, problems: Problems, argument: string) => T | undefined;

/** How one option is read and told of. */
export interface Row<T> {
  readonly read: Reader<T>;
  /** What it means and why one would change it. */
  readonly description: string;
  /** Kind of value in words: `text`, `mapping`. */
  readonly type: string;
  /** As one would write it in YAML; undefined: there is none. */
  readonly default?: string;
  readonly example?: string;
  /** Members of a mapping with fixed keys. */
  readonly members?: Readonly<Record<string, Row<unknown>>>;
}

export type Rows<T> = { readonly [K in keyof Required<T>]: Row<NonNullable<T[K]>> };

export const isBag = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `groupBy` as YAML writes it: `group_by`. */
export const snakeCase = (key: string): string =>
  key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** A value for a message: short, and never more than its kind where it is not plain. */
export function shown(value: unknown): string {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  if (typeof value === "string") return `"${value.slice(0, 60)}"`;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : `a ${typeof value}`;
}

/**
 * Members of a mapping, written in camel or snake case. Unknown ones are reported with the nearest name; what is
 * empty (`schedule:`) counts as left out.
 */
export function readMembers<T>(
  value: Readonly<Record<string, unknown>>,
  rows: Rows<T>,
  problems: Problems,
): Partial<T> {
  const keys = Object.keys(rows) as (keyof T & string)[];
  const known = new Map(keys.flatMap((key) => [[key, key] as const, [snakeCase(key), key] as const]));
  const result: Partial<T> = {};
  const seen = new Map<string, string>();
  for (const [written, raw] of Object.entries(value)) {
    const key = known.get(written);
    if (key === undefined) {
      const snake = written.includes("_") || !/[A-Z]/.test(written);
      const near = nearest(written, snake ? keys.map(snakeCase) : keys);
      problems.add(written, "is not an option", near === undefined ? "remove it" : `write ${near}`);
      continue;
    }
    if (raw === undefined || raw === null) continue;
    const twin = seen.get(key);
    if (twin !== undefined) problems.add(written, `says again what ${twin} says`, "keep one of them");
    seen.set(key, written);
    const read = rows[key].read(raw, problems, written);
    if (read !== undefined) result[key] = read;
  }
  return result;
}

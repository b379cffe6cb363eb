import type { CatalogObject, Json } from "../core/cloud";
import { SnowflakeError } from "../core/errors";

/** Typed reading of an object's properties. Absent and null are undefined. */

type Holder = Pick<CatalogObject, "properties"> | { readonly properties: Readonly<Record<string, Json>> };

export function textOf(object: Holder, name: string): string | undefined {
  const value = object.properties[name];
  return value === undefined || value === null
    ? undefined
    : typeof value === "string"
      ? value
      : JSON.stringify(value);
}

export function numberOf(object: Holder, name: string): number | undefined {
  const value = object.properties[name];
  return typeof value === "number" ? value : undefined;
}

export const flagOf = (object: Holder, name: string): boolean => object.properties[name] === true;

export function listOf(object: Holder, name: string): readonly string[] {
  const value = object.properties[name];
  return Array.isArray(value) ? value.map((item) => String(item)) : [];
}

export type Group = Readonly<Record<string, Json>>;

export const isGroup = (value: Json | undefined): value is Group =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export function groupOf(object: Holder, name: string): Group {
  const value = object.properties[name];
  return isGroup(value) ? value : {};
}

export const yesNo = (value: boolean): string => (value ? "Y" : "N");

/** Y when the object is the session's current one of its kind. */
export const isCurrent = (name: string | undefined, current: string | undefined): string =>
  yesNo(name !== undefined && name === current);

export const ownerType = (object: CatalogObject): string =>
  object.owner === "" ? "" : object.owner.includes(".") ? "DATABASE_ROLE" : "ROLE";

export const createdOn = (object: CatalogObject): Date => new Date(object.createdOn);

export function droppedOn(object: CatalogObject): Date | null {
  const dropped = "droppedOn" in object ? object.droppedOn : undefined;
  return typeof dropped === "number" ? new Date(dropped) : null;
}

export const missing = (kind: string, option: string): SnowflakeError =>
  new SnowflakeError("002029", "42601", `SQL compilation error:\nmissing option(s): [${option}] of ${kind}`);

export const rejected = (message: string): SnowflakeError =>
  new SnowflakeError("001003", "22023", `SQL compilation error:\n${message}`);

/** A copy without some properties. */
export const without = (
  properties: Readonly<Record<string, Json>>,
  ...names: readonly string[]
): Record<string, Json> =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));

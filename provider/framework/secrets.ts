import type { Property } from "./resource";
import { join } from "./tree";
import { isObject, isSecret, type Wire, type WireBag } from "./wire";

type Table = Readonly<Record<string, Property>>;

/** Every text inside the secrets of a bag, keys of maps included: what no message may repeat. */
export function secretWords(table: Table, bag: WireBag): string[] {
  return Object.entries(bag).flatMap(([key, value]) => words(table[key], value, table[key]?.secret === true));
}

function words(property: Property | undefined, value: Wire, inside: boolean): string[] {
  if (typeof value === "string") return inside && value !== "" ? [value] : [];
  if (typeof value === "number") return inside ? [String(value)] : [];
  if (Array.isArray(value)) return value.flatMap((item) => words(property?.items, item, inside));
  if (!isObject(value)) return [];
  if (isSecret(value)) return words(property, value.value ?? null, true);
  // Names of an object's members are in the schema for all to read; keys of a map are the user's.
  const members = property?.type === "object" ? property.members : undefined;
  return Object.entries(value).flatMap(([key, item]) => {
    const of = members === undefined ? property?.items : members[key];
    const own = inside && members?.[key] === undefined ? [key] : [];
    return [...own, ...words(of, item, inside || of?.secret === true)];
  });
}

/** Paths at which a secret begins. What is inside one has no path that may be shown. */
export function secretPlaces(bag: WireBag, path = ""): string[] {
  return Object.entries(bag).flatMap(([key, value]) => places(value, join(path, key)));
}

function places(value: Wire, path: string): string[] {
  if (isSecret(value)) return [path];
  if (Array.isArray(value)) return value.flatMap((item, index) => places(item, join(path, index)));
  return isObject(value) ? secretPlaces(value, path) : [];
}

/** Paths at which a value is secret that is held in the clear: the state must be written anew, though nothing differs. */
export function newlySecret(news: WireBag, held: WireBag, path = ""): string[] {
  return Object.entries(news).flatMap(([key, value]) => sealed(value, held[key], join(path, key)));
}

function sealed(value: Wire, held: Wire | undefined, path: string): string[] {
  if (held === undefined || held === null || isSecret(held)) return [];
  if (isSecret(value)) return [path];
  if (Array.isArray(value) && Array.isArray(held))
    return value.flatMap((item, index) => sealed(item, held[index], join(path, index)));
  return isObject(value) && isObject(held) ? newlySecret(value, held, path) : [];
}

/** The path, or the place of the secret it leads into. */
export function shownPath(path: string, places: Iterable<string>): string {
  for (const place of places) {
    if (path.startsWith(place) && /^[.[]/.test(path.slice(place.length))) return place;
  }
  return path;
}

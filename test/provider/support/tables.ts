import type { Change, Property } from "../../../provider/framework";
import { join } from "../../../provider/framework/tree";
import type { Wire, WireBag } from "../../../provider/framework/wire";

type Table = Readonly<Record<string, Property>>;
type Key = string | number;

/** One place of a table: a property, or one inside it. */
export interface Place {
  /** As failures and diffs name it: `channels.train.s3Uri`. */
  readonly path: string;
  readonly root: string;
  readonly property: Property;
  /** The effect of a change here, by the rule that the innermost `change` counts. */
  readonly change: Change;
  /** True when a secret is here or around it by the table. */
  readonly secret: boolean;
  /** The top-level input with this value at this place and nothing else inside. */
  readonly holding: (value: Wire) => WireBag;
}

/** Every place of a table, at every depth. Maps have one key `k1`, lists one element. */
export function places(table: Table): Place[] {
  return Object.entries(table).flatMap(([name, property]) => inside(name, property, [name], "update", false));
}

function inside(
  root: string,
  property: Property,
  keys: readonly Key[],
  inherited: Change,
  around: boolean,
): Place[] {
  const change = property.change ?? inherited;
  const secret = around || property.secret === true;
  const path = keys.reduce<string>((text, key) => join(text, key), "");
  const here: Place = { path, root, property, change, secret, holding: (value) => built(keys, value) };
  return [
    here,
    ...children(property).flatMap(([key, child]) => inside(root, child, [...keys, key], change, secret)),
  ];
}

function children(property: Property): [Key, Property][] {
  if (property.type === "object") return Object.entries(property.members ?? {});
  if (property.items === undefined) return [];
  return property.type === "array"
    ? [[0, property.items]]
    : property.type === "map"
      ? [["k1", property.items]]
      : [];
}

function built(keys: readonly Key[], value: Wire): WireBag {
  const result = keys.reduceRight<Wire>(
    (inner, key) => (typeof key === "number" ? [inner] : { [key]: inner }),
    value,
  );
  return result as WireBag;
}

const ASSET = "c44067f5952c0a294b673a41bacd8c17";
const TAG = "4dabf18193072939515e22adb298388d";

/** Two values of the property's type that differ. Allowed values and required members are respected. */
export function samples(property: Property): [Wire, Wire] {
  const { allowed, members, items } = property;
  if (allowed !== undefined && allowed.length > 1) return [allowed[0] ?? "", allowed[1] ?? ""];
  if (allowed !== undefined) return [allowed[0] ?? "", `${allowed[0] ?? ""}-other`];
  switch (property.type) {
    case "string":
      return ["first-value", "second-value"];
    case "integer":
      return [3, 4];
    case "number":
      return [0.25, 0.5];
    case "boolean":
      return [false, true];
    case "array":
      return pair(items, (item) => [item]);
    case "map":
      return pair(items, (item) => ({ k1: item }));
    case "object":
      return objects(members ?? {});
    case "json":
      return [{ any: 1 }, { any: 2 }];
    default:
      return [asset("first"), asset("second")];
  }
}

function pair(items: Property | undefined, wrap: (item: Wire) => Wire): [Wire, Wire] {
  const [first, second] = items === undefined ? ["one", "two"] : samples(items);
  return [wrap(first), wrap(second)];
}

function objects(members: Table): [Wire, Wire] {
  const entries = Object.entries(members);
  const required = entries.filter(([, { required: isRequired }]) => isRequired === true);
  const chosen = required.length > 0 ? required : entries.slice(0, 1);
  const side = (index: 0 | 1): Wire =>
    Object.fromEntries(chosen.map(([name, member]) => [name, samples(member)[index]]));
  return [side(0), side(1)];
}

export function asset(text: string): WireBag {
  return { [TAG]: ASSET, text, hash: `hash-of-${text}` };
}

/** A value of a wrong type for the property, or undefined where every value is right. */
export function wrong(property: Property): Wire | undefined {
  switch (property.type) {
    case "json":
      return undefined;
    case "string":
      return [17];
    case "array":
      return "canary-of-a-list";
    default:
      return ["canary-of-a-wrong-type"];
  }
}

/** Whether a value is one of the property's type: what a resource may answer. */
export function fits(property: Property, given: unknown): boolean {
  const value = unsealed(given);
  if (value === null || value === undefined) return true;
  switch (property.type) {
    case "json":
    case "asset":
    case "files":
      return true;
    case "integer":
      return Number.isInteger(value);
    case "array":
      return Array.isArray(value) && value.every((item) => fitsItem(property, item));
    case "map":
      return isBag(value) && Object.values(value).every((item) => fitsItem(property, item));
    case "object":
      return (
        isBag(value) &&
        Object.entries(value).every(([key, item]) => {
          const member = property.members?.[key];
          return property.members === undefined || (member !== undefined && fits(member, item));
        })
      );
    default:
      return typeof value === property.type;
  }
}

/** What is inside the mark of a secret. */
export function unsealed(value: unknown): unknown {
  return isBag(value) && TAG in value && "value" in value ? value.value : value;
}

function fitsItem(property: Property, item: unknown): boolean {
  return property.items === undefined || fits(property.items, item);
}

function isBag(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Every leaf of a value with the keys that lead to it. */
export function leavesOf(value: Wire, keys: readonly Key[] = []): { keys: readonly Key[]; value: Wire }[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => leavesOf(item, [...keys, index]));
  // An asset is one value: the engine knows it whole or not at all.
  if (isBag(value) && value[TAG] === undefined)
    return Object.entries(value).flatMap(([key, item]) => leavesOf(item, [...keys, key]));
  return [{ keys, value }];
}

/** The bag with another value at a place it has. */
export function replaced(bag: WireBag, keys: readonly Key[], value: Wire): WireBag {
  const put = (at: Wire, [key, ...rest]: readonly Key[]): Wire => {
    if (key === undefined) return value;
    if (Array.isArray(at)) return at.map((item, index) => (index === key ? put(item, rest) : item));
    const inner = at as WireBag;
    return { ...inner, [key]: put(inner[key] ?? null, rest) };
  };
  return put(bag, keys) as WireBag;
}

export function pathOf(keys: readonly Key[]): string {
  return keys.reduce<string>((text, key) => join(text, key), "");
}

import { type Bag, bag, textOf, type Value } from "../../framework";

/**
 * Where inputs go in a request of the service, and come from in its descriptions. Paths are of the service's members:
 * `OutputDataConfig.S3OutputPath`.
 */
export interface Members {
  readonly [input: string]: string | Member;
}

export interface Member {
  readonly to: string;
  /** Members of an object, or of each element of a list. */
  readonly members: Members;
  /** For a map of ours that is a list of the service's: the member that holds the key. */
  readonly key?: string;
}

type Draft = Record<string, Value>;

/** The part of a request these inputs make. What is absent or an empty list is left to the service. */
export function toRequest(members: Members, inputs: Bag): Bag {
  const result: Draft = {};
  for (const [name, member] of Object.entries(members)) {
    const value = inputs[name];
    if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) continue;
    if (typeof member === "string") place(result, member, value);
    else place(result, member.to, translated(member, value));
  }
  return result;
}

function translated({ members, key }: Member, value: Value): Value {
  if (key !== undefined) {
    const entries = Object.entries(bag(value));
    return entries.length === 0
      ? undefined
      : entries.map(([name, item]) => ({ [key]: name, ...toRequest(members, bag(item)) }));
  }
  return Array.isArray(value)
    ? value.map((item: Value) => toRequest(members, bag(item)))
    : toRequest(members, bag(value));
}

function place(target: Draft, path: string, value: Value): void {
  const [first = "", ...rest] = path.split(".");
  if (rest.length === 0) {
    const held = target[first];
    target[first] = isBag(held) && isBag(value) ? { ...bag(held), ...bag(value) } : value;
    return;
  }
  const inner: Draft = { ...bag(target[first]) };
  place(inner, rest.join("."), value);
  target[first] = inner;
}

/** The inputs that would make what a description shows. What is absent or empty there is absent here. */
export function toInputs(members: Members, description: Bag): Bag {
  const result: Draft = {};
  for (const [name, member] of Object.entries(members)) {
    const path = typeof member === "string" ? member : member.to;
    const value = path.split(".").reduce<Value>((at, part) => bag(at)[part], description);
    const input = typeof member === "string" ? value : restored(member, value);
    if (!isEmpty(input)) result[name] = input;
  }
  return result;
}

function restored({ members, key }: Member, value: Value): Value {
  if (!Array.isArray(value)) return toInputs(members, bag(value));
  const items = value as readonly Value[];
  if (key === undefined) return items.map((item) => toInputs(members, bag(item)));
  return Object.fromEntries(items.map((item) => [textOf(bag(item)[key]), toInputs(members, bag(item))]));
}

/** The service answers empty text and empty lists for what was never set. */
export function isEmpty(value: Value): boolean {
  if (value === undefined || value === null || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === "object" && Object.keys(value).length === 0;
}

function isBag(value: Value): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Every path of the service's a mapping reaches, `[]` for elements: what tests compare with the SDK's own model. */
export function pathsOf(members: Members, prefix = ""): string[] {
  return Object.values(members).flatMap((member) => {
    if (typeof member === "string") return [prefix + member];
    const key = member.key === undefined ? [] : [`${prefix}${member.to}[].${member.key}`];
    const inner = pathsOf(member.members, "").map(
      (path) => `${prefix}${member.to}${member.key === undefined ? "" : "[]"}.${path}`,
    );
    return [...key, ...inner];
  });
}

import { shortHash } from "../names";
import { identifierLimit, suggestIdentifier } from "../snowflake";

/** Room that the names of proxies need behind a task's: `__JOIN_<n>`. */
const reserve = 12;

/** A part of a Kedro name that upper-casing and joining with `__` leave unmistakable. */
const plainPart = /^[a-z0-9]+(_[a-z0-9]+)*$/;
/** How Kedro names a node without a name: function and a hash. */
const madeUp = /^(.*[^_])__([0-9a-f]{8})$/;

/**
 * Name of the task of a node or group: `<PREFIX>__<NAME>`. `.` of a namespace becomes `__`. It depends on nothing but
 * the label, so other nodes may come and go; where the label says more than the name can, a hash of it follows.
 */
export function taskName(prefix: string, label: string, taken = false): string {
  const cleaned = suggestPart(label) || "NODE";
  const name = `${prefix}__${cleaned}`;
  if (!taken && isPlain(label) && name.length <= identifierLimit - reserve) return name;
  const hash = shortHash(label);
  return `${name.slice(0, identifierLimit - reserve - hash.length - 1).replace(/_+$/, "")}_${hash.toUpperCase()}`;
}

export const rootName = (prefix: string): string => `${prefix}__START`;
export const finalizerName = (prefix: string): string => `${prefix}__FINISH`;

function suggestPart(label: string): string {
  return label
    .toUpperCase()
    .replaceAll(".", "__")
    .replace(/[^A-Z0-9_]+/g, "_")
    .replace(/^_+|_+$/g, "");
}

/** Whether the name alone tells the label: no other label gives it, and neither do root, finalizer and proxies. */
function isPlain(label: string): boolean {
  const stem = madeUp.exec(label)?.[1] ?? label;
  const parts = stem.split(".");
  const last = parts.at(-1) ?? "";
  return (
    parts.every((part) => plainPart.test(part)) &&
    !["start", "finish"].includes(stem) &&
    !(parts.length > 1 && (/^(join|fan)_\d+$/.test(last) || /^[0-9a-f]{8}$/.test(last)))
  );
}

/** What all names of a graph begin with: its name in upper case, with a hash where that loses more than case. */
export function prefixOf(name: string): string {
  const upper = suggestIdentifier(name);
  const room = 100;
  return upper === name.toUpperCase() && upper.length <= room
    ? upper
    : `${upper.slice(0, room - 9).replace(/_+$/, "")}_${shortHash(name).toUpperCase()}`;
}

/** Name of a graph that is given none: the package, and the pipeline's where it is not the default one. */
export function graphName(
  packageName: string,
  pipeline: string,
  names: Readonly<Record<string, string>> = {},
): string {
  const mapped = names[pipeline] ?? (pipeline === "__default__" ? "" : pipeline);
  return mapped === "" ? packageName : `${packageName}_${mapped}`;
}

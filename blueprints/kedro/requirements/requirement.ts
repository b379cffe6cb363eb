/** One requirement, as PEP 508 writes it. */
export interface Requirement {
  /** Normal form: lower case, `-` for runs of `-`, `_` and `.`. */
  readonly name: string;
  readonly extras: readonly string[];
  /** `>=1.2`, in the order written. */
  readonly specs: readonly Spec[];
  readonly marker?: string;
}

export interface Spec {
  readonly operator: string;
  readonly version: string;
}

const pattern = /^([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[([^\]]*)\])?\s*(?:\(([^)]*)\)|([^;@]*))?\s*(?:;(.*))?$/;
const spec = /^(===|==|~=|!=|<=|>=|<|>)\s*([A-Za-z0-9.*+!_-]+)$/;

/** A line of a requirements file; undefined when it names no package of an index: a path, an address, an option. */
export function parseRequirement(line: string): Requirement | undefined {
  const found = pattern.exec(line.trim());
  if (found === null) return undefined;
  const [, name = "", extras = "", bracketed, plain = "", marker] = found;
  const parts = (bracketed ?? plain).split(",").map((part) => part.trim());
  const specs = parts.filter((part) => part !== "").map((part) => spec.exec(part));
  if (specs.some((one) => one === null)) return undefined;
  return {
    name: normalName(name),
    extras: extras
      .split(",")
      .map((one) => one.trim())
      .filter((one) => one !== "")
      .sort(),
    specs: specs.map((one) => ({ operator: one?.[1] ?? "", version: one?.[2] ?? "" })),
    ...(marker === undefined || marker.trim() === "" ? {} : { marker: marker.trim() }),
  };
}

export const normalName = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, "-");

/** As PACKAGES writes it, which knows ==, <=, >=, < and > only. What it cannot say is left out. */
export function packageText({ name, extras, specs }: Requirement, withExtras: boolean): string {
  const said = specs.flatMap(simple);
  return `${name}${withExtras && extras.length > 0 ? `[${extras.join(",")}]` : ""}${said.join(",")}`;
}

function simple({ operator, version }: Spec): string[] {
  if (operator === "!=") return [];
  if (operator === "===") return [`==${version}`];
  if (operator !== "~=") return [`${operator}${version}`];
  const next = afterCompatible(version);
  return next === undefined ? [`>=${version}`] : [`>=${version}`, `<${next}`];
}

/** The first version that `~=` leaves out: 2 for 1.7, 1.8 for 1.7.1. */
function afterCompatible(version: string): string | undefined {
  const release = /^\d+(\.\d+)+/.exec(version)?.[0].split(".").map(Number);
  if (release === undefined) return undefined;
  const kept = release.slice(0, -1);
  return [...kept.slice(0, -1), (kept.at(-1) ?? 0) + 1].join(".");
}

/** Order of two releases by their numbers; what follows them does not count. */
export function compareVersions(a: string, b: string): number {
  const numbers = (text: string) => (/^\d+(\.\d+)*/.exec(text)?.[0] ?? "0").split(".").map(Number);
  const [left, right] = [numbers(a), numbers(b)];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether a requirement allows any version from `least` on. */
export function allowsFrom({ specs }: Requirement, least: string): boolean {
  return specs.every(({ operator, version }) => {
    const order = compareVersions(version.replace(/\.\*$/, ""), least);
    if (operator === "==" || operator === "===") return order >= 0 || isPrefix(version, least);
    if (operator === "<") return order > 0;
    if (operator === "<=") return order >= 0;
    if (operator === "~=") return compareVersions(afterCompatible(version) ?? "999999", least) > 0;
    return true;
  });
}

/** Whether a requirement allows a version, by its numbers. */
export function allows({ specs }: Requirement, wanted: string): boolean {
  return specs.every(({ operator, version }) => {
    const order = compareVersions(wanted, version.replace(/\.\*$/, ""));
    const same = order === 0 || isPrefix(version, wanted);
    const answers: Readonly<Record<string, boolean>> = {
      "==": same,
      "===": same,
      "!=": !same,
      "<": order < 0,
      "<=": order <= 0,
      ">": order > 0,
      ">=": order >= 0,
      "~=": order >= 0 && compareVersions(wanted, afterCompatible(version) ?? "999999") < 0,
    };
    return answers[operator] ?? true;
  });
}

/** `2.*` allows 2.4. */
const isPrefix = (version: string, least: string): boolean =>
  version.endsWith(".*") && `${least}.`.startsWith(version.slice(0, -1));

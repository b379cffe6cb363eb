import type { Problem } from "./resource";

/** True when an input, or any place inside it, is not known yet. */
export function isOpen(unknown: ReadonlySet<string>, ...paths: readonly string[]): boolean {
  return [...unknown].some((each) =>
    paths.some((path) => each === path || each.startsWith(`${path}.`) || each.startsWith(`${path}[`)),
  );
}

/** Broken rules as the framework takes them. */
export function reported(problems: {
  readonly found: readonly { readonly argument: string; readonly rule: string; readonly fix: string }[];
}): Problem[] {
  return problems.found.map(({ argument, rule, fix }) => ({
    property: argument,
    reason: `${rule}. Fix: ${fix}`,
  }));
}

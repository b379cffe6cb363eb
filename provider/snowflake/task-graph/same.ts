import type { TaskSpec } from "./model";

/** What SHOW TASKS tells of a task, besides its name and whether it is resumed. */
export const visibleKeys = [
  "sql",
  "after",
  "when",
  "schedule",
  "warehouse",
  "comment",
  "targetCompletionInterval",
  "executeAsUser",
  "finalizes",
  "config",
  "overlap",
  "errorIntegration",
  "successIntegration",
] as const satisfies readonly (keyof TaskSpec)[];

export function sameSpec(left: TaskSpec | undefined, right: TaskSpec | undefined): boolean {
  return left !== undefined && right !== undefined && specKey(left) === specKey(right);
}

/** Whether two specs agree in all that SHOW TASKS tells. */
export function looksSame(left: TaskSpec, right: TaskSpec): boolean {
  return visibleKeys.every((key) => JSON.stringify(left[key]) === JSON.stringify(right[key]));
}

/** The spec with what SHOW TASKS tells of the live task. */
export function asLive(spec: TaskSpec, live: TaskSpec): TaskSpec {
  const seen = Object.fromEntries(visibleKeys.map((key) => [key, live[key]]));
  return { ...spec, ...seen, started: live.started };
}

/** Everything of a task that a CREATE OR ALTER sets; whether it is resumed is a matter of its own. */
function specKey(spec: TaskSpec): string {
  const parameters = Object.entries(spec.sessionParameters).sort(([a], [b]) => (a < b ? -1 : 1));
  const settings = Object.entries({
    ...spec,
    started: undefined,
    root: undefined,
    sessionParameters: parameters,
  });
  return JSON.stringify(
    settings.filter(([, value]) => value !== undefined).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

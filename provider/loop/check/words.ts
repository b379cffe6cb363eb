import type { Spec } from "./spec";

/** What is looked at and sent, in one line. */
function subjects(spec: Spec): string {
  const { privileges, integration, stages, features, unload, scoring, ingest, rows } = spec;
  const roles = new Set(privileges.map(({ role }) => role)).size;
  const parts = [
    ...(privileges.length === 0 ? [] : [`privileges of ${plural(roles, "role")}`]),
    ...(integration === undefined && stages.length === 0
      ? []
      : [`trust of ${plural(stages.length, "stage")}`]),
    ...(features === undefined ? [] : ["features"]),
    ...(unload === undefined ? [] : ["unload"]),
    ...(scoring === undefined ? [] : ["scoring"]),
    ...(ingest === undefined ? [] : ["ingest"]),
    rows.length === 0 ? "nothing sent" : `${plural(rows.length, "marked row")} there and back`,
  ];
  return parts.join(", ");
}

export function passed(spec: Spec): string {
  return `passed: ${subjects(spec)}`;
}

export function wouldBeChecked(spec: Spec): string {
  return `would be checked: ${subjects(spec)}`;
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

import type { Scenario } from "../support/scenario";

const inputs = {
  rootTask: '"DB"."S"."ROOT"',
  role: "LOADER",
  config: { day: "2026-11-21" },
  triggers: ["data-version-1"],
  timeoutSeconds: 600,
};

export const scenarios: readonly Scenario[] = [
  {
    token: "floe:snowflake:TaskGraphRun",
    runs: true,
    inputs,
    changed: { ...inputs, triggers: ["data-version-2"] },
    importRefused: "a run cannot be imported",
    stays: true,
  },
];

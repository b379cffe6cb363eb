import type { Preflight } from "./context";

export type { Preflight } from "./context";

const checks: readonly Preflight[] = [];

/** All that can be known to go wrong before anything is deployed. */
export const preflight: Preflight = (context) => {
  for (const check of checks) check(context);
};

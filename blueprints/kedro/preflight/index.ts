import { checkCircles } from "./circles";
import { ignorable } from "./codes";
import type { Preflight } from "./context";
import { checkDatasets } from "./datasets";
import { checkFindings } from "./findings";
import { checkLimits } from "./limits";
import { checkNodes } from "./nodes";
import { checkParameters } from "./parameters";
import { checkSettings } from "./settings";

const checks: readonly Preflight[] = [
  checkFindings,
  checkCircles,
  checkLimits,
  checkNodes,
  checkDatasets,
  checkParameters,
  checkSettings,
];

/** All that can be known to go wrong before anything is deployed. */
export const preflight: Preflight = (context) => {
  for (const check of checks) check(context);
};

const mayIgnore = new Set<string>(ignorable);

/** Whether a rule is one that the options pass over. */
export const isIgnored = (code: string, ignore: readonly string[] = []): boolean =>
  mayIgnore.has(code) && ignore.includes(code);

/** Rules of the check before deployment that a user may know better than. */
export const ignorable = [
  "local-path",
  "missing-input",
  "needs-wheel",
  "unknown-credentials",
  "memory-entry",
  "timeout-hidden",
  "unnamed-node",
  "unused-setting",
] as const;

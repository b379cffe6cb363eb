import type { Preflight } from "./context";

/** Nodes that deploy, but not as well as others. */
export const checkNodes: Preflight = ({ nodes, report }) => {
  for (const { name, unnamed } of nodes)
    if (unnamed)
      report({
        severity: "warning",
        code: "unnamed-node",
        subject: name,
        message: `node "${name}" has no name of its own: when its datasets are renamed, so is its task, and its history ends`,
        fix: 'give it one: node(..., name="...")',
      });
  const dynamic = nodes.filter(({ wholeModules }) => wholeModules).map(({ name }) => `"${name}"`);
  const shown = dynamic.slice(0, 5).join(", ");
  if (dynamic.length > 0)
    report({
      severity: "info",
      code: "whole-modules",
      subject: `${dynamic.length} nodes`,
      message: `the code of ${shown}${dynamic.length > 5 ? ` and ${dynamic.length - 5} more` : ""} is too dynamic to slice: any change in its modules changes its task`,
    });
};

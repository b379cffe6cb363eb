import type { KedroGroupFunction } from "../options";
import type { Grouping } from "./strategy";

/** Whatever a function says. */
export const byFunction =
  (group: KedroGroupFunction): Grouping =>
  ({ nodes, report }) => {
    const groups = new Map<string, string>();
    for (const node of nodes) {
      const said: unknown = group(node);
      if (typeof said === "string" && said.trim() !== "") groups.set(node.name, said);
      else if (said !== undefined && said !== null)
        report({
          severity: "error",
          code: "bad-group",
          subject: node.name,
          message: `groupBy gave ${JSON.stringify(said)} for node "${node.name}", which is no group's name`,
          fix: "return a text that is not empty, or undefined for a task of its own",
        });
    }
    return groups;
  };

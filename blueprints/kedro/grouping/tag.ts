import type { Grouping } from "./strategy";

/** Nodes that share a tag such as `group.training` are one task, named without the prefix. */
export const byTag: Grouping = ({ nodes, options, report }) => {
  const prefix = options.groupPrefix ?? "group.";
  const groups = new Map<string, string>();
  for (const { name, tags } of nodes) {
    const found = tags.filter((tag) => tag.startsWith(prefix) && tag.length > prefix.length);
    const [first] = found;
    if (first !== undefined) groups.set(name, first.slice(prefix.length));
    if (found.length > 1)
      report({
        severity: "error",
        code: "many-groups",
        subject: name,
        message: `node "${name}" has ${found.length} tags that name a group: ${found.join(", ")}`,
        fix: `leave one tag that begins with "${prefix}"`,
      });
  }
  return groups;
};

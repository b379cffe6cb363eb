import type { Grouping } from "./strategy";

/** Nodes of one top-level namespace are one task. */
export const byNamespace: Grouping = ({ nodes }) =>
  new Map(
    nodes.flatMap(({ name, namespace }) => {
      const top = namespace?.split(".")[0] ?? "";
      return top === "" ? [] : [[name, top] as const];
    }),
  );

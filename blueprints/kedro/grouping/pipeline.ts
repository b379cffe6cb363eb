import type { Grouping } from "./strategy";

/**
 * Nodes of one registered pipeline are one task. Of several pipelines with the node, the smallest counts. The default
 * pipeline is the sum of the others and counts only when it is alone; then all is one task.
 */
export const byPipeline: Grouping = ({ graph, nodes, pipeline }) => {
  const registered = Object.entries(graph.pipelines)
    .filter(([name]) => name !== "__default__")
    .map(([name, { nodes: members }]) => ({ name, members: new Set(members.map((node) => node.name)) }))
    .sort((a, b) => a.members.size - b.members.size || (a.name < b.name ? -1 : 1));
  const alone = registered.length === 0 ? (pipeline === "__default__" ? "pipeline" : pipeline) : undefined;
  return new Map(
    nodes.flatMap(({ name }) => {
      const group = alone ?? registered.find(({ members }) => members.has(name))?.name;
      return group === undefined ? [] : [[name, group] as const];
    }),
  );
};

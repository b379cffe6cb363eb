import { topological } from "../snowflake/task-graph/order";
import type { KedroNode } from "./graph";

/** Nodes so that each comes after those it needs; the same for equal pipelines. */
export function inRunOrder(nodes: readonly KedroNode[]): KedroNode[] {
  const known = new Map(nodes.map((node) => [node.name, node]));
  return topological(new Map(nodes.map(({ name, dependsOn }) => [name, dependsOn]))).flatMap(
    (name) => known.get(name) ?? [],
  );
}

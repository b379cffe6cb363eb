import { InvalidArguments } from "../checks";
import type { KedroGraph, KedroNode } from "./graph";
import { nearest } from "./nearest";
import { inRunOrder } from "./runOrder";
import type { KedroOptions } from "./options";

export interface Selected {
  readonly pipeline: string;
  /** Nodes that shall run, each after those it needs. */
  readonly nodes: readonly KedroNode[];
  /** Names of the pipeline's other nodes. */
  readonly left: readonly string[];
}

/**
 * The nodes of the chosen pipeline that `only` asks for: those that fit every kind of filter it names, as Kedro does.
 *
 * @throws InvalidArguments when the pipeline or something in `only` does not exist, or nothing is left.
 */
export function selectKedroNodes(
  graph: KedroGraph,
  options: Pick<KedroOptions, "pipeline" | "only">,
): Selected {
  const { pipeline = "__default__", only = {} } = options;
  const subject = `Kedro project "${graph.project.name}"`;
  const refuse = (argument: string, rule: string, fix: string) =>
    new InvalidArguments(subject, [{ argument, rule, fix }]);
  const all = graph.pipelines[pipeline]?.nodes;
  if (all === undefined) {
    const known = Object.keys(graph.pipelines).sort();
    throw refuse(
      "pipeline",
      `"${pipeline}" is not a registered pipeline (there are ${known.join(", ")})`,
      `choose ${nearest(pipeline, known) ?? "one of these"}, or register it in pipeline_registry.py`,
    );
  }
  const filters = [
    { key: "nodes", wanted: only.nodes, of: (node: KedroNode) => [node.name] },
    { key: "tags", wanted: only.tags, of: (node: KedroNode) => node.tags },
    { key: "namespaces", wanted: only.namespaces, of: (node: KedroNode) => namespacesOf(node) },
  ];
  for (const { key, wanted, of } of filters) {
    const known = new Set(all.flatMap(of));
    const missing = wanted?.find((one) => !known.has(one));
    if (missing === undefined) continue;
    const near = nearest(missing, [...known]);
    throw refuse(
      `only.${key}`,
      `"${missing}" is in no node of pipeline "${pipeline}"`,
      near === undefined ? "name one that is" : `write "${near}"`,
    );
  }
  const kept = all.filter((node) =>
    filters.every(({ wanted, of }) => wanted === undefined || of(node).some((one) => wanted.includes(one))),
  );
  if (kept.length === 0)
    throw refuse(
      all.length === 0 ? "pipeline" : "only",
      all.length === 0 ? `pipeline "${pipeline}" has no nodes` : "no node fits all its filters",
      all.length === 0 ? "choose another pipeline" : "drop one of the filters",
    );
  const names = new Set(kept.map(({ name }) => name));
  const inside = kept.map((node) => ({
    ...node,
    dependsOn: node.dependsOn.filter((name) => names.has(name)),
  }));
  return {
    pipeline,
    nodes: inRunOrder(inside),
    left: all.filter(({ name }) => !names.has(name)).map(({ name }) => name),
  };
}

/** A node's namespace and those it lies in. */
function namespacesOf({ namespace }: KedroNode): readonly string[] {
  const parts = namespace === null || namespace === "" ? [] : namespace.split(".");
  return parts.map((_, index) => parts.slice(0, index + 1).join("."));
}

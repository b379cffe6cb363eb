import { components } from "../components";
import { isInMemory, plainName } from "../datasets";
import type { KedroNode } from "../graph";
import { Groups } from "./groups";
import type { Grouping } from "./strategy";

/**
 * Nodes that hand each other datasets without a catalog entry are one task, so that nothing is kept between tasks.
 * Tasks that would wait for each other in a circle become one, too: such a grouping always runs. A task is named
 * after its first node to run.
 */
export const byMemory: Grouping = ({ graph, nodes }) => {
  const makers = new Map(
    nodes.flatMap((node) => node.outputs.map((output) => [plainName(output), node.name] as const)),
  );
  const groups = new Groups(nodes.map(({ name }) => name));
  for (const { name, inputs } of nodes)
    for (const input of inputs) {
      const maker = makers.get(plainName(input));
      if (maker !== undefined && isInMemory(graph, input)) groups.join(maker, name);
    }
  for (const [first = "", ...others] of circles(nodes, groups))
    for (const other of others) groups.join(first, other);
  return new Map(
    groups
      .all()
      .filter((members) => members.length > 1)
      .flatMap((members) => members.map((member) => [member, members[0] ?? member] as const)),
  );
};

/** Groups that wait for each other, one node of each. */
function circles(nodes: readonly KedroNode[], groups: Groups): string[][] {
  const links = new Map(nodes.map(({ name }) => [groups.of(name), new Set<string>()]));
  for (const { name, dependsOn } of nodes)
    for (const other of dependsOn.filter((one) => groups.has(one))) {
      if (groups.of(other) !== groups.of(name)) links.get(groups.of(name))?.add(groups.of(other));
    }
  return components(links).filter((members) => members.length > 1);
}

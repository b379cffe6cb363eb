import { plainName } from "./datasets";
import type { KedroNode } from "./graph";
import { kedroGroupHash } from "./hash";
import { taskName } from "./names";
import type { KedroLink } from "./planned";
import { reduceLinks } from "./reduce";

/** Nodes that one task runs. */
export interface Group {
  readonly name: string;
  readonly label: string;
  /** In the order they run. */
  readonly nodes: readonly KedroNode[];
  readonly hash: string;
}

/** Groups of nodes with their tasks' names. A node that has the name of a group gets a hash behind its own. */
export function groupsOf(
  prefix: string,
  nodes: readonly KedroNode[],
  grouping: ReadonlyMap<string, string>,
): Group[] {
  const members = new Map<string, KedroNode[]>();
  for (const node of nodes) {
    const group = grouping.get(node.name);
    const key = group === undefined ? `node ${node.name}` : `group ${group}`;
    members.set(key, [...(members.get(key) ?? []), node]);
  }
  return [...members].map(([key, inside]) => {
    const label = key.slice(key.indexOf(" ") + 1);
    const taken = key.startsWith("node ") && members.has(`group ${label}`);
    return { name: taskName(prefix, label, taken), label, nodes: inside, hash: kedroGroupHash(inside) };
  });
}

/** A dependency between two nodes of different tasks. */
export interface Step {
  readonly from: KedroNode;
  readonly to: KedroNode;
  readonly datasets: readonly string[];
}

export interface Linked {
  /** Every dependency between tasks, whether direct or through others. */
  readonly links: readonly KedroLink[];
  /** Names of the tasks each follows, reduced. */
  readonly after: ReadonlyMap<string, readonly string[]>;
  /** The nodes behind a dependency. */
  readonly steps: (from: string, to: string) => readonly Step[];
}

export function linkGroups(groups: readonly Group[]): Linked {
  const home = new Map(groups.flatMap(({ name, nodes }) => nodes.map((node) => [node.name, { name, node }])));
  const steps = new Map<string, Map<string, Step[]>>(groups.map(({ name }) => [name, new Map()]));
  for (const { name, nodes } of groups)
    for (const node of nodes) {
      const datasetsOf = readsOf(node);
      for (const other of node.dependsOn) {
        const before = home.get(other);
        if (before === undefined || before.name === name) continue;
        const known = steps.get(name);
        const found = known?.get(before.name) ?? [];
        found.push({ from: before.node, to: node, datasets: datasetsOf(before.node) });
        known?.set(before.name, found);
      }
    }
  const full = new Map([...steps].map(([name, before]) => [name, [...before.keys()]]));
  const after = reduceLinks(full);
  const links = [...steps].flatMap(([to, before]) =>
    [...before].map(([from, found]) => ({
      from,
      to,
      datasets: [...new Set(found.flatMap(({ datasets }) => datasets))].sort(),
      direct: after.get(to)?.includes(from) === true,
    })),
  );
  return { links, after, steps: (from, to) => steps.get(to)?.get(from) ?? [] };
}

/** Tells the datasets that other nodes make and this one reads. */
function readsOf({ inputs }: KedroNode): (from: KedroNode) => string[] {
  const read = new Map<string, string[]>();
  for (const input of inputs) {
    const name = plainName(input);
    read.set(name, [...(read.get(name) ?? []), input]);
  }
  return ({ outputs }) => [...new Set(outputs.flatMap((output) => read.get(plainName(output)) ?? []))];
}

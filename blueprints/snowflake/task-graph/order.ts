/** Names of tasks by their predecessors. */
export type Links = ReadonlyMap<string, readonly string[]>;

/** Names so that each comes after its predecessors; stable for equal graphs. Cycles come last. */
export function topological(links: Links): string[] {
  const { order, cyclic } = sorted(links);
  return [...order, ...cyclic];
}

/** Tasks that can never run, because they wait for each other or for such tasks. */
export function cyclic(links: Links): string[] {
  return sorted(links).cyclic;
}

/** Names by predecessor. */
export function childrenOf(links: Links): Map<string, string[]> {
  const children = new Map<string, string[]>();
  for (const [name, after] of links) {
    for (const other of new Set(after)) {
      const known = children.get(other);
      if (known === undefined) children.set(other, [name]);
      else known.push(name);
    }
  }
  return children;
}

function sorted(links: Links): { order: string[]; cyclic: string[] } {
  const names = [...links.keys()].sort();
  const order: string[] = [];
  const waiting = new Map<string, Set<string>>();
  for (const name of names)
    waiting.set(name, new Set((links.get(name) ?? []).filter((other) => links.has(other))));
  const followers = childrenOf(new Map(names.map((name) => [name, [...(waiting.get(name) ?? [])]])));
  const ready = names.filter((name) => waiting.get(name)?.size === 0);
  for (let at = 0; at < ready.length; at++) {
    const next = ready[at] ?? "";
    waiting.delete(next);
    order.push(next);
    for (const follower of followers.get(next) ?? []) {
      const before = waiting.get(follower);
      before?.delete(next);
      if (before?.size === 0) ready.push(follower);
    }
  }
  return { order, cyclic: [...waiting.keys()] };
}

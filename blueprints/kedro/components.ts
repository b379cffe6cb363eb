/** Names that one can reach from each other both ways, as sets, each sorted; a name alone is a set of its own. */
export function components(links: ReadonlyMap<string, Iterable<string>>): string[][] {
  const found: string[][] = [];
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const lower = (name: string, to: number) => low.set(name, Math.min(low.get(name) ?? to, to));
  const enter = (name: string) => {
    index.set(name, index.size);
    low.set(name, index.size - 1);
    stack.push(name);
    onStack.add(name);
    return { name, next: [...(links.get(name) ?? [])].filter((other) => links.has(other)).values() };
  };
  for (const start of links.keys()) {
    const path = index.has(start) ? [] : [enter(start)];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const step = top.next.next();
      if (step.done !== true) {
        if (!index.has(step.value)) path.push(enter(step.value));
        else if (onStack.has(step.value)) lower(top.name, index.get(step.value) ?? 0);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) lower(parent.name, low.get(top.name) ?? 0);
      if (low.get(top.name) !== index.get(top.name)) continue;
      const members = stack.splice(stack.indexOf(top.name));
      for (const member of members) onStack.delete(member);
      found.push(members.sort());
    }
  }
  return found;
}

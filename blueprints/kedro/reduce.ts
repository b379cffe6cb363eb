import { type Links, topological } from "../snowflake/task-graph/order";

/**
 * The same order with the fewest links: a link goes when a longer way says the same. Names that wait for each other in
 * a circle keep their links.
 */
export function reduceLinks(links: Links): Map<string, readonly string[]> {
  const order = topological(links);
  const position = new Map(order.map((name, index) => [name, index]));
  const words = Math.ceil(order.length / 32);
  const above = new Map<string, Uint32Array>();
  const reduced = new Map<string, readonly string[]>();
  for (const name of order) {
    const after = [...new Set(links.get(name) ?? [])].sort();
    const seen = new Uint32Array(words);
    const covered = new Uint32Array(words);
    for (const parent of after) {
      const ancestors = above.get(parent);
      for (let word = 0; ancestors !== undefined && word < words; word++)
        covered[word] = (covered[word] ?? 0) | (ancestors[word] ?? 0);
    }
    const kept = after.filter((parent) => !has(covered, position.get(parent) ?? 0));
    for (let word = 0; word < words; word++) seen[word] = covered[word] ?? 0;
    for (const parent of after) add(seen, position.get(parent) ?? 0);
    above.set(name, seen);
    reduced.set(name, kept);
  }
  return reduced;
}

const has = (set: Uint32Array, at: number): boolean => ((set[at >> 5] ?? 0) & (1 << (at & 31))) !== 0;

function add(set: Uint32Array, at: number): void {
  set[at >> 5] = (set[at >> 5] ?? 0) | (1 << (at & 31));
}

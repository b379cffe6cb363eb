import { shortHash } from "../names";

/**
 * Hash of what a group of nodes depends on: a lone node's own; of several, the first 16 hexadecimal digits of the
 * SHA-256 of the JSON text `[["<node>","<hash>"],..]`, without blanks, in UTF-8, in the order of the nodes' names by
 * code point. The runtime computes the same from the index in the project's archive.
 */
export function kedroGroupHash(nodes: readonly { readonly name: string; readonly hash: string }[]): string {
  const [only] = nodes;
  if (only !== undefined && nodes.length === 1) return only.hash;
  const pairs = nodes.map(({ name, hash }) => [name, hash] as const).sort(([a], [b]) => byCodePoint(a, b));
  return shortHash(JSON.stringify(pairs), 16);
}

/** Python's order of texts, which UTF-16 units differ from beyond the basic plane. */
export function byCodePoint(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const difference = (left[at]?.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

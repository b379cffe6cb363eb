import { shortHash } from "../names";

/**
 * Hash of what a task's nodes depend on: the first 16 hexadecimal digits of the SHA-256 of `<node>\n<hash>\n` for each
 * node in the order of the task's call. The runtime computes the same from the index in the project's archive.
 */
export function kedroGroupHash(nodes: readonly { readonly name: string; readonly hash: string }[]): string {
  return shortHash(nodes.map(({ name, hash }) => `${name}\n${hash}\n`).join(""), 16);
}

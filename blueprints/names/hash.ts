import { createHash } from "node:crypto";

/** First `length` hexadecimal digits of the SHA-256 of a text: stable across machines and runs. */
export function shortHash(text: string, length = 8): string {
  return createHash("sha256").update(text).digest("hex").slice(0, length);
}

/** Text of a value with its keys in one order, so that equal values hash equally. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : inner,
  );
}

export function hashOf(value: unknown, length = 8): string {
  return shortHash(canonicalJson(value), length);
}

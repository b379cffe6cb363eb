import type { Value } from "../../../provider/framework/resource";
import { strings } from "../common/values";

/** An identifier as the real provider sends it: always quoted, so its case counts. */
export const ident = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const qualified = (...parts: readonly string[]): string => parts.map(ident).join(".");

/** A text. Like the real provider this escapes the quote and leaves backslashes to the program. */
export const literal = (text: string): string => `'${text.replaceAll("'", "\\'")}'`;
export const literals = (value: Value): string => `(${strings(value).map(literal).join(", ")})`;

/** The parts of a name: `"A"."b"`, `A.b` and `A` are all understood; unquoted parts keep their case. */
export const partsOf = (name: string): string[] => {
  const parts: string[] = [];
  const pattern = /\s*(?:"((?:[^"]|"")*)"|([^."]+))\s*(?:\.|$)/y;
  while (pattern.lastIndex < name.length) {
    const found = pattern.exec(name);
    if (found === null) throw new Error(`${name} is not a name: write A.B or "A"."b"`);
    parts.push(found[1] === undefined ? (found[2] ?? "").trim() : found[1].replaceAll('""', '"'));
  }
  return parts;
};
/** A name given by the program, fully quoted. */
export const quoted = (name: string): string => qualified(...partsOf(name));

/** camelCase of a property to the service's SNAKE_CASE. */
export const keyOf = (property: string): string =>
  property === "s3StageVpceDnsName"
    ? "S3_STAGE_VPCE_DNS_NAME"
    : property
        .replace(/([a-z])([A-Z0-9])/g, "$1_$2")
        .replace(/([0-9])([A-Z][a-z])/g, "$1_$2")
        .toUpperCase();
/** SNAKE_CASE or snake_case to camelCase. */
export const propertyOf = (key: string): string =>
  key.toLowerCase().replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

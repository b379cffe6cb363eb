import type { Problems } from "../checks/problems";
import { isPlain } from "../checks/values";

/** Snowflake's limit for an object's name (doc page "Object identifiers"). */
export const identifierLimit = 255;

/** A quoted identifier: means exactly this text, case included. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** `"DB"."SCHEMA"."NAME"`. */
export function qualifiedName(...parts: readonly string[]): string {
  return parts.map(quoteIdentifier).join(".");
}

/** A string literal. Backslashes are escape characters inside Snowflake's single quotes, so they double too. */
export function quoteString(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}

/** `@"DB"."SCHEMA"."STAGE"/path`. Quotes in a path would need quoting of the whole reference, so they are refused. */
export function stageReference(stage: readonly string[], path = ""): string {
  if (/['"\\\s;]/.test(path))
    throw new Error(`Stage path "${path}" may not hold quotes, backslashes, spaces or semicolons`);
  return `@${qualifiedName(...stage)}${path === "" ? "" : `/${path.replace(/^\/+/, "")}`}`;
}

/**
 * Names of objects Floe creates are written quoted and in upper case, so that `select * from flights` finds them
 * without quotes. A lower-case name would need quotes in every query for ever.
 */
export function checkIdentifier(problems: Problems, argument: string, value: unknown): boolean {
  if (value === undefined || !isPlain(value)) return true;
  const text = String(value);
  return problems.require(
    typeof value === "string" && /^[A-Z_][A-Z0-9_$]*$/.test(text) && text.length <= identifierLimit,
    argument,
    `"${text}" is not an upper-case Snowflake identifier (letters, digits, _ and $, not starting with a digit, at most ${identifierLimit} characters)`,
    `write ${suggestIdentifier(text)}`,
  );
}

/** The nearest valid identifier to a text. */
export function suggestIdentifier(text: string): string {
  const cleaned = text
    .toUpperCase()
    .replace(/[^A-Z0-9_$]+/g, "_")
    .slice(0, identifierLimit);
  return /^[A-Z_]/.test(cleaned) ? cleaned : `_${cleaned}`.slice(0, identifierLimit);
}

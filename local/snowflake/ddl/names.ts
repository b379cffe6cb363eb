import type { Path } from "../core/cloud";
import { TokenStream } from "./stream";

/** An identifier as Snowflake prints it: bare when that would read back the same, else in double quotes. */
export const quoteIfNeeded = (part: string): string =>
  /^[A-Z_][A-Z0-9_$]*$/.test(part) ? part : quote(part);

export const quote = (part: string): string => `"${part.replaceAll('"', '""')}"`;

/** A qualified name as Snowflake prints it in messages and in SHOW GRANTS. */
export const formatPath = (path: Path): string => path.map(quoteIfNeeded).join(".");

/** Reads a name given as text, as in `IDENTIFIER('db.schema.t')` or in a property: `db."My Schema".t`. */
export function parseName(text: string): string[] {
  const stream = new TokenStream(text);
  const name = stream.name();
  stream.end();
  return name;
}

import { syntaxError } from "../core/errors";
import { parseName } from "../ddl/names";
import type { TokenStream } from "../ddl/stream";

/** A reference to staged files: `@stage/path`, `@~/path`, `@%table/path` or `s3://bucket/path`. */
export type StageReference =
  | { readonly kind: "named" | "table"; readonly name: readonly string[]; readonly path: string }
  | { readonly kind: "user"; readonly path: string }
  | { readonly kind: "url"; readonly url: string };

const PART = /(?:"(?:[^"]|"")*"|[A-Za-z_][A-Za-z0-9_$]*)/y;

/** Length of the qualified name at the start of the text. */
function nameLength(text: string): number {
  let at = 0;
  for (;;) {
    PART.lastIndex = at;
    const part = PART.exec(text);
    if (part === null) throw syntaxError(`invalid stage name '@${text}'`);
    at += part[0].length;
    if (text[at] !== ".") return at;
    at++;
    if (text[at] === ".") at++;
  }
}

/** Reads a reference given as text, with its `@`. */
export function parseReference(text: string): StageReference {
  if (/^[a-z0-9]+:\/\//i.test(text)) return { kind: "url", url: text };
  if (!text.startsWith("@"))
    throw syntaxError(`'${text}' is no stage reference: write @stage/path or 's3://bucket/path'`);
  const rest = text.slice(1);
  if (rest.startsWith("~")) return { kind: "user", path: rest.slice(1).replace(/^\/+/, "") };
  const table = rest.startsWith("%");
  const body = table ? rest.slice(1) : rest;
  const length = nameLength(body);
  const tail = body.slice(length);
  if (tail !== "" && !tail.startsWith("/"))
    throw syntaxError(`unexpected '${tail}' after the stage name in '${text}'`);
  return {
    kind: table ? "table" : "named",
    name: parseName(body.slice(0, length)),
    path: tail.replace(/^\/+/, ""),
  };
}

/** Reads the reference that comes next in a statement: bare, or in single quotes. */
export function takeReference(stream: TokenStream): StageReference {
  const token = stream.peek();
  if (token === undefined || !["stage", "url", "string"].includes(token.kind))
    throw stream.unexpected("a stage");
  stream.next();
  const path: string[] = [token.value];
  // `@stage/` followed directly by a quoted or odd part is one reference.
  let end = token.end;
  for (
    let next = stream.peek();
    token.kind !== "string" && next?.start === end && next.kind !== "symbol";
    next = stream.peek()
  ) {
    path.push(stream.sql.slice(next.start, next.end));
    end = stream.next().end;
  }
  return parseReference(path.join(""));
}

/** The reference as Snowflake prints it. */
export function formatReference(reference: StageReference): string {
  switch (reference.kind) {
    case "url":
      return reference.url;
    case "user":
      return `@~/${reference.path}`;
    default:
      return `@${reference.kind === "table" ? "%" : ""}${reference.name.join(".")}${reference.path === "" ? "" : `/${reference.path}`}`;
  }
}

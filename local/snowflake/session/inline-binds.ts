import type { Bind } from "../core/cloud";
import { type Token, tokenize } from "../ddl/lexer";
import { TokenStream } from "../ddl/stream";
import { literal } from "../movement/sql-text";

type Binds = Readonly<Record<string, Bind>>;

export interface Inlined {
  readonly sql: string;
  readonly binds: Binds | undefined;
}

/** Statements whose own parser knows binds. */
const own = new Set(["query", "call", "script"]);

/**
 * Writes binds into statements whose parser takes none (DDL, COPY), and the name into `IDENTIFIER(?)` and
 * `IDENTIFIER('name')` everywhere, since a name decides what a statement means.
 */
export function inlineBinds(sql: string, binds: Binds | undefined, handler: string): Inlined {
  if (!/\bidentifier\s*\(/i.test(sql) && (binds === undefined || own.has(handler))) return { sql, binds };
  const tokens = tokenize(sql);
  const left: Record<string, Bind> = {};
  let out = "";
  let from = 0;
  let bind = 0;
  let kept = 0;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined) break;
    const named = nameIn(tokens, at);
    if (named !== undefined) {
      const value = named.kind === "string" ? named.value : textOf(binds?.[String(++bind)]);
      if (value === undefined) continue;
      out += sql.slice(from, token.start) + plainName(value);
      from = tokens[at + 3]?.end ?? token.end;
      at += 3;
      continue;
    }
    if (!isBind(token)) continue;
    const given = binds?.[String(++bind)];
    if (given === undefined) continue;
    if (own.has(handler)) {
      left[String(++kept)] = given;
      continue;
    }
    out += sql.slice(from, token.start) + literalOf(given);
    from = token.end;
  }
  const named = Object.entries(binds ?? {}).filter(([key]) => !/^\d+$/.test(key));
  return {
    sql: out + sql.slice(from),
    binds: binds === undefined ? undefined : { ...Object.fromEntries(named), ...left },
  };
}

/** How many values a statement asks for. */
export const countBinds = (sql: string): number =>
  sql.includes("?") ? tokenize(sql).filter(isBind).length : 0;

const isBind = (token: Token): boolean => token.kind === "symbol" && token.value === "?";

/** The argument of `IDENTIFIER ( ? )` or `IDENTIFIER ( 'name' )` that begins at a token. */
function nameIn(tokens: readonly Token[], at: number): Token | undefined {
  const [word, open, argument, close] = tokens.slice(at, at + 4);
  if (word?.kind !== "word" || word.value !== "IDENTIFIER" || open?.value !== "(" || close?.value !== ")")
    return undefined;
  return argument !== undefined && (argument.kind === "string" || isBind(argument)) ? argument : undefined;
}

/** The name in one spelling: the text may hold a statement's parts. */
function plainName(text: string): string {
  const stream = new TokenStream(text);
  const parts = stream.name();
  stream.end();
  return parts.map((part) => `"${part.replaceAll('"', '""')}"`).join(".");
}

function textOf(bind: Bind | undefined): string | undefined {
  return typeof bind?.value === "string" ? bind.value : undefined;
}

function literalOf({ type, value }: Bind): string {
  if (typeof value !== "string") return "NULL";
  return ["FIXED", "REAL", "BOOLEAN"].includes(type) ? value : literal(value);
}

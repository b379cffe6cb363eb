import { syntaxError } from "../core/errors";

/**
 * One lexeme of a Snowflake statement. `value` is what it means: the upper-cased word, the unescaped string, the
 * unquoted identifier. `start` and `end` are offsets into the source, so that raw text can be cut out again.
 */
export interface Token {
  readonly kind:
    "word" | "quoted" | "string" | "dollar" | "number" | "variable" | "stage" | "url" | "symbol" | "comment";
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const SYMBOLS = ["=>", "::", "||", "<=", ">=", "<>", "!=", ":=", "->"];
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", "0": "\0" };

/** Where the line comment, block comment, string, quoted name, ... that begins at `from` ends. */
type Scanner = (sql: string, from: number) => Token | undefined;

const match =
  (kind: Token["kind"], pattern: RegExp, value: (text: string) => string = (text) => text): Scanner =>
  (sql, from) => {
    pattern.lastIndex = from;
    const found = pattern.exec(sql);
    return found === null
      ? undefined
      : { kind, value: value(found[0]), start: from, end: from + found[0].length };
  };

function blockComment(sql: string, from: number): Token | undefined {
  if (!sql.startsWith("/*", from)) return undefined;
  const close = sql.indexOf("*/", from + 2);
  if (close < 0) throw syntaxError("unterminated comment /* ... */");
  return { kind: "comment", value: sql.slice(from + 2, close), start: from, end: close + 2 };
}

function dollarQuoted(sql: string, from: number): Token | undefined {
  if (!sql.startsWith("$$", from)) return undefined;
  const close = sql.indexOf("$$", from + 2);
  if (close < 0) throw syntaxError("parse error: unterminated $$ string");
  return { kind: "dollar", value: sql.slice(from + 2, close), start: from, end: close + 2 };
}

function unescape(text: string): string {
  return text.replace(
    /''|\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([0-7]{3})|([\s\S]))/g,
    (whole: string, unicode?: string, hex?: string, octal?: string, char?: string) => {
      if (whole === "''") return "'";
      if (unicode !== undefined) return String.fromCharCode(parseInt(unicode, 16));
      if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
      if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8));
      return ESCAPES[char ?? ""] ?? char ?? "";
    },
  );
}

function singleQuoted(sql: string, from: number): Token | undefined {
  if (sql[from] !== "'") return undefined;
  for (let at = from + 1; at < sql.length; at++) {
    if (sql[at] === "\\") at++;
    else if (sql[at] === "'") {
      if (sql[at + 1] !== "'")
        return { kind: "string", value: unescape(sql.slice(from + 1, at)), start: from, end: at + 1 };
      at++;
    }
  }
  throw syntaxError("parse error: unterminated string literal");
}

function symbol(sql: string, from: number): Token {
  const value = SYMBOLS.find((candidate) => sql.startsWith(candidate, from)) ?? sql.slice(from, from + 1);
  return { kind: "symbol", value, start: from, end: from + value.length };
}

const scanners: readonly Scanner[] = [
  match("comment", /(?:--|\/\/)[^\r\n]*/y),
  blockComment,
  dollarQuoted,
  singleQuoted,
  match("quoted", /"(?:[^"]|"")*"/y, (text) => text.slice(1, -1).replaceAll('""', '"')),
  match("stage", /@(?:"(?:[^"]|"")*"|[^\s,()[\];'"])+/y),
  match("url", /(?:file|s3|s3gov|s3china|gcs|azure):\/\/[^\s,()[\];'"]*/iy),
  match("number", /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![A-Za-z_])/y),
  match("word", /[\p{L}_][\p{L}\p{N}_$]*/uy, (text) => text.toUpperCase()),
  match("variable", /\$[A-Za-z0-9_]+/y),
  match("word", /\d[\p{L}\p{N}_$]*/uy, (text) => text.toUpperCase()),
];

/** Cuts a text into tokens. Comments are dropped unless asked for. */
export function tokenize(sql: string, options: { comments?: boolean } = {}): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < sql.length) {
    if (/\s/.test(sql.charAt(at))) {
      at++;
      continue;
    }
    let token: Token | undefined;
    for (const scan of scanners) {
      token = scan(sql, at);
      if (token !== undefined) break;
    }
    token ??= symbol(sql, at);
    if (token.kind !== "comment" || options.comments === true) tokens.push(token);
    at = token.end;
  }
  return tokens;
}

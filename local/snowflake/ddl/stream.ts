import { syntaxError } from "../core/errors";
import { tokenize, type Token } from "./lexer";

/** Reads a statement token by token. Every method that finds something else than it needs throws Snowflake's syntax error. */
export class TokenStream {
  private readonly tokens: readonly Token[];
  private at = 0;

  constructor(readonly sql: string) {
    this.tokens = tokenize(sql);
  }

  get done(): boolean {
    return this.at >= this.tokens.length;
  }

  /** For going back: `const mark = stream.mark(); ... stream.reset(mark)`. */
  mark(): number {
    return this.at;
  }

  reset(mark: number): void {
    this.at = mark;
  }

  peek(offset = 0): Token | undefined {
    return this.tokens[this.at + offset];
  }

  next(): Token {
    const token = this.tokens[this.at];
    if (token === undefined) throw this.unexpected();
    this.at++;
    return token;
  }

  /** Whether the next tokens are these bare words. A double-quoted identifier never counts as a word. */
  atWords(...words: readonly string[]): boolean {
    return words.every((word, offset) => {
      const token = this.peek(offset);
      return token?.kind === "word" && token.value === word;
    });
  }

  /** Consumes these bare words if they come next, all or none. `take("IF", "EXISTS")` or `take("IF EXISTS")`. */
  take(...words: readonly string[]): boolean {
    const wanted = words.flatMap((word) => word.split(" "));
    if (!this.atWords(...wanted)) return false;
    this.at += wanted.length;
    return true;
  }

  /** Consumes the first of these phrases that comes next; longer phrases are tried first. */
  takeOne<T extends string>(phrases: readonly T[]): T | undefined {
    const byLength = [...phrases].sort((a, b) => b.split(" ").length - a.split(" ").length);
    return byLength.find((phrase) => this.take(phrase));
  }

  expect(...words: readonly string[]): void {
    if (!this.take(...words)) throw this.unexpected(words.join(" "));
  }

  atSymbol(value: string): boolean {
    const token = this.peek();
    return token?.kind === "symbol" && token.value === value;
  }

  takeSymbol(value: string): boolean {
    if (!this.atSymbol(value)) return false;
    this.at++;
    return true;
  }

  expectSymbol(value: string): void {
    if (!this.takeSymbol(value)) throw this.unexpected(value);
  }

  /** The next bare word, upper-cased. */
  word(): string {
    const token = this.peek();
    if (token?.kind !== "word") throw this.unexpected("a word");
    this.at++;
    return token.value;
  }

  /** One identifier: unquoted ones upper-cased, quoted ones kept. */
  identifier(): string {
    const token = this.peek();
    if (token?.kind !== "word" && token?.kind !== "quoted") throw this.unexpected("an identifier");
    this.at++;
    return token.value;
  }

  /** `a`, `a.b`, `a.b.c`, `a..c` (schema PUBLIC) or `IDENTIFIER('a.b')`. */
  name(): string[] {
    if (this.atWords("IDENTIFIER") && this.peek(1)?.value === "(" && this.peek(2)?.kind === "string") {
      this.at += 2;
      const inner = new TokenStream(this.string());
      this.expectSymbol(")");
      const name = inner.name();
      inner.end();
      return name;
    }
    const parts = [this.identifier()];
    while (this.takeSymbol(".")) parts.push(this.atSymbol(".") ? "PUBLIC" : this.identifier());
    if (parts.length > 3) throw syntaxError(`name with too many parts: ${parts.join(".")}`);
    return parts;
  }

  atString(): boolean {
    const kind = this.peek()?.kind;
    return kind === "string" || kind === "dollar";
  }

  /** A string literal in single quotes or dollar quotes. */
  string(): string {
    const token = this.peek();
    if (token === undefined || !this.atString()) throw this.unexpected("a string");
    this.at++;
    return token.value;
  }

  integer(): number {
    const negative = this.takeSymbol("-");
    const token = this.peek();
    if (token?.kind !== "number" || !/^\d+$/.test(token.value)) throw this.unexpected("an integer");
    this.at++;
    return Number(token.value) * (negative ? -1 : 1);
  }

  /** Items between parentheses, separated by commas; the list may be empty. */
  list<T>(item: () => T): T[] {
    this.expectSymbol("(");
    const items: T[] = [];
    if (this.takeSymbol(")")) return items;
    do items.push(item());
    while (this.takeSymbol(","));
    this.expectSymbol(")");
    return items;
  }

  /** The raw text between balanced parentheses, without them. */
  parenthesised(): string {
    this.expectSymbol("(");
    const from = this.peek()?.start ?? this.sql.length;
    for (let depth = 1; ;) {
      const token = this.next();
      if (token.kind !== "symbol") continue;
      if (token.value === "(") depth++;
      else if (token.value === ")" && --depth === 0) return this.sql.slice(from, token.start).trim();
    }
  }

  /** The raw text from a mark (default: here) up to the current token, trimmed. */
  text(from: number, to = this.at): string {
    const start = this.tokens[from]?.start ?? this.sql.length;
    const end = this.tokens[to - 1]?.end ?? start;
    return this.sql.slice(start, Math.max(start, end));
  }

  /** Consumes everything that is left and returns it as written, without trailing comments. */
  rest(): string {
    const from = this.at;
    this.at = this.tokens.length;
    return this.text(from);
  }

  /** Throws unless everything was read. */
  end(): void {
    if (!this.done) throw this.unexpected();
  }

  /** Snowflake's syntax error for the current token. */
  unexpected(wanted?: string): Error {
    const token = this.peek();
    const hint = wanted === undefined ? "" : ` (expected ${wanted})`;
    const before = this.sql.slice(0, token?.start ?? this.sql.length);
    const line = before.split("\n").length;
    const position = before.length - (before.lastIndexOf("\n") + 1);
    const found = token === undefined ? "<EOF>" : this.sql.slice(token.start, token.end);
    return syntaxError(`syntax error line ${line} at position ${position} unexpected '${found}'.${hint}`);
  }
}

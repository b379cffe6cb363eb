import { tokenize, type Token } from "./lexer";

const NOT_A_BLOCK = new Set(["TRANSACTION", "WORK", "NAME", ";"]);
const INNER = new Set(["IF", "FOR", "WHILE", "LOOP", "REPEAT"]);

/** Follows scripting blocks: a semicolon inside BEGIN ... END (or a DECLARE section) ends no statement. */
class Blocks {
  private depth = 0;
  private declaring = false;

  get open(): boolean {
    return this.depth > 0 || this.declaring;
  }

  see(token: Token, previous: Token | undefined, next: Token | undefined): void {
    if (token.kind !== "word") return;
    const starts = previous === undefined || (previous.kind === "word" && previous.value === "AS");
    if (token.value === "DECLARE" && starts) this.declaring = true;
    else if (token.value === "BEGIN") this.begin(starts, next);
    else if (this.depth === 0) return;
    else if (token.value === "CASE" && !this.endsWith(previous)) this.depth++;
    else if (token.value === "END" && !(next?.kind === "word" && INNER.has(next.value))) this.depth--;
  }

  private begin(starts: boolean, next: Token | undefined): void {
    const transaction = next === undefined || NOT_A_BLOCK.has(next.value);
    if (this.open || (starts && !transaction)) this.depth++;
    this.declaring = false;
  }

  private endsWith(previous: Token | undefined): boolean {
    return previous?.kind === "word" && previous.value === "END";
  }
}

/**
 * Splits a script at its semicolons. Strings, `$$` bodies, comments and scripting blocks are kept whole; comments stay
 * with the statement they stand in; pieces that hold nothing but comments are dropped.
 */
export function splitStatements(script: string): string[] {
  const statements: string[] = [];
  const tokens = tokenize(script);
  let blocks = new Blocks();
  let first: Token | undefined;
  let from = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.kind === "symbol" && token.value === ";" && !blocks.open) {
      if (first !== undefined) statements.push(script.slice(from, token.start).trim());
      first = undefined;
      from = token.end;
      blocks = new Blocks();
      continue;
    }
    blocks.see(token, first === undefined ? undefined : tokens[index - 1], tokens[index + 1]);
    first ??= token;
  }
  if (first !== undefined) statements.push(script.slice(from).trim());
  return statements;
}

/** The first bare words of a statement, upper-cased, for dispatching. */
export function leadingWords(sql: string, count = 8): string[] {
  const words: string[] = [];
  for (const token of tokenize(sql)) {
    if (words.length >= count || token.kind !== "word") break;
    words.push(token.value);
  }
  return words;
}

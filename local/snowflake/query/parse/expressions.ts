import { syntaxError, unsupported } from "../../core/errors";
import type { TokenStream } from "../../ddl/stream";
import { readType } from "../../tables/types";
import type { Expr, Query, Star } from "./ast";
import { readCall } from "./calls";

/** What expressions need from the query parser: subqueries and the numbering of `?`. */
export interface ParseContext {
  readonly stream: TokenStream;
  query(): Query;
  nextBind(): string;
}

const COMPARISONS = ["=", "<>", "!=", "<", "<=", ">", ">="];
const TYPED_LITERALS: Readonly<Record<string, string>> = {
  DATE: "DATE",
  TIMESTAMP: "TIMESTAMP_NTZ",
  TIME: "TIME",
};

export function readExpression(context: ParseContext): Expr {
  let left = readAnd(context);
  while (context.stream.take("OR")) left = { k: "binary", op: "OR", left, right: readAnd(context) };
  return left;
}

function readAnd(context: ParseContext): Expr {
  let left = readNot(context);
  while (context.stream.take("AND")) left = { k: "binary", op: "AND", left, right: readNot(context) };
  return left;
}

function readNot(context: ParseContext): Expr {
  if (!context.stream.take("NOT")) return readComparison(context);
  return { k: "unary", op: "NOT", value: readNot(context) };
}

function readComparison(context: ParseContext): Expr {
  let left = readSum(context);
  for (;;) {
    const next = comparison(context, left);
    if (next === undefined) return left;
    left = next;
  }
}

function comparison(context: ParseContext, left: Expr): Expr | undefined {
  const { stream } = context;
  const op = COMPARISONS.find((symbol) => stream.atSymbol(symbol));
  if (op !== undefined) {
    stream.next();
    const quantifier = stream.takeOne(["ANY", "ALL", "SOME"]);
    if (quantifier !== undefined) throw unsupported(`comparison with ${quantifier} (subquery)`);
    return { k: "binary", op: op === "!=" ? "<>" : op, left, right: readSum(context) };
  }
  if (stream.take("IS")) return readIs(context, left);
  const mark = stream.mark();
  const not = stream.take("NOT");
  if (stream.take("IN")) return readIn(context, left, not);
  if (stream.take("BETWEEN")) {
    const low = readSum(context);
    stream.expect("AND");
    return { k: "between", value: left, low, high: readSum(context), not };
  }
  const like = stream.takeOne(["LIKE", "ILIKE", "RLIKE", "REGEXP"]);
  if (like !== undefined) return readLike(context, left, like === "REGEXP" ? "RLIKE" : like, not);
  stream.reset(mark);
  return undefined;
}

function readIs(context: ParseContext, left: Expr): Expr {
  const { stream } = context;
  const not = stream.take("NOT");
  if (stream.take("DISTINCT", "FROM")) return { k: "distinct", left, right: readSum(context), not };
  const what = stream.takeOne(["NULL", "TRUE", "FALSE"]);
  if (what === undefined) throw stream.unexpected("NULL, TRUE, FALSE or DISTINCT FROM");
  return { k: "is", value: left, what, not };
}

function readIn(context: ParseContext, value: Expr, not: boolean): Expr {
  const { stream } = context;
  if (
    stream.peek()?.value === "(" &&
    (stream.peek(1)?.value === "SELECT" || stream.peek(1)?.value === "WITH")
  ) {
    stream.expectSymbol("(");
    const query = context.query();
    stream.expectSymbol(")");
    return { k: "in", value, list: query, not };
  }
  return { k: "in", value, list: stream.list(() => readExpression(context)), not };
}

function readLike(context: ParseContext, value: Expr, op: "LIKE" | "ILIKE" | "RLIKE", not: boolean): Expr {
  const { stream } = context;
  const quantifier = op === "RLIKE" ? undefined : stream.takeOne(["ANY", "ALL"]);
  const patterns = quantifier === undefined ? [readSum(context)] : stream.list(() => readExpression(context));
  const escape = stream.take("ESCAPE") ? readSum(context) : undefined;
  return {
    k: "like",
    op,
    value,
    patterns,
    not,
    ...(quantifier && { quantifier }),
    ...(escape && { escape }),
  };
}

function readSum(context: ParseContext): Expr {
  const { stream } = context;
  let left = readProduct(context);
  for (;;) {
    const op = ["+", "-", "||"].find((symbol) => stream.atSymbol(symbol));
    if (op === undefined) return left;
    stream.next();
    left = { k: "binary", op, left, right: readProduct(context) };
  }
}

function readProduct(context: ParseContext): Expr {
  const { stream } = context;
  let left = readUnary(context);
  for (;;) {
    const op = ["*", "/", "%"].find((symbol) => stream.atSymbol(symbol));
    if (op === undefined) return left;
    stream.next();
    left = { k: "binary", op, left, right: readUnary(context) };
  }
}

function readUnary(context: ParseContext): Expr {
  const { stream } = context;
  if (stream.takeSymbol("-")) return { k: "unary", op: "-", value: readUnary(context) };
  if (stream.takeSymbol("+")) return readUnary(context);
  return readPostfix(context);
}

function readPostfix(context: ParseContext): Expr {
  const { stream } = context;
  let value = readPrimary(context);
  for (;;) {
    if (stream.takeSymbol("::")) value = { k: "cast", value, type: readType(stream), safe: false };
    else if (stream.atSymbol(":") || stream.atSymbol("["))
      value = { k: "path", value, steps: readPath(context) };
    else if (stream.take("COLLATE")) throw unsupported("COLLATE");
    else if (stream.take("AT", "TIME", "ZONE"))
      value = { k: "binary", op: "AT TIME ZONE", left: value, right: readUnary(context) };
    else return value;
  }
}

/** `:a.b[0]."c"` and `[0]`. */
function readPath(context: ParseContext): (string | Expr)[] {
  const { stream } = context;
  const steps: (string | Expr)[] = [];
  let keyed = false;
  for (;;) {
    if (stream.takeSymbol(":") || (keyed && stream.takeSymbol("."))) {
      const token = stream.next();
      if (token.kind !== "word" && token.kind !== "quoted")
        throw syntaxError(`unexpected '${token.value}' in a path`);
      steps.push(token.kind === "word" ? stream.sql.slice(token.start, token.end) : token.value);
      keyed = true;
    } else if (stream.takeSymbol("[")) {
      steps.push(readExpression(context));
      stream.expectSymbol("]");
      keyed = true;
    } else return steps;
  }
}

function readPrimary(context: ParseContext): Expr {
  const { stream } = context;
  const token = stream.peek();
  if (token === undefined) throw stream.unexpected("an expression");
  switch (token.kind) {
    case "number":
      stream.next();
      return { k: "number", value: token.value };
    case "string":
    case "dollar":
      stream.next();
      return { k: "string", value: token.value };
    case "variable":
      stream.next();
      return /^\$\d+$/.test(token.value)
        ? { k: "position", index: Number(token.value.slice(1)) }
        : { k: "variable", name: token.value.slice(1).toUpperCase() };
    case "word":
    case "quoted":
      return readNamed(context, token.kind === "quoted");
    default:
      return readSymbol(context, token.value);
  }
}

function readSymbol(context: ParseContext, symbol: string): Expr {
  const { stream } = context;
  if (symbol === "(") return readParenthesised(context);
  if (stream.takeSymbol("?")) return { k: "bind", key: context.nextBind() };
  if (stream.takeSymbol(":")) return { k: "bind", key: stream.next().value };
  if (symbol === "*") return readStar(context);
  if (stream.takeSymbol("[")) {
    const items: Expr[] = [];
    if (stream.takeSymbol("]")) return { k: "array", items };
    do items.push(readExpression(context));
    while (stream.takeSymbol(","));
    stream.expectSymbol("]");
    return { k: "array", items };
  }
  if (stream.takeSymbol("{")) return readObject(context);
  throw stream.unexpected();
}

function readObject(context: ParseContext): Expr {
  const { stream } = context;
  const entries: [string, Expr][] = [];
  if (stream.takeSymbol("}")) return { k: "object", entries };
  do {
    const key = stream.string();
    stream.expectSymbol(":");
    entries.push([key, readExpression(context)]);
  } while (stream.takeSymbol(","));
  stream.expectSymbol("}");
  return { k: "object", entries };
}

function readParenthesised(context: ParseContext): Expr {
  const { stream } = context;
  const mark = stream.mark();
  stream.expectSymbol("(");
  let depth = 0;
  while (stream.peek(depth)?.value === "(" && stream.peek(depth)?.kind === "symbol") depth++;
  const inner = stream.peek(depth);
  if (inner?.kind === "word" && (inner.value === "SELECT" || inner.value === "WITH")) {
    try {
      const query = context.query();
      stream.expectSymbol(")");
      return { k: "subquery", query };
    } catch (error) {
      if (depth === 0) throw error;
      stream.reset(mark);
      stream.expectSymbol("(");
    }
  }
  const items = [readExpression(context)];
  while (stream.takeSymbol(",")) items.push(readExpression(context));
  stream.expectSymbol(")");
  const [only] = items;
  return items.length === 1 && only !== undefined ? only : { k: "tuple", items };
}

export function readStar(context: ParseContext, qualifier?: readonly string[]): Star {
  const { stream } = context;
  stream.expectSymbol("*");
  const ilike = stream.take("ILIKE") ? stream.string() : undefined;
  const names = (): string[] =>
    stream.atSymbol("(") ? stream.list(() => stream.identifier()) : [stream.identifier()];
  const exclude = stream.take("EXCLUDE") ? names() : [];
  const replace = new Map<string, Expr>();
  if (stream.take("REPLACE"))
    stream.list(() => {
      const value = readExpression(context);
      stream.expect("AS");
      replace.set(stream.identifier(), value);
    });
  const rename = new Map<string, string>();
  if (stream.take("RENAME")) {
    const one = (): void => {
      const from = stream.identifier();
      stream.expect("AS");
      rename.set(from, stream.identifier());
    };
    if (stream.atSymbol("(")) stream.list(one);
    else one();
  }
  return {
    k: "star",
    exclude,
    rename,
    replace,
    ...(qualifier && { qualifier }),
    ...(ilike !== undefined && { ilike }),
  };
}

function readNamed(context: ParseContext, quoted: boolean): Expr {
  const { stream } = context;
  if (!quoted) {
    const keyword = readKeyword(context);
    if (keyword !== undefined) return keyword;
  }
  const name = [stream.identifier()];
  while (stream.atSymbol(".")) {
    stream.next();
    if (stream.atSymbol("*")) return readStar(context, name);
    const position = stream.peek();
    if (position?.kind === "variable" && /^\$\d+$/.test(position.value)) {
      stream.next();
      return { k: "column", name: [...name, position.value], quoted: true };
    }
    name.push(stream.atSymbol(".") ? "PUBLIC" : stream.identifier());
  }
  if (stream.atSymbol("(")) return readCall(context, name);
  return { k: "column", name, quoted };
}

function readKeyword(context: ParseContext): Expr | undefined {
  const { stream } = context;
  const following = stream.peek(1);
  const called = following?.kind === "symbol" && following.value === "(";
  if (stream.take("NULL")) return { k: "null" };
  if (stream.take("TRUE")) return { k: "boolean", value: true };
  if (stream.take("FALSE")) return { k: "boolean", value: false };
  if (stream.atWords("DEFAULT") && !called && stream.take("DEFAULT")) return { k: "default" };
  if (stream.take("CASE")) return readCase(context);
  if (called && stream.atWords("EXISTS")) {
    stream.expect("EXISTS");
    stream.expectSymbol("(");
    const query = context.query();
    stream.expectSymbol(")");
    return { k: "exists", query };
  }
  if (called && (stream.atWords("CAST") || stream.atWords("TRY_CAST"))) return readCast(context);
  if (following?.kind === "string" && stream.take("INTERVAL"))
    return { k: "interval", value: stream.string() };
  const typed = following?.kind === "string" ? TYPED_LITERALS[stream.peek()?.value ?? ""] : undefined;
  if (typed !== undefined) {
    stream.next();
    const kind = typed === "DATE" ? "date" : typed === "TIME" ? "time" : "timestamp_ntz";
    const value: Expr = { k: "string", value: stream.string() };
    return { k: "cast", value, type: kind === "date" ? { kind } : { kind, scale: 9 }, safe: false };
  }
  return undefined;
}

function readCast(context: ParseContext): Expr {
  const { stream } = context;
  const safe = stream.word() === "TRY_CAST";
  stream.expectSymbol("(");
  const value = readExpression(context);
  stream.expect("AS");
  const type = readType(stream);
  stream.expectSymbol(")");
  return { k: "cast", value, type, safe };
}

function readCase(context: ParseContext): Expr {
  const { stream } = context;
  const subject = stream.atWords("WHEN") ? undefined : readExpression(context);
  const whens: [Expr, Expr][] = [];
  while (stream.take("WHEN")) {
    const condition = readExpression(context);
    stream.expect("THEN");
    whens.push([condition, readExpression(context)]);
  }
  const otherwise = stream.take("ELSE") ? readExpression(context) : undefined;
  stream.expect("END");
  return { k: "case", whens, ...(subject && { subject }), ...(otherwise && { otherwise }) };
}

import type { Call, Expr, Order, Window } from "./ast";
import { readExpression, readStar, type ParseContext } from "./expressions";

/** The arguments, modifiers and window of a function call whose name was just read. */
export function readCall(context: ParseContext, name: readonly string[]): Expr {
  const { stream } = context;
  stream.expectSymbol("(");
  const distinct = stream.take("DISTINCT");
  if (!distinct) stream.take("ALL");
  const named = new Map<string, Expr>();
  const args =
    name.length === 1
      ? (special(context, name[0] ?? "") ?? readArguments(context, named))
      : readArguments(context, named);
  const nullsInside = readNulls(context);
  stream.expectSymbol(")");
  const within = readWithin(context);
  const nulls = nullsInside ?? readNulls(context);
  const over = readOver(context);
  return {
    k: "call",
    name,
    args,
    named,
    distinct,
    ...(within && { within }),
    ...(nulls && { nulls }),
    ...(over !== undefined && { over }),
  };
}

function readArguments(context: ParseContext, named: Map<string, Expr>): Expr[] {
  const { stream } = context;
  const args: Expr[] = [];
  if (stream.atSymbol(")")) return args;
  do {
    const arrow = stream.peek(1);
    if (arrow?.kind === "symbol" && arrow.value === "=>") {
      const key = stream.identifier();
      stream.next();
      named.set(key, argument(context));
    } else args.push(argument(context));
  } while (stream.takeSymbol(","));
  return args;
}

function argument(context: ParseContext): Expr {
  const { stream } = context;
  if (stream.atSymbol("*")) return readStar(context);
  if (stream.atWords("SELECT") || stream.atWords("WITH")) return { k: "subquery", query: context.query() };
  return readExpression(context);
}

/** Calls whose arguments have a grammar of their own. */
function special(context: ParseContext, name: string): Expr[] | undefined {
  const { stream } = context;
  if (name === "EXTRACT") {
    const part = stream.next().value;
    stream.expect("FROM");
    return [{ k: "string", value: part }, readExpression(context)];
  }
  if (name === "POSITION" || name === "TRIM") {
    const mark = stream.mark();
    const first = readOperand(context);
    if (name === "POSITION" && stream.take("IN")) return [first, readExpression(context)];
    stream.reset(mark);
  }
  return undefined;
}

function readOperand(context: ParseContext): Expr {
  const token = context.stream.next();
  return token.kind === "string"
    ? { k: "string", value: token.value }
    : { k: "column", name: [token.value], quoted: token.kind === "quoted" };
}

function readNulls(context: ParseContext): "IGNORE" | "RESPECT" | undefined {
  if (context.stream.take("IGNORE", "NULLS")) return "IGNORE";
  return context.stream.take("RESPECT", "NULLS") ? "RESPECT" : undefined;
}

function readWithin(context: ParseContext): Order[] | undefined {
  const { stream } = context;
  if (!stream.take("WITHIN", "GROUP")) return undefined;
  stream.expectSymbol("(");
  const order = readOrder(context);
  stream.expectSymbol(")");
  return order;
}

function readOver(context: ParseContext): Window | string | undefined {
  const { stream } = context;
  if (!stream.take("OVER")) return undefined;
  return stream.atSymbol("(") ? readWindow(context) : stream.identifier();
}

export function readWindow(context: ParseContext): Window {
  const { stream } = context;
  stream.expectSymbol("(");
  const starts = ["PARTITION", "ORDER", "ROWS", "RANGE"].some((word) => stream.atWords(word));
  const base = starts || stream.atSymbol(")") ? undefined : stream.identifier();
  const partition: Expr[] = [];
  if (stream.take("PARTITION", "BY"))
    do partition.push(readExpression(context));
    while (stream.takeSymbol(","));
  const order = readOrder(context);
  const mark = stream.mark();
  let frame: string | undefined;
  if (stream.atWords("ROWS") || stream.atWords("RANGE")) {
    while (!stream.atSymbol(")")) stream.next();
    frame = stream.text(mark);
  }
  stream.expectSymbol(")");
  return { partition, order, ...(base !== undefined && { base }), ...(frame !== undefined && { frame }) };
}

/** `ORDER BY ...`, or nothing. */
export function readOrder(context: ParseContext): Order[] {
  const { stream } = context;
  const order: Order[] = [];
  if (!stream.take("ORDER", "BY")) return order;
  do {
    const value = readExpression(context);
    const descending = stream.take("DESC");
    if (!descending) stream.take("ASC");
    const nulls = stream.take("NULLS", "FIRST") ? "FIRST" : stream.take("NULLS", "LAST") ? "LAST" : undefined;
    order.push({ value, descending, ...(nulls && { nulls }) });
  } while (stream.takeSymbol(","));
  return order;
}

export const isCall = (value: Expr): value is Call => value.k === "call";

import { unsupported } from "../../core/errors";
import type { Body, Cte, Expr, Item, Query, Select, Window } from "./ast";
import { readOrder, readWindow } from "./calls";
import { readExpression, type ParseContext } from "./expressions";
import { readFrom } from "./sources";

/** Words that end an expression and so can never be an alias without AS. */
export const CLAUSES = new Set(
  (
    "FROM WHERE GROUP HAVING QUALIFY ORDER LIMIT OFFSET FETCH UNION EXCEPT MINUS INTERSECT ON USING JOIN LEFT RIGHT FULL " +
    "INNER CROSS NATURAL LATERAL WINDOW WHEN THEN ELSE END SET PIVOT UNPIVOT AT BEFORE CHANGES SAMPLE TABLESAMPLE " +
    "MATCH_RECOGNIZE ASOF MATCH_CONDITION AS AND OR NOT IS IN LIKE ILIKE RLIKE REGEXP BETWEEN VALUES SELECT WITH START CONNECT " +
    "INTO ASC DESC NULLS ROWS RANGE WITHIN OVER OUTER COLLATE ESCAPE"
  ).split(" "),
);

export function readAlias(context: ParseContext): string | undefined {
  const { stream } = context;
  if (stream.take("AS")) return stream.identifier();
  const token = stream.peek();
  if (token?.kind === "quoted") return stream.identifier();
  return token?.kind === "word" && !CLAUSES.has(token.value) ? stream.identifier() : undefined;
}

export function readQuery(context: ParseContext): Query {
  const { stream } = context;
  const ctes: Cte[] = [];
  let recursive = false;
  if (stream.take("WITH")) {
    recursive = stream.take("RECURSIVE");
    do {
      const name = stream.identifier();
      const columns = stream.atSymbol("(") ? stream.list(() => stream.identifier()) : [];
      stream.expect("AS");
      stream.expectSymbol("(");
      ctes.push({ name, columns, query: readQuery(context) });
      stream.expectSymbol(")");
    } while (stream.takeSymbol(","));
  }
  const body = readUnion(context);
  const order = readOrder(context);
  const { limit, offset } = readLimit(context);
  return { k: "query", ctes, recursive, body, order, ...(limit && { limit }), ...(offset && { offset }) };
}

function readLimit(context: ParseContext): { limit?: Expr; offset?: Expr } {
  const { stream } = context;
  const limit = stream.take("LIMIT") ? readExpression(context) : undefined;
  const offset = stream.take("OFFSET") ? readExpression(context) : undefined;
  if (offset !== undefined) stream.takeOne(["ROWS", "ROW"]);
  if (limit === undefined && stream.take("FETCH")) {
    stream.takeOne(["FIRST", "NEXT"]);
    const fetched = readExpression(context);
    stream.takeOne(["ROWS", "ROW"]);
    stream.take("ONLY");
    return { limit: fetched, ...(offset && { offset }) };
  }
  return { ...(limit && { limit }), ...(offset && { offset }) };
}

function readUnion(context: ParseContext): Body {
  const { stream } = context;
  let left = readIntersect(context);
  for (;;) {
    const op = stream.takeOne(["UNION", "EXCEPT", "MINUS"]);
    if (op === undefined) return left;
    const all = stream.take("ALL");
    if (!all) stream.take("DISTINCT");
    if (stream.take("BY", "NAME")) throw unsupported("UNION BY NAME");
    left = { k: "set", op: op === "MINUS" ? "EXCEPT" : op, all, left, right: readIntersect(context) };
  }
}

function readIntersect(context: ParseContext): Body {
  let left = readBody(context);
  while (context.stream.take("INTERSECT"))
    left = { k: "set", op: "INTERSECT", all: false, left, right: readBody(context) };
  return left;
}

function readBody(context: ParseContext): Body {
  const { stream } = context;
  if (stream.takeSymbol("(")) {
    const query = readQuery(context);
    stream.expectSymbol(")");
    return { k: "nested", query };
  }
  if (stream.take("VALUES")) return { k: "values", rows: readRows(context) };
  return readSelect(context);
}

export function readRows(context: ParseContext): Expr[][] {
  const { stream } = context;
  const rows: Expr[][] = [];
  do rows.push(stream.list(() => readExpression(context)));
  while (stream.takeSymbol(","));
  return rows;
}

function readItem(context: ParseContext): Item {
  const { stream } = context;
  const from = stream.mark();
  const value = readExpression(context);
  const text = stream.text(from);
  const alias = value.k === "star" ? undefined : readAlias(context);
  return { value, text, ...(alias !== undefined && { alias }) };
}

function readSelect(context: ParseContext): Select {
  const { stream } = context;
  stream.expect("SELECT");
  const distinct = stream.take("DISTINCT");
  if (!distinct) stream.take("ALL");
  const topNumber = stream.atWords("TOP") && stream.peek(1)?.kind === "number";
  if (topNumber) stream.next();
  const top: Expr | undefined = topNumber ? { k: "number", value: stream.next().value } : undefined;
  const items: Item[] = [];
  do {
    if (items.length > 0 && stream.atWords("FROM")) break;
    items.push(readItem(context));
  } while (stream.takeSymbol(","));
  if (stream.atWords("INTO")) throw unsupported("SELECT INTO outside a scripting block");
  const from = stream.take("FROM") ? readFrom(context) : undefined;
  const where = stream.take("WHERE") ? readExpression(context) : undefined;
  if (stream.atWords("CONNECT") || stream.atWords("START", "WITH")) throw unsupported("CONNECT BY");
  const group = readGroup(context);
  const having = stream.take("HAVING") ? readExpression(context) : undefined;
  const qualify = stream.take("QUALIFY") ? readExpression(context) : undefined;
  const windows = readWindows(context);
  return {
    k: "select",
    distinct,
    items,
    windows,
    ...(top && { top }),
    ...(from && { from }),
    ...(where && { where }),
    ...(group && { group }),
    ...(having && { having }),
    ...(qualify && { qualify }),
  };
}

function readGroup(context: ParseContext): Select["group"] {
  const { stream } = context;
  if (!stream.take("GROUP", "BY")) return undefined;
  if (stream.take("ALL")) return "ALL";
  const opens = (word: string): boolean => stream.atWords(word) && stream.peek(1)?.value === "(";
  const kind = opens("CUBE")
    ? "CUBE"
    : opens("ROLLUP")
      ? "ROLLUP"
      : stream.atWords("GROUPING", "SETS")
        ? "GROUPING SETS"
        : undefined;
  if (kind !== undefined) {
    stream.take(kind);
    const empty = (): Expr => {
      if (stream.peek()?.value !== "(" || stream.peek(1)?.value !== ")") return readExpression(context);
      stream.next();
      stream.next();
      return { k: "tuple", items: [] };
    };
    return { kind, sets: stream.list(empty) };
  }
  const keys: Expr[] = [];
  do keys.push(readExpression(context));
  while (stream.takeSymbol(","));
  return keys;
}

function readWindows(context: ParseContext): Map<string, Window> {
  const { stream } = context;
  const windows = new Map<string, Window>();
  if (!stream.take("WINDOW")) return windows;
  do {
    const name = stream.identifier();
    stream.expect("AS");
    windows.set(name, readWindow(context));
  } while (stream.takeSymbol(","));
  return windows;
}

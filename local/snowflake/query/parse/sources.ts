import { syntaxError, unsupported } from "../../core/errors";
import type { Aliased, Call, Expr, From, Pivot } from "./ast";
import { isCall, readCall } from "./calls";
import { readExpression, type ParseContext } from "./expressions";
import { CLAUSES, readAlias, readQuery, readRows } from "./select";
import { readTravel } from "./travel";

const JOINS = [
  "JOIN",
  "INNER JOIN",
  "LEFT JOIN",
  "LEFT OUTER JOIN",
  "RIGHT JOIN",
  "RIGHT OUTER JOIN",
  "FULL JOIN",
  "FULL OUTER JOIN",
  "CROSS JOIN",
  "NATURAL JOIN",
  "NATURAL LEFT JOIN",
] as const;

/** FROM's comma separated sources, joined. */
export function readFrom(context: ParseContext): From {
  let from = readJoins(context);
  while (context.stream.takeSymbol(","))
    from = { k: "join", kind: "CROSS", left: from, right: readJoins(context) };
  return from;
}

function readJoins(context: ParseContext): From {
  const { stream } = context;
  let left = readSource(context);
  for (;;) {
    if (stream.atWords("ASOF")) throw unsupported("ASOF JOIN");
    const words = stream.takeOne(JOINS);
    if (words === undefined) return left;
    const right = readSource(context);
    const on = stream.take("ON") ? readExpression(context) : undefined;
    const using =
      on === undefined && stream.take("USING") ? stream.list(() => stream.identifier()) : undefined;
    const short = words.replace(" OUTER", "").replace(/ ?JOIN/, "");
    const kind = short === "" ? ((on ?? using) ? "INNER" : "CROSS") : (short as "INNER" | "LEFT" | "CROSS");
    left = { k: "join", kind, left, right, ...(on && { on }), ...(using && { using }) };
  }
}

function readAliased(context: ParseContext): Aliased {
  const { stream } = context;
  const alias = readAlias(context);
  const columns = alias !== undefined && stream.atSymbol("(") ? stream.list(() => stream.identifier()) : [];
  return { columns, ...(alias !== undefined && { alias }) };
}

function readSource(context: ParseContext): From {
  const { stream } = context;
  const source = readPlain(context);
  if (stream.take("PIVOT")) return { k: "pivot", source, pivot: readPivot(context), ...readAliased(context) };
  if (stream.atWords("UNPIVOT"))
    return { k: "pivot", source, pivot: readUnpivot(context), ...readAliased(context) };
  if (stream.atWords("MATCH_RECOGNIZE") && stream.peek(1)?.value === "(")
    throw unsupported("MATCH_RECOGNIZE");
  for (const word of ["CHANGES", "AT", "BEFORE"])
    if (stream.atWords(word) && stream.peek(1)?.value === "(")
      throw syntaxError(`${word} must follow the table's name, before its alias.`);
  return source;
}

function readPlain(context: ParseContext): From {
  const { stream } = context;
  const lateral = stream.take("LATERAL");
  if (stream.atSymbol("(")) return readGrouped(context, lateral);
  const next = stream.peek(1);
  if (stream.atWords("VALUES") && next?.value === "(") {
    stream.next();
    const query = {
      k: "query",
      ctes: [],
      recursive: false,
      order: [],
      body: { k: "values", rows: readRows(context) },
    } as const;
    return { k: "derived", query, lateral: false, ...readAliased(context) };
  }
  if (stream.atWords("TABLE") && next?.value === "(") return readTableFunction(context);
  const name = stream.name();
  if (stream.atSymbol("(")) {
    const call = readCall(context, name);
    if (!isCall(call)) throw syntaxError(`'${name.join(".")}' is no table function.`);
    return { k: "function", call, lateral, ...readAliased(context) };
  }
  const travel = readTravel(context);
  const sampledFirst = readSample(context);
  const aliased = readAliased(context);
  const sample = sampledFirst ?? readSample(context);
  return {
    k: "table",
    name,
    ...aliased,
    ...(sample !== undefined && { sample }),
    ...(travel !== undefined && { travel }),
  };
}

function readGrouped(context: ParseContext, lateral: boolean): From {
  const { stream } = context;
  const mark = stream.mark();
  stream.expectSymbol("(");
  const word = stream.peek()?.kind === "word" ? stream.peek()?.value : undefined;
  if (word === "SELECT" || word === "WITH" || word === "VALUES" || stream.atSymbol("(")) {
    try {
      const query = readQuery(context);
      stream.expectSymbol(")");
      return { k: "derived", query, lateral, ...readAliased(context) };
    } catch (error) {
      if (word !== undefined) throw error;
      stream.reset(mark);
      stream.expectSymbol("(");
    }
  }
  const from = readFrom(context);
  stream.expectSymbol(")");
  return { k: "group", from };
}

function readTableFunction(context: ParseContext): From {
  const { stream } = context;
  stream.expect("TABLE");
  stream.expectSymbol("(");
  const inner = readExpression(context);
  stream.expectSymbol(")");
  if (inner.k === "string")
    return {
      k: "table",
      name: inner.value.split(".").map((part) => part.toUpperCase()),
      ...readAliased(context),
    };
  if (inner.k === "column") return { k: "table", name: inner.name, ...readAliased(context) };
  if (!isCall(inner)) throw syntaxError("TABLE(...) needs a table function.");
  const call: Call = inner;
  return { k: "function", call, lateral: true, ...readAliased(context) };
}

function readSample(context: ParseContext): string | undefined {
  const { stream } = context;
  if (stream.takeOne(["SAMPLE", "TABLESAMPLE"]) === undefined) return undefined;
  const method = stream.takeOne(["BERNOULLI", "ROW", "SYSTEM", "BLOCK"]);
  stream.expectSymbol("(");
  const amount = stream.next().value;
  const rows = stream.take("ROWS");
  stream.expectSymbol(")");
  let seed = "";
  if (stream.takeOne(["SEED", "REPEATABLE"]) !== undefined) {
    stream.expectSymbol("(");
    seed = ` REPEATABLE (${stream.integer()})`;
    stream.expectSymbol(")");
  }
  if (rows) return `reservoir(${amount} ROWS)${seed}`;
  return `${method === "SYSTEM" || method === "BLOCK" ? "system" : "bernoulli"}(${amount} PERCENT)${seed}`;
}

function readPivot(context: ParseContext): Pivot {
  const { stream } = context;
  stream.expectSymbol("(");
  const aggregate = readExpression(context);
  if (!isCall(aggregate)) throw syntaxError("PIVOT needs an aggregate function.");
  stream.expect("FOR");
  const column = stream.identifier();
  stream.expect("IN");
  if (stream.peek(1)?.value === "ANY" || stream.peek(1)?.value === "SELECT")
    throw unsupported("dynamic PIVOT");
  const values = stream.list((): { value: Expr; alias?: string } => {
    const value = readExpression(context);
    const named =
      stream.take("AS") || (stream.peek()?.kind === "word" && !CLAUSES.has(stream.peek()?.value ?? ""));
    return { value, ...(named && { alias: stream.identifier() }) };
  });
  stream.expectSymbol(")");
  return { kind: "pivot", aggregate, column, values };
}

function readUnpivot(context: ParseContext): Pivot {
  const { stream } = context;
  stream.expect("UNPIVOT");
  if (stream.take("INCLUDE", "NULLS")) throw unsupported("UNPIVOT INCLUDE NULLS");
  stream.take("EXCLUDE", "NULLS");
  stream.expectSymbol("(");
  const value = stream.identifier();
  stream.expect("FOR");
  const name = stream.identifier();
  stream.expect("IN");
  const columns = stream.list(() => stream.identifier());
  stream.expectSymbol(")");
  return { kind: "unpivot", value, name, columns };
}

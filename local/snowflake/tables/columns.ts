import type { TableColumn } from "../core/account";
import { syntaxError, unsupported } from "../core/errors";
import type { ColumnType } from "../core/result";
import type { TokenStream } from "../ddl/stream";
import { readExpression, type ParseContext } from "../query/parse/expressions";
import { readQuery } from "../query/parse/select";
import { readType, typeText } from "./types";

export interface Constraint {
  readonly kind: "PRIMARY KEY" | "UNIQUE" | "FOREIGN KEY";
  readonly name?: string;
  readonly columns: readonly string[];
  readonly references?: { readonly table: readonly string[]; readonly columns: readonly string[] };
}

export interface ColumnList {
  readonly columns: readonly TableColumn[];
  readonly constraints: readonly Constraint[];
}

/** Lets the query's expression grammar read from a DDL statement. */
export function expressionContext(stream: TokenStream): ParseContext {
  const context: ParseContext = {
    stream,
    query: () => readQuery(context),
    nextBind: () => {
      throw syntaxError("Binds are not allowed here.");
    },
  };
  return context;
}

/** `( name type ..., CONSTRAINT ... )`. Without types (CTAS) only names are read. */
export function readColumns(stream: TokenStream): ColumnList {
  const columns: TableColumn[] = [];
  const constraints: Constraint[] = [];
  stream.list(() => {
    const constraint = readConstraint(stream);
    if (constraint !== undefined) constraints.push(constraint);
    else columns.push(readColumn(stream, constraints));
  });
  const names = columns.map((column) => column.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw syntaxError(`duplicate column name '${twice}'`);
  const keys = new Set(
    constraints.filter((each) => each.kind === "PRIMARY KEY").flatMap((each) => each.columns),
  );
  return {
    columns: columns.map((column) => (keys.has(column.name) ? { ...column, nullable: false } : column)),
    constraints,
  };
}

/** A constraint that names its columns; Snowflake keeps it and does not enforce it. */
export function readConstraint(stream: TokenStream): Constraint | undefined {
  const mark = stream.mark();
  const name = stream.take("CONSTRAINT") ? stream.identifier() : undefined;
  const kind = stream.takeOne(["PRIMARY KEY", "UNIQUE", "FOREIGN KEY"] as const);
  if (kind === undefined || !stream.atSymbol("(")) {
    if (stream.atWords("CHECK") || name !== undefined) throw unsupported("this constraint");
    stream.reset(mark);
    return undefined;
  }
  const columns = stream.list(() => stream.identifier());
  const references = kind === "FOREIGN KEY" ? readReferences(stream) : undefined;
  skipConstraintProperties(stream);
  return { kind, columns, ...(name !== undefined && { name }), ...(references && { references }) };
}

function readReferences(stream: TokenStream): Constraint["references"] {
  stream.expect("REFERENCES");
  const table = stream.name();
  const columns = stream.atSymbol("(") ? stream.list(() => stream.identifier()) : [];
  return { table, columns };
}

function skipConstraintProperties(stream: TokenStream): void {
  const words = [
    "NOT ENFORCED",
    "DEFERRABLE",
    "NOT DEFERRABLE",
    "INITIALLY DEFERRED",
    "INITIALLY IMMEDIATE",
    "DISABLE",
    "ENABLE NOVALIDATE",
    "NOVALIDATE",
    "RELY",
    "NORELY",
    "MATCH FULL",
    "ON DELETE NO ACTION",
    "ON UPDATE NO ACTION",
  ];
  while (stream.takeOne(words) !== undefined);
  if (stream.atWords("ENFORCED") || stream.atWords("ENABLE")) throw unsupported("enforced constraints");
}

const TYPE_ENDS = new Set([",", ")"]);

/** One column definition. */
export function readColumn(stream: TokenStream, constraints: Constraint[]): TableColumn {
  const name = stream.identifier();
  const untyped = TYPE_ENDS.has(stream.peek()?.value ?? ",");
  const type: ColumnType = untyped ? { kind: "variant" } : readType(stream);
  const column: { -readonly [K in keyof TableColumn]: TableColumn[K] } = {
    name,
    type: untyped ? "" : typeText(type),
    nullable: true,
  };
  for (;;) {
    if (stream.take("NOT NULL")) column.nullable = false;
    else if (stream.take("NULL")) column.nullable = true;
    else if (stream.take("DEFAULT")) {
      const from = stream.mark();
      readExpression(expressionContext(stream));
      column.default = stream.text(from);
    } else if (stream.takeOne(["AUTOINCREMENT", "IDENTITY"]) !== undefined)
      column.identity = readIdentity(stream);
    else if (stream.take("COMMENT")) column.comment = stream.string();
    else if (!readInlineConstraint(stream, column, constraints)) return column;
  }
}

function readInlineConstraint(
  stream: TokenStream,
  column: { name: string; nullable: boolean },
  constraints: Constraint[],
): boolean {
  const mark = stream.mark();
  const name = stream.take("CONSTRAINT") ? stream.identifier() : undefined;
  const named = name === undefined ? {} : { name };
  const columns = [column.name];
  if (stream.take("PRIMARY KEY")) {
    column.nullable = false;
    constraints.push({ kind: "PRIMARY KEY", columns, ...named });
  } else if (stream.take("UNIQUE")) constraints.push({ kind: "UNIQUE", columns, ...named });
  else if (stream.atWords("REFERENCES") || stream.take("FOREIGN KEY")) {
    const references = readReferences(stream);
    constraints.push({ kind: "FOREIGN KEY", columns, ...named, ...(references && { references }) });
  } else {
    for (const word of ["COLLATE", "MASKING", "PROJECTION", "TAG", "WITH", "AS", "CHECK"])
      if (stream.atWords(word)) throw unsupported(`column clause ${word}`);
    stream.reset(mark);
    return false;
  }
  skipConstraintProperties(stream);
  return true;
}

function readIdentity(stream: TokenStream): { start: number; step: number } {
  let [start, step] = [1, 1];
  if (stream.atSymbol("(")) [start = 1, step = 1] = stream.list(() => stream.integer());
  else {
    if (stream.take("START")) {
      stream.take("WITH");
      stream.takeSymbol("=");
      start = stream.integer();
    }
    if (stream.take("INCREMENT")) {
      stream.take("BY");
      stream.takeSymbol("=");
      step = stream.integer();
    }
  }
  stream.takeOne(["ORDER", "NOORDER"]);
  return { start, step };
}

import { syntaxError, unsupported } from "../../core/errors";
import { TokenStream } from "../../ddl/stream";
import type { Assignment, Dml, Expr, MergeClause, Query, Target } from "./ast";
import { readExpression, type ParseContext } from "./expressions";
import { readAlias, readQuery } from "./select";
import { readFrom } from "./sources";

/** Reads a query or one DML statement from text. */
export class StatementParser implements ParseContext {
  readonly stream: TokenStream;
  private binds = 0;

  constructor(sql: string) {
    this.stream = new TokenStream(sql);
  }

  nextBind(): string {
    return String(++this.binds);
  }

  query(): Query {
    return readQuery(this);
  }

  expression(): Expr {
    const value = readExpression(this);
    this.end();
    return value;
  }

  statement(): Query | Dml {
    const statement = this.any();
    this.end();
    return statement;
  }

  end(): void {
    this.stream.takeSymbol(";");
    this.stream.end();
  }

  private any(): Query | Dml {
    const { stream } = this;
    if (stream.take("INSERT")) return this.insert();
    if (stream.take("UPDATE")) return this.update();
    if (stream.take("DELETE", "FROM")) return this.delete();
    if (stream.take("MERGE", "INTO")) return this.merge();
    if (stream.take("TRUNCATE")) {
      stream.take("TABLE");
      const ifExists = stream.take("IF", "EXISTS");
      return { k: "truncate", ifExists, target: { name: stream.name(), columns: [] } };
    }
    return readQuery(this);
  }

  private target(): Target {
    const name = this.stream.name();
    const alias = readAlias(this);
    return { name, columns: [], ...(alias !== undefined && { alias }) };
  }

  private insert(): Dml {
    const { stream } = this;
    const overwrite = stream.take("OVERWRITE");
    if (stream.takeOne(["ALL", "FIRST"]) !== undefined) throw unsupported("multi-table INSERT");
    stream.expect("INTO");
    stream.take("TABLE");
    const target: Target = { name: stream.name(), columns: [] };
    const listed = stream.atSymbol("(") && !["SELECT", "WITH"].includes(stream.peek(1)?.value ?? "");
    const columnList = listed ? stream.list(() => stream.identifier()) : [];
    return { k: "insert", target, columnList, query: this.query(), overwrite };
  }

  private assignments(target: Target): Assignment[] {
    const { stream } = this;
    const set: Assignment[] = [];
    do {
      const name = stream.name();
      const [column] = name.slice(-1);
      if (column === undefined) throw stream.unexpected("a column");
      if (name.length > 1 && name.at(-2) !== (target.alias ?? target.name.at(-1)))
        throw syntaxError(`invalid identifier '${name.join(".")}'`);
      stream.expectSymbol("=");
      set.push([column, readExpression(this)]);
    } while (stream.takeSymbol(","));
    return set;
  }

  private update(): Dml {
    const { stream } = this;
    const target = this.target();
    stream.expect("SET");
    const set = this.assignments(target);
    const from = stream.take("FROM") ? readFrom(this) : undefined;
    const where = stream.take("WHERE") ? readExpression(this) : undefined;
    return { k: "update", target, set, ...(from && { from }), ...(where && { where }) };
  }

  private delete(): Dml {
    const { stream } = this;
    const target = this.target();
    const using = stream.take("USING") ? readFrom(this) : undefined;
    const where = stream.take("WHERE") ? readExpression(this) : undefined;
    return { k: "delete", target, ...(using && { using }), ...(where && { where }) };
  }

  private merge(): Dml {
    const { stream } = this;
    const target = this.target();
    stream.expect("USING");
    const source = readFrom(this);
    stream.expect("ON");
    const on = readExpression(this);
    const clauses: MergeClause[] = [];
    while (stream.take("WHEN")) clauses.push(this.mergeClause(target));
    if (clauses.length === 0) throw stream.unexpected("WHEN");
    return { k: "merge", target, source, on, clauses };
  }

  private mergeClause(target: Target): MergeClause {
    const { stream } = this;
    const unmatched = stream.take("NOT");
    stream.expect("MATCHED");
    if (unmatched) stream.take("BY", "TARGET");
    const condition = stream.take("AND") ? readExpression(this) : undefined;
    stream.expect("THEN");
    const base = condition === undefined ? {} : { condition };
    if (unmatched) {
      stream.expect("INSERT");
      if (stream.take("ALL")) throw unsupported("MERGE .. INSERT ALL BY NAME");
      const columns = stream.atSymbol("(") ? stream.list(() => stream.name().at(-1) ?? "") : [];
      stream.expect("VALUES");
      return {
        when: "unmatched",
        action: "insert",
        columns,
        values: stream.list(() => readExpression(this)),
        ...base,
      };
    }
    if (stream.take("DELETE")) return { when: "matched", action: "delete", ...base };
    stream.expect("UPDATE");
    if (stream.take("ALL")) throw unsupported("MERGE .. UPDATE ALL BY NAME");
    stream.expect("SET");
    return { when: "matched", action: "update", set: this.assignments(target), ...base };
  }
}

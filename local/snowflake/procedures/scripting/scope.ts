import { SnowflakeError } from "../../core/errors";
import { tokenize } from "../../ddl/lexer";
import { cellOf, toSql, toText, type Held, type Scalar } from "./values";

const uninitialised = (name: string): SnowflakeError =>
  new SnowflakeError("000904", "42000", `SQL compilation error:\ninvalid identifier '${name}'`);

/** The variables that a block sees: its own, then those around it. */
export class Scope {
  private readonly held = new Map<string, Held>();

  constructor(private readonly outer?: Scope) {}

  inner(): Scope {
    return new Scope(this);
  }

  declare(name: string, value: Held): void {
    this.held.set(name, value);
  }

  find(name: string): Held | undefined {
    return this.held.get(name) ?? this.outer?.find(name);
  }

  get(name: string): Held {
    const found = this.find(name);
    if (found === undefined) throw uninitialised(name);
    return found;
  }

  assign(name: string, value: Held): void {
    if (this.held.has(name)) this.held.set(name, value);
    else if (this.outer !== undefined) this.outer.assign(name, value);
    else throw uninitialised(name);
  }

  scalar(name: string): Scalar {
    const found = this.get(name);
    if (found.k !== "scalar") throw new SnowflakeError("000603", "42601", `'${name}' is no scalar variable`);
    return found;
  }

  /**
   * Writes variables into a text as literals. In expressions a bare name means the variable; in SQL only `:name` does.
   * `IDENTIFIER(:name)` and `TABLE(:name)` get the name itself.
   */
  substitute(text: string, bare: boolean): string {
    const tokens = tokenize(text);
    let out = "";
    let at = 0;
    for (let index = 0; index < tokens.length; index++) {
      const token = tokens[index];
      const next = tokens[index + 1];
      if (token === undefined || token.start < at) continue;
      const previous = tokens[index - 1];
      // A colon that follows a value directly is a path into it: `v:field`.
      const operator = previous?.kind === "symbol" && ![")", "]"].includes(previous.value);
      const path = previous?.end === token.start && !operator;
      const colon = token.kind === "symbol" && token.value === ":" && next?.start === token.end && !path;
      if (colon && (next.kind === "word" || next.kind === "quoted")) {
        const { sql, used } = this.reference(tokens, index + 1, true);
        if (sql === undefined) throw uninitialised(next.value);
        out += text.slice(at, token.start) + sql;
        at = used;
      } else if (
        bare &&
        (token.kind === "word" || token.kind === "quoted") &&
        previous?.value !== "." &&
        next?.value !== "("
      ) {
        const { sql, used } = this.reference(tokens, index, false);
        if (sql === undefined) continue;
        out += text.slice(at, token.start) + sql;
        at = used;
      }
    }
    return out + text.slice(at);
  }

  /** The literal for `name` or `row.column` at a token. */
  private reference(
    tokens: ReturnType<typeof tokenize>,
    index: number,
    explicit: boolean,
  ): { sql: string | undefined; used: number } {
    const token = tokens[index];
    const found = token === undefined ? undefined : this.find(token.value);
    if (token === undefined || found === undefined) return { sql: undefined, used: 0 };
    if (found.k === "scalar") {
      const name =
        explicit &&
        tokens[index - 2]?.value === "(" &&
        ["IDENTIFIER", "TABLE"].includes(tokens[index - 3]?.value ?? "");
      return { sql: name ? `'${toText(found).replaceAll("'", "''")}'` : toSql(found), used: token.end };
    }
    const column = tokens[index + 2];
    if (found.k === "row" && tokens[index + 1]?.value === "." && column !== undefined) {
      const at = found.result.columns.findIndex(({ name }) => name === column.value);
      if (at < 0) throw uninitialised(`${token.value}.${column.value}`);
      return { sql: toSql(cellOf(found.result, found.index, at)), used: column.end };
    }
    return { sql: undefined, used: 0 };
  }
}

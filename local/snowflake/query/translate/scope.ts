import type { RowTable } from "../../core/account";
import type { Bind, CatalogObject } from "../../core/cloud";
import type { Work } from "../../core/hooks";
import type { ColumnType } from "../../core/result";
import { SnowflakeError } from "../../core/errors";
import { quoteDuck } from "../database";
import type { Call, Expr, From, Window } from "../parse/ast";
import { typed, type Typed } from "./typed";

export interface ScopeColumn {
  readonly name: string;
  readonly type: ColumnType | undefined;
  /** Usable, but not part of `*`. */
  readonly hidden?: boolean;
}

/** A FROM item ready for DuckDB. */
export interface Relation {
  readonly sql: string;
  readonly columns: readonly ScopeColumn[];
  /** A function over rows of arguments; `sql` then means nothing. */
  readonly table?: RowTable;
}

export interface Source {
  readonly alias: string;
  readonly columns: readonly ScopeColumn[];
}

/** Everything a translation needs that had to be looked up before it could start. */
export interface Environment {
  readonly work: Work;
  readonly binds: Readonly<Record<string, Bind>>;
  /** Collected parameters, or undefined when binds are written into the text. */
  readonly parameters: (string | null)[] | undefined;
  readonly relations: ReadonlyMap<From, Relation>;
  /** Values of system functions and DuckDB names of user-defined functions. */
  readonly values: Map<Call, Typed>;
  readonly functions: Map<Call, string>;
  readonly reads: Map<number, CatalogObject>;
  /** Context functions: CURRENT_ROLE() and its like. */
  context(name: string): Typed | undefined;
  sequence(name: readonly string[]): string;
}

const invalidIdentifier = (name: readonly string[]): SnowflakeError =>
  new SnowflakeError(
    "000904",
    "42000",
    `SQL compilation error: error line 1 at position 0\ninvalid identifier '${name.join(".")}'`,
  );

const ambiguous = (name: string): SnowflakeError =>
  new SnowflakeError(
    "000905",
    "42601",
    `SQL compilation error: error line 1 at position 0\nambiguous column name '${name}'`,
  );

/** What names mean inside one SELECT. */
export class Scope {
  readonly sources: Source[] = [];
  /** Columns of JOIN .. USING: one value, whatever side it came from. */
  readonly merged = new Set<string>();
  /** Select items by alias: Snowflake lets every clause use them. */
  readonly aliases = new Map<string, Typed>();
  /** In GROUP BY and ORDER BY an alias stands as itself. */
  bareAliases = false;
  preferAliases = false;
  windows: ReadonlyMap<string, Window> = new Map();

  constructor(
    readonly environment: Environment,
    readonly ctes: ReadonlyMap<string, Relation>,
    readonly parent?: Scope,
  ) {}

  /** A scope for a subquery: it sees this one's columns. */
  inner(): Scope {
    return new Scope(this.environment, this.ctes, this);
  }

  find(name: readonly string[], expression: Expr): Typed {
    const found = this.lookUp(name);
    if (found !== undefined) return found;
    const last = name.at(-1) ?? "";
    if (name.length >= 2 && last === "NEXTVAL")
      return typed(`nextval(${this.environment.sequence(name.slice(0, -1))})`, {
        kind: "fixed",
        precision: 38,
        scale: 0,
      });
    const quoted = expression.k === "column" && expression.quoted;
    const context = name.length === 1 && !quoted ? this.environment.context(last) : undefined;
    if (context !== undefined) return context;
    throw invalidIdentifier(name);
  }

  private lookUp(name: readonly string[]): Typed | undefined {
    const column = name.at(-1) ?? "";
    if (name.length === 1) {
      const alias = this.aliases.get(column);
      if (alias !== undefined && this.preferAliases) return typed(quoteDuck(column), alias.type);
      const holders = this.sources.filter((source) => source.columns.some((each) => each.name === column));
      if (holders.length > 1 && !this.merged.has(column)) throw ambiguous(column);
      if (holders[0] !== undefined) return reference(holders[0], column, holders.length === 1);
      if (alias !== undefined) return this.bareAliases ? typed(quoteDuck(column), alias.type) : alias;
    } else {
      const qualifier = name.at(-2) ?? "";
      const source = this.sources.find((each) => each.alias === qualifier);
      const position = /^\$(\d+)$/.exec(column)?.[1];
      const byPosition = position === undefined ? undefined : source?.columns[Number(position) - 1]?.name;
      if (source?.columns.some((each) => each.name === column) === true)
        return reference(source, column, true);
      if (source !== undefined && byPosition !== undefined) return reference(source, byPosition, true);
      if (source !== undefined) throw invalidIdentifier(name);
    }
    return this.parent?.lookUp(name);
  }

  /** `$3` in a query: the third column of its only source. */
  position(index: number): Typed {
    const [source] = this.sources;
    const column =
      source?.columns.find((each) => each.name === `$${index}`)?.name ?? source?.columns[index - 1]?.name;
    if (source === undefined || column === undefined) throw invalidIdentifier([`$${index}`]);
    return reference(source, column, true);
  }
}

function reference(source: Source, name: string, qualified: boolean): Typed {
  const column = source.columns.find((each) => each.name === name);
  const sql = qualified ? `${quoteDuck(source.alias)}.${quoteDuck(name)}` : quoteDuck(name);
  return typed(sql, column?.type);
}

import type { ColumnType } from "../../core/result";

/** Expressions of a Snowflake query, as written: nothing is resolved yet. Identifiers are already upper-cased. */
export type Expr =
  | { readonly k: "number" | "string"; readonly value: string }
  | { readonly k: "boolean"; readonly value: boolean }
  | { readonly k: "null" | "default" }
  | { readonly k: "column"; readonly name: readonly string[]; readonly quoted: boolean }
  | { readonly k: "position"; readonly index: number }
  | { readonly k: "variable"; readonly name: string }
  | { readonly k: "bind"; readonly key: string }
  | Star
  | { readonly k: "unary"; readonly op: "-" | "+" | "NOT"; readonly value: Expr }
  | { readonly k: "binary"; readonly op: string; readonly left: Expr; readonly right: Expr }
  | { readonly k: "cast"; readonly value: Expr; readonly type: ColumnType; readonly safe: boolean }
  | Call
  | {
      readonly k: "case";
      readonly subject?: Expr;
      readonly whens: readonly (readonly [Expr, Expr])[];
      readonly otherwise?: Expr;
    }
  | { readonly k: "in"; readonly value: Expr; readonly list: readonly Expr[] | Query; readonly not: boolean }
  | {
      readonly k: "between";
      readonly value: Expr;
      readonly low: Expr;
      readonly high: Expr;
      readonly not: boolean;
    }
  | Like
  | {
      readonly k: "is";
      readonly value: Expr;
      readonly what: "NULL" | "TRUE" | "FALSE";
      readonly not: boolean;
    }
  | { readonly k: "distinct"; readonly left: Expr; readonly right: Expr; readonly not: boolean }
  | { readonly k: "exists"; readonly query: Query }
  | { readonly k: "subquery"; readonly query: Query }
  | { readonly k: "path"; readonly value: Expr; readonly steps: readonly (string | Expr)[] }
  | { readonly k: "tuple"; readonly items: readonly Expr[] }
  | { readonly k: "array"; readonly items: readonly Expr[] }
  | { readonly k: "object"; readonly entries: readonly (readonly [string, Expr])[] }
  | { readonly k: "interval"; readonly value: string };

export interface Star {
  readonly k: "star";
  readonly qualifier?: readonly string[];
  readonly exclude: readonly string[];
  readonly rename: ReadonlyMap<string, string>;
  readonly replace: ReadonlyMap<string, Expr>;
  readonly ilike?: string;
}

export interface Like {
  readonly k: "like";
  readonly op: "LIKE" | "ILIKE" | "RLIKE";
  readonly value: Expr;
  readonly patterns: readonly Expr[];
  readonly quantifier?: "ANY" | "ALL";
  readonly escape?: Expr;
  readonly not: boolean;
}

export interface Order {
  readonly value: Expr;
  readonly descending: boolean;
  readonly nulls?: "FIRST" | "LAST";
}

export interface Window {
  readonly base?: string;
  readonly partition: readonly Expr[];
  readonly order: readonly Order[];
  /** As written, for example `ROWS BETWEEN 1 PRECEDING AND CURRENT ROW`. */
  readonly frame?: string;
}

export interface Call {
  readonly k: "call";
  readonly name: readonly string[];
  readonly args: readonly Expr[];
  readonly named: ReadonlyMap<string, Expr>;
  readonly distinct: boolean;
  readonly within?: readonly Order[];
  readonly nulls?: "IGNORE" | "RESPECT";
  readonly over?: Window | string;
}

export interface Item {
  readonly value: Expr;
  readonly alias?: string;
  /** The source text: Snowflake names an unnamed column by it. */
  readonly text: string;
}

export interface Select {
  readonly k: "select";
  readonly distinct: boolean;
  readonly items: readonly Item[];
  readonly from?: From;
  readonly where?: Expr;
  readonly group?:
    | readonly Expr[]
    | "ALL"
    | { readonly kind: "CUBE" | "ROLLUP" | "GROUPING SETS"; readonly sets: readonly Expr[] };
  readonly having?: Expr;
  readonly qualify?: Expr;
  readonly windows: ReadonlyMap<string, Window>;
  readonly top?: Expr;
}

export type Body =
  | Select
  | {
      readonly k: "set";
      readonly op: "UNION" | "EXCEPT" | "INTERSECT";
      readonly all: boolean;
      readonly left: Body;
      readonly right: Body;
    }
  | { readonly k: "values"; readonly rows: readonly (readonly Expr[])[] }
  | { readonly k: "nested"; readonly query: Query };

export interface Cte {
  readonly name: string;
  readonly columns: readonly string[];
  readonly query: Query;
}

export interface Query {
  readonly k: "query";
  readonly ctes: readonly Cte[];
  readonly recursive: boolean;
  readonly body: Body;
  readonly order: readonly Order[];
  readonly limit?: Expr;
  readonly offset?: Expr;
}

/** `AT (OFFSET => -60)` and its like. */
export interface Moment {
  readonly word: "AT" | "BEFORE" | "END";
  readonly option: "TIMESTAMP" | "OFFSET" | "STATEMENT" | "STREAM";
  readonly value: Expr;
}

/** A table as it was, or with `changes` what has changed since. */
export interface Travel {
  readonly start: Moment;
  readonly changes?: { readonly information: "DEFAULT" | "APPEND_ONLY"; readonly end?: Moment };
}

export interface Aliased {
  readonly alias?: string;
  readonly columns: readonly string[];
}

export type From =
  | (Aliased & {
      readonly k: "table";
      readonly name: readonly string[];
      readonly sample?: string;
      readonly travel?: Travel;
    })
  | (Aliased & { readonly k: "derived"; readonly query: Query; readonly lateral: boolean })
  | (Aliased & { readonly k: "function"; readonly call: Call; readonly lateral: boolean })
  | (Aliased & { readonly k: "pivot"; readonly source: From; readonly pivot: Pivot })
  | { readonly k: "group"; readonly from: From }
  | {
      readonly k: "join";
      readonly kind: "INNER" | "LEFT" | "RIGHT" | "FULL" | "CROSS" | "NATURAL" | "NATURAL LEFT";
      readonly left: From;
      readonly right: From;
      readonly on?: Expr;
      readonly using?: readonly string[];
    };

export type Pivot =
  | {
      readonly kind: "pivot";
      readonly aggregate: Call;
      readonly column: string;
      readonly values: readonly { readonly value: Expr; readonly alias?: string }[];
    }
  | {
      readonly kind: "unpivot";
      readonly value: string;
      readonly name: string;
      readonly columns: readonly string[];
    };

export interface Target extends Aliased {
  readonly name: readonly string[];
}

export type Assignment = readonly [column: string, value: Expr];

export type MergeClause =
  | { readonly when: "matched"; readonly condition?: Expr; readonly action: "delete" }
  | {
      readonly when: "matched";
      readonly condition?: Expr;
      readonly action: "update";
      readonly set: readonly Assignment[];
    }
  | {
      readonly when: "unmatched";
      readonly condition?: Expr;
      readonly action: "insert";
      readonly columns: readonly string[];
      readonly values: readonly Expr[];
    };

export type Dml =
  | {
      readonly k: "insert";
      readonly target: Target;
      readonly columnList: readonly string[];
      readonly query: Query;
      readonly overwrite: boolean;
    }
  | {
      readonly k: "update";
      readonly target: Target;
      readonly set: readonly Assignment[];
      readonly from?: From;
      readonly where?: Expr;
    }
  | { readonly k: "delete"; readonly target: Target; readonly using?: From; readonly where?: Expr }
  | {
      readonly k: "merge";
      readonly target: Target;
      readonly source: From;
      readonly on: Expr;
      readonly clauses: readonly MergeClause[];
    }
  | { readonly k: "truncate"; readonly target: Target; readonly ifExists: boolean };

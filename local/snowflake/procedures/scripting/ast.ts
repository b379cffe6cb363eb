/** A Snowflake Scripting block. Expressions and SQL are kept as text and given to the query engine. */
export interface Block {
  readonly k: "block";
  readonly declarations: readonly Declaration[];
  readonly body: readonly Step[];
  readonly handlers: readonly Handler[];
}

export type Declaration =
  | {
      readonly k: "variable";
      readonly name: string;
      readonly type: string | undefined;
      readonly value: Value | undefined;
    }
  | { readonly k: "cursor"; readonly name: string; readonly source: string }
  | { readonly k: "exception"; readonly name: string; readonly code: number; readonly message: string };

/** The right side of an assignment. */
export type Value =
  | { readonly k: "expression"; readonly text: string }
  /** `(SELECT ..)` or `(EXECUTE IMMEDIATE ..)` assigned to a RESULTSET. */
  | { readonly k: "query"; readonly statement: Step };

export interface Handler {
  /** Names of exceptions; OTHER catches all. */
  readonly names: readonly string[];
  readonly body: readonly Step[];
}

export interface Branch {
  readonly condition: string;
  readonly body: readonly Step[];
}

export type Step =
  | Block
  | { readonly k: "let"; readonly declaration: Declaration }
  | { readonly k: "assign"; readonly name: string; readonly value: Value }
  | { readonly k: "return"; readonly text: string | undefined; readonly table: boolean }
  | { readonly k: "if"; readonly branches: readonly Branch[]; readonly otherwise: readonly Step[] }
  | {
      readonly k: "case";
      readonly subject: string | undefined;
      readonly branches: readonly Branch[];
      readonly otherwise: readonly Step[] | undefined;
    }
  | {
      readonly k: "count";
      readonly variable: string;
      readonly reverse: boolean;
      readonly from: string;
      readonly to: string;
      readonly label: string | undefined;
      readonly body: readonly Step[];
    }
  | {
      readonly k: "each";
      readonly variable: string;
      readonly source: string;
      readonly label: string | undefined;
      readonly body: readonly Step[];
    }
  | {
      readonly k: "while";
      readonly condition: string;
      readonly label: string | undefined;
      readonly body: readonly Step[];
    }
  | {
      readonly k: "repeat";
      readonly until: string;
      readonly label: string | undefined;
      readonly body: readonly Step[];
    }
  | { readonly k: "loop"; readonly label: string | undefined; readonly body: readonly Step[] }
  | { readonly k: "break" | "continue"; readonly label: string | undefined }
  | { readonly k: "raise"; readonly name: string | undefined }
  | { readonly k: "open"; readonly cursor: string; readonly using: readonly string[] }
  | { readonly k: "fetch"; readonly cursor: string; readonly into: readonly string[] }
  | { readonly k: "close"; readonly cursor: string }
  | { readonly k: "immediate"; readonly text: string; readonly using: readonly string[] }
  | { readonly k: "nothing" }
  | { readonly k: "sql"; readonly text: string; readonly into: readonly string[] };

import { text as textColumn, type Result } from "../../core/result";
import type { Scalar } from "./values";

/** What a block ended with: a scalar, a table, or nothing. */
export type Outcome = Scalar | { readonly k: "rows"; readonly result: Result } | undefined;

/** What a block answers as a statement: its table, or one row with its value. */
export function outcomeResult(outcome: Outcome, name: string): Result {
  if (outcome?.k === "rows") return outcome.result;
  return {
    kind: "call",
    columns: [outcome === undefined ? textColumn(name) : { name, type: outcome.type, nullable: true }],
    rows: [[outcome?.value ?? null]],
  };
}

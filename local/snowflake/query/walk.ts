import type { Call, Expr, From, Query } from "./parse/ast";

export interface Found {
  readonly tables: Extract<From, { k: "table" }>[];
  readonly functions: Extract<From, { k: "function" }>[];
  readonly calls: Call[];
  readonly ctes: Set<string>;
}

/** Collects everything in a statement that must be looked up before it can be translated. */
export function findReferences(root: unknown): Found {
  const found: Found = { tables: [], functions: [], calls: [], ctes: new Set() };
  visit(root, found, undefined);
  return found;
}

function visit(node: unknown, found: Found, tableCall: unknown): void {
  if (node === null || typeof node !== "object") return;
  if (node instanceof Map) {
    for (const value of node.values()) visit(value, found, undefined);
    return;
  }
  if (Array.isArray(node)) {
    for (const value of node) visit(value, found, undefined);
    return;
  }
  const tagged = node as From | Expr | Query;
  let own: unknown;
  if (tagged.k === "table") found.tables.push(tagged);
  else if (tagged.k === "function") {
    found.functions.push(tagged);
    own = tagged.call;
  } else if (tagged.k === "call" && node !== tableCall) found.calls.push(tagged);
  else if (tagged.k === "query") for (const cte of tagged.ctes) found.ctes.add(cte.name);
  for (const value of Object.values(node)) visit(value, found, own);
}

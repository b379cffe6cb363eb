import { qualifiedName, quoteIdentifier } from "./identifiers";

export interface MergeSpec {
  readonly table: readonly [string, string, string];
  readonly key: readonly string[];
  /** Every column the query gives, keys included. */
  readonly columns: readonly string[];
  /** SELECT that yields those columns, one row per key. */
  readonly query: string;
}

/** MERGE that inserts rows with new keys and replaces the others: running it twice changes nothing. */
export function mergeStatement(spec: MergeSpec): string {
  const quoted = spec.columns.map(quoteIdentifier);
  const others = spec.columns.filter((column) => !spec.key.includes(column)).map(quoteIdentifier);
  const on = spec.key
    .map((column) => `t.${quoteIdentifier(column)} = s.${quoteIdentifier(column)}`)
    .join(" AND ");
  return [
    `MERGE INTO ${qualifiedName(...spec.table)} t`,
    `USING (${spec.query}) s ON ${on}`,
    ...(others.length === 0
      ? []
      : [`WHEN MATCHED THEN UPDATE SET ${others.map((column) => `t.${column} = s.${column}`).join(", ")}`]),
    `WHEN NOT MATCHED THEN INSERT (${quoted.join(", ")}) VALUES (${quoted.map((column) => `s.${column}`).join(", ")})`,
  ].join(" ");
}

import type { Bind } from "../core/cloud";
import { SnowflakeError } from "../core/errors";

/** Values for many rows of one INSERT .. VALUES (?, ?). */
export interface BindRows {
  /** Rewrites the one-row INSERT so that it inserts every row; adds its parameters. */
  wrap(sql: string, parameters: (string | null)[]): string;
}

/** Undefined when every bind is a single value. */
export function arrayBinds(binds: Readonly<Record<string, Bind>>): BindRows | undefined {
  const columns = Object.entries(binds).filter(([, bind]) => Array.isArray(bind.value));
  if (columns.length === 0) return undefined;
  return {
    wrap: (sql, parameters) => {
      const values = /^(INSERT INTO [\s\S]*?\)) VALUES \(([\s\S]*)\)$/.exec(sql);
      if (values === null)
        throw new SnowflakeError(
          "002099",
          "42601",
          "SQL compilation error: array binds need INSERT INTO .. VALUES with one row of binds.",
        );
      const lists = columns.map(([key, bind]) => {
        parameters.push(JSON.stringify(bind.value));
        return `unnest(from_json($${parameters.length}, '["VARCHAR"]')) AS "b${key}"`;
      });
      return `${values[1] ?? ""} SELECT ${values[2] ?? ""} FROM (SELECT ${lists.join(", ")}) AS floe_binds`;
    },
  };
}

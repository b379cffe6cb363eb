import type { Problems } from "../checks/problems";
import { checkIdentifier, identifierLimit } from "./identifiers";
import { checkType } from "./types";

/** One column of a table. A bare string is its type. */
export interface ColumnSpec {
  /** Snowflake type, such as `NUMBER(38,0)`. */
  readonly type: string;
  /** False adds NOT NULL. Default: true, as in Snowflake. */
  readonly nullable?: boolean;
  readonly comment?: string;
}

/** Columns in table order. */
export type Columns = Readonly<Record<string, string | ColumnSpec>>;

export interface TableSpec {
  readonly columns: Columns;
  readonly comment?: string;
  /**
   * Days Time Travel keeps changed rows, 0 to 90. Default: 1, the most Standard Edition allows. More days store more
   * changed data, which is billed as storage.
   */
  readonly retentionDays?: number;
}

export function columnSpec(column: string | ColumnSpec): ColumnSpec {
  return typeof column === "string" ? { type: column } : column;
}

export function checkTable(problems: Problems, table: TableSpec): void {
  const names = Object.keys(table.columns);
  problems.require(
    names.length > 0,
    "columns",
    "a table needs at least one column",
    'add columns, such as { ID: "NUMBER(38,0)" }',
  );
  for (const [name, column] of Object.entries(table.columns)) {
    checkIdentifier(problems, `columns.${name}`, name);
    checkType(problems, `columns.${name}.type`, columnSpec(column).type);
  }
  const days = table.retentionDays;
  problems.require(
    days === undefined || (Number.isInteger(days) && days >= 0 && days <= 90),
    "retentionDays",
    `must be a whole number of days from 0 to 90, not ${String(days)}`,
    "use 1 on Standard Edition, up to 90 on Enterprise Edition",
  );
}

/** Every name listed must be a column, once. */
export function checkMembers(
  problems: Problems,
  argument: string,
  listed: readonly string[],
  columns: readonly string[],
): void {
  for (const [index, name] of listed.entries()) {
    const near = columns.find((column) => column.toUpperCase() === name.toUpperCase());
    problems.require(
      columns.includes(name),
      `${argument}[${index}]`,
      `"${name}" is not a column (${columns.slice(0, 12).join(", ")}${columns.length > 12 ? ", ..." : ""})`,
      near === undefined ? "name a column of the table, or add it" : `write ${near}`,
    );
    problems.require(
      listed.indexOf(name) === index,
      `${argument}[${index}]`,
      `"${name}" is listed twice`,
      "list each column once",
    );
  }
}

export { identifierLimit };

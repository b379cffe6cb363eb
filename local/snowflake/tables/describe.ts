import { tableColumns } from "../core/account";
import type { CatalogObject } from "../core/cloud";
import { text, type Cell, type ResultColumn } from "../core/result";
import { yesNo } from "../kinds/values";
import type { Constraint } from "./columns";

const DESCRIBE_COLUMNS: readonly ResultColumn[] = [
  "name",
  "type",
  "kind",
  "null?",
  "default",
  "primary key",
  "unique key",
  "check",
  "expression",
  "comment",
  "policy name",
  "privacy domain",
].map(text);

function describeColumns(object: CatalogObject): Cell[][] {
  const stored = object.properties["constraints"];
  const constraints = Array.isArray(stored) ? (stored as unknown as readonly Constraint[]) : [];
  const keyed = (kind: Constraint["kind"], name: string): boolean =>
    constraints.some((each) => each.kind === kind && each.columns.includes(name));
  return tableColumns(object).map((column) => [
    column.name,
    column.type,
    "COLUMN",
    yesNo(column.nullable),
    column.identity === undefined
      ? (column.default ?? null)
      : `IDENTITY START ${column.identity.start} INCREMENT ${column.identity.step} NOORDER`,
    yesNo(keyed("PRIMARY KEY", column.name)),
    yesNo(keyed("UNIQUE", column.name)),
    null,
    null,
    column.comment ?? null,
    null,
    null,
  ]);
}

/** One row per column, as DESCRIBE TABLE and DESCRIBE VIEW print them. */
export const describeTable = { columns: DESCRIBE_COLUMNS, rows: describeColumns };

import { createHash } from "node:crypto";
import { fillMarks, isMarked } from "../../../blueprints/marks";
import { quoteIdentifier, quoteString } from "../../../blueprints/snowflake";
import type { KeyPart, MarkedRow, Scalar } from "./spec";

/** What stands for the placeholders in one run of one check. Equal runs have equal marks, other runs never do. */
export class Marks {
  private readonly letters: string;
  private readonly digits: string;

  /**
   * @param token what tells this check from any other.
   * @param run what tells this run from the check's others.
   */
  constructor(token: string, run: string) {
    const hash = createHash("sha256")
      .update(JSON.stringify([token, run]))
      .digest("hex");
    this.letters = hash.slice(0, 32).toUpperCase();
    const number = BigInt(`0x${hash.slice(32)}`)
      .toString()
      .padStart(18, "7");
    // A leading zero would not survive a numeric column.
    this.digits = `${1 + (Number(number.at(-1)) % 9)}${number.slice(1, 18)}`;
  }

  fill(value: Scalar): Scalar {
    if (typeof value !== "string") return value;
    return fillMarks(value, (kind, width) =>
      (kind === "number" ? this.digits : this.letters).slice(0, width),
    );
  }
}

/** `INSERT INTO table (columns) VALUES (values)`. */
export function insertStatement(table: string, row: MarkedRow, marks: Marks): string {
  const columns = Object.keys(row.values).map(quoteIdentifier);
  const values = Object.values(row.values).map((value) => literal(marks.fill(value)));
  return `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${values.join(", ")})`;
}

/** Condition of exactly the marked row: by its marked columns, which no other row shares. */
export function rowCondition(row: MarkedRow, marks: Marks): string {
  const marked = Object.entries(row.values).filter(([, value]) => isMarked(value));
  return all(marked.map(([column, value]) => equals(column, marks.fill(value))));
}

/** Condition of the feature row, or its predictions. */
export function keyCondition(key: readonly KeyPart[], marks: Marks): string {
  return all(key.map(({ column, value }) => equals(column, marks.fill(value))));
}

/** The same of a line of an unloaded or scored file, whose first fields are the key. */
export function fieldCondition(key: readonly KeyPart[], marks: Marks): string {
  const fields = key.map(({ value }, index) => {
    const field = `$${index + 1}`;
    const filled = marks.fill(value);
    const text = `${field} = ${quoteString(String(filled))}`;
    // A NUMBER with decimals is written with them: 12 as 12.00.
    if (typeof filled === "boolean" || !/^-?\d+(\.\d+)?$/.test(String(filled))) return text;
    return `(${text} OR TRY_TO_DOUBLE(${field}) = ${filled})`;
  });
  return all(fields);
}

function equals(column: string, value: Scalar): string {
  return `${quoteIdentifier(column)} = ${literal(value)}`;
}

const all = (conditions: readonly string[]): string => conditions.join(" AND ");

function literal(value: Scalar): string {
  if (typeof value === "string") return quoteString(value);
  return typeof value === "boolean" ? (value ? "TRUE" : "FALSE") : String(value);
}

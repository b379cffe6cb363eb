import { quoteIdentifier, quoteString } from "../../../blueprints/snowflake";
import { type Bag, textMap, textOf, type Value } from "../../framework";
import { cell, type Row, type Session, StatementFailed } from "../session";
import { levels } from "./sql";
import type { Kind } from "./table";
import { type Identity, sha256, signatureType, splitTypes } from "./types";

/** What DESCRIBE and SHOW tell of a routine, by their own words for it. */
export type Described = Readonly<Record<string, string>>;

/** Rows that follow from what Snowflake serves, not from the declaration. */
const unstable = new Set(["installed_packages"]);

/** The routine as it is, or undefined when it is gone. */
export async function describeRoutine(
  session: Session,
  kind: Kind,
  id: Identity,
): Promise<Described | undefined> {
  const found: Record<string, string> = {};
  try {
    for (const row of await session.run(`DESCRIBE ${kind} ${id.sql}`)) {
      const value = row.value ?? row.VALUE;
      if (value !== null && value !== undefined) found[cell(row, "property")] = cell(row, "value");
    }
  } catch (error) {
    if (error instanceof StatementFailed && error.missing) return undefined;
    throw error;
  }
  const shown = await show(session, kind, id);
  if (shown === undefined) return found;
  return {
    ...found,
    comment: cell(shown, "description"),
    secure: cell(shown, "is_secure"),
    ...(kind === "FUNCTION" ? { aggregate: cell(shown, "is_aggregate") } : {}),
  };
}

async function show(session: Session, kind: Kind, id: Identity): Promise<Row | undefined> {
  const like = id.name.replaceAll("\\", "\\\\").replaceAll("_", "\\_").replaceAll("%", "\\%");
  const what = kind === "FUNCTION" ? "USER FUNCTIONS" : "PROCEDURES";
  const schema = [id.database, id.schema].map(quoteIdentifier).join(".");
  const rows = await session.run(`SHOW ${what} LIKE ${quoteString(like)} IN SCHEMA ${schema}`);
  return rows.find((row) => cell(row, "name") === id.name && shownTypes(cell(row, "arguments")) === id.types);
}

/** `P(NUMBER, DEFAULT VARCHAR) RETURN VARCHAR` -> `(NUMBER, VARCHAR)`. */
export function shownTypes(shown: string): string {
  const end = shown.lastIndexOf(") RETURN");
  const types = shown.slice(shown.indexOf("(") + 1, end < 0 ? undefined : end);
  return `(${splitTypes(types)
    .map((type) => signatureType(type.replace(/^\[|\]$/g, "").replace(/^DEFAULT /, "")))
    .join(", ")})`;
}

/** What is kept in state of a description: long texts as their hash, nothing that changes by itself. */
export function remembered(described: Described): Bag {
  return Object.fromEntries(
    Object.entries(described)
      .filter(([key]) => !unstable.has(key))
      .map(([key, value]) => [key, key === "body" ? sha256(value) : value]),
  );
}

/** The words of the description that differ from what was remembered. What either side lacks is not told to this role. */
export function drifted(described: Described, before: Value): Set<string> {
  const held = textMap(before);
  const now = remembered(described);
  return new Set(Object.keys(now).filter((key) => held[key] !== undefined && held[key] !== textOf(now[key])));
}

/** Levels set on the routine itself, by input name. */
export async function liveLevels(session: Session, kind: Kind, id: Identity): Promise<Bag> {
  const rows = await session.run(`SHOW PARAMETERS IN ${kind} ${id.sql}`);
  return Object.fromEntries(
    Object.entries(levels).flatMap(([key, name]) => {
      const row = rows.find((each) => cell(each, "key") === name && cell(each, "level") === kind);
      return row === undefined ? [] : [[key, cell(row, "value")]];
    }),
  );
}

export function installedPackages(described: Described): string[] {
  return items(described.installed_packages ?? "").map((name) => name.replace(/^['"]|['"]$/g, ""));
}

/** `[a, b]` -> a, b. */
export function items(value: string): string[] {
  return splitTypes(value.trim().replace(/^\[|\]$/g, ""));
}

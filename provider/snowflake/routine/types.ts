import { createHash } from "node:crypto";
import { canonicalType, qualifiedName, quoteIdentifier } from "../../../blueprints/snowflake";
import { type Bag, bag, list, text, textOf, type Value } from "../../framework";
import { nameParts } from "../names";

export interface Named {
  readonly name: string;
  readonly type: string;
  readonly default?: string;
}

export function named(value: Value): Named[] {
  return list(value).map((item) => {
    const { name, type, default: otherwise } = bag(item);
    const base = { name: textOf(name), type: textOf(type) };
    return text(otherwise) === undefined ? base : { ...base, default: textOf(otherwise) };
  });
}

/** The type in one spelling; types Floe does not know are only put in upper case. */
export function oneSpelling(type: string): string {
  return canonicalType(type) ?? type.trim().toUpperCase().replace(/\s+/g, " ");
}

/** As an argument's type stands in a signature: without length, precision or scale. */
export function signatureType(type: string): string {
  const canonical = oneSpelling(type);
  return canonicalType(type) === undefined ? canonical : canonical.replace(/\(.*\)$/, "");
}

export function signatureTypes(inputs: Bag): string {
  return `(${named(inputs.arguments)
    .map(({ type }) => signatureType(type))
    .join(", ")})`;
}

export function nameOf(inputs: Bag): string {
  return qualifiedName(textOf(inputs.database), textOf(inputs.schema), textOf(inputs.name));
}

/** What names one routine among those of its name, and its id in the state. */
export function idOf(inputs: Bag): string {
  return nameOf(inputs) + signatureTypes(inputs);
}

export interface Identity {
  readonly database: string;
  readonly schema: string;
  readonly name: string;
  readonly types: string;
  /** The id in one spelling, fit for SQL. */
  readonly sql: string;
}

/** Reads an id such as `DB.SCHEMA.NAME(NUMBER, VARCHAR)`, quoted or not. */
export function identity(id: string): Identity {
  const match = /^(.*?)\(([^"]*)\)$/s.exec(id.trim());
  const parts = match === null ? [] : nameParts(match[1] ?? "");
  const [database, schema, name] = parts;
  if (database === undefined || schema === undefined || name === undefined || parts.length !== 3) {
    throw new Error(
      `${id} does not name a routine: write DB.SCHEMA.NAME(NUMBER, VARCHAR), () for no arguments`,
    );
  }
  const types = splitTypes(match?.[2] ?? "").map(signatureType);
  const sql = `${[database, schema, name].map(quoteIdentifier).join(".")}(${types.join(", ")})`;
  return { database, schema, name, types: `(${types.join(", ")})`, sql };
}

/** Splits at the commas outside parentheses. */
export function splitTypes(types: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at <= types.length; at++) {
    const sign = types[at];
    if (sign === "(") depth += 1;
    else if (sign === ")") depth -= 1;
    else if ((sign === "," && depth === 0) || at === types.length) {
      const part = types.slice(from, at).trim();
      if (part !== "") parts.push(part);
      from = at + 1;
    }
  }
  return parts;
}

export function sha256(content: string): string {
  return createHash("sha256").update(content).digest("hex");
}

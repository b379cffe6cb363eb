import { randomInt, randomUUID } from "node:crypto";
import { CliError, exitCodes } from "../../exit";

/** A row or record with a mark by which it is known again. */
export interface Marked {
  readonly fields: Readonly<Record<string, string | number | boolean | null>>;
  /** The field that holds the mark, and the mark. */
  readonly column: string;
  readonly mark: string | number;
}

/**
 * Fills a template: `{id}` becomes a new id, `{number}` a new number, `{ms}` the time in milliseconds. One field must be a
 * mark.
 */
export function marked(template: string, flag: string): Marked {
  let parsed: unknown;
  try {
    parsed = JSON.parse(template);
  } catch {
    // Said below.
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
    throw usage(`${flag} is no JSON object, such as '{"ID": "{id}", "AMOUNT": 1}'`);
  const id = `floe-canary-${randomUUID()}`;
  // Beyond any number a table counts to, and exact in every language.
  const number = randomInt(2 ** 40, 2 ** 47);
  let mark: Pick<Marked, "column" | "mark"> | undefined;
  const fields: Record<string, string | number | boolean | null> = {};
  for (const [column, value] of Object.entries(parsed as Record<string, unknown>)) {
    if (typeof value === "object" && value !== null)
      throw usage(`${flag}: ${column} is no text, number, true, false or null`);
    if (value === "{number}") fields[column] = number;
    else if (value === "{ms}") fields[column] = Date.now();
    else if (typeof value === "string") fields[column] = value.replaceAll("{id}", id);
    else fields[column] = value as number | boolean | null;
    if (mark === undefined && value === "{id}") mark = { column, mark: id };
    if (mark === undefined && value === "{number}") mark = { column, mark: number };
  }
  if (mark === undefined)
    throw usage(`${flag}: no field is "{id}" or "{number}", by which it would be known again`);
  return { fields, ...mark };
}

const usage = (message: string): CliError => new CliError(message, exitCodes.usage);

import type { Json } from "../core/cloud";
import { formatPath } from "./names";
import { interpret, invalidValue, type OptionTable, type OptionType, type OptionValue } from "./options";

/** Option types for option tables: each checks the written value and returns what the catalog stores. */

const bare = (value: OptionValue): string =>
  value.kind === "word" && value.parts.length === 1 ? (value.parts[0] ?? "") : value.text;

const isWord = (value: OptionValue, word: string): boolean =>
  value.kind === "word" && value.text.toUpperCase() === word;

/** A string literal. */
export const string: OptionType = (value, name) => {
  if (value.kind !== "string") throw invalidValue(name, value.text, "a string in single quotes is needed");
  return value.text;
};

/** A string literal or a bare word, kept as written. */
export const text: OptionType = (value, name) => {
  if (value.kind === "list" || value.kind === "options")
    throw invalidValue(name, value.text, "a string is needed");
  return value.kind === "word" ? bare(value) : value.text;
};

export const boolean: OptionType = (value, name) => {
  const written = value.text.toUpperCase();
  if (written === "TRUE" || written === "FALSE") return written === "TRUE";
  throw invalidValue(name, value.text, "TRUE or FALSE is needed");
};

/** A whole number in a range; digits in quotes are accepted, as Snowflake does. */
export const integer =
  (min = 0, max = Number.MAX_SAFE_INTEGER): OptionType =>
  (value, name) => {
    const number = Number(value.text);
    if (!/^-?\d+$/.test(value.text) || number < min || number > max)
      throw invalidValue(name, value.text, `a whole number from ${min} to ${max} is needed`);
    return number;
  };

/** One of some words, bare or in quotes; `spellings` maps other spellings to the stored one. */
export const oneOf =
  (words: readonly string[], spellings: Readonly<Record<string, string>> = {}): OptionType =>
  (value, name) => {
    const written = bare(value).toUpperCase();
    const found = Object.hasOwn(spellings, written) ? spellings[written] : written;
    if (found === undefined || !words.includes(found))
      throw invalidValue(name, value.text, `one of ${words.join(", ")} is needed`);
    return found;
  };

/** An identifier of one part: unquoted ones upper-cased, quoted ones and strings kept. */
export const identifier: OptionType = (value, name) => {
  if (value.kind === "string" && value.text !== "") return value.text;
  if (value.kind !== "word" || value.parts.length !== 1)
    throw invalidValue(name, value.text, "an identifier is needed");
  return bare(value);
};

/** A possibly qualified name, stored as an array of its parts. */
export const qualifiedName: OptionType = (value, name) => {
  if (value.kind !== "word") throw invalidValue(name, value.text, "an object name is needed");
  return [...value.parts];
};

/** A possibly qualified name, stored as text the way Snowflake prints it. */
export const nameText: OptionType = (value, name) => {
  if (value.kind === "string") return value.text;
  if (value.kind !== "word") throw invalidValue(name, value.text, "an object name is needed");
  return formatPath(value.parts);
};

/** `( item, item )`; a single item without parentheses is a list of one. */
export const listOf =
  (item: OptionType): OptionType =>
  (value, name) => {
    if (value.kind === "options") throw invalidValue(name, value.text, "a list is needed");
    return value.kind === "list" ? value.items.map((each) => item(each, name)) : [item(value, name)];
  };

/** `( KEY = value ... )`, stored as an object. */
export const group =
  (table: OptionTable, kind: string): OptionType =>
  (value, name): Json => {
    if (value.kind === "list" && value.items.length === 0) return {};
    if (value.kind !== "options") throw invalidValue(name, value.text, "( KEY = value ... ) is needed");
    return interpret(value.options, table, kind);
  };

/** Lets an option also be `NULL` (stored as null: unset). */
export const nullable =
  (type: OptionType): OptionType =>
  (value, name) =>
    isWord(value, "NULL") ? null : type(value, name);

/** Lets an option also be some bare words (`NONE`, `AUTO`), stored as that word. */
export const orWord =
  (type: OptionType, ...words: readonly string[]): OptionType =>
  (value, name) =>
    words.find((word) => isWord(value, word)) ?? type(value, name);

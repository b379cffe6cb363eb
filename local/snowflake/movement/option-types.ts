import { invalidValue, type OptionType } from "../ddl/options";

/** TRUE or FALSE. */
export const boolean: OptionType = (value, name) => {
  const word = value.text.toUpperCase();
  if (value.kind === "word" || value.kind === "string") {
    if (word === "TRUE") return true;
    if (word === "FALSE") return false;
  }
  throw invalidValue(name, value.text, "write TRUE or FALSE");
};

/** A string, or a bare word as it is written. */
export const string: OptionType = (value, name) => {
  if (value.kind === "string") return value.text;
  if (value.kind === "word") return value.parts.join(".");
  throw invalidValue(name, value.text, "write a string");
};

/** A whole number within bounds. */
export const integer =
  (least: number, most: number): OptionType =>
  (value, name) => {
    const number = Number(value.text);
    if (value.kind !== "number" || !Number.isInteger(number) || number < least || number > most)
      throw invalidValue(name, value.text, `it must be a whole number within ${least} to ${most}`);
    return number;
  };

/** The name of an account object, such as a warehouse; upper-cased unless quoted. */
export const accountObject: OptionType = (value, name) => {
  if (value.kind === "string") return value.text;
  if (value.kind !== "word" || value.parts.length !== 1) throw invalidValue(name, value.text, "write a name");
  return value.parts[0] ?? "";
};

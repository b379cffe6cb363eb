import { checkIdentifier } from "../../snowflake";
import { type Reader, shown } from "./reader";
import { text } from "./readers";

/** Name of an object in Snowflake, in upper case as elsewhere in Floe. */
export const identifier: Reader<string> = (value, problems, argument) => {
  const read = text()(value, problems, argument);
  return read !== undefined && checkIdentifier(problems, argument, read) ? read : undefined;
};

const part = String.raw`(?:[A-Za-z_][A-Za-z0-9_$]*|"(?:[^"]|"")+")`;
const qualified = new RegExp(`^${part}\\.${part}\\.${part}$`);

/** `DB.SCHEMA.NAME`. */
export const qualifiedIdentifier: Reader<string> = (value, problems, argument) => {
  const read = text()(value, problems, argument);
  if (read === undefined || qualified.test(read)) return read;
  problems.add(argument, `must be a qualified name, not ${shown(read)}`, "write it as DB.SCHEMA.NAME");
  return undefined;
};

import { SnowflakeError } from "../../core/errors";
import type { ColumnType } from "../../core/result";
import type { Call } from "../parse/ast";
import { typed, type Typed } from "../translate/typed";

/** One call with its arguments translated. */
export interface FunctionCall {
  readonly name: string;
  readonly call: Call;
  readonly args: readonly Typed[];
  /** The translated argument; throws Snowflake's error when it is missing. */
  arg(index: number): Typed;
}

export type Translator = (call: FunctionCall) => Typed;

const functions = new Map<
  string,
  { readonly min: number; readonly max: number; readonly translate: Translator }
>();

/** Registers a scalar function under its names, with how many arguments it takes. */
export function define(names: string, min: number, max: number, translate: Translator): void {
  for (const name of names.split(" ")) functions.set(name, { min, max, translate });
}

/** Most functions: one SQL text and one type. */
export function simple(
  names: string,
  min: number,
  max: number,
  type: ColumnType,
  sql: (call: FunctionCall) => string,
): void {
  define(names, min, max, (call) => typed(sql(call), type));
}

export const isScalar = (name: string): boolean => functions.has(name);

export function argumentCount(name: string, few: boolean): SnowflakeError {
  return new SnowflakeError(
    "000938",
    "22023",
    `SQL compilation error: error line 1 at position 0\n${few ? "not enough" : "too many"} arguments for function [${name}]`,
  );
}

export const unknownFunction = (name: string): SnowflakeError =>
  new SnowflakeError("002140", "42601", `SQL compilation error:\nUnknown function ${name}`);

/** Arguments that must be written as constants, such as formats and date parts. */
export function constant(call: FunctionCall, index: number): string {
  const value = call.arg(index);
  if (value.literal === undefined || value.literal === null)
    throw new SnowflakeError(
      "001015",
      "22023",
      `SQL compilation error:\nargument ${index + 1} to function ${call.name} needs to be constant`,
    );
  return String(value.literal);
}

export function callScalar(name: string, call: Call, args: readonly Typed[]): Typed | undefined {
  const found = functions.get(name);
  if (found === undefined) return undefined;
  if (args.length < found.min) throw argumentCount(name, true);
  if (args.length > found.max) throw argumentCount(name, false);
  return found.translate({
    name,
    call,
    args,
    arg: (index) => {
      const value = args[index];
      if (value === undefined) throw argumentCount(name, true);
      return value;
    },
  });
}

import { SnowflakeError } from "../core/errors";
import type { Json } from "../core/cloud";
import type { TokenStream } from "./stream";

/** The value of a `KEY = value` option as written, before an option table gives it a meaning. */
export type OptionValue =
  | { readonly kind: "string"; readonly text: string }
  | { readonly kind: "number"; readonly text: string }
  | { readonly kind: "word"; readonly text: string; readonly parts: readonly string[] }
  | { readonly kind: "list"; readonly text: string; readonly items: readonly OptionValue[] }
  | { readonly kind: "options"; readonly text: string; readonly options: RawOptions };

export type RawOptions = ReadonlyMap<string, OptionValue>;

/** Gives an option's value its meaning; throws `invalidValue` when it has none. `null` means unset. */
export type OptionType = (value: OptionValue, name: string) => Json;

/** The options a statement knows, by upper-cased name. */
export type OptionTable = Readonly<Record<string, OptionType>>;

export const invalidValue = (name: string, value: string, rule?: string): SnowflakeError =>
  new SnowflakeError(
    "001423",
    "22023",
    `SQL compilation error:\ninvalid value '${value}' for property '${name}'${rule === undefined ? "" : `: ${rule}`}`,
  );

export const invalidProperty = (name: string, kind: string): SnowflakeError =>
  new SnowflakeError("001420", "22023", `SQL compilation error:\ninvalid property '${name}' for '${kind}'`);

function readWord(stream: TokenStream): OptionValue {
  const from = stream.mark();
  const parts = stream.name();
  return { kind: "word", text: stream.text(from), parts };
}

function readParenthesised(stream: TokenStream): OptionValue {
  const from = stream.mark();
  stream.expectSymbol("(");
  const items: OptionValue[] = [];
  const options = new Map<string, OptionValue>();
  while (!stream.takeSymbol(")")) {
    if (stream.takeSymbol(",")) continue;
    const key = stream.peek();
    const equals = stream.peek(1);
    if (key !== undefined && equals?.kind === "symbol" && equals.value === "=") {
      stream.next();
      stream.expectSymbol("=");
      options.set(key.kind === "quoted" ? key.value : key.value.toUpperCase(), readValue(stream));
    } else items.push(readValue(stream));
  }
  const text = stream.text(from);
  if (options.size > 0 && items.length > 0) throw stream.unexpected("KEY = value pairs only");
  return options.size > 0 ? { kind: "options", text, options } : { kind: "list", text, items };
}

/** Reads one option value: literal, name, `( list )` or `( KEY = value ... )`. */
export function readValue(stream: TokenStream): OptionValue {
  const token = stream.peek();
  if (token === undefined) throw stream.unexpected("a value");
  if (stream.atString()) return { kind: "string", text: stream.string() };
  if (stream.atSymbol("(")) return readParenthesised(stream);
  if (token.kind === "number" || stream.atSymbol("-") || stream.atSymbol("+")) {
    const sign = stream.takeSymbol("-") ? "-" : stream.takeSymbol("+") ? "" : "";
    return { kind: "number", text: sign + stream.next().value };
  }
  if (token.kind === "stage" || token.kind === "variable") {
    stream.next();
    return { kind: "string", text: token.value };
  }
  return readWord(stream);
}

/** Whether `KEY =` comes next. */
export function atOption(stream: TokenStream): boolean {
  const equals = stream.peek(1);
  return stream.peek()?.kind === "word" && equals?.kind === "symbol" && equals.value === "=";
}

/** Reads `KEY = value` pairs, with or without commas between, as long as they come. A key given twice is an error. */
export function readOptions(stream: TokenStream): Map<string, OptionValue> {
  const options = new Map<string, OptionValue>();
  while (atOption(stream)) {
    const key = stream.word();
    stream.expectSymbol("=");
    if (options.has(key))
      throw new SnowflakeError("002080", "42601", `SQL compilation error:\nduplicate property '${key}'`);
    options.set(key, readValue(stream));
    if (stream.atSymbol(",") && stream.peek(2)?.value === "=") stream.next();
  }
  return options;
}

/** Applies an option table: unknown keys are errors naming the key and the kind. */
export function interpret(raw: RawOptions, table: OptionTable, kind: string): Record<string, Json> {
  const values: Record<string, Json> = {};
  for (const [key, value] of raw) {
    const type = Object.hasOwn(table, key) ? table[key] : undefined;
    if (type === undefined) throw invalidProperty(key, kind);
    values[key] = type(value, key);
  }
  return values;
}

/** Reads and interprets in one go. */
export const parseOptions = (stream: TokenStream, table: OptionTable, kind: string): Record<string, Json> =>
  interpret(readOptions(stream), table, kind);

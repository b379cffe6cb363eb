import type { Bag, Value } from "../../../provider/framework/resource";
import { scalar, strings } from "../common/values";
import { ident, keyOf, literal, literals, qualified, partsOf } from "./sql";

/** How a property is written in SQL. */
export type Kind = "text" | "word" | "plain" | "name" | "path" | "texts" | "names";
export type Options = Readonly<Record<string, Kind | readonly [Kind, string]>>;

const written: Readonly<Record<Kind, (value: Value) => string>> = {
  text: (value) => literal(scalar(value)),
  // A word of a fixed list: quoted, upper case.
  word: (value) => literal(scalar(value).toUpperCase()),
  plain: (value) => scalar(value),
  name: (value) => ident(partsOf(scalar(value)).join(".")),
  path: (value) => qualified(...partsOf(scalar(value))),
  texts: (value) => literals(value),
  names: (value) =>
    `(${strings(value)
      .map((name) => ident(name))
      .join(", ")})`,
};

const absent = (value: Value): boolean =>
  value === undefined ||
  value === null ||
  value === "" ||
  value === "default" ||
  value === -1 ||
  (Array.isArray(value) && value.length === 0);

const keyAndKind = (options: Options, property: string): readonly [Kind, string] => {
  const option = options[property];
  if (option === undefined) return ["plain", keyOf(property)];
  return typeof option === "string" ? [option, keyOf(property)] : option;
};

/** `KEY = value` for every option that is given. */
export const assignments = (options: Options, inputs: Bag, only?: ReadonlySet<string>): string[] =>
  Object.keys(options)
    .filter((property) => (only === undefined || only.has(property)) && !absent(inputs[property]))
    .map((property) => {
      const [kind, key] = keyAndKind(options, property);
      return `${key} = ${written[kind](inputs[property])}`;
    });

/** The statements that bring changed options to their new values: at most one SET and one UNSET. */
export const alterations = (
  prefix: string,
  options: Options,
  news: Bag,
  changed: ReadonlySet<string>,
): string[] => {
  const set = assignments(options, news, changed);
  const unset = Object.keys(options)
    .filter((property) => changed.has(property) && absent(news[property]))
    .map((property) => keyAndKind(options, property)[1]);
  return [
    ...(set.length === 0 ? [] : [`${prefix} SET ${set.join(" ")}`]),
    ...(unset.length === 0 ? [] : [`${prefix} UNSET ${unset.join(", ")}`]),
  ];
};

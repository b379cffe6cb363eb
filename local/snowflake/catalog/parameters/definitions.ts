import type { Json } from "../../core/cloud";
import { SnowflakeError, unsupported } from "../../core/errors";
import { hasEffect } from "../../session/parameters";
import type { OptionType } from "../../ddl/options";
import { OBJECT_PARAMETERS } from "./object-parameters";
import type { Parameter, ParameterScope } from "./parameter";
import { SESSION_PARAMETERS } from "./session-parameters";

const ALL: Readonly<Record<string, Parameter>> = { ...SESSION_PARAMETERS, ...OBJECT_PARAMETERS };

/** Names of the parameters that can be set in a scope; "account" knows all of them. */
export const parametersOf = (scope: ParameterScope | "account"): readonly string[] =>
  Object.keys(ALL)
    .filter((name) => scope === "account" || ALL[name]?.scopes.includes(scope))
    .sort();

export const findParameter = (name: string): Parameter | undefined =>
  Object.hasOwn(ALL, name) ? ALL[name] : undefined;

export const invalidParameter = (name: string): SnowflakeError =>
  new SnowflakeError("001008", "22023", `SQL compilation error:\ninvalid parameter '${name}'`);

/** Checks a value for a parameter; returns it as it is kept. Throws when parameter or value are unknown. */
export function checkParameter(name: string, value: Json): string {
  const parameter = findParameter(name);
  if (parameter === undefined) throw invalidParameter(name);
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const kept = parameter.check(text);
  if (kept === undefined)
    throw new SnowflakeError(
      "001008",
      "22023",
      `SQL compilation error:\ninvalid value [${text}] for parameter '${name}'`,
    );
  if (
    name in SESSION_PARAMETERS &&
    !hasEffect(name) &&
    kept.toUpperCase() !== parameter.default.toUpperCase()
  )
    throw unsupported(`${name} = ${text}`);
  return kept;
}

/** A parameter as an option of CREATE and ALTER; kept as text, as SHOW PARAMETERS prints it. */
export const parameterOption =
  (name: string): OptionType =>
  (value) => {
    const word = value.kind === "word" && value.parts.length === 1 ? value.parts[0] : undefined;
    return checkParameter(name, word ?? value.text);
  };

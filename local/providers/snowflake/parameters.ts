import type { Bag, Value } from "../../../provider/framework/resource";
import type { StandInProperty, Table } from "../common/properties";
import { flag, integer, text } from "../common/properties";
import { defined } from "../common/values";
import type { Row } from "./connection";
import type { SnowflakeCall } from "./define";
import type { Options } from "./options";
import { cell } from "./rows";
import { keyOf, propertyOf } from "./sql";

type Shape = "integer" | "flag" | "text";
export type Parameters = Readonly<Record<string, Shape>>;

const makers: Readonly<Record<Shape, (description: string) => StandInProperty>> = { integer, flag, text };

/** Object parameters as inputs: set on the object when given, inherited when left out. */
export const parameterInputs = (parameters: Parameters): Table =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, shape]) => [
      name,
      makers[shape](`Object parameter ${keyOf(name)}.`),
    ]),
  );

export const parameterOptions = (parameters: Parameters): Options =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, shape]) => [
      name,
      shape === "text" ? ("text" as const) : ("plain" as const),
    ]),
  );

const plural = (name: string): string =>
  name.endsWith("s") ? name : name.endsWith("y") ? `${name.slice(0, -1)}ies` : `${name}s`;

const valueOf = (shape: Shape, row: Row): Value => {
  const value = cell(row, "value");
  if (value === undefined) return undefined;
  if (shape === "integer") return Number(value);
  return shape === "flag" ? value.toLowerCase() === "true" : value;
};

/**
 * What SHOW PARAMETERS says: those set on the object itself are its inputs; the effective values of the others are
 * outputs only, so that a parameter of a parent never looks like drift of the child.
 */
export const readParameters = async (
  call: SnowflakeCall,
  parameters: Parameters,
  level: string,
  target: string,
): Promise<Bag> => {
  const rows = await call.sql(`SHOW PARAMETERS IN ${target}`);
  const byProperty = new Map(rows.map((row) => [propertyOf(cell(row, "key") ?? ""), row]));
  const own: Record<string, Value> = {};
  const effective: Record<string, Value> = {};
  const shown: Record<string, Value> = {};
  for (const [name, shape] of Object.entries(parameters)) {
    const row = byProperty.get(name) ?? byProperty.get(propertyOf(keyOf(name)));
    if (row === undefined) continue;
    const value = valueOf(shape, row);
    own[name] = cell(row, "level") === level ? value : undefined;
    effective[name] = value;
    const key = keyOf(name);
    shown[plural(name)] = [
      defined({
        key,
        value: cell(row, "value"),
        default: cell(row, "default"),
        level: cell(row, "level"),
        description: cell(row, "description"),
      }),
    ];
  }
  return { ...own, $effective: defined(effective), parameters: [shown] };
};

import type { Bag, Value } from "../../../provider/framework/resource";
import type { Table } from "../common/properties";

/** SNS and SQS keep their settings as texts by name: `visibilityTimeoutSeconds` <-> `VisibilityTimeout: "30"`. */
export type AttributeNames = Readonly<Record<string, string>>;

const textOf = (value: Value): string => (typeof value === "string" ? value : JSON.stringify(value ?? ""));

/** The attributes that the inputs (or some of them) ask for. One that is no longer asked for becomes empty. */
export const attributesOf = (
  names: AttributeNames,
  inputs: Bag,
  only?: ReadonlySet<string>,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(names).flatMap(([property, attribute]) => {
      const value = inputs[property];
      if (only === undefined ? value === undefined : !only.has(property)) return [];
      return [[attribute, textOf(value).replace(/^""$/, "")]];
    }),
  );

/** What the attributes say, in the types of the table. */
export const propertiesOf = (
  names: AttributeNames,
  table: Table,
  attributes: Record<string, string | undefined>,
): Bag =>
  Object.fromEntries(
    Object.entries(names).map(([property, attribute]): [string, Value] => {
      const value = attributes[attribute];
      const type = table[property]?.type;
      if (value === undefined || value === "") return [property, undefined];
      if (type === "integer" || type === "number") return [property, Number(value)];
      if (type === "boolean") return [property, value === "true"];
      return [property, value];
    }),
  );

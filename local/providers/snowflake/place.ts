import { fixed, text, type Table } from "../common/properties";
import type { Bag } from "../../../provider/framework/resource";
import { need, str } from "../common/values";
import { partsOf, qualified } from "./sql";

/** Where an object of a schema is. */
export interface Place {
  readonly database: string;
  readonly schema: string;
  readonly name: string;
  /** `"D"."S"."N"` */
  readonly full: string;
}

const placed = (database: string, schema: string, name: string): Place => ({
  database,
  schema,
  name,
  full: qualified(database, schema, name),
});
export const placeIn = (inputs: Bag): Place =>
  placed(need(inputs, "database"), need(inputs, "schema"), need(inputs, "name"));

/** The older types of the real provider have ids `D|S|N`, the newer ones `"D"."S"."N"`; imports take either. */
export const placeOf = (id: string): Place => {
  const [database, schema, name] = id.includes("|") ? id.split("|") : partsOf(id);
  if (database === undefined || schema === undefined || name === undefined) {
    throw new Error(
      `${id}: write the id of an object of a schema as "DATABASE"."SCHEMA"."NAME" or DATABASE|SCHEMA|NAME`,
    );
  }
  return placed(database, schema, name);
};
export const pipedId = ({ database, schema, name }: Place): string => `${database}|${schema}|${name}`;

export const placeInputs: Table = fixed({
  database: text("Database it is in.", { required: true }),
  schema: text("Schema it is in.", { required: true }),
});
export const fullNameOf = (inputs: Bag): Bag =>
  [inputs.database, inputs.schema, inputs.name].every((part) => str(part) !== undefined)
    ? { fullyQualifiedName: placeIn(inputs).full }
    : {};

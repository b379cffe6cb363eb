import type { Property, Value } from "../../../provider/framework/resource";

/** A property of a stand-in. `computed`: when the program leaves it out, whatever the service has is right. */
export interface StandInProperty extends Property {
  readonly computed?: boolean;
  /** What the service takes when the program leaves the property out. Unlike `default` it is not filled in. */
  readonly standard?: Value;
  /** Values that differ only in case mean the same. */
  readonly caseless?: boolean;
  readonly items?: StandInProperty;
  readonly members?: Readonly<Record<string, StandInProperty>>;
}
export type Table = Readonly<Record<string, StandInProperty>>;

type More = Omit<Partial<StandInProperty>, "type" | "description">;
const of =
  (type: Property["type"]) =>
  (description: string, more: More = {}): StandInProperty => ({ type, description, ...more });

export const text = of("string");
export const integer = of("integer");
export const decimal = of("number");
export const flag = of("boolean");
export const document = of("json");
export const asset = of("asset");
export const texts = (description: string, more: More = {}): StandInProperty => ({
  type: "array",
  items: text("One entry."),
  description,
  ...more,
});
export const list = (description: string, members: Table, more: More = {}): StandInProperty => ({
  type: "array",
  items: block("One entry.", members),
  description,
  ...more,
});
export const textMap = (description: string, more: More = {}): StandInProperty => ({
  type: "map",
  items: text("One entry."),
  description,
  ...more,
});
export const block = (description: string, members: Table, more: More = {}): StandInProperty => ({
  type: "object",
  members,
  description,
  ...more,
});

/** Marks every property of a table as fixed for the life of the object. */
export const fixed = (table: Table): Table =>
  Object.fromEntries(
    Object.entries(table).map(([name, property]) => [name, { ...property, change: "replace" }]),
  );

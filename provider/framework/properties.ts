import type { Property } from "./resource";

export type Table = Readonly<Record<string, Property>>;
export type Extra = Partial<Property>;

// Short forms for tables of properties.
export const text = (description: string, extra: Extra = {}): Property => ({
  type: "string",
  description,
  ...extra,
});
export const whole = (description: string, extra: Extra = {}): Property => ({
  type: "integer",
  description,
  ...extra,
});
export const real = (description: string, extra: Extra = {}): Property => ({
  type: "number",
  description,
  ...extra,
});
export const flag = (description: string, extra: Extra = {}): Property => ({
  type: "boolean",
  description,
  ...extra,
});
export const texts = (description: string, extra: Extra = {}): Property => ({
  type: "array",
  items: text("One of them."),
  description,
  ...extra,
});
export const textMap = (description: string, extra: Extra = {}): Property => ({
  type: "map",
  items: text("Value."),
  description,
  ...extra,
});
export const object = (description: string, members: Table, extra: Extra = {}): Property => ({
  type: "object",
  description,
  members,
  ...extra,
});
export const list = (description: string, items: Property, extra: Extra = {}): Property => ({
  type: "array",
  description,
  items,
  ...extra,
});

import { type Bag, bag, list, type Property, type Value } from "../../framework";

/** A property with the name of the API's member it stands for; "" for one that no request carries. */
export interface Member extends Property {
  readonly api: string;
}
export type Members = Readonly<Record<string, Member>>;
type Extra = Partial<Omit<Property, "type" | "description" | "members">>;

const scalar =
  (type: "string" | "integer" | "number" | "boolean") =>
  (api: string, description: string, extra: Extra = {}): Member => ({ api, type, description, ...extra });

export const text = scalar("string");
export const integer = scalar("integer");
export const decimal = scalar("number");
export const flag = scalar("boolean");

export function object(api: string, description: string, members: Members, extra: Extra = {}): Member {
  return { api, type: "object", description, members, ...extra };
}
export function array(api: string, description: string, items: Property, extra: Extra = {}): Member {
  return { api, type: "array", description, items, ...extra };
}
export function map(api: string, description: string, items: Property, extra: Extra = {}): Member {
  return { api, type: "map", description, items, ...extra };
}
export const item = (description: string, extra: Extra = {}): Property => ({
  type: "string",
  description,
  ...extra,
});
/** An object as an element of a list or map. */
export const element = (description: string, members: Members): Property => ({
  type: "object",
  description,
  members,
});

/** The API's request structure for a bag that check has found right. What is absent stays absent. */
export function requestOf(members: Members, given: Bag): Record<string, unknown> {
  const request: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(members)) {
    const value = given[key];
    if (member.api !== "" && value !== undefined && value !== null)
      request[member.api] = converted(member, value);
  }
  return request;
}

function converted(property: Property, value: Value): unknown {
  switch (property.type) {
    case "array":
      return list(value).map((each) =>
        property.items === undefined ? each : converted(property.items, each),
      );
    case "object":
      return property.members === undefined ? value : requestOf(property.members as Members, bag(value));
    default:
      return value;
  }
}

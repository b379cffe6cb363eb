import type { Property, ProviderDefinition } from "./resource";

type Json = Record<string, unknown>;
type Table = Readonly<Record<string, Property>>;

/** The provider's Pulumi schema, generated from the tables. */
export function schemaOf(definition: ProviderDefinition): Json {
  const types: Json = {};
  const spec = (owner: string) => (table: Table) => propertiesOf(table, owner, types);
  const resources: Json = {};
  for (const type of definition.resources) {
    const of = spec(type.token);
    const outputs: Table = { ...type.inputs, ...type.outputs };
    resources[type.token] = {
      description: type.description,
      properties: of(outputs),
      required: requiredOf(outputs),
      inputProperties: of(type.inputs),
      requiredInputs: requiredOf(type.inputs),
    };
  }
  const functions: Json = {};
  for (const type of definition.functions) {
    const of = spec(type.token);
    functions[type.token] = {
      ...(type.description === undefined ? {} : { description: type.description }),
      inputs: { type: "object", properties: of(type.inputs), required: requiredOf(type.inputs) },
      outputs: {
        type: "object",
        properties: of(type.outputs ?? {}),
        required: requiredOf(type.outputs ?? {}),
      },
    };
  }
  const config = propertiesOf(definition.config, `${definition.name}:index:Config`, types);
  return {
    name: definition.name,
    version: definition.version,
    ...definition.schema,
    config: { variables: config },
    provider: { inputProperties: config, properties: {} },
    types,
    resources,
    functions,
  };
}

function requiredOf(table: Table): string[] {
  return Object.keys(table).filter((key) => table[key]?.required === true);
}

function propertiesOf(table: Table, owner: string, types: Json): Json {
  return Object.fromEntries(
    Object.entries(table).map(([key, property]) => [key, propertyOf(property, owner + pascal(key), types)]),
  );
}

function propertyOf(property: Property, name: string, types: Json): Json {
  const scalar = ["string", "number", "boolean"].includes(typeof property.default);
  return {
    ...typeOf(property, name, types),
    description: describe(property),
    ...(scalar ? { default: property.default } : {}),
    ...(property.secret === true ? { secret: true } : {}),
    ...(property.change === "replace" ? { willReplaceOnChanges: true } : {}),
  };
}

function describe(property: Property): string {
  if (property.allowed === undefined) return property.description;
  return `${property.description} One of ${property.allowed.map((value) => `\`${value}\``).join(", ")}.`;
}

function typeOf(property: Property, name: string, types: Json): Json {
  switch (property.type) {
    case "json":
      return { $ref: "pulumi.json#/Any" };
    case "asset":
    case "files":
      return { $ref: "pulumi.json#/Asset" };
    case "array":
      return { type: "array", items: itemOf(property, name, types) };
    case "map":
      return { type: "object", additionalProperties: itemOf(property, name, types) };
    case "object":
      if (property.members === undefined)
        return { type: "object", additionalProperties: { $ref: "pulumi.json#/Any" } };
      types[name] = {
        type: "object",
        description: property.description,
        properties: propertiesOf(property.members, name, types),
        required: requiredOf(property.members),
      };
      return { $ref: `#/types/${name}` };
    default:
      return { type: property.type };
  }
}

function itemOf(property: Property, name: string, types: Json): Json {
  return property.items === undefined
    ? { $ref: "pulumi.json#/Any" }
    : typeOf(property.items, `${name}Item`, types);
}

function pascal(key: string): string {
  return key.charAt(0).toUpperCase() + key.slice(1);
}

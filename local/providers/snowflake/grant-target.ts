import type { Bag } from "../../../provider/framework/resource";
import { bag, str } from "../common/values";
import { ident, quoted, partsOf, qualified } from "./sql";

/** What a grant is on, in its three forms: part of the id, the ON clause, and where SHOW GRANTS finds it. */
export interface Target {
  readonly id: readonly string[];
  readonly on: string;
  /** Undefined when no single SHOW can say (ON ALL ...). */
  readonly show: string | undefined;
  /** The kind that SHOW gives in `granted_on` (or `grant_on` for future grants). */
  readonly kind: string;
  readonly inputs: Bag;
}

const withArguments = (name: string): string => {
  const [, path = name, list] = /^(.*?)(\([^()]*\))?$/s.exec(name) ?? [];
  return `${quoted(path)}${list ?? ""}`;
};
const singular = (plural: string): string =>
  plural
    .toUpperCase()
    .replace(/POLICIES$/, "POLICY")
    .replace(/REPOSITORIES$/, "REPOSITORY")
    .replace(/S$/, "");

const account = (): Target => ({
  id: ["OnAccount"],
  on: "ACCOUNT",
  show: "ON ACCOUNT",
  kind: "ACCOUNT",
  inputs: { onAccount: true },
});

const accountObject = (type: string, name: string): Target => {
  const full = ident(partsOf(name).join("."));
  const kind = type.toUpperCase();
  return {
    id: ["OnAccountObject", kind, full],
    on: `${kind} ${full}`,
    show: `ON ${kind} ${full}`,
    kind,
    inputs: { onAccountObject: { objectType: kind, objectName: full } },
  };
};

const bulk = (
  word: "ALL" | "FUTURE",
  plural: string,
  within: string,
  scope: "DATABASE" | "SCHEMA",
): Pick<Target, "on" | "show" | "kind"> => ({
  on: `${word} ${plural.toUpperCase()} IN ${scope} ${within}`,
  show: word === "FUTURE" ? `FUTURE IN ${scope} ${within}` : undefined,
  kind: singular(plural),
});

const onSchema = (kind: string, name: string): Target => {
  const full = kind === "OnSchema" ? qualified(...partsOf(name)) : ident(partsOf(name).join("."));
  if (kind === "OnSchema") {
    return {
      id: ["OnSchema", kind, full],
      on: `SCHEMA ${full}`,
      show: `ON SCHEMA ${full}`,
      kind: "SCHEMA",
      inputs: { onSchema: { schemaName: full } },
    };
  }
  const all = kind === "OnAllSchemasInDatabase";
  return {
    id: ["OnSchema", kind, full],
    ...bulk(all ? "ALL" : "FUTURE", "SCHEMAS", full, "DATABASE"),
    inputs: { onSchema: all ? { allSchemasInDatabase: full } : { futureSchemasInDatabase: full } },
  };
};

/** Objects of schemas, for privileges (`OnSchemaObject|...`) and for ownership (`OnObject|...`) alike. */
export const object = (
  type: string,
  name: string,
): Pick<Target, "on" | "show" | "kind"> & { full: string } => {
  const kind = type.toUpperCase();
  const full = withArguments(name);
  return { full, on: `${kind} ${full}`, show: `ON ${kind} ${full}`, kind };
};
export const many = (
  word: "ALL" | "FUTURE",
  plural: string,
  scope: string,
  name: string,
): Pick<Target, "on" | "show" | "kind"> & { full: string } => {
  const inDatabase = scope === "InDatabase";
  const full = inDatabase ? ident(partsOf(name).join(".")) : quoted(name);
  return { full, ...bulk(word, plural, full, inDatabase ? "DATABASE" : "SCHEMA") };
};
export const manyIn = (group: Bag): { plural: string; scope: "InDatabase" | "InSchema"; name: string } => {
  const database = str(group.inDatabase);
  return {
    plural: (str(group.objectTypePlural) ?? "").toUpperCase(),
    scope: database === undefined ? "InSchema" : "InDatabase",
    name: database ?? str(group.inSchema) ?? "",
  };
};

const schemaObjects = (on: "OnAll" | "OnFuture", plural: string, scope: string, name: string): Target => {
  const { full, ...rest } = many(on === "OnAll" ? "ALL" : "FUTURE", plural, scope, name);
  const group = {
    objectTypePlural: plural.toUpperCase(),
    [scope === "InDatabase" ? "inDatabase" : "inSchema"]: full,
  };
  return {
    id: ["OnSchemaObject", on, plural.toUpperCase(), scope, full],
    ...rest,
    inputs: { onSchemaObject: on === "OnAll" ? { all: group } : { future: group } },
  };
};
const schemaObject = (type: string, name: string): Target => {
  const { full, ...rest } = object(type, name);
  const inputs = { onSchemaObject: { objectType: rest.kind, objectName: full } };
  return { id: ["OnSchemaObject", "OnObject", rest.kind, full], ...rest, inputs };
};

export const targetIn = (inputs: Bag): Target => {
  if (inputs.onAccount === true) return account();
  const one = bag(inputs.onAccountObject);
  if (str(one.objectType) !== undefined)
    return accountObject(str(one.objectType) ?? "", str(one.objectName) ?? "");
  const schema = bag(inputs.onSchema);
  if (str(schema.schemaName) !== undefined) return onSchema("OnSchema", str(schema.schemaName) ?? "");
  if (str(schema.allSchemasInDatabase) !== undefined)
    return onSchema("OnAllSchemasInDatabase", str(schema.allSchemasInDatabase) ?? "");
  if (str(schema.futureSchemasInDatabase) !== undefined)
    return onSchema("OnFutureSchemasInDatabase", str(schema.futureSchemasInDatabase) ?? "");
  const some = bag(inputs.onSchemaObject);
  for (const [property, kind] of [
    ["all", "OnAll"],
    ["future", "OnFuture"],
  ] as const) {
    if (some[property] === undefined) continue;
    const { plural, scope, name } = manyIn(bag(some[property]));
    return schemaObjects(kind, plural, scope, name);
  }
  return schemaObject(str(some.objectType) ?? "", str(some.objectName) ?? "");
};

/** From the parts of an id that follow the privileges. */
export const targetOf = (parts: readonly string[]): Target => {
  const [kind = "", first = "", second = "", third = "", fourth = ""] = parts;
  if (kind === "OnAccount") return account();
  if (kind === "OnAccountObject") return accountObject(first, second);
  if (kind === "OnSchema") return onSchema(first, second);
  if (kind !== "OnSchemaObject") throw new Error(`${parts.join("|")} is not the end of a grant's id`);
  if (first === "OnObject") return schemaObject(second, third);
  return schemaObjects(first === "OnAll" ? "OnAll" : "OnFuture", second, third, fourth);
};

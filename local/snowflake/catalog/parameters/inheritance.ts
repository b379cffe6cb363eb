import type { Catalog, CatalogObject, Json, Session } from "../../core/cloud";
import { findParameter } from "./definitions";

/** Where a parameter's value comes from; empty: Snowflake's default. */
export type Level =
  | "ACCOUNT"
  | "USER"
  | "SESSION"
  | "DATABASE"
  | "SCHEMA"
  | "WAREHOUSE"
  | "TASK"
  | "TABLE"
  | "PIPE"
  | "FUNCTION"
  | "PROCEDURE"
  | "VIEW"
  | "";

export interface Effective {
  readonly value: string;
  readonly default: string;
  readonly level: Level;
}

const own = (object: CatalogObject | undefined, name: string): string | undefined => {
  const value = object?.properties[name];
  return value === undefined || value === null ? undefined : asText(value);
};

const asText = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));

/** The account's own settings. */
export const accountObject = (catalog: Catalog): CatalogObject | undefined => catalog.list("ACCOUNT")[0];

/** The objects from which an object inherits parameters, the nearest first, the object itself included. */
function lineage(catalog: Catalog, object: CatalogObject): (CatalogObject | undefined)[] {
  const [database, schema] = object.path;
  const parents: (CatalogObject | undefined)[] = [object];
  if (object.path.length === 3) parents.push(catalog.find("SCHEMA", [database ?? "", schema ?? ""]));
  if (object.path.length >= 2) parents.push(catalog.find("DATABASE", [database ?? ""]));
  return [...parents, accountObject(catalog)];
}

function firstSet(name: string, chain: readonly (CatalogObject | undefined)[]): Effective {
  const fallback = findParameter(name)?.default ?? "";
  for (const object of chain) {
    const value = own(object, name);
    if (value !== undefined) return { value, default: fallback, level: (object?.kind ?? "") as Level };
  }
  return { value: fallback, default: fallback, level: "" };
}

/** A parameter of an object: its own value, else its schema's, its database's, the account's, else the default. */
export const objectParameter = (catalog: Catalog, object: CatalogObject, name: string): Effective =>
  firstSet(name, lineage(catalog, object));

/** A parameter of the account. */
export const accountParameter = (catalog: Catalog, name: string): Effective =>
  firstSet(name, [accountObject(catalog)]);

/** A parameter of a session: set by ALTER SESSION, else the user's, else the account's, else the default. */
export function sessionParameter(catalog: Catalog, session: Session, name: string): Effective {
  const set = session.parameters.get(name);
  const inherited = firstSet(name, [catalog.find("USER", [session.user]), accountObject(catalog)]);
  return set === undefined ? inherited : { ...inherited, value: asText(set), level: "SESSION" };
}

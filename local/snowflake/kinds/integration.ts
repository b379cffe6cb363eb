import { randomBytes } from "node:crypto";
import type { CatalogObject } from "../core/cloud";
import { flag, instant, text, type Cell } from "../core/result";
import type { DescribeTable, ObjectKind, ShowTable } from "./kind";
import { createdOn, flagOf, listOf, textOf } from "./values";

/** What all kinds of integrations have in common: one namespace, one SHOW, one form of DESCRIBE. */
export const INTEGRATION = {
  scope: "account",
  namespace: "INTEGRATION",
  grantName: "INTEGRATION",
  title: "Integration",
  createPrivilege: "CREATE INTEGRATION",
  privileges: ["USAGE", "USE_ANY_ROLE"],
  rename: false,
} as const satisfies Partial<ObjectKind>;

export const showIntegrations = (category: string, type: (object: CatalogObject) => string): ShowTable => ({
  columns: [
    text("name"),
    text("type"),
    text("category"),
    flag("enabled"),
    text("comment"),
    instant("created_on"),
  ],
  row: (object) => [
    object.path[0] ?? "",
    type(object),
    category,
    flagOf(object, "ENABLED"),
    object.comment === "" ? null : object.comment,
    createdOn(object),
  ],
});

export type PropertyType = "Boolean" | "String" | "List" | "Integer" | "Object";

/** One row of DESCRIBE: property, its type, and its default; the value comes from the object. */
export interface PropertyRow {
  readonly property: string;
  readonly type: PropertyType;
  readonly default?: string;
  readonly value?: (object: CatalogObject) => string;
  /** The row is there only when the property is set. */
  readonly optional?: boolean;
}

export const PROPERTY_COLUMNS = ["property", "property_type", "property_value", "property_default"].map(
  (name) => text(name),
);

export function propertyText(object: CatalogObject, row: PropertyRow): string {
  if (row.value !== undefined) return row.value(object);
  if (row.property === "COMMENT") return object.comment;
  if (row.type === "List") return listOf(object, row.property).join(",");
  return textOf(object, row.property) ?? row.default ?? "";
}

export const describeProperties = (rows: readonly PropertyRow[]): DescribeTable => ({
  columns: PROPERTY_COLUMNS,
  rows: (object): Cell[][] =>
    rows
      .filter((row) => row.optional !== true || object.properties[row.property] !== undefined)
      .map((row) => [
        row.property,
        row.type,
        propertyText(object, row),
        row.default ?? (row.type === "List" ? "[]" : row.type === "Boolean" ? "false" : ""),
      ]),
});

/** An external id as Snowflake makes them: unguessable, one per integration. */
export const newExternalId = (): string => `FLOE_SFCRole=2_${randomBytes(21).toString("base64")}`;

import type { CatalogObject } from "../core/cloud";
import { text, type Cell } from "../core/result";
import { snowflakeUserArn } from "../stages/identity";
import { formatRows } from "./file-format-options";
import type { DescribeTable, ShowContext } from "./kind";
import { flagOf, groupOf, numberOf, textOf } from "./values";

const COPY: readonly (readonly [property: string, type: string, preset: string])[] = [
  ["ON_ERROR", "String", "ABORT_STATEMENT"],
  ["SIZE_LIMIT", "Long", ""],
  ["PURGE", "Boolean", "false"],
  ["RETURN_FAILED_ONLY", "Boolean", "false"],
  ["ENFORCE_LENGTH", "Boolean", "true"],
  ["TRUNCATECOLUMNS", "Boolean", "false"],
  ["FORCE", "Boolean", "false"],
];

function formatPart(stage: CatalogObject): Cell[][] {
  const format = groupOf(stage, "FILE_FORMAT");
  const name = textOf({ properties: format }, "FORMAT_NAME");
  if (name !== undefined) return [["STAGE_FILE_FORMAT", "FORMAT_NAME", "String", name, ""]];
  return formatRows(format).map((row) => [
    "STAGE_FILE_FORMAT",
    row.property,
    row.type,
    row.value,
    row.default,
  ]);
}

function copyPart(stage: CatalogObject): Cell[][] {
  const properties = groupOf(stage, "COPY_OPTIONS");
  return COPY.map(([property, type, preset]) => [
    "STAGE_COPY_OPTIONS",
    property,
    type,
    textOf({ properties }, property) ?? preset,
    preset,
  ]);
}

function locationPart(stage: CatalogObject, { catalog }: ShowContext): Cell[][] {
  const url = textOf(stage, "URL");
  if (url === undefined) return [];
  const rows: Cell[][] = [["STAGE_LOCATION", "URL", "String", JSON.stringify([url]), ""]];
  const linked = numberOf(stage, "STORAGE_INTEGRATION_ID");
  if (linked !== undefined)
    rows.push([
      "STAGE_INTEGRATION",
      "STORAGE_INTEGRATION",
      "String",
      catalog.byId(linked)?.path[0] ?? "",
      "",
    ]);
  const credentials = groupOf(stage, "CREDENTIALS");
  rows.push([
    "STAGE_CREDENTIALS",
    "AWS_KEY_ID",
    "String",
    textOf({ properties: credentials }, "AWS_KEY_ID") ?? "",
    "",
  ]);
  rows.push(["STAGE_CREDENTIALS", "SNOWFLAKE_IAM_USER", "String", snowflakeUserArn(), ""]);
  return rows;
}

function directoryPart(stage: CatalogObject): Cell[][] {
  const properties = groupOf(stage, "DIRECTORY");
  const enabled = flagOf({ properties }, "ENABLE");
  return [
    ["DIRECTORY", "ENABLE", "Boolean", String(enabled), "false"],
    ["DIRECTORY", "AUTO_REFRESH", "Boolean", String(flagOf({ properties }, "AUTO_REFRESH")), "false"],
  ];
}

function encryptionPart(stage: CatalogObject): Cell[][] {
  const properties = groupOf(stage, "ENCRYPTION");
  const type = textOf({ properties }, "TYPE");
  if (type === undefined) return [];
  const key = textOf({ properties }, "KMS_KEY_ID");
  const rows: Cell[][] = [["STAGE_ENCRYPTION", "TYPE", "String", type, ""]];
  return key === undefined ? rows : [...rows, ["STAGE_ENCRYPTION", "KMS_KEY_ID", "String", key, ""]];
}

export const describeStage: DescribeTable = {
  columns: ["parent_property", "property", "property_type", "property_value", "property_default"].map(
    (name) => text(name),
  ),
  rows: (stage, context) => [
    ...formatPart(stage),
    ...copyPart(stage),
    ...locationPart(stage, context),
    ...encryptionPart(stage),
    ...directoryPart(stage),
  ],
};

import { instant, text } from "../core/result";
import { readPlainOptions } from "../catalog/definition";
import { checkFileFormat, fileFormatOptions, fileType, formatRows } from "./file-format-options";
import { PROPERTY_COLUMNS } from "./integration";
import type { ObjectKind } from "./kind";
import { createdOn, ownerType } from "./values";

export const fileFormat: ObjectKind = {
  name: "FILE FORMAT",
  plural: "FILE FORMATS",
  title: "File format",
  scope: "schema",
  privileges: ["USAGE"],
  modifiers: ["TEMPORARY", "TEMP", "VOLATILE", "SCOPED"],
  orAlter: true,
  options: fileFormatOptions,
  fixedOptions: ["TYPE"],
  parseCreate: (stream) => readPlainOptions(fileFormat, stream),
  complete: (properties) => {
    const settled = { ...properties, TYPE: fileType(properties) };
    checkFileFormat(settled);
    return settled;
  },
  show: {
    columns: [
      instant("created_on"),
      text("name"),
      text("database_name"),
      text("schema_name"),
      text("type"),
      text("owner"),
      text("comment"),
      text("format_options"),
      text("owner_role_type"),
    ],
    row: (object) => {
      const rows = formatRows(object.properties).map(
        (row) => [row.property, typed(row.type, row.value)] as const,
      );
      return [
        createdOn(object),
        object.path[2] ?? "",
        object.path[0] ?? "",
        object.path[1] ?? "",
        fileType(object.properties),
        object.owner,
        object.comment,
        JSON.stringify(Object.fromEntries(rows)),
        ownerType(object),
      ];
    },
  },
  describe: {
    columns: PROPERTY_COLUMNS,
    rows: (object) =>
      formatRows(object.properties).map((row) => [row.property, row.type, row.value, row.default]),
  },
};

function typed(type: string, value: string): string | number | boolean | string[] {
  if (type === "Boolean") return value === "true";
  if (type === "Integer") return Number(value);
  if (type === "List") return value === "[]" ? [] : value.slice(1, -1).split(", ");
  return value.replaceAll("\\n", "\n").replaceAll("\\\\", "\\");
}

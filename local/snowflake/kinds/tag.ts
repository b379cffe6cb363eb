import { instant, text } from "../core/result";
import { readPlainOptions } from "../catalog/definition";
import type { TokenStream } from "../ddl/stream";
import type { ObjectKind, Properties } from "./kind";
import { createdOn, listOf, ownerType, rejected, without } from "./values";

function readValues(stream: TokenStream): string[] {
  const values = [stream.string()];
  while (stream.takeSymbol(",")) values.push(stream.string());
  if (values.length > 300) throw rejected("a tag has at most 300 allowed values");
  return [...new Set(values)];
}

export const tag: ObjectKind = {
  name: "TAG",
  plural: "TAGS",
  scope: "schema",
  privileges: ["APPLY", "READ"],
  undrop: true,
  parseCreate: (stream) => {
    const values = stream.take("ALLOWED_VALUES") ? readValues(stream) : undefined;
    const definition = readPlainOptions(tag, stream);
    const properties: Properties = values === undefined ? {} : { ALLOWED_VALUES: values };
    return { ...definition, properties };
  },
  parseAlter: (stream, { object }) => {
    const before = listOf(object, "ALLOWED_VALUES");
    if (stream.take("ADD ALLOWED_VALUES"))
      return {
        properties: {
          ...object.properties,
          ALLOWED_VALUES: [...new Set([...before, ...readValues(stream)])],
        },
      };
    if (stream.take("DROP ALLOWED_VALUES")) {
      const gone = readValues(stream);
      return {
        properties: { ...object.properties, ALLOWED_VALUES: before.filter((value) => !gone.includes(value)) },
      };
    }
    if (!stream.take("UNSET ALLOWED_VALUES")) return undefined;
    return { properties: without(object.properties, "ALLOWED_VALUES") };
  },
  show: {
    columns: [
      instant("created_on"),
      text("name"),
      text("database_name"),
      text("schema_name"),
      text("owner"),
      text("comment"),
      text("allowed_values"),
      text("owner_role_type"),
      text("propagate"),
      text("on_conflict"),
    ],
    row: (object) => [
      createdOn(object),
      object.path[2] ?? "",
      object.path[0] ?? "",
      object.path[1] ?? "",
      object.owner,
      object.comment,
      object.properties["ALLOWED_VALUES"] === undefined
        ? null
        : JSON.stringify(listOf(object, "ALLOWED_VALUES")),
      ownerType(object),
      null,
      null,
    ],
  },
};

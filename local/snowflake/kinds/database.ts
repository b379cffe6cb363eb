import { unsupported } from "../core/errors";
import { instant, text } from "../core/result";
import { DATABASE_PRIVILEGES } from "../access/privileges";
import { readPlainOptions } from "../catalog/definition";
import { parametersOf } from "../catalog/parameters/definitions";
import { objectParameter } from "../catalog/parameters/inheritance";
import type { ObjectKind } from "./kind";
import { INFORMATION_SCHEMA } from "./schema";
import { createdOn, droppedOn, flagOf, isCurrent, ownerType } from "./values";

export const database: ObjectKind = {
  name: "DATABASE",
  plural: "DATABASES",
  scope: "account",
  privileges: DATABASE_PRIVILEGES,
  modifiers: ["TRANSIENT"],
  parameters: parametersOf("database"),
  orAlter: true,
  undrop: true,
  swap: true,
  alterPrivileges: (words) => (["SET", "UNSET"].includes(words[0] ?? "") ? ["MODIFY"] : []),
  parseCreate: (stream, { modifiers }) => {
    if (stream.atWords("CLONE")) throw unsupported("CREATE DATABASE .. CLONE");
    if (stream.atWords("FROM")) throw unsupported("CREATE DATABASE FROM SHARE or LISTING");
    if (stream.atWords("AS")) throw unsupported("CREATE DATABASE AS REPLICA");
    const definition = readPlainOptions(database, stream);
    return { ...definition, properties: { ...definition.properties, TRANSIENT: modifiers.has("TRANSIENT") } };
  },
  onCreate: async (object, { catalog, session, owner }) => {
    const name = object.path[0] ?? "";
    await catalog.create({ kind: "SCHEMA", path: [name, "PUBLIC"], owner, comment: "", properties: {} });
    await catalog.create({
      kind: "SCHEMA",
      path: [name, INFORMATION_SCHEMA],
      owner: "",
      comment: "Views describing the contents of schemas in this database",
      properties: {},
    });
    session.database = name;
    session.schema = "PUBLIC";
  },
  show: {
    columns: [
      instant("created_on"),
      text("name"),
      text("is_default"),
      text("is_current"),
      text("origin"),
      text("owner"),
      text("comment"),
      text("options"),
      text("retention_time"),
      instant("dropped_on"),
      text("kind"),
      text("budget"),
      text("owner_role_type"),
    ],
    row: (object, { session, catalog }) => [
      createdOn(object),
      object.path[0] ?? "",
      "N",
      isCurrent(object.path[0], session.database),
      "",
      object.owner,
      object.comment,
      flagOf(object, "TRANSIENT") ? "TRANSIENT" : "",
      objectParameter(catalog, object, "DATA_RETENTION_TIME_IN_DAYS").value,
      droppedOn(object),
      "STANDARD",
      null,
      ownerType(object),
    ],
  },
  describe: {
    columns: [instant("created_on"), text("name"), text("kind")],
    rows: (object, { catalog, session, access }) =>
      catalog
        .list("SCHEMA", object.path)
        .filter((schema) => access.visible(session, schema))
        .map((schema) => [createdOn(schema), schema.path[1] ?? "", "SCHEMA"]),
  },
};

import { unsupported } from "../core/errors";
import { instant, text } from "../core/result";
import { SCHEMA_PRIVILEGES } from "../access/privileges";
import { readPlainOptions } from "../catalog/definition";
import { parametersOf } from "../catalog/parameters/definitions";
import { objectParameter } from "../catalog/parameters/inheritance";
import type { ObjectKind } from "./kind";
import { createdOn, droppedOn, flagOf, ownerType, yesNo } from "./values";

/** In every database, owned by nobody, seen by everybody who sees the database. */
export const INFORMATION_SCHEMA = "INFORMATION_SCHEMA";

export const schema: ObjectKind = {
  name: "SCHEMA",
  plural: "SCHEMAS",
  scope: "database",
  privileges: SCHEMA_PRIVILEGES,
  modifiers: ["TRANSIENT"],
  parameters: parametersOf("schema"),
  orAlter: true,
  undrop: true,
  swap: true,
  alterPrivileges: (words) => (["SET", "UNSET"].includes(words[0] ?? "") ? ["MODIFY"] : []),
  isSystem: (object) => object.path[1] === INFORMATION_SCHEMA,
  parseCreate: (stream, { modifiers }) => {
    if (stream.atWords("CLONE")) throw unsupported("CREATE SCHEMA .. CLONE");
    const managed = stream.take("WITH MANAGED ACCESS");
    const definition = readPlainOptions(schema, stream);
    return {
      ...definition,
      properties: {
        ...definition.properties,
        TRANSIENT: modifiers.has("TRANSIENT"),
        MANAGED_ACCESS: managed,
      },
    };
  },
  parseAlter: (stream, { object }) => {
    const change = stream.takeOne(["ENABLE MANAGED ACCESS", "DISABLE MANAGED ACCESS"] as const);
    if (change === undefined) return undefined;
    return { properties: { ...object.properties, MANAGED_ACCESS: change === "ENABLE MANAGED ACCESS" } };
  },
  onCreate: (object, { session }) => {
    session.database = object.path[0];
    session.schema = object.path[1];
    return Promise.resolve();
  },
  show: {
    columns: [
      instant("created_on"),
      text("name"),
      text("is_default"),
      text("is_current"),
      text("database_name"),
      text("owner"),
      text("comment"),
      text("options"),
      text("retention_time"),
      instant("dropped_on"),
      text("owner_role_type"),
    ],
    row: (object, { session, catalog }) => {
      const options = [
        flagOf(object, "TRANSIENT") ? "TRANSIENT" : "",
        flagOf(object, "MANAGED_ACCESS") ? "MANAGED ACCESS" : "",
      ];
      return [
        createdOn(object),
        object.path[1] ?? "",
        "N",
        yesNo(session.database === object.path[0] && session.schema === object.path[1]),
        object.path[0] ?? "",
        object.owner,
        object.comment,
        options.filter((option) => option !== "").join(", "),
        objectParameter(catalog, object, "DATA_RETENTION_TIME_IN_DAYS").value,
        droppedOn(object),
        ownerType(object),
      ];
    },
  },
  describe: {
    columns: [instant("created_on"), text("name"), text("kind")],
    rows: (object, { catalog, session, access }) =>
      catalog
        .listAll()
        .filter(
          (inner) =>
            inner.path.length === 3 && inner.path[0] === object.path[0] && inner.path[1] === object.path[1],
        )
        .filter((inner) => access.visible(session, inner))
        .map((inner) => [createdOn(inner), inner.path[2] ?? "", inner.kind]),
  },
};

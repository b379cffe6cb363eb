import { unsupported } from "../core/errors";
import { instant, text, type Cell, type ResultColumn } from "../core/result";
import type { CatalogObject } from "../core/cloud";
import type { OptionTable } from "../ddl/options";
import { oneOf, string } from "../ddl/types";
import type { ObjectKind, Properties } from "./kind";
import { createdOn, missing, ownerType, rejected, textOf } from "./values";

const NEEDS: Readonly<Record<string, readonly string[]>> = {
  GENERIC_STRING: ["SECRET_STRING"],
  PASSWORD: ["USERNAME", "PASSWORD"],
};
const VALUES = ["SECRET_STRING", "USERNAME", "PASSWORD"];

const options: OptionTable = {
  TYPE: oneOf(["GENERIC_STRING", "PASSWORD", "OAUTH2", "CLOUD_PROVIDER_TOKEN", "SYMMETRIC_KEY"]),
  SECRET_STRING: string,
  USERNAME: string,
  PASSWORD: string,
};

function check(properties: Properties): void {
  const type = textOf({ properties }, "TYPE");
  if (type === undefined) throw missing("SECRET", "TYPE");
  const needed = NEEDS[type];
  if (needed === undefined) throw unsupported(`a SECRET of TYPE = ${type}`);
  for (const name of needed) if (properties[name] === undefined) throw missing("SECRET", name);
  const foreign = VALUES.find((name) => properties[name] !== undefined && !needed.includes(name));
  if (foreign !== undefined) throw rejected(`${foreign} is not for a secret of TYPE = ${type}`);
}

const columns: readonly ResultColumn[] = [
  instant("created_on"),
  ...["name", "schema_name", "database_name", "owner", "comment", "secret_type", "oauth_scopes"].map(text),
];

const row = (object: CatalogObject): Cell[] => [
  createdOn(object),
  object.path[2] ?? "",
  object.path[1] ?? "",
  object.path[0] ?? "",
  object.owner,
  object.comment,
  textOf(object, "TYPE") ?? "",
  null,
];

/** A credential for handlers. Its value is told to routines that may read it, and to nobody else. */
export const secret: ObjectKind = {
  name: "SECRET",
  plural: "SECRETS",
  scope: "schema",
  privileges: ["READ", "USAGE"],
  options,
  fixedOptions: ["TYPE"],
  complete: (properties) => {
    check(properties);
    return properties;
  },
  show: {
    columns: [...columns, text("owner_role_type")],
    row: (object) => [...row(object), ownerType(object)],
  },
  describe: {
    columns: [...columns, text("username")],
    rows: (object) => [[...row(object), textOf(object, "USERNAME") ?? null]],
  },
};

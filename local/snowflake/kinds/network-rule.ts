import { unsupported } from "../core/errors";
import { fixed, instant, text, type Cell, type ResultColumn } from "../core/result";
import type { CatalogObject } from "../core/cloud";
import type { OptionTable } from "../ddl/options";
import { listOf as list, oneOf, string } from "../ddl/types";
import type { ObjectKind, Properties } from "./kind";
import { createdOn, listOf, missing, ownerType, rejected, textOf } from "./values";

const options: OptionTable = {
  TYPE: oneOf(["HOST_PORT", "IPV4", "AWSVPCEID", "AZURELINKID", "PRIVATE_HOST_PORT", "COMPUTE_POOL"]),
  MODE: oneOf(["EGRESS", "INGRESS", "INTERNAL_STAGE"]),
  VALUE_LIST: list(string),
};

const HOST_PORT = /^(\*\.)?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\d{1,5}(-\d{1,5})?)?$/;

function check(properties: Properties): void {
  for (const name of ["TYPE", "MODE", "VALUE_LIST"])
    if (properties[name] === undefined) throw missing("NETWORK RULE", name);
  const type = textOf({ properties }, "TYPE") ?? "";
  const mode = textOf({ properties }, "MODE") ?? "";
  if (type !== "HOST_PORT" || mode !== "EGRESS")
    throw unsupported(
      `a NETWORK RULE of TYPE = ${type} and MODE = ${mode} (HOST_PORT and EGRESS exist locally)`,
    );
  for (const value of listOf({ properties }, "VALUE_LIST"))
    if (!HOST_PORT.test(value))
      throw rejected(`'${value}' is no host with an optional port: write 'host:443'`);
}

const columns: readonly ResultColumn[] = [
  instant("created_on"),
  ...["name", "database_name", "schema_name", "owner", "comment", "type", "mode"].map(text),
];

const row = (object: CatalogObject): Cell[] => [
  createdOn(object),
  object.path[2] ?? "",
  object.path[0] ?? "",
  object.path[1] ?? "",
  object.owner,
  object.comment,
  textOf(object, "TYPE") ?? "",
  textOf(object, "MODE") ?? "",
];

/** Hosts that external access integrations may open to handlers. */
export const networkRule: ObjectKind = {
  name: "NETWORK RULE",
  plural: "NETWORK RULES",
  scope: "schema",
  privileges: ["USAGE"],
  options,
  fixedOptions: ["TYPE", "MODE"],
  complete: (properties) => {
    check(properties);
    return properties;
  },
  show: {
    columns: [...columns, fixed("entries_in_valuelist"), text("owner_role_type")],
    row: (object) => [...row(object), listOf(object, "VALUE_LIST").length, ownerType(object)],
  },
  describe: {
    columns: [...columns, text("value_list")],
    rows: (object) => [[...row(object), listOf(object, "VALUE_LIST").join(",")]],
  },
};

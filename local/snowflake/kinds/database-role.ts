import { fixed, instant, text } from "../core/result";
import type { ObjectKind } from "./kind";
import { bequeath, keepOwning } from "./role";
import { createdOn, ownerType, yesNo } from "./values";

export const databaseRole: ObjectKind = {
  name: "DATABASE ROLE",
  plural: "DATABASE ROLES",
  scope: "database",
  privileges: ["USAGE"],
  orAlter: true,
  onDrop: bequeath,
  onRename: keepOwning,
  show: {
    columns: [
      instant("created_on"),
      text("name"),
      text("is_default"),
      text("is_current"),
      text("is_inherited"),
      fixed("granted_to_roles"),
      fixed("granted_to_database_roles"),
      fixed("granted_database_roles"),
      text("owner"),
      text("comment"),
      text("owner_role_type"),
    ],
    row: (object, { session, access, grants }) => [
      createdOn(object),
      object.path[1] ?? "",
      "N",
      "N",
      yesNo(access.inherits(session, object)),
      grants.rolesGrantedTo(object.path),
      grants.databaseRolesGrantedTo(object.path),
      grants.grantsOf(object.path),
      object.owner,
      object.comment,
      ownerType(object),
    ],
  },
};

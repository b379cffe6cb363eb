import type { CatalogObject } from "../core/cloud";
import { fixed, instant, text } from "../core/result";
import { roleText } from "../access/roles";
import type { KindContext, ObjectKind } from "./kind";
import { createdOn, isCurrent, textOf, yesNo } from "./values";

/** Roles every account has; they can neither be dropped nor renamed. */
export const SYSTEM_ROLES: readonly string[] = [
  "ORGADMIN",
  "ACCOUNTADMIN",
  "SECURITYADMIN",
  "USERADMIN",
  "SYSADMIN",
  "PUBLIC",
];

/** What a dropped role owned goes to the role that dropped it. */
export async function bequeath(role: CatalogObject, context: KindContext): Promise<void> {
  const owner = roleText(role);
  for (const object of ownedBy(owner, context))
    await context.catalog.update(object.id, { owner: context.owner });
}

/** What a renamed role owns follows its name. */
export async function keepOwning(
  before: CatalogObject,
  after: CatalogObject,
  context: KindContext,
): Promise<void> {
  for (const object of ownedBy(roleText(before), context))
    await context.catalog.update(object.id, { owner: roleText(after) });
}

const ownedBy = (owner: string, context: KindContext): readonly CatalogObject[] =>
  context.catalog.listAll().filter((object) => object.owner === owner);

export const role: ObjectKind = {
  name: "ROLE",
  plural: "ROLES",
  scope: "account",
  privileges: ["USAGE", "MONITOR"],
  orAlter: true,
  isSystem: (object) => SYSTEM_ROLES.includes(object.path[0] ?? ""),
  onDrop: bequeath,
  onRename: keepOwning,
  show: {
    columns: [
      instant("created_on"),
      text("name"),
      text("is_default"),
      text("is_current"),
      text("is_inherited"),
      fixed("assigned_to_users"),
      fixed("granted_to_roles"),
      fixed("granted_roles"),
      text("owner"),
      text("comment"),
    ],
    row: (object, { session, catalog, access, grants }) => {
      const name = object.path[0] ?? "";
      const user = catalog.find("USER", [session.user]);
      const isDefault = user !== undefined && textOf(user, "DEFAULT_ROLE") === name;
      const current = session.role ?? "PUBLIC";
      const inherited = name !== current && access.inherits(session, object);
      return [
        createdOn(object),
        name,
        yesNo(isDefault),
        isCurrent(name, current),
        yesNo(inherited),
        grants.usersGrantedTo(object.path),
        grants.rolesGrantedTo(object.path),
        grants.grantsOf(object.path),
        object.owner,
        object.comment,
      ];
    },
  },
};

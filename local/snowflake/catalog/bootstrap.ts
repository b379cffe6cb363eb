import type { Access } from "../access/access";
import { ACCOUNT_ID } from "../access/grants";
import { ACCOUNT_PRIVILEGES } from "../access/privileges";
import { hashPassword, verifyPassword } from "../kinds/password";
import { SYSTEM_ROLES } from "../kinds/role";
import { sweepSequences } from "../kinds/sequence";
import type { CatalogStore } from "./store";

/** The account's first user, who holds ACCOUNTADMIN. */
export interface Administrator {
  readonly user: string;
  readonly password: string;
}

/** Which system role inherits which. */
const INHERITS: readonly (readonly [role: string, inherited: string])[] = [
  ["ACCOUNTADMIN", "SYSADMIN"],
  ["ACCOUNTADMIN", "SECURITYADMIN"],
  ["SECURITYADMIN", "USERADMIN"],
];

/** Privileges on the account that the lower system roles hold; ACCOUNTADMIN holds the rest itself. */
const HELD: Readonly<Record<string, readonly string[]>> = {
  SYSADMIN: ["CREATE DATABASE", "CREATE WAREHOUSE"],
  SECURITYADMIN: ["MANAGE GRANTS", "CREATE NETWORK POLICY"],
  USERADMIN: ["CREATE USER", "CREATE ROLE"],
};

/** Dropped objects can be restored for a day, Snowflake's default retention. */
const RETENTION_MS = 86_400_000;

/** What a new account comes with: the system roles, the administrator, and the warehouse COMPUTE_WH for everybody. */
export async function bootstrap(
  catalog: CatalogStore,
  access: Access,
  accountName: string,
  admin: Administrator,
): Promise<void> {
  await catalog.purge(Date.now() - RETENTION_MS);
  await catalog.transaction(async (transaction) => {
    await sweepSequences(transaction.run, (id) => catalog.knows(id));
    if (catalog.list("ACCOUNT").length === 0) {
      await catalog.create({ kind: "ACCOUNT", path: [accountName], owner: "", comment: "", properties: {} });
      await createRoles(catalog, access);
      await createWarehouse(catalog, access);
    }
    await createAdministrator(catalog, access, admin);
  });
}

async function createRoles(catalog: CatalogStore, access: Access): Promise<void> {
  for (const name of SYSTEM_ROLES)
    await catalog.create({ kind: "ROLE", path: [name], owner: "", comment: "", properties: {} });
  for (const [role, inherited] of INHERITS) await member(catalog, access, inherited, "ROLE", role);
  const elsewhere = new Set(Object.values(HELD).flat());
  const own = [...ACCOUNT_PRIVILEGES, "CREATE RESOURCE MONITOR"].filter(
    (privilege) => !elsewhere.has(privilege),
  );
  const grants = Object.entries({ ...HELD, ACCOUNTADMIN: own }).flatMap(([role, privileges]) =>
    privileges.map((privilege) => ({
      type: "privilege" as const,
      privilege,
      onId: ACCOUNT_ID,
      onKind: "ACCOUNT",
      grantee: catalog.get("ROLE", [role]).id,
      grantOption: true,
      grantedBy: "",
    })),
  );
  await access.grants.addAll(grants);
}

async function member(
  catalog: CatalogStore,
  access: Access,
  role: string,
  granteeKind: "ROLE" | "USER",
  grantee: string,
): Promise<void> {
  await access.grants.add({
    type: "role",
    privilege: "USAGE",
    onId: catalog.get("ROLE", [role]).id,
    onKind: "ROLE",
    grantee: catalog.get(granteeKind, [grantee]).id,
    grantOption: false,
    grantedBy: "",
  });
}

async function createWarehouse(catalog: CatalogStore, access: Access): Promise<void> {
  const properties = {
    WAREHOUSE_TYPE: "STANDARD",
    WAREHOUSE_SIZE: "XSMALL",
    GENERATION: "2",
    AUTO_SUSPEND: 300,
    AUTO_RESUME: true,
    STATE: "SUSPENDED",
  };
  const warehouse = await catalog.create({
    kind: "WAREHOUSE",
    path: ["COMPUTE_WH"],
    owner: "ACCOUNTADMIN",
    comment: "",
    properties,
  });
  await access.grants.add({
    type: "privilege",
    privilege: "USAGE",
    onId: warehouse.id,
    onKind: "WAREHOUSE",
    grantee: catalog.get("ROLE", ["PUBLIC"]).id,
    grantOption: false,
    grantedBy: "ACCOUNTADMIN",
  });
}

/** Creates the administrator; when the state directory brought a new password, the user takes it over. */
async function createAdministrator(
  catalog: CatalogStore,
  access: Access,
  admin: Administrator,
): Promise<void> {
  const name = admin.user.toUpperCase();
  const user =
    catalog.find("USER", [name]) ??
    (await catalog.create({
      kind: "USER",
      path: [name],
      owner: "ACCOUNTADMIN",
      comment: "",
      properties: {
        LOGIN_NAME: name,
        DISPLAY_NAME: name,
        DEFAULT_ROLE: "ACCOUNTADMIN",
        DEFAULT_WAREHOUSE: "COMPUTE_WH",
      },
    }));
  await member(catalog, access, "ACCOUNTADMIN", "USER", name);
  if (verifyPassword(user, admin.password)) return;
  const properties = { ...user.properties, PASSWORD: hashPassword(admin.password) };
  await catalog.update(user.id, { properties });
}

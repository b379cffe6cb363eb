import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CatalogAccount, type TestSession } from "../support/catalog-account";

let account: CatalogAccount;
let admin: TestSession;
let analyst: TestSession;
const STAGE = ["D", "S", "ST"];
const allows = (
  session: TestSession,
  privilege: string,
  kind = "STAGE",
  path: readonly string[] = STAGE,
): boolean => account.open.access.allows(session, privilege, kind, path);

beforeEach(async () => {
  account = await CatalogAccount.start();
  admin = account.admin;
  await account.all(
    admin,
    "create role analyst",
    "create role chief",
    "create user ann default_role = analyst",
    "grant role analyst to user ann",
    "create database d",
    "create schema d.s",
    "create stage d.s.st",
  );
  analyst = account.as("ANALYST", "ANN");
});
afterEach(() => account.close());

describe("privileges", () => {
  it("needs the privilege and some privilege on both parents", async () => {
    expect(allows(analyst, "READ")).toBe(false);
    await account.run("grant read on stage d.s.st to role analyst");
    expect(allows(analyst, "READ")).toBe(false);
    await account.run("grant usage on database d to role analyst");
    expect(allows(analyst, "READ")).toBe(false);
    await account.run("grant usage on schema d.s to role analyst");
    expect(allows(analyst, "READ")).toBe(true);
    expect(allows(analyst, "WRITE")).toBe(false);
    await account.run("revoke usage on schema d.s from role analyst");
    expect(allows(analyst, "READ")).toBe(false);
  });

  it("says 'does not exist' of what is hidden and 'insufficient' of what is not", async () => {
    const need = (privilege: string) => account.open.access.require(analyst, privilege, "STAGE", STAGE);
    expect(() => need("WRITE")).toThrow(expect.objectContaining({ code: "002003" }) as Error);
    await account.all(
      admin,
      "grant usage on database d to role analyst",
      "grant usage on schema d.s to role analyst",
      "grant read on stage d.s.st to role analyst",
    );
    expect(() => need("READ")).not.toThrow();
    expect(() => need("WRITE")).toThrow(expect.objectContaining({ code: "003001" }) as Error);
  });

  it("inherits roles, and lists only what the role may see", async () => {
    await account.all(
      admin,
      "grant role analyst to role chief",
      "grant all on stage d.s.st to role analyst",
      "grant usage on database d to role analyst",
      "grant usage on schema d.s to role analyst",
    );
    const chief = account.as("CHIEF", "ANN");
    expect(allows(chief, "WRITE")).toBe(true);
    expect(await account.rows("show stages in account", chief)).toHaveLength(1);
    expect(await account.rows("show stages in account", account.as("PUBLIC", "ANN"))).toEqual([]);
    await account.run("revoke role analyst from role chief");
    expect(allows(chief, "WRITE")).toBe(false);
  });

  it("uses secondary roles for access but not for CREATE", async () => {
    await account.all(
      admin,
      "grant role chief to user ann",
      "grant usage on database d to role chief",
      "grant create schema on database d to role chief",
    );
    expect(allows(analyst, "USAGE", "DATABASE", ["D"])).toBe(false);
    analyst.secondaryRoles = "ALL";
    expect(allows(analyst, "USAGE", "DATABASE", ["D"])).toBe(true);
    await expect(account.run("create schema d.mine", analyst)).rejects.toMatchObject({ code: "003001" });
    await account.run("create schema d.mine", account.as("CHIEF", "ANN"));
    expect(account.open.catalog.get("SCHEMA", ["D", "MINE"]).owner).toBe("CHIEF");
  });

  it("refuses CREATE without the privilege on the parent", async () => {
    await expect(account.run("create database x", analyst)).rejects.toThrow(
      "Insufficient privileges to operate on account 'FLOE_LOCAL'",
    );
    await expect(account.run("create role x", analyst)).rejects.toMatchObject({ code: "003001" });
    await expect(account.run("create stage d.s.x", analyst)).rejects.toMatchObject({ code: "002003" });
    await account.all(
      admin,
      "grant usage on database d to role analyst",
      "grant usage, create stage on schema d.s to role analyst",
    );
    await account.run("create stage d.s.x", analyst);
    await expect(account.run("create sequence d.s.q", analyst)).rejects.toThrow(
      "Insufficient privileges to operate on schema 'S'",
    );
  });

  it("lets only owners alter and drop", async () => {
    await account.all(
      admin,
      "grant all on stage d.s.st to role analyst",
      "grant usage on database d to role analyst",
      "grant usage on schema d.s to role analyst",
    );
    await expect(account.run("drop stage d.s.st", analyst)).rejects.toMatchObject({ code: "003001" });
    await expect(account.run("alter stage d.s.st set comment = 'x'", analyst)).rejects.toMatchObject({
      code: "003001",
    });
    await account.run("grant ownership on stage d.s.st to role analyst copy current grants");
    await account.run("alter stage d.s.st set comment = 'x'", analyst);
    await account.run("drop stage d.s.st", analyst);
  });

  it("keeps admins of the hierarchy in their places", async () => {
    await account.run("create database x", account.as("SYSADMIN"));
    await expect(account.run("create user x", account.as("SYSADMIN"))).rejects.toMatchObject({
      code: "003001",
    });
    await account.run("create user x", account.as("USERADMIN"));
    await expect(account.run("create integration x", account.as("SECURITYADMIN"))).rejects.toBeDefined();
    await account.run("grant usage on database d to role chief", account.as("SECURITYADMIN"));
    await expect(
      account.run("grant usage on database d to role chief", account.as("USERADMIN")),
    ).rejects.toBeDefined();
    await expect(
      account.run("alter account set timezone = 'UTC'", account.as("SECURITYADMIN")),
    ).rejects.toMatchObject({ code: "003001" });
  });

  it("does not let ACCOUNTADMIN into what an outside role owns", async () => {
    await account.all(admin, "grant create database on account to role analyst");
    await account.run("create database private", analyst);
    expect(allows(admin, "USAGE", "DATABASE", ["PRIVATE"])).toBe(false);
    await account.run("grant role analyst to role sysadmin");
    expect(allows(admin, "USAGE", "DATABASE", ["PRIVATE"])).toBe(true);
  });
});

describe("granting", () => {
  beforeEach(() =>
    account.all(
      admin,
      "grant usage on database d to role analyst",
      "grant usage on schema d.s to role analyst",
    ),
  );

  it("passes on privileges with the grant option and cascades their revocation", async () => {
    await account.run("grant read on stage d.s.st to role analyst");
    await expect(account.run("grant read on stage d.s.st to role chief", analyst)).rejects.toMatchObject({
      code: "003011",
    });
    await account.run("grant read on stage d.s.st to role analyst with grant option");
    await account.run("grant read on stage d.s.st to role chief", analyst);
    await expect(account.run("revoke read on stage d.s.st from role analyst")).rejects.toMatchObject({
      code: "003036",
    });
    await account.run("revoke read on stage d.s.st from role analyst cascade");
    const left = (await account.rows("show grants on stage d.s.st")).map((row) => row["privilege"]);
    expect(left).toEqual(["OWNERSHIP"]);
  });

  it("revokes the grant option alone", async () => {
    await account.run("grant read on stage d.s.st to role analyst with grant option");
    await account.run("revoke grant option for read on stage d.s.st from role analyst");
    expect(allows(analyst, "READ")).toBe(true);
    await expect(account.run("grant read on stage d.s.st to role chief", analyst)).rejects.toMatchObject({
      code: "003011",
    });
  });

  it("leaves granting to the schema's owner under managed access", async () => {
    await account.all(admin, "grant create stage on schema d.s to role analyst");
    await account.run("create stage d.s.mine", analyst);
    await account.run("grant read on stage d.s.mine to role chief", analyst);
    await account.run("alter schema d.s enable managed access");
    await expect(account.run("grant write on stage d.s.mine to role chief", analyst)).rejects.toMatchObject({
      code: "003011",
    });
    await account.run("grant write on stage d.s.mine to role chief");
    expect((await account.rows("show schemas like 's' in database d"))[0]).toMatchObject({
      options: "MANAGED ACCESS",
    });
  });

  it("gives new objects what FUTURE grants promise, the schema's before the database's", async () => {
    await account.all(admin, "grant read on future stages in database d to role chief");
    await account.run("create stage d.s.one");
    expect((await account.rows("show grants on stage d.s.one")).map((row) => row["grantee_name"])).toEqual([
      "ACCOUNTADMIN",
      "CHIEF",
    ]);
    await account.run("grant write on future stages in schema d.s to role analyst");
    await account.run("create stage d.s.two");
    expect(
      (await account.rows("show grants on stage d.s.two")).map((row) => [
        row["privilege"],
        row["grantee_name"],
      ]),
    ).toEqual([
      ["OWNERSHIP", "ACCOUNTADMIN"],
      ["WRITE", "ANALYST"],
    ]);
    expect(await account.rows("show future grants in schema d.s")).toMatchObject([
      {
        privilege: "WRITE",
        grant_on: "STAGE",
        name: "D.S.<STAGE>",
        grant_to: "ROLE",
        grantee_name: "ANALYST",
        grant_option: "false",
      },
    ]);
    expect(await account.rows("show future grants to role chief")).toMatchObject([{ name: "D.<STAGE>" }]);
    await account.run("revoke write on future stages in schema d.s from role analyst");
    expect(await account.rows("show future grants in schema d.s")).toEqual([]);
  });

  it("promises ownership of future objects", async () => {
    await account.run("grant ownership on future stages in schema d.s to role analyst");
    await account.run("create stage d.s.later");
    expect(account.open.catalog.get("STAGE", ["D", "S", "LATER"]).owner).toBe("ANALYST");
  });

  it("grants on ALL objects at once", async () => {
    await account.all(admin, "create stage d.s.two", "grant read on all stages in schema d.s to role chief");
    expect(await account.rows("show grants to role chief")).toHaveLength(2);
  });

  it("moves ownership with current grants copied or revoked, never silently kept", async () => {
    await account.run("grant read on stage d.s.st to role chief");
    await expect(account.run("grant ownership on stage d.s.st to role analyst")).rejects.toMatchObject({
      code: "003036",
      message: expect.stringContaining(
        "Dependent grant of privilege 'READ' on securable 'D.S.ST' to role 'CHIEF' exists",
      ) as string,
    });
    await account.run("grant ownership on stage d.s.st to role analyst copy current grants");
    expect(
      (await account.rows("show grants on stage d.s.st")).map((row) => [row["privilege"], row["granted_by"]]),
    ).toEqual([
      ["OWNERSHIP", "ANALYST"],
      ["READ", "ANALYST"],
    ]);
    await account.run(
      "grant ownership on stage d.s.st to role chief revoke current grants",
      account.as("SECURITYADMIN"),
    );
    expect(await account.rows("show grants on stage d.s.st")).toHaveLength(1);
  });

  it.each([
    ["grant fly on stage d.s.st to role chief", "invalid privilege 'FLY' for STAGE"],
    ["grant select on database d to role chief", "invalid privilege 'SELECT' for DATABASE"],
    ["grant usage on database d to role nobody", "Role 'NOBODY' does not exist"],
    ["grant role analyst to role analyst", "would inherit itself"],
    ["revoke ownership on stage d.s.st from role accountadmin", "OWNERSHIP cannot be revoked"],
    ["grant usage on database d to share x", "Unsupported feature"],
    ["grant usage on database d to user ann", "Unsupported feature"],
  ])("rejects %s", async (sql, message) => {
    await expect(account.run(sql)).rejects.toThrow(message);
  });

  it("refuses a circle of roles", async () => {
    await account.run("grant role analyst to role chief");
    await expect(account.run("grant role chief to role analyst")).rejects.toThrow("would inherit itself");
  });
});

describe("roles", () => {
  it("passes what a dropped role owns to the role that drops it", async () => {
    await account.all(admin, "grant ownership on stage d.s.st to role analyst", "drop role analyst");
    expect(account.open.catalog.get("STAGE", STAGE).owner).toBe("ACCOUNTADMIN");
    expect(await account.rows("show grants of role public")).toEqual([]);
    expect(await account.rows("show grants to user ann")).toEqual([]);
  });

  it("keeps owning through a rename", async () => {
    await account.all(
      admin,
      "grant ownership on stage d.s.st to role analyst",
      "alter role analyst rename to analysts",
    );
    expect(account.open.catalog.get("STAGE", STAGE).owner).toBe("ANALYSTS");
    expect(allows(account.as("ANALYSTS", "ANN"), "READ")).toBe(false);
    await account.run("grant ownership on database d to role analysts");
    await account.run("grant ownership on schema d.s to role analysts");
    expect(allows(account.as("ANALYSTS", "ANN"), "READ")).toBe(true);
  });

  it("has database roles, for their own database only", async () => {
    await account.all(
      admin,
      "create database role d.reader",
      "grant usage on schema d.s to database role d.reader",
      "grant read on stage d.s.st to database role d.reader",
      "grant database role d.reader to role analyst",
    );
    expect(allows(analyst, "READ")).toBe(false);
    await account.run("grant usage on database d to role analyst");
    expect(allows(analyst, "READ")).toBe(true);
    await account.run("create database e");
    await expect(account.run("grant usage on database e to database role d.reader")).rejects.toThrow(
      "only hold privileges inside its database",
    );
    await expect(account.run("grant role analyst to database role d.reader")).rejects.toThrow(
      "account role to a database role",
    );
    expect((await account.rows("show database roles in database d"))[0]).toMatchObject({
      name: "READER",
      granted_to_roles: 1,
      owner: "ACCOUNTADMIN",
    });
    expect(await account.rows("show grants to database role d.reader")).toHaveLength(2);
    expect(await account.rows("show grants of database role d.reader")).toMatchObject([
      { role: "D.READER", grantee_name: "ANALYST" },
    ]);
  });

  it("shows roles and their grants with the real columns", async () => {
    expect((await account.rows("show roles like 'analyst'"))[0]).toMatchObject({
      name: "ANALYST",
      is_current: "N",
      assigned_to_users: 1,
      granted_to_roles: 0,
      granted_roles: 0,
      owner: "ACCOUNTADMIN",
    });
    expect(await account.rows("show grants of role analyst")).toMatchObject([
      { role: "ANALYST", granted_to: "USER", grantee_name: "ANN", granted_by: "ACCOUNTADMIN" },
    ]);
    await account.run("grant create database on account to role analyst");
    expect(await account.rows("show grants to role analyst")).toMatchObject([
      {
        privilege: "CREATE DATABASE",
        granted_on: "ACCOUNT",
        name: "FLOE_LOCAL",
        granted_to: "ROLE",
        grantee_name: "ANALYST",
        grant_option: "false",
      },
    ]);
    expect(await account.rows("show grants on account")).toContainEqual(
      expect.objectContaining({ privilege: "MANAGE GRANTS", grantee_name: "SECURITYADMIN" }),
    );
  });
});

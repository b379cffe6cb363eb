import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { verifyPassword } from "../../local/snowflake/kinds/password";
import { textOf } from "../../local/snowflake/kinds/values";
import { CatalogAccount } from "../support/catalog-account";

let account: CatalogAccount;
beforeEach(async () => {
  account = await CatalogAccount.start();
});
afterEach(() => account.close());

describe("generic DDL", () => {
  it("answers with Snowflake's messages", async () => {
    expect(await account.say("create role r1")).toBe("Role R1 successfully created.");
    expect(await account.say("create role if not exists R1")).toBe("R1 already exists, statement succeeded.");
    expect(await account.say("create role \"r 2\" comment = 'x'")).toBe("Role r 2 successfully created.");
    expect(await account.say("alter role r1 rename to r3")).toBe("Statement executed successfully.");
    expect(await account.say("drop role r3")).toBe("R3 successfully dropped.");
    expect(await account.say("drop role if exists r3")).toBe(
      "Drop statement executed successfully (R3 already dropped).",
    );
    expect(await account.say("create database d")).toBe("Database D successfully created.");
    expect(await account.say("create stage d.public.s")).toBe("Stage area S successfully created.");
    expect(await account.say("create file format d.public.f type = csv")).toBe(
      "File format F successfully created.",
    );
  });

  it.each([
    ["create role public", "002002", "Object 'PUBLIC' already exists."],
    ["drop role nobody", "002003", "Role 'NOBODY' does not exist or not authorized."],
    ["create schema nodb.s", "002003", "Database 'NODB' does not exist or not authorized."],
    ["create role r colour = 'x'", "001420", "invalid property 'COLOUR' for 'ROLE'"],
    ["create role r (", "001003", "unexpected '('"],
    ["create or replace role if not exists r", "001003", "incompatible"],
    ["create external volume v", "000002", "CREATE EXTERNAL"],
    ["alter role sysadmin rename to x", "003001", "Insufficient privileges"],
    ["drop role accountadmin", "003001", "Insufficient privileges"],
    ["show compute pools", "000002", "SHOW compute pools"],
    ["undrop role x", "000002", "UNDROP ROLE"],
  ])("rejects %s", async (sql, code, message) => {
    await expect(account.run(sql)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message) as string,
    });
  });

  it("gives a replaced object a new hidden id and keeps it through a rename", async () => {
    await account.run("create database d");
    await account.run("create stage d.public.s");
    const first = account.open.catalog.get("STAGE", ["D", "PUBLIC", "S"]).id;
    await account.run("alter stage d.public.s rename to d.public.t");
    expect(account.open.catalog.get("STAGE", ["D", "PUBLIC", "T"]).id).toBe(first);
    await account.run("create or replace stage d.public.t");
    expect(account.open.catalog.get("STAGE", ["D", "PUBLIC", "T"]).id).not.toBe(first);
    expect(account.open.catalog.byId(first)).toBeUndefined();
  });

  it("renames, swaps, drops and restores databases with what they hold", async () => {
    await account.all(
      account.admin,
      "create database a",
      "create stage a.public.s",
      "create database b",
      "alter database a rename to c",
    );
    expect(account.open.catalog.find("STAGE", ["C", "PUBLIC", "S"])).toBeDefined();
    await account.run("alter database b swap with c");
    expect(account.open.catalog.find("STAGE", ["B", "PUBLIC", "S"])).toBeDefined();
    expect(account.open.catalog.find("STAGE", ["C", "PUBLIC", "S"])).toBeUndefined();
    await account.run("drop database b");
    expect(account.open.catalog.list("STAGE")).toEqual([]);
    expect((await account.rows("show databases history like 'b'"))[0]?.["dropped_on"]).toBeInstanceOf(Date);
    expect(await account.say("undrop database b")).toBe("Database B successfully restored.");
    expect(account.open.catalog.find("STAGE", ["B", "PUBLIC", "S"])).toBeDefined();
  });

  it("leaves nothing behind when a statement fails halfway", async () => {
    await account.run("create database d");
    await expect(
      account.run("create or replace stage d.public.s storage_integration = nope url = 's3://b/'"),
    ).rejects.toThrow("does not exist or not authorized");
    await expect(
      account.open.catalog.transaction(async () => {
        await account.run("create role ghost");
        await account.run("create role ghost");
      }),
    ).rejects.toThrow("already exists");
    expect(account.open.catalog.find("ROLE", ["GHOST"])).toBeUndefined();
    expect(await account.rows("show roles like 'ghost'")).toEqual([]);
    expect(await account.say("create role ghost")).toBe("Role GHOST successfully created.");
  });

  it("CREATE OR ALTER keeps the object and resets what is not named", async () => {
    await account.run("create warehouse w warehouse_size = large auto_suspend = 60 comment = 'c'");
    const id = account.open.catalog.get("WAREHOUSE", ["W"]).id;
    await account.run("create or alter warehouse w auto_suspend = 30");
    const [row] = await account.rows("show warehouses like 'w'");
    expect(row).toMatchObject({ size: "X-Small", auto_suspend: 30, comment: "", state: "STARTED" });
    expect(account.open.catalog.get("WAREHOUSE", ["W"]).id).toBe(id);
  });

  it("filters SHOW by LIKE, IN, STARTS WITH and LIMIT", async () => {
    await account.all(
      account.admin,
      "create database d",
      "create schema d.x",
      "create stage d.public.aa",
      "create stage d.public.ab",
      "create stage d.x.aa",
    );
    const names = async (sql: string) =>
      (await account.rows(sql)).map((row) => `${String(row["schema_name"])}.${String(row["name"])}`);
    expect(await names("show stages")).toEqual(["X.AA"]);
    expect(await names("show stages in account")).toEqual(["PUBLIC.AA", "PUBLIC.AB", "X.AA"]);
    expect(await names("show stages like 'a_' in schema d.public")).toEqual(["PUBLIC.AA", "PUBLIC.AB"]);
    expect(await names("show stages like 'aa' in database d")).toEqual(["PUBLIC.AA", "X.AA"]);
    expect(await names("show stages in database d starts with 'A' limit 1 from 'AB'")).toEqual(["PUBLIC.AB"]);
    expect(await names("show stages like 'no_such' in account")).toEqual([]);
    expect((await account.rows("show terse databases"))[0]).toMatchObject({ name: "D", kind: "STANDARD" });
  });
});

describe("persistence", () => {
  it("survives a restart: objects, grants, passwords, dropped objects, ids", async () => {
    const folder = mkdtempSync(join(tmpdir(), "floe-catalog-"));
    const file = join(folder, "account.duckdb");
    try {
      const first = await CatalogAccount.start(file);
      await first.all(
        first.admin,
        "create role r",
        "create database d data_retention_time_in_days = 7",
        "create stage d.public.s",
        "create user u type = service default_role = r",
        "grant role r to user u",
        "grant usage on database d to role r with grant option",
        "create database gone",
        "drop database gone",
        "alter account set timezone = 'UTC'",
      );
      const before = {
        roles: await first.rows("show roles"),
        grants: await first.rows("show grants to role r"),
      };
      const stage = first.open.catalog.get("STAGE", ["D", "PUBLIC", "S"]).id;
      first.close();

      const second = await CatalogAccount.start(file);
      expect({
        roles: await second.rows("show roles"),
        grants: await second.rows("show grants to role r"),
      }).toEqual(before);
      expect(second.open.catalog.get("STAGE", ["D", "PUBLIC", "S"]).id).toBe(stage);
      expect(verifyPassword(second.open.catalog.get("USER", ["FLOE"]), "secret")).toBe(true);
      expect((await second.rows("show parameters like 'TIMEZONE' in account"))[0]).toMatchObject({
        value: "UTC",
        level: "ACCOUNT",
      });
      expect(await second.say("undrop database gone")).toBe("Database GONE successfully restored.");
      await second.run("create role later");
      expect(second.open.catalog.get("ROLE", ["LATER"]).id).toBeGreaterThan(stage);
      second.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("warehouses", () => {
  it("resumes for a statement, counts it, and suspends when idle", async () => {
    await account.run("create warehouse w initially_suspended = true auto_suspend = 1 generation = '2'");
    const state = async () => (await account.rows("show warehouses like 'w'"))[0];
    expect(await state()).toMatchObject({
      state: "SUSPENDED",
      generation: "2",
      resource_constraint: "STANDARD_GEN_2",
      is_current: "Y",
    });
    await account.open.warehouses.start();
    const release = await account.open.warehouses.use(account.admin);
    expect(await state()).toMatchObject({ state: "STARTED", running: 1 });
    await new Promise((done) => setTimeout(done, 2200));
    expect(await state()).toMatchObject({ state: "STARTED" });
    release();
    await expect.poll(state, { timeout: 5000 }).toMatchObject({ state: "SUSPENDED", running: 0 });
    await account.open.warehouses.stop();
  });

  it("refuses statements without a usable warehouse", async () => {
    const session = account.as("PUBLIC");
    await expect(account.open.warehouses.use(session)).rejects.toMatchObject({ code: "000606" });
    await account.run("create warehouse w auto_resume = false initially_suspended = true");
    await expect(account.open.warehouses.use(account.admin)).rejects.toThrow("suspended");
    await account.run("alter warehouse w resume");
    (await account.open.warehouses.use(account.admin))();
    await expect(account.run("alter warehouse w resume")).rejects.toThrow("Invalid state");
    await account.run("alter warehouse w resume if suspended");
    await account.run("alter warehouse w suspend");
  });

  it.each([
    ["warehouse_size = giant", "invalid value 'giant'"],
    ["min_cluster_count = 3 max_cluster_count = 2", "greater than MAX_CLUSTER_COUNT"],
    ["warehouse_type = 'SNOWPARK-OPTIMIZED'", "at least MEDIUM"],
    ["generation = '3'", "one of 1, 2"],
    ["resource_monitor = nope", "does not exist"],
  ])("rejects %s", async (options, message) => {
    await expect(account.run(`create warehouse w ${options}`)).rejects.toThrow(message);
  });
});

describe("parameters", () => {
  it("inherits from account to database to schema and can be unset", async () => {
    const show = async (where: string) => {
      const [row] = await account.rows(`show parameters like 'data_retention_time_in_days' in ${where}`);
      return row && [row["value"], row["level"], row["default"], row["type"]];
    };
    await account.all(account.admin, "create database d", "create schema d.s");
    expect(await show("schema d.s")).toEqual(["1", "", "1", "NUMBER"]);
    await account.run("alter account set data_retention_time_in_days = 3");
    expect(await show("schema d.s")).toEqual(["3", "ACCOUNT", "1", "NUMBER"]);
    await account.run("alter database d set data_retention_time_in_days = 5");
    expect(await show("schema d.s")).toEqual(["5", "DATABASE", "1", "NUMBER"]);
    await account.run("alter schema d.s set data_retention_time_in_days = 7");
    expect(await show("schema d.s")).toEqual(["7", "SCHEMA", "1", "NUMBER"]);
    await account.run("alter schema d.s unset data_retention_time_in_days");
    await account.run("alter database d unset data_retention_time_in_days");
    expect(await show("schema d.s")).toEqual(["3", "ACCOUNT", "1", "NUMBER"]);
  });

  it("inherits from account to user to session", async () => {
    const show = async () => (await account.rows("show parameters like 'timezone'"))[0];
    expect(await show()).toMatchObject({ value: "America/Los_Angeles", level: "" });
    await account.run("alter user floe set timezone = 'Europe/Berlin'");
    expect(await show()).toMatchObject({ value: "Europe/Berlin", level: "USER" });
    account.admin.parameters.set("TIMEZONE", "UTC");
    expect(await show()).toMatchObject({ value: "UTC", level: "SESSION" });
  });

  it.each([
    ["alter account set timezone = 'Mars/Olympus'", "invalid value [Mars/Olympus] for parameter 'TIMEZONE'"],
    ["alter account set lock_timeout = 'soon'", "invalid value [soon]"],
    ["alter account set no_such = 1", "invalid property 'NO_SUCH'"],
    ["create database d data_retention_time_in_days = 91", "invalid value [91]"],
  ])("rejects %s", async (sql, message) => {
    await expect(account.run(sql)).rejects.toThrow(message);
  });

  it("shows what the provider reads of every kind", async () => {
    await account.all(account.admin, "create database d", "create warehouse w", "create user u");
    const count = async (where: string) => (await account.rows(`show parameters in ${where}`)).length;
    expect(await count("warehouse w")).toBe(3);
    expect(await count("database d")).toBeGreaterThanOrEqual(19);
    expect(await count("user u")).toBeGreaterThanOrEqual(57);
  });
});

describe("sequences", () => {
  it("keep counting through ALTER, rename and UNDROP of their database, and are described", async () => {
    await account.all(account.admin, "create database d", "create sequence d.public.q start 5 increment 2");
    const storage = () => textOf(account.open.catalog.list("SEQUENCE")[0]!, "storage") ?? "";
    const next = async () => {
      const [row] = await account.open.catalog.transactions.query(`SELECT nextval('${storage()}')`);
      return row?.[0];
    };
    expect([await next(), await next()]).toEqual([5, 7]);
    await account.run("alter sequence d.public.q set increment by 10");
    expect(await next()).toBe(17);
    await account.all(account.admin, "alter database d rename to e", "drop database e", "undrop database e");
    expect(await next()).toBe(27);
    expect(await account.rows("describe sequence e.public.q")).toMatchObject([
      { name: "Q", next_value: 37, interval: 10 },
    ]);
    await account.run("drop sequence e.public.q");
    expect(
      await account.open.catalog.transactions.query("SELECT sequence_name FROM duckdb_sequences()"),
    ).toEqual([]);
  });
});

import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import snowflake from "snowflake-sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startSnowflake } from "../../local/snowflake/server/start";

type Server = Awaited<ReturnType<typeof startSnowflake>>;
type Row = Record<string, unknown>;

const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
const privateKey = keys.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const publicKey = keys.publicKey
  .export({ type: "spki", format: "pem" })
  .toString()
  .replace(/-----[^-]+-----|\s/g, "");

let stateDir: string;
let server: Server;
const start = () =>
  startSnowflake({
    stateDir,
    host: "127.0.0.1",
    port: 0,
    admin: { user: "FLOE", password: "secret" },
    log: () => undefined,
  });

function connect(options: Partial<snowflake.ConnectionOptions>): Promise<snowflake.Connection> {
  const connection = snowflake.createConnection({
    account: "FLOE_LOCAL",
    accessUrl: server.url,
    ...options,
  });
  return new Promise((done, fail) =>
    connection.connect((error, opened) => (error ? fail(error) : done(opened))),
  );
}

const asAdmin = () => connect({ username: "FLOE", password: "secret", warehouse: "COMPUTE_WH" });
const asService = () =>
  connect({ username: "LOADER", authenticator: "SNOWFLAKE_JWT", privateKey, warehouse: "COMPUTE_WH" });

function rows(connection: snowflake.Connection, sqlText: string): Promise<Row[]> {
  return new Promise((done, fail) => {
    connection.execute({
      sqlText,
      complete: (error, _statement, found) => (error ? fail(error) : done((found ?? []) as Row[])),
    });
  });
}

beforeAll(async () => {
  snowflake.configure({ logLevel: "OFF" });
  stateDir = mkdtempSync(join(tmpdir(), "floe-driver-"));
  server = await start();
});
afterAll(async () => {
  await server.stop();
  rmSync(stateDir, { recursive: true });
});

describe("the catalog through the Node driver", () => {
  it("types the columns of SHOW as drivers read them", async () => {
    const admin = await asAdmin();
    const [row] = await rows(
      admin,
      'SHOW WAREHOUSES LIKE \'compute_wh\' --terraform_provider_usage_tracking {"a":"b"}',
    );
    expect(row).toMatchObject({ name: "COMPUTE_WH", size: "X-Small", auto_suspend: 300, auto_resume: true });
    expect(row?.["created_on"]).toBeInstanceOf(Date);
  });

  it("logs a service user in by key pair and holds it to its role, also after a restart", async () => {
    const admin = await asAdmin();
    for (const sql of [
      "create role loader",
      `create user loader type = service default_role = loader rsa_public_key = '${publicKey}'`,
      "grant role loader to user loader",
      "create database shop",
      "create schema shop.raw with managed access",
      "create table shop.raw.orders (id int)",
      "insert into shop.raw.orders values (1), (2)",
      "grant usage on database shop to role loader",
      "grant usage on schema shop.raw to role loader",
    ])
      await rows(admin, sql);
    let service = await asService();
    await expect(rows(service, "select * from shop.raw.orders")).rejects.toThrow(
      "does not exist or not authorized",
    );
    await rows(admin, "grant select on future tables in schema shop.raw to role loader");
    await expect(rows(service, "select * from shop.raw.orders")).rejects.toThrow(
      "does not exist or not authorized",
    );
    await rows(admin, "grant select on all tables in schema shop.raw to role loader");
    expect(await rows(service, "select count(*) as n from shop.raw.orders")).toEqual([{ N: 2 }]);
    await expect(rows(service, "insert into shop.raw.orders values (3)")).rejects.toThrow(
      "Insufficient privileges",
    );
    await expect(rows(service, "drop table shop.raw.orders")).rejects.toThrow("Insufficient privileges");
    await expect(rows(service, "use role accountadmin")).rejects.toThrow("not assigned");

    await server.stop();
    server = await start();
    service = await asService();
    expect(await rows(service, "select count(*) as n from shop.raw.orders")).toEqual([{ N: 2 }]);
    const again = await asAdmin();
    await rows(again, "create table shop.raw.later (id int)");
    expect(await rows(service, "select * from shop.raw.later")).toEqual([]);
    await rows(again, "alter user loader set disabled = true");
    await expect(asService()).rejects.toThrow();
  });
});

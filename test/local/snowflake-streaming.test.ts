import { createCipheriv, createHash, createPublicKey, createSign, generateKeyPairSync } from "node:crypto";
import { existsSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BlobStage } from "../../local/snowflake/streaming/stage";
import { Client, startServer, type TestServer } from "../support/snowflake-client";

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const der = createPublicKey(privateKey).export({ type: "spki", format: "der" });
let it: TestServer;
let client: Client;
let blobs = 0;

beforeAll(async () => {
  it = await startServer();
  client = await Client.connect(it.server);
  for (const sql of [
    "CREATE ROLE LOADER",
    `CREATE USER ROBOT TYPE = SERVICE DEFAULT_ROLE = LOADER RSA_PUBLIC_KEY = '${der.toString("base64")}'`,
    "GRANT ROLE LOADER TO USER ROBOT",
    "CREATE DATABASE D",
    "CREATE TABLE T (ID NUMBER(38,0), NAME VARCHAR)",
    "CREATE TABLE SECRET (ID NUMBER(38,0))",
    "CREATE TABLE COUNTED (ID NUMBER(38,0) AUTOINCREMENT, V VARCHAR)",
    "GRANT USAGE ON DATABASE D TO ROLE LOADER",
    "GRANT USAGE ON SCHEMA D.PUBLIC TO ROLE LOADER",
    "GRANT INSERT ON TABLE T TO ROLE LOADER",
    "GRANT INSERT ON TABLE COUNTED TO ROLE LOADER",
  ])
    await client.rows(sql);
});
afterAll(async () => {
  await client.close();
  await it.close();
});

type Answer = Readonly<Record<string, unknown>>;
type Named = { readonly table?: string; readonly channel?: string };

function token(expires = 600): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const print = createHash("sha256").update(der).digest("base64");
  const exp = Math.floor(Date.now() / 1000) + expires;
  const claims = { iss: `127.ROBOT.SHA256:${print}`, sub: "127.ROBOT", exp };
  const signed = `${part({ alg: "RS256" })}.${part(claims)}`;
  return `${signed}.${createSign("RSA-SHA256").update(signed).sign(privateKey).toString("base64url")}`;
}

async function post(path: string, body: Answer, bearer = token()): Promise<Answer & { http: number }> {
  const response = await fetch(`${it.server.url}/v1/streaming/${path}/?requestId=1`, {
    method: "POST",
    headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
    body: JSON.stringify({ role: "LOADER", ...body }),
  });
  return { ...((await response.json()) as Answer), http: response.status };
}

const place = ({ table = "T" }: Named) => ({ database: "D", schema: "PUBLIC", table });
const open = (named: Named = {}) => post("channels/open", { ...place(named), channel: named.channel ?? "c" });

interface Sent extends Named {
  readonly rows: string;
  readonly count: number;
  readonly client: number;
  readonly row: number;
  readonly offset: string;
  readonly spoil?: boolean;
  readonly path?: string;
}

/** A blob as clients make it: Parquet, encrypted by a key derived from the account's and its path. */
async function blob(opened: Answer, sent: Sent): Promise<Answer> {
  const location = ((await post("client/configure", {}))["stage_location"] as { location: string }).location;
  const path = sent.path ?? `2026/1/1/0/0/blob_${blobs++}.bdec`;
  const plain = join(it.stateDir, "plain.parquet");
  const connection = await it.server.account.database.connect();
  await connection.run(`COPY (${sent.rows}) TO '${plain}' (FORMAT parquet, COMPRESSION gzip)`);
  connection.closeSync();
  const { readFile } = await import("node:fs/promises");
  const content = await readFile(plain);
  const key = createHash("sha256")
    .update(Buffer.from(opened["encryption_key"] as string, "base64"))
    .update(path)
    .digest();
  const cipher = createCipheriv("aes-256-ctr", key, Buffer.alloc(16));
  const sealed = Buffer.concat([cipher.update(content), cipher.final()]);
  const file = join(location, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, sealed);
  return {
    path,
    chunks: [
      {
        ...place(sent),
        chunk_start_offset: 0,
        chunk_length: sealed.length,
        chunk_md5: createHash("md5")
          .update(sent.spoil === true ? "other" : sealed)
          .digest("hex"),
        encryption_key_id: opened["encryption_key_id"],
        eps: { rows: sent.count },
        channels: [
          {
            channel_name: sent.channel ?? "c",
            client_sequencer: sent.client,
            row_sequencer: sent.row,
            offset_token: sent.offset,
          },
        ],
      },
    ],
  };
}

async function register(...all: Answer[]): Promise<unknown[]> {
  const answer = await post("channels/write/blobs", { blobs: all });
  const channels = (answer["blobs"] as { chunks: { channels: { status_code: number }[] }[] }[]).flatMap(
    (each) => each.chunks.flatMap((chunk) => chunk.channels),
  );
  return channels.map((channel) => channel.status_code);
}

async function offset(named: Named = {}): Promise<unknown> {
  const asked = { ...place(named), channel_name: named.channel ?? "c", client_sequencer: 0 };
  const answer = await post("channels/status", { channels: [asked] });
  return (answer["channels"] as Answer[])[0]?.["persisted_offset_token"];
}

const ids = async () => (await client.rows("SELECT ID FROM T ORDER BY ID")).map(([id]) => Number(id));
const some = (from: number, count: number) =>
  `SELECT CAST(${from} + range AS DECIMAL(38,0)) AS "ID", 'x' AS "NAME" FROM range(${count})`;

describe("Snowpipe Streaming", () => {
  test("writes rows and their offset, once, however often it is asked to", async () => {
    const opened = await open();
    expect(opened).toMatchObject({
      status_code: 0,
      client_sequencer: 0,
      row_sequencer: 0,
      offset_token: null,
    });
    const first = await blob(opened, { rows: some(1, 3), count: 3, client: 0, row: 1, offset: "3" });
    expect(await register(first)).toEqual([0]);
    expect(await register(first)).toEqual([0]);
    expect(await ids()).toEqual([1, 2, 3]);
    expect(await offset()).toBe("3");
    const { stage } = it.server.account.streaming;
    expect(existsSync(join(stage.folder, first["path"] as string))).toBe(false);
  });

  test("refuses what comes out of order, or is not what was announced, and keeps the offset", async () => {
    const opened = await open({ channel: "order" });
    const send = (change: Partial<Sent>) =>
      blob(opened, {
        rows: some(100, 1),
        count: 1,
        client: 0,
        row: 1,
        offset: "9",
        channel: "order",
        ...change,
      });
    expect(await register(await send({ row: 2 }))).toEqual([21]);
    expect(await register(await send({ spoil: true }))).toEqual([38]);
    expect(await register(await send({ count: 2 }))).toEqual([38]);
    expect(await register(await send({ rows: 'SELECT 1 AS "ID", 2 AS "GONE"' }))).toEqual([40]);
    expect(await register(await send({ channel: "never" }))).toEqual([19]);
    const elsewhere = await send({});
    expect(await register({ ...elsewhere, path: "../account.duckdb" })).toEqual([38]);
    expect(await ids()).not.toContain(100);
    expect(await offset({ channel: "order" })).toBeNull();
  });

  test("shuts out the writer that had the channel before", async () => {
    const old = await open({ channel: "fenced" });
    const late = await blob(old, {
      rows: some(200, 1),
      count: 1,
      client: 0,
      row: 1,
      offset: "1",
      channel: "fenced",
    });
    const fresh = await open({ channel: "fenced" });
    expect(fresh["client_sequencer"]).toBe(1);
    expect(await register(late)).toEqual([20]);
    const own = await blob(fresh, {
      rows: some(201, 1),
      count: 1,
      client: 1,
      row: 1,
      offset: "1",
      channel: "fenced",
    });
    expect(await register(own)).toEqual([0]);
    expect(await ids()).toContain(201);
    expect(await ids()).not.toContain(200);
  });

  test("shows streams on the table what it writes, and keeps channels over a restart", async () => {
    await client.rows("CREATE STREAM NEW_ROWS ON TABLE T");
    const opened = await open({ channel: "kept" });
    const sent = { rows: some(300, 2), count: 2, client: 0, row: 1, offset: "77", channel: "kept" };
    expect(await register(await blob(opened, sent))).toEqual([0]);
    expect((await client.rows("SELECT ID FROM NEW_ROWS ORDER BY ID")).map(([id]) => id)).toEqual([
      "300",
      "301",
    ]);
    await client.close();
    await it.restart();
    client = await Client.connect(it.server, { database: "D", schema: "PUBLIC" });
    expect(await offset({ channel: "kept" })).toBe("77");
    expect(await open({ channel: "kept" })).toMatchObject({ client_sequencer: 1, offset_token: "77" });
  });

  test("moves an offset to another channel, and drops channels", async () => {
    await open({ channel: "from" });
    const move = async (from: string, to: string) =>
      JSON.parse(
        String(
          (
            await client.row(
              "SELECT SYSTEM$SNOWPIPE_STREAMING_MIGRATE_CHANNEL_OFFSET_TOKEN('D.PUBLIC.T', ?, ?)",
              [from, to],
            )
          )[0],
        ),
      ) as { responseCode: number };
    expect(await move("kept", "moved")).toMatchObject({ responseCode: 50 });
    expect(await offset({ channel: "moved" })).toBe("77");
    expect(await move("kept", "moved")).toMatchObject({ responseCode: 51 });
    expect(await post("channels/drop", { ...place({}), channel: "moved" })).toMatchObject({ status_code: 0 });
    expect(await post("channels/drop", { ...place({}), channel: "moved" })).toMatchObject({
      status_code: 25,
    });
  });

  test("lets nobody in without a key, a role or the right to insert", async () => {
    expect((await post("client/configure", {}, "a.b.c")).http).toBe(401);
    expect((await post("client/configure", {}, token(-60))).http).toBe(401);
    expect((await post("client/configure", { role: "ACCOUNTADMIN" })).http).toBe(401);
    expect(await open({ table: "SECRET" })).toMatchObject({ status_code: 4 });
    expect(await open({ table: "NOWHERE" })).toMatchObject({ status_code: 4 });
    expect(await open({ table: "COUNTED" })).toMatchObject({ status_code: 6 });
  });

  test("forgets blobs nobody registers, and the folders of hours gone by", async () => {
    const folder = join(it.stateDir, "blobs");
    const made = (path: string, hours: number): string => {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, "");
      const then = new Date(Date.now() - hours * 3_600_000);
      for (const each of [file, dirname(file)]) utimesSync(each, then, then);
      return file;
    };
    const [old, waiting, fresh] = [
      made("1/old.bdec", 30),
      made("2/waiting.bdec", 20),
      made("3/fresh.bdec", 0),
    ];
    await new BlobStage(folder).open();
    expect([old, waiting, fresh].map((file) => existsSync(file))).toEqual([false, true, true]);
    // Emptying it was a change of it: it goes at the next start after an hour.
    utimesSync(dirname(old), new Date(0), new Date(0));
    await new BlobStage(folder).open();
    expect([old, waiting, fresh].map((file) => existsSync(dirname(file)))).toEqual([false, true, true]);
  });
});

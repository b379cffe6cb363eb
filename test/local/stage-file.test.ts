import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensurePython } from "../../local/python/environment";
import { type RunningSnowflake, startSnowflake } from "../../local/snowflake/server/start";
import { definition } from "../../provider/definition";
import { type Bag, failureOf, Harness, textAsset, UNKNOWN } from "../provider/support/harness";
import { connection } from "./support/native";

const TYPE = "floe:snowflake:StageFile";
const TAG = "4dabf18193072939515e22adb298388d";
let cloud: RunningSnowflake;
let provider: Harness;
let folder: string;

const digest = (text: string) => createHash("sha256").update(text).digest("hex");
const text = (content: string) => textAsset(content, digest(content));
const archive = (path: string, hash: string) => ({ [TAG]: "0def7320c3a5731c473e5ecbe6d01bc7", path, hash });

async function rows(sql: string): Promise<string[][]> {
  const session = await cloud.account.createSession({
    user: "FLOE",
    role: "ACCOUNTADMIN",
    database: "DB",
    schema: "S",
  });
  await cloud.account.run("USE WAREHOUSE WH", session).catch(() => undefined);
  const result = await cloud.account.run(sql, session);
  return result.rows.map((row) => row.map(String));
}
const word = (value: unknown) => (typeof value === "string" ? value : "");
const staged = async () =>
  (await rows("LIST @DB.S.CODE")).map(([name]) => (name ?? "").replace(/^code\//, ""));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "floe-stage-file-"));
  const python = (await ensurePython()).executable;
  const admin = { user: "FLOE", password: "pass-word-1" };
  cloud = await startSnowflake({
    stateDir: join(folder, "state"),
    port: 0,
    admin,
    python,
    log: () => undefined,
  });
  for (const sql of ["CREATE DATABASE DB", "CREATE SCHEMA DB.S", "CREATE WAREHOUSE WH", "CREATE STAGE CODE"])
    await rows(sql);
  provider = await Harness.start(definition, connection(cloud, admin));
}, 120_000);
afterAll(async () => {
  await provider.stop();
  await cloud.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function checked(extra: Bag): Promise<Bag> {
  const { inputs, failures } = await provider.check(TYPE, {
    database: "DB",
    schema: "S",
    stage: "CODE",
    ...extra,
  });
  expect(failures).toEqual([]);
  return inputs;
}

describe("a staged file, through the official driver", () => {
  it("lies at an address made from its content, known at preview", async () => {
    const content = "def answer():\n    return 42\n";
    const inputs = await checked({ name: "helper.py", source: text(content) });
    expect(inputs).toMatchObject({ prefix: "thing", retain: 1, onDelete: "delete" });
    const preview = await provider.create(TYPE, inputs, { preview: true });
    const hash = digest(content).slice(0, 16);
    expect(preview.properties.path).toBe(`@"DB"."S"."CODE"/thing/${hash}/helper.py`);
    expect(await staged()).toEqual([]);
    const { id, properties } = await provider.create(TYPE, inputs);
    expect(id).toBe('@"DB"."S"."CODE"/thing/helper.py');
    expect(await staged()).toEqual([`thing/${hash}/helper.py`]);
    expect(properties).toMatchObject({
      hash,
      bytes: content.length,
      files: [{ name: `thing/${hash}/helper.py`, size: content.length }],
    });
    await provider.delete(TYPE, id, properties, inputs);
    await provider.delete(TYPE, id, properties, inputs);
    expect(await staged()).toEqual([]);
  });

  it("stands beside its earlier versions, which go when nothing imports them", async () => {
    const version = (n: number) => text(`def answer(session):\n    return ${n}\n`);
    const of = (n: number, extra: Bag = {}) =>
      checked({ prefix: "lib", name: "v.py", source: version(n), ...extra });
    const first = await of(1);
    const { id, properties } = await provider.create(TYPE, first);
    await rows(
      `CREATE PROCEDURE USES() RETURNS NUMBER LANGUAGE PYTHON RUNTIME_VERSION = '3.11' PACKAGES = ('snowflake-snowpark-python') IMPORTS = ('${word(properties.path)}') HANDLER = 'v.answer'`,
    );
    expect(await rows("CALL USES()")).toEqual([["1"]]);
    let old = { inputs: first, state: properties };
    const to = async (n: number, extra: Bag = {}) => {
      const news = await of(n, extra);
      expect((await provider.diff(TYPE, old.inputs, news, old.state)).replaces).toEqual([]);
      old = { inputs: news, state: await provider.update(TYPE, id, old, news) };
      return (await staged()).filter((name) => name.startsWith("lib/")).length;
    };
    expect(await to(2)).toBe(2);
    expect(await to(3)).toBe(3);
    expect(JSON.stringify(old.state.versions)).toContain('\\"DB\\".\\"S\\".\\"USES\\"()');
    expect(provider.logs.map(({ message }) => message).join("\n")).toMatch(
      /stays on the stage: imported by .*USES/,
    );
    expect(await rows("CALL USES()")).toEqual([["1"]]);
    expect(await to(4, { retain: 0 })).toBe(2);
    await provider.delete(TYPE, id, old.state, old.inputs);
    expect((await staged()).filter((name) => name.startsWith("lib/"))).toHaveLength(1);
    await rows("DROP PROCEDURE USES()");
    await provider.delete(TYPE, id, old.state, old.inputs);
    expect((await staged()).filter((name) => name.startsWith("lib/"))).toEqual([]);
  });

  it("keeps the version it used last, however old its upload", async () => {
    const of = (word: string) => checked({ prefix: "order", name: "o.txt", source: text(`content ${word}`) });
    const first = await of("A");
    const { id, properties } = await provider.create(TYPE, first);
    let old = { inputs: first, state: properties };
    for (const word of ["B", "A", "C"]) {
      const news = await of(word);
      old = { inputs: news, state: await provider.update(TYPE, id, old, news) };
    }
    const path = (word: string) => `order/${digest(`content ${word}`).slice(0, 16)}/o.txt`;
    expect((await staged()).filter((name) => name.startsWith("order/")).sort()).toEqual(
      [path("A"), path("C")].sort(),
    );
    await provider.delete(TYPE, id, old.state, old.inputs);
  });

  it("is a folder, or a package that handlers import", async () => {
    const source = join(folder, "pkg");
    mkdirSync(join(source, "shop", "deep"), { recursive: true });
    writeFileSync(join(source, "shop", "__init__.py"), "from .deep.math import twice\n");
    writeFileSync(join(source, "shop", "deep", "math.py"), "def twice(session, x):\n    return x * 2\n");
    const plain = await checked({ source: archive(source, digest("tree")) });
    const made = await provider.create(TYPE, plain);
    const hash = word(made.properties.hash);
    expect(await staged()).toEqual([
      `thing/${hash}/pkg/shop/__init__.py`,
      `thing/${hash}/pkg/shop/deep/math.py`,
    ]);
    const packed = await checked({ source: archive(source, digest("tree")), pack: true, prefix: "packed" });
    const zip = await provider.create(TYPE, packed);
    expect(zip.properties.relativePath).toMatch(/^packed\/[0-9a-f]{16}\/pkg\.zip$/);
    await rows(
      `CREATE PROCEDURE TWICE(X NUMBER) RETURNS NUMBER LANGUAGE PYTHON RUNTIME_VERSION = '3.11' PACKAGES = ('snowflake-snowpark-python') IMPORTS = ('${word(zip.properties.path)}') HANDLER = 'shop.twice'`,
    );
    expect(await rows("CALL TWICE(21)")).toEqual([["42"]]);
    await rows("DROP PROCEDURE TWICE(NUMBER)");
    const again = await provider.update(
      TYPE,
      zip.id,
      { inputs: packed, state: zip.properties },
      { ...packed, retain: 5 },
    );
    expect(again.relativePath).toBe(zip.properties.relativePath);
    await provider.delete(TYPE, zip.id, zip.properties, packed);
    await rows(`REMOVE @CODE/thing/${hash}/pkg/shop/deep/`);
    const old = { inputs: plain, state: made.properties };
    const { inputs, properties } = await provider.read(TYPE, made.id, old);
    expect((await provider.diff(TYPE, inputs, plain, properties)).details).toEqual({ source: "add" });
    await provider.update(TYPE, made.id, { inputs, state: properties }, plain);
    expect(await staged()).toHaveLength(2);
    await rows("REMOVE @CODE/thing/");
    expect((await provider.read(TYPE, made.id, old)).id).toBe("");
  });

  it("is never written over what somebody else put there", async () => {
    const content = "x = 1\n";
    const hash = digest(content).slice(0, 16);
    const foreign = join(folder, "mine.py");
    writeFileSync(foreign, "something else entirely, and longer");
    const inputs = await checked({ prefix: "p", name: "mine.py", source: text(content) });
    const session = await cloud.account.createSession({ user: "FLOE", role: "ACCOUNTADMIN" });
    const target = await cloud.account.run(
      `PUT file://${foreign} @DB.S.CODE/p/${hash}/ AUTO_COMPRESS = FALSE`,
      session,
    );
    const { stageInfo } = (target as unknown as { transfer: { stageInfo: { location: string } } }).transfer;
    mkdirSync(stageInfo.location, { recursive: true });
    writeFileSync(join(stageInfo.location, "mine.py"), "something else entirely, and longer");
    const error = await failureOf(provider.create(TYPE, inputs));
    expect(error.message).toContain("holds something else");
    await rows("REMOVE @CODE/p/");
  });

  it("is imported by its place, and replaced by another one", async () => {
    const inputs = await checked({ prefix: "a/b", name: "x.py", source: text("x = 1\n") });
    const { id, properties } = await provider.create(TYPE, inputs);
    const found = await provider.read(TYPE, "@db.s.code/a/b/x.py");
    expect(found.id).toBe(id);
    expect(found.properties.path).toBe(properties.path);
    expect((await provider.diff(TYPE, found.inputs, inputs, found.properties)).details).toMatchObject({
      source: "add",
    });
    for (const key of ["stage", "prefix", "name"]) {
      const diff = await provider.diff(TYPE, inputs, { ...inputs, [key]: "other" }, properties);
      expect(diff).toMatchObject({ replaces: [key], deleteBeforeReplace: false });
    }
    const kept = { ...inputs, onDelete: "retain" };
    await provider.delete(TYPE, id, properties, kept);
    expect((await provider.read(TYPE, id, { inputs, state: properties })).id).toBe(id);
    await provider.delete(TYPE, id, properties, inputs);
    const open = await provider.check(TYPE, { ...inputs, source: UNKNOWN });
    expect(open.failures).toEqual([]);
    const preview = await provider.create(TYPE, open.inputs, { preview: true });
    expect(preview.properties.path).toBeUndefined();
  });

  it("tells a source that changed meanwhile, and a stage that is not there", async () => {
    const path = join(folder, "late.py");
    writeFileSync(path, "late = 1\n");
    const source = { [TAG]: "c44067f5952c0a294b673a41bacd8c17", path, hash: digest("early = 1\n") };
    const inputs = await checked({ source });
    expect(inputs.name).toBe("late.py");
    expect((await failureOf(provider.create(TYPE, inputs))).message).toContain(
      "changed after its hash was taken",
    );
    const nowhere = await checked({ stage: "NOWHERE", name: "x.py", source: text("x = 1\n") });
    expect((await failureOf(provider.create(TYPE, nowhere))).message).toMatch(/NOWHERE.*does not exist/i);
  });

  it.each<[string, Bag, string]>([
    ["a name PUT would take for a pattern", { name: "a*.py", source: text("x") }, "name: must be letters"],
    ["text without a name", { source: text("x") }, "name: is required"],
    ["a packed file", { pack: true, name: "x.py", source: text("x") }, "pack: is for folders"],
    ["a packed archive as folder", { source: archive("/tmp/x.zip", "00") }, "source: is a packed archive"],
    [
      "a prefix like a version",
      { prefix: "a/0123456789abcdef", name: "x", source: text("x") },
      "prefix: must not hold",
    ],
    ["too many versions", { name: "x", source: text("x"), retain: 101 }, "retain: must be 0 to 100"],
    ["a plain text", { name: "x", source: "x" }, "source: must be an asset or archive"],
  ])("refuses %s", async (_title, extra, reason) => {
    const { failures } = await provider.check(TYPE, { database: "DB", schema: "S", stage: "CODE", ...extra });
    expect(failures.map((failure) => failure.reason).join("\n")).toContain(reason);
  });
});

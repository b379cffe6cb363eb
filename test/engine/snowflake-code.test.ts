import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { PulumiFn, Stack } from "@pulumi/pulumi/automation";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ensurePython } from "../../local/python/environment";
import { type RunningSnowflake, startSnowflake } from "../../local/snowflake/server/start";
import { snowflake } from "../../provider/sdk";
import { stackIn } from "./support/native";

const CANARY = "canary-engine-51d0";
let cloud: RunningSnowflake;
let stack: Stack;
let home: string;

const place = { database: "DB", schema: "S" };

/** A package on a stage, a procedure whose handler is in it, and a function with its code inline. */
const program =
  (factor = 2, retain = 0): PulumiFn =>
  () => {
    const code = new snowflake.StageFile("code", {
      ...place,
      stage: "CODE",
      source: new pulumi.asset.FileArchive(join(home, "shop")),
      pack: true,
      retain,
    });
    const procedure = new snowflake.PythonProcedure("scale", {
      ...place,
      name: "SCALE",
      arguments: [{ name: "X", type: "NUMBER" }],
      returns: "NUMBER",
      handler: "rules.scale",
      imports: [code.path],
      runtimeVersion: "3.11",
    });
    const fn = new snowflake.PythonFunction("plus", {
      ...place,
      name: "PLUS",
      arguments: [{ name: "X", type: "NUMBER" }],
      returns: "NUMBER",
      handler: "plus",
      code: pulumi.secret(`def plus(x):\n    note = "${CANARY}"\n    return x + ${factor}\n`),
    });
    return Promise.resolve({ path: code.path, procedure: procedure.signature, fn: fn.qualifiedName });
  };

async function rows(sql: string): Promise<string[][]> {
  const session = await cloud.account.createSession({ user: "FLOE", role: "ACCOUNTADMIN", ...place });
  await cloud.account.run("USE WAREHOUSE WH", session).catch(() => undefined);
  const result = await cloud.account.run(sql, session);
  return result.rows.map((row) => row.map(String));
}
const write = (factor: number) =>
  writeFileSync(join(home, "shop", "rules.py"), `def scale(session, x):\n    return x * ${factor}\n`);

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "floe-code-"));
  mkdirSync(join(home, "shop"));
  const admin = { user: "FLOE", password: "pass-word-1" };
  const python = (await ensurePython()).executable;
  cloud = await startSnowflake({
    stateDir: join(home, "account"),
    port: 0,
    admin,
    python,
    log: () => undefined,
  });
  for (const sql of [
    "CREATE DATABASE DB",
    "CREATE SCHEMA DB.S",
    "CREATE WAREHOUSE WH",
    "CREATE STAGE DB.S.CODE",
  ])
    await rows(sql);
  stack = await stackIn(home, "floe-code-test", program(), {
    SNOWFLAKE_HOST: cloud.host,
    SNOWFLAKE_PORT: String(cloud.port),
    SNOWFLAKE_PROTOCOL: "http",
    SNOWFLAKE_ACCOUNT: "FLOE_LOCAL",
    SNOWFLAKE_USER: admin.user,
    SNOWFLAKE_PASSWORD: admin.password,
    SNOWFLAKE_ROLE: "ACCOUNTADMIN",
  });
}, 180_000);
afterAll(async () => {
  await cloud.stop();
  rmSync(home, { recursive: true, force: true });
});

it(
  "deploys code that runs, follows its changes, sees drift and leaves nothing",
  { timeout: 240_000 },
  async () => {
    write(10);
    const before = await stack.preview();
    expect(before.changeSummary).toMatchObject({ create: 4 });
    const first = await stack.up();
    expect(await rows("CALL SCALE(4)")).toEqual([["40"]]);
    expect(await rows("SELECT PLUS(1)")).toEqual([["3"]]);
    expect((await stack.preview()).changeSummary).toEqual({ same: 4 });
    expect(readFileSync(join(home, ".pulumi/stacks/floe-code-test/dev.json"), "utf8")).not.toContain(CANARY);

    // Another content: uploaded beside the old one, which the procedure still imported while it was.
    write(11);
    const preview = await stack.preview();
    expect(preview.changeSummary).toMatchObject({ update: 2, same: 2 });
    const second = await stack.up();
    expect(second.summary.resourceChanges).toMatchObject({ update: 2, same: 2 });
    expect(second.outputs.path?.value).not.toBe(first.outputs.path?.value);
    expect(await rows("CALL SCALE(4)")).toEqual([["44"]]);
    expect(await rows("LIST @DB.S.CODE")).toHaveLength(2);
    expect(second.stdout).toContain("stays on the stage");

    // The next deployment finds the old content unused, and only then removes it.
    const third = await stack.up({ program: program(2, 1) });
    expect(third.summary.resourceChanges).toMatchObject({ update: 1 });
    const fourth = await stack.up({ program: program(2, 0) });
    expect(fourth.summary.resourceChanges).toMatchObject({ update: 1 });
    expect(await rows("LIST @DB.S.CODE")).toHaveLength(1);

    // Drift: the code is replaced by hand and the file vanishes.
    await rows(
      "CREATE OR REPLACE FUNCTION PLUS(X NUMBER) RETURNS NUMBER LANGUAGE PYTHON RUNTIME_VERSION = '3.12' HANDLER = 'plus' AS $$\ndef plus(x):\n    return 0\n$$",
    );
    await rows("REMOVE @DB.S.CODE");
    const refreshed = await stack.refresh();
    expect(refreshed.summary.resourceChanges).toMatchObject({ update: 1, delete: 1 });
    const healed = await stack.up();
    expect(healed.summary.resourceChanges).toMatchObject({ update: 1, create: 1 });
    expect(await rows("CALL SCALE(4)")).toEqual([["44"]]);
    expect(await rows("SELECT PLUS(1)")).toEqual([["3"]]);

    const everything = JSON.stringify(
      [before, first, preview, second, refreshed, healed].map(({ stdout, stderr }) => stdout + stderr),
    );
    expect(everything).not.toContain(CANARY);

    await stack.destroy();
    expect(await rows("LIST @DB.S.CODE")).toEqual([]);
    expect(await rows("SHOW USER FUNCTIONS IN SCHEMA DB.S")).toEqual([]);
    expect(await rows("SHOW PROCEDURES IN SCHEMA DB.S")).toEqual([]);
  },
);

import { createServer } from "node:net";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { alive, marked } from "../../../local/cloud/processes";
import { freePort } from "../../../local/cloud/ports";
import { Floe } from "../../support/floe";

const floe = new Floe();
afterAll(() => floe.dispose());

interface Connection {
  readonly snowflake: { readonly port: number; readonly password: string };
  readonly aws: { readonly endpoint: string };
}

const file = (name: string) =>
  JSON.parse(readFileSync(join(floe.state, name), "utf8")) as Record<string, unknown>;

describe("the life of a local cloud", () => {
  let first: Connection;

  it("starts, prints exactly how to connect, and keeps it private", async () => {
    const printed = await floe.json("local", "up");
    expect(Object.keys(printed)).toEqual(["snowflake", "aws"]);
    expect(Object.keys(printed.snowflake as object)).toEqual([
      "account",
      "user",
      "password",
      "host",
      "port",
      "protocol",
    ]);
    expect(Object.keys(printed.aws as object)).toEqual([
      "endpoint",
      "region",
      "accessKeyId",
      "secretAccessKey",
    ]);
    first = printed as unknown as Connection;
    for (const name of ["cloud.json", "settings.json"]) {
      expect(statSync(join(floe.state, name)).mode & 0o777).toBe(0o600);
    }
  });

  it("is found again by a second start", async () => {
    expect(await floe.json("local", "up")).toEqual(first);
  });

  it("shows its processes, memory and objects", async () => {
    await floe.sql("CREATE DATABASE KEPT");
    await floe.sql("CREATE TABLE KEPT.PUBLIC.T (A INT) AS SELECT 7");
    const status = await floe.json("local", "status");
    expect(status.running).toBe(true);
    expect(status.rss).toBeGreaterThan(20 * 1024 * 1024);
    expect((status.processes as object[]).length).toBeGreaterThanOrEqual(2);
    const tables = (status.objects as { kind: string; names: string[] }[]).find(
      ({ kind }) => kind === "tables",
    );
    expect(tables?.names).toContain("KEPT.PUBLIC.T");
  });

  it("goes on with its data after kill -9, and leaves no orphan", async () => {
    const { pid, id } = file("cloud.json") as { pid: number; id: string };
    const before = await marked(id);
    expect(before.length).toBeGreaterThanOrEqual(2);
    process.kill(pid, "SIGKILL");
    const again = (await floe.json("local", "up")) as unknown as Connection;
    expect(again).toEqual(first);
    expect(before.filter(alive)).toEqual([]);
    expect(await floe.sql("SELECT A FROM KEPT.PUBLIC.T")).toEqual([{ A: 7 }]);
  });

  it("stops without leaving a process, and says so afterwards", async () => {
    const { id } = file("cloud.json") as { id: string };
    expect(await floe.json("local", "down")).toEqual({ stopped: true });
    expect(await marked(id)).toEqual([]);
    const status = await floe.run(["local", "status", "--json"]);
    expect([status.code, JSON.parse(status.stdout)]).toEqual([3, { running: false }]);
    expect(await floe.json("local", "down")).toEqual({ stopped: false });
  });

  it.each(["--snowflake-port", "--aws-port"])(
    "names a port that is taken and who has it (%s)",
    async (option) => {
      const other = new Floe();
      const port = await freePort();
      const holder = createServer().listen(port, "127.0.0.1");
      try {
        const { code, stderr } = await other.run(["local", "up", option, String(port)]);
        expect(code).toBe(1);
        expect(stderr).toContain(`port ${port} for local`);
        expect(stderr).toContain(`(pid ${process.pid})`);
        expect(stderr).toContain(option);
        expect((await other.run(["local", "status"])).code).toBe(3);
      } finally {
        holder.close();
        await other.dispose();
      }
    },
  );

  it("forgets everything on reset", async () => {
    await floe.json("local", "reset");
    await floe.json("local", "up");
    expect(await floe.sql("SHOW DATABASES LIKE 'KEPT'")).toEqual([]);
  });
});

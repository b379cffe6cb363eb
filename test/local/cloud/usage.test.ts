import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { Floe } from "../../support/floe";

const floe = new Floe();
afterAll(() => floe.dispose());

function program(name: string, files: Readonly<Record<string, string>>): string {
  const folder = join(floe.state, name);
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  return folder;
}

const noMain = () => program("no-main", { "Pulumi.yaml": "name: p\nruntime: nodejs\n" });
const source = () => program("source", { "Pulumi.yaml": "name: p\nruntime: nodejs\n", "index.ts": "" });
const badYaml = () => program("bad-yaml", { "Pulumi.yaml": "name: [p\n" });
const noName = () => program("no-name", { "Pulumi.yaml": "runtime: nodejs\n" });
const sealed = () =>
  program("sealed", {
    "Pulumi.yaml": "name: p\nruntime: nodejs\n",
    "index.js": "",
    "Pulumi.dev.yaml": "config:\n  p:key:\n    secure: AAAB\n",
  });

describe("wrong command lines end with 2, say what is wrong, and do nothing", () => {
  it.each<[string, () => string[], RegExp]>([
    ["an unknown command", () => ["lokal"], /unknown command 'lokal'/],
    ["an unknown option", () => ["up", "--fast"], /unknown option '--fast'/],
    ["a port that is none", () => ["local", "up", "--aws-port", "0"], /whole number from 1 to 65535/],
    [
      "a port beyond the last",
      () => ["local", "up", "--snowflake-port", "70000"],
      /whole number from 1 to 65535/,
    ],
    ["a region that is none", () => ["local", "up", "--region", "Frankfurt"], /AWS region such as eu-west-1/],
    ["no operations at once", () => ["up", "--parallel", "0"], /whole number from 1 up/],
    ["no lines", () => ["local", "logs", "-n", "none"], /whole number from 1 up/],
    ["no statement", () => ["local", "sql"], /missing required argument 'statement'/],
    [
      "an unknown program",
      () => ["up", "flight-delay"],
      /no program "flight-delay": give an example \(flight-delays/,
    ],
    ["a stack name with a slash", () => ["up", "--stack", "a/b"], /a stack name holds letters/],
    ["a program without code", () => ["up", noMain()], /has no index\.js; compile it/],
    ["a program in TypeScript only", () => ["up", source()], /index\.ts is not compiled; compile it/],
    ["a manifest that is no YAML", () => ["up", badYaml()], /Pulumi\.yaml is not valid YAML/],
    ["a manifest without a name", () => ["up", noName()], /"name" is missing/],
    ["settings sealed for another backend", () => ["up", sealed()], /p:key is encrypted for another backend/],
    ["a report on nothing", () => ["report", "none.json", "--stack", "dev"], /no file none\.json/],
  ])("%s", async (_, args, message) => {
    const { code, stderr } = await floe.run(args());
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect((await floe.run(["local", "status"])).code).toBe(3);
  });
});

describe("missing things", () => {
  it("needs a running cloud for SQL", async () => {
    const { code, stdout } = await floe.run(["local", "sql", "SELECT 1", "--json"]);
    expect([code, JSON.parse(stdout)]).toEqual([
      3,
      { error: expect.stringContaining("start one with `floe local up`") as string, code: 3 },
    ]);
  });

  it("names what to install when there is no engine and no way to one", async () => {
    const env = {
      PATH: join(floe.state, "nothing"),
      FLOE_CACHE: join(floe.state, "cache"),
      FLOE_ENGINE: "/none/pulumi",
    };
    const { code, stderr } = await floe.run(["up", "merchant-risk"], env);
    expect(code).toBe(4);
    expect(stderr).toMatch(/FLOE_ENGINE: \/none\/pulumi does not run/);
    expect(stderr).toMatch(/install Go 1\.25/);
  });

  it("tells the doctor's findings without changing anything", async () => {
    const env = {
      PATH: join(floe.state, "nothing"),
      FLOE_CACHE: join(floe.state, "cache"),
      FLOE_PYTHON: "/none/python",
    };
    const { code, stdout } = await floe.run(["doctor", "--json"], env);
    const { ok, findings } = JSON.parse(stdout) as {
      ok: boolean;
      findings: { tool: string; state: string }[];
    };
    expect([code, ok]).toEqual([4, false]);
    const missing = findings.filter(({ state }) => state === "missing").map(({ tool }) => tool);
    expect(missing).toEqual(["python", "pulumi"]);
  });
});

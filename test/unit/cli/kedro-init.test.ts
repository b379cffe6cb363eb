import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parse } from "yaml";
import { kedroOptionTable, parseKedroOptions } from "../../../blueprints/kedro";
import { kedroInit } from "../../../cli/commands/kedro/init";
import { translate } from "../../../cli/kedro/init/carry";
import { sections } from "../../../cli/kedro/init/sections";
import { settingsFile } from "../../../cli/kedro/init/settings-file";
import { Output } from "../../../cli/output";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "floe-init-"));
  put("pyproject.toml", '[tool.kedro]\npackage_name = "space_flights"\nproject_name = "Space"\n');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  vi.restoreAllMocks();
});

const put = (name: string, text: string) => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
};
const read = (name: string) => readFileSync(join(folder, name), "utf8");
const init = (flags: object = {}): Record<string, unknown> => {
  const said: string[] = [];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => said.push(String(text)) > 0);
  kedroInit(folder, { program: "deploy", ...flags }, new Output(true));
  vi.restoreAllMocks();
  return JSON.parse(said.join("")) as Record<string, unknown>;
};

describe("floe.yml", () => {
  it("names every option, and says nothing until somebody uncomments it", () => {
    const text = settingsFile("Space", {});
    for (const { key } of kedroOptionTable)
      expect(text).toMatch(new RegExp(`^# +${key.split(".").at(-1)}:`, "m"));
    expect(parse(text)).toBeNull();
    expect(sections().map(({ title }) => title)).not.toContain("More");
  });

  it("holds what the options take: taken out of its comments, every line of an option parses", () => {
    const shown = settingsFile("Space", {})
      .split("\n")
      .filter((line) => /^# ( {2})?[a-z_]+:( |$)/.test(line) && !/^# {3}[a-z_]+: [A-Z`]/.test(line))
      .map((line) => line.slice(2));
    const known = new Set(kedroOptionTable.map(({ key }) => key.split(".")[0]));
    const tops = shown.filter((line) => !line.startsWith(" "));
    expect(new Set(tops.map((line) => line.split(":")[0]))).toEqual(known);
  });

  it("keeps lines within the width of a screen", () => {
    const long = settingsFile("Space", {})
      .split("\n")
      .filter((line) => line.length > 110 && !line.startsWith("# compute:"));
    expect(long).toEqual([]);
  });
});

describe("floe kedro init", () => {
  it("writes settings and a program, and touches nothing the second time", () => {
    put(".gitignore", "*.pyc\nconf/local/\n");
    const first = init({ database: "DB", warehouse: "WH" });
    expect(first.written).toEqual([
      "conf/base/floe.yml",
      "deploy/Pulumi.yaml",
      "deploy/Pulumi.dev.yaml",
      "deploy/index.ts",
      "deploy/package.json",
      "deploy/tsconfig.json",
      ".gitignore",
    ]);
    expect(parseKedroOptions(parse(read("conf/base/floe.yml")))).toEqual({ database: "DB", warehouse: "WH" });
    expect(read("deploy/index.ts")).toContain('new KedroPipeline("space_flights"');
    expect(parse(read("deploy/Pulumi.yaml"))).toMatchObject({ name: "space-flights", runtime: "nodejs" });
    expect(read(".gitignore")).toMatch(/^\*\.pyc\nconf\/local\/\n\n# Deployment/);
    expect(read(".gitignore").match(/conf\/local/g)).toHaveLength(1);

    put("conf/base/floe.yml", "name: mine\n");
    const again = init();
    expect(again).toMatchObject({ written: [], ignored: [] });
    expect(again.kept).toHaveLength(6);
    expect(read("conf/base/floe.yml")).toBe("name: mine\n");
    expect(init({ force: true }).kept).toEqual([]);
    expect(read("conf/base/floe.yml")).not.toContain("name: mine");
  });

  it("leaves a folder that is no Kedro project alone", () => {
    put("pyproject.toml", "[project]\nname = 'x'\n");
    expect(() => init()).toThrow("is no Kedro project");
  });

  it("carries over what kedro-snowflake's settings mean, without accounts", () => {
    put(
      "conf/base/snowflake.yml",
      `snowflake:
  connection: {account: abc-123, user: me, password_from_env: PW, role: R, database: DB, schema: PUBLIC, warehouse: WH}
  runtime:
    schedule: "11520 minute"
    stage: "@KEDRO_SNOWFLAKE_STAGE"
    pipeline_name_mapping: {__default__: default}
    dependencies:
      packages: [pandas, kedro_snowflake, scikit-learn]
      imports: [kedro, my_lib]
  mlflow: {experiment_name: exp, functions: {}}
`,
    );
    const { carriedOver } = init();
    const text = read("conf/base/floe.yml");
    expect(parse(text)).toEqual({
      database: "DB",
      schema: "PUBLIC",
      role: "R",
      warehouse: "WH",
      pipeline_names: { __default__: "default" },
      dependencies: { repository: "anaconda", packages: ["pandas", "scikit-learn"] },
      mlflow: { experiment: "exp" },
    });
    expect(parseKedroOptions(parse(text))).toMatchObject({ pipelineNames: { __default__: "default" } });
    expect(JSON.stringify(carriedOver)).not.toMatch(/abc-123|"me"|PW/);
    expect(text).not.toMatch(/abc-123|PW/);
    expect(text).toContain("my_lib");
    expect(text).toContain("SNOWFLAKE_PRIVATE_KEY");
  });

  it("keeps a real schedule and refuses nothing that it does not know", () => {
    expect(translate({ runtime: { schedule: "USING CRON 0 3 * * * UTC" } }).settings).toEqual({
      schedule: "USING CRON 0 3 * * * UTC",
    });
    expect(translate({ connection: { schema: "${oc.env:S}" } })).toMatchObject({
      settings: {},
      notes: [expect.stringContaining("write the value itself")],
    });
    expect(translate(null)).toEqual({ settings: {}, notes: [] });
  });
});

import * as pulumi from "@pulumi/pulumi";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PythonCode, type PythonCodeArgs } from "../../components";
import { ofType, registered, run } from "./mocks";

const folder = mkdtempSync(join(tmpdir(), "floe-code-"));
mkdirSync(join(folder, "pack", "__pycache__"), { recursive: true });
writeFileSync(join(folder, "pack", "__init__.py"), "");
writeFileSync(
  join(folder, "pack", "main.py"),
  "def refresh(session):\n    return 'x'\n\nclass Rows:\n    pass\n",
);
writeFileSync(join(folder, "pack", "__pycache__", "main.pyc"), "x");
writeFileSync(join(folder, ".env"), "SECRET=1");
const single = join(folder, "single.py");
writeFileSync(single, "def f(x):\n    return x\n");

const place = { database: "D", schema: "S" };
const make = (args: Partial<PythonCodeArgs>) =>
  run(() => {
    new PythonCode("c", { ...place, source: folder, ...args });
  });
const procedure = { handler: "pack.main.refresh", returns: "VARCHAR" };
const inputsOf = (type: string) => ofType(`floe:snowflake:${type}`).map(({ inputs }) => inputs);

describe("Python code", () => {
  test("is staged as one archive of what counts, and called by whom it is for", async () => {
    await make({
      role: "ENGINEER",
      runtimeVersion: "3.11",
      artifactRepository: "snowflake.snowpark.pypi_shared_repository",
      packages: ["polars"],
      externalAccessIntegrations: ["API"],
      secrets: { key: "D.S.KEY" },
      procedures: {
        REFRESH: { ...procedure, imports: [pulumi.output("@D.S.X/y.zip")], executeAs: "CALLER" },
      },
      functions: {
        ROWS: { handler: "pack.main.Rows", returnsTable: [{ name: "A", type: "NUMBER" }], packages: [] },
      },
      usedBy: ["CALLER_A", "CALLER_B"],
    });
    expect(registered.map(({ name }) => name).sort()).toEqual([
      "c",
      "c-file",
      "c-function-ROWS",
      "c-grant-CALLER_A-function-ROWS",
      "c-grant-CALLER_A-procedure-REFRESH",
      "c-grant-CALLER_B-function-ROWS",
      "c-grant-CALLER_B-procedure-REFRESH",
      "c-grant-stage",
      "c-procedure-REFRESH",
      "c-stage",
    ]);
    const [file] = inputsOf("StageFile");
    expect(file).toMatchObject({ ...place, role: "ENGINEER", stage: "CODE", pack: true });
    const archive = file?.["source"] as pulumi.asset.AssetArchive;
    expect(Object.keys(await archive.assets).sort()).toEqual([
      "pack/__init__.py",
      "pack/main.py",
      "single.py",
    ]);
    const shared = {
      ...place,
      role: "ENGINEER",
      runtimeVersion: "3.11",
      artifactRepository: "snowflake.snowpark.pypi_shared_repository",
      externalAccessIntegrations: ["API"],
      secrets: { key: "D.S.KEY" },
    };
    expect(inputsOf("PythonProcedure")).toEqual([
      {
        ...shared,
        ...procedure,
        name: "REFRESH",
        executeAs: "CALLER",
        packages: ["snowflake-snowpark-python", "polars"],
        imports: ["@D.S.CODE/c.zip", "@D.S.X/y.zip"],
      },
    ]);
    expect(inputsOf("PythonFunction")).toEqual([
      {
        ...shared,
        name: "ROWS",
        handler: "pack.main.Rows",
        returnsTable: [{ name: "A", type: "NUMBER" }],
        packages: [],
        imports: ["@D.S.CODE/c.zip"],
      },
    ]);
    const grants = ofType("snowflake:index/grantPrivilegesToAccountRole:GrantPrivilegesToAccountRole");
    expect(grants.map(({ inputs }) => inputs)).toEqual(
      expect.arrayContaining([
        {
          accountRoleName: "ENGINEER",
          privileges: ["READ", "WRITE"],
          onSchemaObject: { objectType: "STAGE", objectName: '"D"."S"."CODE"' },
        },
        {
          accountRoleName: "CALLER_A",
          privileges: ["USAGE"],
          onSchemaObject: { objectType: "PROCEDURE", objectName: '"D"."S"."REFRESH"()' },
        },
      ]),
    );
  });

  test("can be one file on a stage that exists", async () => {
    await make({
      source: single,
      stage: { existing: "MINE" },
      functions: { F: { handler: "single.f", returns: "FLOAT", arguments: [{ name: "X", type: "FLOAT" }] } },
    });
    expect(registered.map(({ name }) => name)).toEqual(["c", "c-file", "c-function-F"]);
    expect(inputsOf("StageFile")).toMatchObject([{ stage: "MINE", name: "single.py" }]);
    expect(inputsOf("StageFile")[0]).not.toHaveProperty("pack");
  });

  test("knows a handler by its name, however the module comes by it", async () => {
    const path = join(mkdtempSync(join(tmpdir(), "floe-code-")), "etl.py");
    writeFileSync(
      path,
      "from one import (\n    load,\n)\ntry:\n    pass\nexcept ImportError:\n    def f(x): return x\n",
    );
    await make({
      source: path,
      procedures: { P: { ...procedure, handler: "etl.load" } },
      functions: { F: { handler: "etl.f", returns: "FLOAT" } },
    });
    expect(inputsOf("PythonProcedure")).toMatchObject([{ handler: "etl.load" }]);
    await expect(
      make({ source: path, procedures: { P: { ...procedure, handler: "etl.f(" } } }),
    ).rejects.toThrow('has no "f("');
  });

  test.each<[string, Partial<PythonCodeArgs>, RegExp]>([
    ["nothing to call", {}, /procedures: without them and functions/],
    [
      "no folder",
      { source: "nowhere", procedures: { P: procedure } },
      /source: "nowhere" is not a file or folder/,
    ],
    [
      "a module that is not there",
      { procedures: { P: { ...procedure, handler: "pack.other.refresh" } } },
      /procedures\.P\.handler: "pack\.other\.refresh" names no module/,
    ],
    ["a bare function", { procedures: { P: { ...procedure, handler: "refresh" } } }, /names no module/],
    [
      "a function that is not there",
      { procedures: { P: { ...procedure, handler: "pack.main.other" } } },
      /main\.py has no "other"/,
    ],
    ["a role in lower case", { usedBy: ["me"], procedures: { P: procedure } }, /usedBy\[0\]: .*write ME/],
    ["a name with a dash", { procedures: { "A-B": procedure } }, /procedures\.A-B: .*write A_B/],
  ])("refuses %s", async (_what, args, message) => {
    await expect(make(args)).rejects.toThrow(message);
    expect(registered).toEqual([]);
  });
});

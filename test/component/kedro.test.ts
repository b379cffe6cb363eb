import * as pulumi from "@pulumi/pulumi";
import { mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { kedroGroupHash } from "../../blueprints/kedro";
import { KedroPipeline, type KedroPipelineArgs } from "../../components";
import { CANARY, projectWith, shopGraph } from "./kedro-project";
import { mockEngine, ofType, registered, run } from "./mocks";

const place = { database: "SPACE", schema: "ML", role: "PIPELINES", warehouse: "WH" };
const upload = { data: { upload: ["data/raw"] } };
const make = (args: Partial<KedroPipelineArgs> = {}) =>
  run(() => {
    new KedroPipeline("shop", {
      project: projectWith(),
      graph: shopGraph(),
      ...place,
      ...args,
      options: { ...upload, ...args.options },
    });
  });
const only = (type: string) => {
  const found = ofType(type);
  expect(found).toHaveLength(1);
  return found[0]?.inputs ?? {};
};
const tasks = () =>
  only("floe:snowflake:TaskGraph")["tasks"] as Record<string, { sql: string; after?: string[] }>;
const filesOf = (name: string) => {
  const source = registered.find((one) => one.name === name)?.inputs["source"] as pulumi.asset.AssetArchive;
  return source.assets as Promise<Record<string, unknown>>;
};
const fails = async (args: Partial<KedroPipelineArgs>): Promise<string> => {
  await mockEngine();
  let message = "";
  try {
    new KedroPipeline("shop", { project: projectWith(), graph: shopGraph(), ...place, ...args });
  } catch (error) {
    message = (error as Error).message;
  }
  expect(registered).toEqual([]);
  return message;
};

describe("a Kedro pipeline", () => {
  test("has exactly these children", async () => {
    await make();
    expect(registered.map(({ type, name }) => `${type.split(":").at(-1) ?? ""} ${name}`).sort()).toEqual(
      [
        "GrantPrivilegesToAccountRole shop-code-stage-grant",
        "GrantPrivilegesToAccountRole shop-data-stage-grant",
        "KedroPipeline shop",
        "PythonProcedure shop-procedure",
        "Stage shop-code-stage",
        "Stage shop-data-stage",
        "StageFile shop-project",
        "StageFile shop-runtime",
        "StageFile shop-upload-data-raw-6c5f9f0f",
        "TaskGraph shop-graph",
      ].map((line) =>
        line.includes("upload")
          ? (expect.stringMatching(/shop-upload-data-raw-[0-9a-f]{8}$/) as string)
          : line,
      ),
    );
    expect(registered.find(({ name }) => name === "shop")?.inputs).toEqual({
      pipeline: "__default__",
      env: "base",
      kedro: "1.7.0",
      tasks: ["SHOP__CLEAN", "SHOP__TRAIN", "SHOP__REPORT"],
    });
  });

  test("is a graph of one task for each node, in which only the source follows the root", async () => {
    await make();
    const graph = tasks();
    expect(Object.fromEntries(Object.entries(graph).map(([name, { after }]) => [name, after]))).toEqual({
      SHOP__START: undefined,
      SHOP__CLEAN: ["SHOP__START"],
      SHOP__TRAIN: ["SHOP__CLEAN"],
      SHOP__REPORT: ["SHOP__TRAIN"],
    });
    const procedure = String(only("floe:snowflake:PythonProcedure")["name"]);
    expect(procedure).toMatch(/^FLOE_KEDRO_SHOP_[0-9A-F]{8}$/);
    const hash = kedroGroupHash([{ name: "train", hash: "bbbbbbbbbbbbbbbb" }]);
    expect(graph["SHOP__TRAIN"]?.sql).toContain(`."${procedure}"('["train"]', '${hash}', SYSTEM$`);
    const { finalizer, config, proxies, started, role, warehouse } = only("floe:snowflake:TaskGraph");
    expect(finalizer).toMatchObject({
      name: "SHOP__FINISH",
      sql: expect.stringContaining("'[]', 'finish'") as string,
    });
    expect({ proxies, started, role, warehouse }).toEqual({
      proxies: true,
      started: false,
      role: "PIPELINES",
      warehouse: "WH",
    });
    expect(config).toMatchObject({
      kedro: {
        versions: '@"SPACE"."ML"."SHOP__CODE"/SHOP/project',
        intermediates: { stage: '@"SPACE"."ML"."SHOP__DATA"/SHOP/runs', schema: '"SPACE"."ML"' },
        data: {
          stage: '@"SPACE"."ML"."SHOP__DATA"/SHOP/data',
          uploads: { "data/raw": expect.anything() as string },
        },
      },
    });
  });

  test("uploads the code, the configuration and the data asked for, and nothing secret", async () => {
    await make();
    expect(Object.keys(await filesOf("shop-project")).sort()).toEqual([
      ".floe/index.json",
      "conf/base/catalog.yml",
      "pyproject.toml",
      "src/shop/__init__.py",
      "src/shop/nodes.py",
    ]);
    const { ".floe/index.json": index } = await filesOf("shop-project");
    const text = await (index as pulumi.asset.StringAsset).text;
    expect(JSON.parse(text)).toMatchObject({
      format: 1,
      nodes: {
        __default__: { clean: "aaaaaaaaaaaaaaaa", train: "bbbbbbbbbbbbbbbb", report: "cccccccccccccccc" },
      },
      graph: { __default__: { train: { tags: ["heavy"], dependsOn: ["clean"] } } },
    });
    const data = registered.find(({ name }) => name.startsWith("shop-upload"))?.name ?? "";
    expect(Object.keys(await filesOf(data))).toEqual(["orders.csv"]);
    const runtime = Object.keys(await filesOf("shop-runtime"));
    expect(runtime).toEqual(expect.arrayContaining(["floe_kedro/handler.py", "floe_kedro/runtime/task.py"]));
    expect(runtime.filter((path) => /extract|hashing|local/.test(path))).toEqual([]);
    expect(runtime.every((path) => path.startsWith("floe_kedro/") && !/pycache|test/.test(path))).toBe(true);
    expect(JSON.stringify(registered)).not.toContain(CANARY);
  });

  test("grants its role the stages it made, and nothing on stages that exist", async () => {
    await make();
    const grants = ofType("snowflake:index/grantPrivilegesToAccountRole:GrantPrivilegesToAccountRole");
    expect(grants.map(({ inputs }) => [inputs["privileges"], inputs["onSchemaObject"]])).toEqual([
      [["READ"], { objectType: "STAGE", objectName: '"SPACE"."ML"."SHOP__CODE"' }],
      [["READ", "WRITE"], { objectType: "STAGE", objectName: '"SPACE"."ML"."SHOP__DATA"' }],
    ]);
    await make({ options: { stages: { code: "CODE", data: "DATA" } } });
    expect(ofType("snowflake:index/stage:Stage")).toEqual([]);
    expect(ofType("snowflake:index/grantPrivilegesToAccountRole:GrantPrivilegesToAccountRole")).toEqual([]);
    const used = ofType("floe:snowflake:StageFile").map(({ inputs }) => inputs["stage"]);
    expect(used.sort()).toEqual(["CODE", "CODE", "DATA"]);
  });

  test("has another procedure when what runs the nodes changes, and the same when nodes do", async () => {
    const named = async (args: Partial<KedroPipelineArgs> = {}) => {
      await make(args);
      return only("floe:snowflake:PythonProcedure")["name"];
    };
    const name = await named();
    expect(await named({ graph: shopGraph([{ name: "more", inputs: ["model"], outputs: ["x"] }]) })).toBe(
      name,
    );
    expect(await named({ options: { groupBy: "pipeline" } })).toBe(name);
    expect(await named({ options: { dependencies: { packages: ["lightgbm==4.6.0"] } } })).not.toBe(name);
    expect(await named({ options: { python: { version: "3.12" } } })).not.toBe(name);
  });

  test("has the warehouses it makes before its tasks, with their memory", async () => {
    await make({
      options: { compute: { heavy: { warehouse: "BIG", snowparkOptimized: { size: "LARGE" } } } },
    });
    expect(only("snowflake:index/warehouse:Warehouse")).toMatchObject({
      name: "BIG",
      warehouseType: "SNOWPARK-OPTIMIZED",
      warehouseSize: "LARGE",
    });
    expect(only("snowflake:index/execute:Execute")["execute"]).toBe(
      'ALTER WAREHOUSE "BIG" SET RESOURCE_CONSTRAINT = MEMORY_16X',
    );
    expect(tasks()["SHOP__TRAIN"]).toMatchObject({ warehouse: "BIG" });
    expect(tasks()["SHOP__CLEAN"]).not.toHaveProperty("warehouse");
  });

  test("takes names that are known only later, and runs without a role of its own", async () => {
    await run(() => {
      new KedroPipeline("shop", {
        project: projectWith(),
        graph: shopGraph(),
        database: pulumi.output("SPACE"),
        schema: "ML",
        warehouse: pulumi.output("LATER_WH"),
        options: upload,
      });
    });
    expect(only("floe:snowflake:TaskGraph")).toMatchObject({ database: "SPACE", warehouse: "LATER_WH" });
    expect(only("floe:snowflake:TaskGraph")).not.toHaveProperty("role");
    expect(only("floe:snowflake:PythonProcedure")).not.toHaveProperty("role");
    expect(only("floe:snowflake:PythonProcedure")["dropAfterRunsOf"]).toBe('"SPACE"."ML"."SHOP__START"');
  });

  test("reads its settings from the project, under what the program says", async () => {
    const project = projectWith({
      "conf/base/floe.yml": "env: prod\nname: orders\nretries: 2\ndata:\n  upload: [data/raw]\n",
      "conf/prod/floe.yml": "schedule: 5 MINUTES\nretries: 3\n",
    });
    await make({ project, options: { suspendAfterFailures: 4 } });
    expect(only("floe:snowflake:TaskGraph")).toMatchObject({
      retries: 3,
      suspendAfterFailures: 4,
      started: true,
      tasks: { ORDERS__START: { schedule: "5 MINUTES" } },
      config: { kedro: { env: "prod" } },
    });
    await make({ project, options: { retries: 1 } });
    expect(only("floe:snowflake:TaskGraph")).toMatchObject({ retries: 1 });
  });

  test("lets a caller change each child", async () => {
    await make({
      transform: {
        stage: { comment: "ours" },
        procedure: (args) => void (args.comment = "theirs"),
        graph: { suspendAfterFailures: 1 },
        file: { retain: 9 },
      },
    });
    expect(ofType("snowflake:index/stage:Stage").map(({ inputs }) => inputs["comment"])).toEqual([
      "ours",
      "ours",
    ]);
    expect(only("floe:snowflake:PythonProcedure")["comment"]).toBe("theirs");
    expect(only("floe:snowflake:TaskGraph")["suspendAfterFailures"]).toBe(1);
    expect(ofType("floe:snowflake:StageFile").map(({ inputs }) => inputs["retain"])).toEqual([9, 9, 9]);
  });
});

describe("what is wrong is said before anything is made", () => {
  test("all at once", async () => {
    const message = await fails({
      project: projectWith({
        "conf/base/parameters.yml": `api:\n  auth_token: ${CANARY}\n  page_token_column: id\n`,
      }),
      database: "",
      options: { data: { upload: ["data/none", "../other"] }, retries: 99 },
    });
    for (const part of ["database", "data/none", "../other", "auth_token", "parameters.yml", "retries"])
      expect(message).toContain(part);
    expect(message).not.toContain("page_token_column");
    expect(message).not.toContain(CANARY);
  });

  test("folders that are no project, and links out of it", async () => {
    expect(await fails({ project: "/nowhere" })).toContain("is no folder");
    const empty = mkdtempSync(join(tmpdir(), "floe-no-kedro-"));
    expect(await fails({ project: empty })).toContain("no pyproject.toml with a [tool.kedro] section");
    const project = projectWith();
    const outside = join(mkdtempSync(join(tmpdir(), "floe-outside-")), "x.py");
    writeFileSync(outside, CANARY);
    symlinkSync(outside, join(project, "src/shop/x.py"));
    expect(await fails({ project, options: upload })).toContain("a link that leads out of the project");
  });

  test("Python that is missing, with the way that needs none", async () => {
    const message = await fails({ graph: undefined, python: "/no/python", options: upload });
    expect(message).toMatch(/no Python .*\/no\/python.*not found/);
    expect(message).toContain("floe kedro graph --export graph.json");
  });

  test("a graph that is none, and a pipeline that is not in it", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "floe-graph-")), "graph.json");
    writeFileSync(file, "{");
    expect(await fails({ graph: file })).toContain("is no JSON");
    expect(await fails({ graph: "/no/graph.json" })).toContain("/no/graph.json cannot be read");
    expect(await fails({ options: { ...upload, pipeline: "other" } })).toContain("other");
  });

  test("a local file that nobody uploads", async () => {
    expect(await fails({ options: {} })).toContain("data/raw/orders.csv");
  });
});

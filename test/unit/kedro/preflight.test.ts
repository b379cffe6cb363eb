import { describe, expect, test } from "vitest";
import {
  type KedroGraph,
  type KedroOptions,
  KedroPlanError,
  planKedro,
  raiseKedroProblems,
} from "../../../blueprints";
import { entry, graphOf, type Sketch } from "./graphs";

function told(
  sketches: readonly Sketch[],
  options: KedroOptions = {},
  over: Partial<KedroGraph> = {},
): string[] {
  return planKedro(graphOf(sketches, over), options).problems.map(
    ({ severity, code, subject }) => `${severity} ${code} ${subject}`,
  );
}

describe("datasets", () => {
  const csv = (filepath: string) => ({ x: entry("pandas.CSVDataset", { filepath }) });
  const reads: Sketch[] = [{ name: "a", inputs: ["x"], outputs: ["y"] }];
  const makes: Sketch[] = [
    { name: "a", outputs: ["x"] },
    { name: "b", inputs: ["x"] },
  ];

  test("that nobody makes and the catalog does not have are missing", () => {
    expect(told(reads)).toEqual(["error missing-input x"]);
    expect(told(reads, {}, { datasets: { x: entry("MemoryDataset") } })).toEqual(["error missing-input x"]);
    expect(told(reads, {}, { datasets: { x: entry("snowflake.SnowparkTableDataset") } })).toEqual([]);
    expect(told(makes)).toEqual([]);
  });

  test.each([
    ["data/01_raw/x.csv", [], ["error local-path x"]],
    ["data/01_raw/x.csv", ["data/01_raw"], []],
    ["data/01_raw/x.csv", ["./data/"], []],
    ["data/01_raw/x.csv", ["data/01_raw/x.csv"], []],
    ["data/01_raw/x.csv", ["data/01"], ["error local-path x"]],
    ["/srv/x.csv", ["data"], ["error local-path x"]],
    ["../x.csv", ["data"], ["error local-path x"]],
    ["C:\\x.csv", ["data"], ["error local-path x"]],
    ["@STAGE/x.csv", [], []],
    ["s3://bucket/key/x.csv", [], ["warning no-network x"]],
  ])("read from %s with %j uploaded: %j", (filepath, upload, problems) =>
    expect(told(reads, { data: { upload } }, { datasets: csv(filepath) })).toEqual(problems),
  );

  test("that a task makes may have a local path within the project", () => {
    expect(told(makes, {}, { datasets: csv("data/x.csv") })).toEqual([]);
    expect(told(makes, {}, { datasets: csv("/srv/x.csv") })).toEqual(["error local-path x"]);
  });

  test("of transcoded names are one", () => {
    const sketches: Sketch[] = [
      { name: "a", outputs: ["x@pandas"] },
      { name: "b", inputs: ["x@polars"] },
    ];
    const datasets = {
      "x@pandas": entry("pandas.ParquetDataset", { filepath: "data/x.pq" }),
      "x@polars": entry("polars.EagerPolarsDataset", { filepath: "data/x.pq" }),
    };
    expect(told(sketches, {}, { datasets })).toEqual([]);
    const plan = planKedro(graphOf(sketches, { datasets }));
    expect(plan.crossings).toEqual([
      { dataset: "x@pandas", from: "SHOP__A", to: ["SHOP__B"], kind: "catalog" },
    ]);
    expect(plan.links[0]?.datasets).toEqual(["x@polars"]);
  });

  test("that a filter left without their maker are missing, unless the catalog keeps them", () => {
    const only = { nodes: ["b"] };
    expect(told(makes, { only })).toEqual(["error missing-input x"]);
    expect(told(makes, { only }, { datasets: csv("data/x.csv") })).toEqual([]);
  });

  test("in memory by the catalog are told of when they leave a task", () => {
    const datasets = { x: entry("MemoryDataset") };
    expect(told(makes, {}, { datasets })).toEqual(["warning memory-entry x"]);
    expect(told(makes, { groupBy: "memory" }, { datasets })).toEqual([]);
  });

  test("with credentials need a secret, but for tables of Snowflake", () => {
    const s3 = { x: entry("pandas.CSVDataset", { filepath: "s3://b/x", credentials: "dev_s3" }) };
    const over = { datasets: s3, credentials: ["dev_s3"] };
    const network = { externalAccessIntegrations: ["NET"] };
    expect(told(reads, network, over)).toEqual(["error unknown-credentials dev_s3"]);
    const credentials = { dev_s3: { secret: "key" } };
    expect(told(reads, { ...network, secrets: { key: "D.S.K" }, credentials }, over)).toEqual([]);
    const table = { x: entry("snowflake.SnowparkTableDataset", { credentials: "snow" }) };
    expect(told(reads, {}, { datasets: table, credentials: ["snow"] })).toEqual([]);
    expect(told(makes, { credentials })).toEqual(["warning unused-setting credentials.dev_s3"]);
  });
});

test("parameters nobody gives, and parameters nobody asks for", () => {
  const sketches = [{ name: "a", inputs: ["params:model.size", "params:seed"] }];
  expect(told(sketches, {}, { parameters: { "params:seed": 1 } })).toEqual([
    "error missing-parameter params:model.size",
  ]);
  expect(
    told(sketches, { params: { model: { size: 3 }, sed: 2 } }, { parameters: { "params:seed": 1 } }),
  ).toEqual(["warning unused-setting params.sed"]);
  expect(told([{ name: "a", inputs: ["parameters"] }], { params: { any: 1 } })).toEqual([]);
});

describe("groups", () => {
  const diamond: Sketch[] = [
    { name: "load", outputs: ["raw"], tags: ["group.train"] },
    { name: "clean", inputs: ["raw"], outputs: ["tidy"], tags: ["group.prepare"] },
    { name: "fit", inputs: ["tidy"], outputs: ["model"], tags: ["group.train"] },
  ];

  test("that wait for each other are told, with what closes the circle", () => {
    const [problem] = planKedro(graphOf(diamond), { groupBy: "tag" }).problems;
    expect(problem).toMatchObject({
      severity: "error",
      code: "cycle-after-grouping",
      subject: "prepare, train",
    });
    expect(problem?.message).toMatch(
      /(prepare -> train -> prepare|train -> prepare -> train); node "(fit|clean)" needs "(tidy|raw)" of node "(clean|load)", which closes the circle/,
    );
  });

  test("of one node with two group tags are refused", () => {
    const twice = [{ name: "a", tags: ["group.x", "group.y"] }];
    expect(told(twice, { groupBy: "tag" })).toContain("error many-groups a");
    expect(told(twice)).toEqual([]);
  });

  test("by namespace, pipeline and prefix", () => {
    const labels = (options: KedroOptions, over: Partial<KedroGraph> = {}) =>
      planKedro(graphOf(sketches, over), options).tasks.map(
        ({ label, nodes }) => `${label}: ${nodes.join(" ")}`,
      );
    const sketches: Sketch[] = [
      { name: "in.a", namespace: "in", outputs: ["x"], tags: ["team.one"] },
      { name: "in.deep.b", namespace: "in.deep", inputs: ["x"], outputs: ["y"], tags: ["team.one"] },
      { name: "c", inputs: ["y"] },
    ];
    const all = graphOf(sketches).pipelines.__default__!;
    const pipelines = { __default__: all, whole: all, ingest: { nodes: all.nodes.slice(0, 2) } };
    expect(labels({ groupBy: "namespace" })).toEqual(["in: in.a in.deep.b", "c: c"]);
    expect(labels({ groupBy: "tag", groupPrefix: "team." })).toEqual(["one: in.a in.deep.b", "c: c"]);
    expect(labels({ groupBy: "pipeline" })).toEqual(["pipeline: in.a in.deep.b c"]);
    expect(labels({ groupBy: "pipeline" }, { pipelines })).toEqual(["ingest: in.a in.deep.b", "whole: c"]);
    expect(labels({ groupBy: ({ name }) => (name === "c" ? "last" : undefined) })).toEqual([
      "in.a: in.a",
      "in.deep.b: in.deep.b",
      "last: c",
    ]);
    expect(labels({ only: { namespaces: ["in"] } })).toEqual(["in.a: in.a", "in.deep.b: in.deep.b"]);
  });

  test("that change nothing are told of", () => {
    expect(told([{ name: "a" }, { name: "b" }], { groupBy: "tag" })).toEqual([
      "warning unused-setting group_by",
    ]);
  });
});

describe("compute", () => {
  const nodes: Sketch[] = [
    { name: "a", outputs: ["x"], tags: ["heavy", "group.g"] },
    { name: "b", inputs: ["x"], tags: ["light", "group.g"] },
    { name: "c" },
  ];
  const of = (options: KedroOptions) =>
    Object.fromEntries(
      planKedro(graphOf(nodes), options).tasks.map(({ label, compute }) => [label, compute]),
    );
  const warehouse = (name: string) => ({ kind: "warehouse", warehouse: name, snowparkOptimized: false });

  test("of the node comes before that of its tags, and the default last", () => {
    const compute = {
      __default__: { warehouse: "STANDARD" },
      heavy: { warehouse: "BIG" },
      light: { serverless: true },
      b: { pool: "GPUS", image: "/D/S/R/i:1" },
    } as const;
    expect(of({ compute })).toEqual({
      a: warehouse("BIG"),
      b: { kind: "pool", pool: "GPUS", image: "/D/S/R/i:1" },
      c: warehouse("STANDARD"),
    });
    expect(of({})).toEqual({ a: { kind: "inherited" }, b: { kind: "inherited" }, c: { kind: "inherited" } });
  });

  test("of a group is its own, or that of its nodes when they agree", () => {
    const compute = { __default__: { warehouse: "STANDARD" }, heavy: { warehouse: "BIG" } };
    expect(of({ groupBy: "tag", compute })).toMatchObject({ g: warehouse("BIG"), c: warehouse("STANDARD") });
    const torn = { heavy: { warehouse: "BIG" }, light: { warehouse: "SMALL" } };
    expect(told(nodes, { groupBy: "tag", compute: torn })).toContain("error compute-conflict g");
    const settled = { ...torn, g: { warehouse: "MIDDLE" } };
    expect(of({ groupBy: "tag", compute: settled })).toMatchObject({ g: warehouse("MIDDLE") });
    expect(told(nodes, { groupBy: "tag", compute: settled })).toEqual([]);
  });

  test("makes Snowpark-optimized warehouses once each", () => {
    const compute = {
      a: { warehouse: "BIG", snowparkOptimized: true },
      b: { warehouse: "BIG", snowparkOptimized: { size: "MEDIUM" } },
    };
    expect(planKedro(graphOf(nodes), { compute }).warehouses).toEqual([
      { name: "BIG", size: "MEDIUM", constraint: "MEMORY_16X" },
    ]);
    const other = { ...compute, b: { warehouse: "BIG", snowparkOptimized: { size: "LARGE" } } };
    expect(told(nodes, { compute: other })).toContain("error warehouse-conflict BIG");
  });

  test("of nothing there is told of, with the nearest name", () => {
    const { problems } = planKedro(graphOf([{ name: "train_model" }]), {
      compute: { trian_model: { serverless: true } },
    });
    expect(problems).toMatchObject([{ code: "unused-setting", fix: 'did you mean "train_model"?' }]);
  });
});

test("times and retries follow nodes, tags and defaults; a group has the time of its nodes together", () => {
  const nodes = [
    { name: "a", outputs: ["x"], tags: ["slow", "group.g"] },
    { name: "b", inputs: ["x"], tags: ["group.g"] },
  ];
  const options = { nodeTimeoutSeconds: { __default__: 100, slow: 3500 }, nodeRetries: { b: 2 } };
  const plan = planKedro(graphOf(nodes), options);
  expect(plan.tasks.map(({ timeoutSeconds }) => timeoutSeconds)).toEqual([3500, 100]);
  expect(plan.nodeRetries).toEqual({ b: 2 });
  const patient = { retries: 3, delaySeconds: 5, on: ["ConnectionError"] };
  const retried = planKedro(graphOf(nodes), { nodeRetries: { __default__: 1, slow: patient, "group.g": 2 } });
  expect(retried.nodeRetries).toEqual({ a: patient, b: 2 });
  const grouped = planKedro(graphOf(nodes), { ...options, groupBy: "tag" });
  expect(grouped.tasks.map(({ timeoutSeconds }) => timeoutSeconds)).toEqual([3600]);
  expect(told(nodes, { ...options, groupBy: "tag", timeoutSeconds: 600 })).toEqual([
    "warning timeout-hidden g",
  ]);
});

test("what the extractor found, unnamed nodes and dynamic code are passed on; ignored rules only noted", () => {
  const sketches = [{ name: "f__1a2b3c4d", unnamed: true, wholeModules: true, inputs: ["x"] }];
  const over = {
    datasets: { x: entry("pandas.CSVDataset", { filepath: "data/x.csv" }) },
    problems: [
      { code: "parameter-not-json", subject: "params:x", message: "is a date" },
      { code: "node-unnamed", subject: "f__1a2b3c4d", message: "has no name of its own" },
    ],
    mocked: ["sklearn"],
  };
  expect(told(sketches, { ignore: ["local-path"] }, over)).toEqual([
    "error parameter-not-json params:x",
    "warning unnamed-node f__1a2b3c4d",
    "info local-path x",
    "info stand-ins sklearn",
    "info whole-modules 1 nodes",
  ]);
  expect(planKedro(graphOf(sketches, over)).problems).toContainEqual(
    expect.objectContaining({ code: "parameter-not-json", message: "params:x is a date" }),
  );
});

test("what cannot be planned at all is refused, with what there is", () => {
  const graph = graphOf([{ name: "clean", tags: ["daily"] }]);
  expect(() => planKedro(graph, { pipeline: "dfault" })).toThrow(
    /"dfault" is not a registered pipeline \(there are __default__\)/,
  );
  expect(() => planKedro(graph, { only: { nodes: ["claen"] } })).toThrow(
    /only.nodes: "claen" is in no node.*write "clean"/,
  );
  expect(() => planKedro(graph, { only: { tags: ["daily"], namespaces: ["x"] } })).toThrow(
    /only.namespaces: "x"/,
  );
  expect(() => planKedro(graphOf([]))).toThrow(/pipeline "__default__" has no nodes/);
});

test("errors are raised together; warnings are not", () => {
  const bad = planKedro(graphOf([{ name: "a", inputs: ["x", "y"] }]));
  expect(() => raiseKedroProblems(bad)).toThrow(KedroPlanError);
  expect(() => raiseKedroProblems(bad)).toThrow(
    /Kedro pipeline "__default__" of Shop has 2 problems:\n {2}- .*\n {2}- .*Fix: add it to the catalog/,
  );
  expect(() =>
    raiseKedroProblems(planKedro(graphOf([{ name: "f__1a2b3c4d", unnamed: true }]))),
  ).not.toThrow();
});

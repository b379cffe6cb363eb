import { describe, expect, it } from "vitest";
import { type KedroNode, kedroTaskSql } from "../../../blueprints/kedro";
import { compareGraphs, type Knowledge } from "../../../cli/kedro/diff/compare";
import { knowledgeOf } from "../../../cli/kedro/diff/explain";
import { whyConfig } from "../../../cli/kedro/diff/settings";
import type { TaskSpec } from "../../../provider/snowflake/task-graph/model";

const procedure = '"DB"."S"."P_1"';
const root: TaskSpec = {
  name: "P__START",
  sql: "SELECT 1",
  after: [],
  sessionParameters: {},
  started: false,
  root: true,
};
const task = (
  name: string,
  nodes: string[],
  hash: string,
  after: string[],
  more: Partial<TaskSpec> = {},
): TaskSpec => ({
  name: `P__${name}`,
  sql: kedroTaskSql({ nodes, hash }, procedure),
  after: after.map((other) => `P__${other}`),
  sessionParameters: {},
  started: true,
  root: false,
  comment: `Kedro: ${nodes.join(", ")}`,
  ...more,
});
/** Hashes of nodes by their names: the same name has the same code on both sides, and x is what b was. */
const knowledge = (
  why: string[] = [],
  same: Record<string, string> = { b: "2222", x: "2222" },
): Knowledge => ({
  why: () => why,
  hashes: (_side, node) => same[node] ?? `hash of ${node}`,
});
const nothing = knowledge();
const before = [
  root,
  task("A", ["a"], "1111", ["START"]),
  task("B", ["b"], "2222", ["A"]),
  task("C", ["c"], "3333", ["B"]),
];

describe("comparing graphs", () => {
  it("finds no difference between equal graphs", () => {
    expect(compareGraphs(before, before, nothing)).toEqual([]);
  });

  it("tells added, removed and changed tasks apart", () => {
    const after = [
      root,
      task("A", ["a"], "9999", ["START"]),
      task("N", ["n"], "4444", ["A"]),
      task("C", ["c"], "3333", ["A", "N"]),
    ];
    expect(compareGraphs(after, before, knowledge(["code of f"]))).toEqual([
      { task: "P__A", nodes: ["a"], change: "changed", reasons: ["code of f"] },
      { task: "P__N", nodes: ["n"], change: "added", reasons: [] },
      {
        task: "P__C",
        nodes: ["c"],
        change: "changed",
        reasons: ["now after P__A", "now after P__N", "no longer after P__B"],
      },
      { task: "P__B", nodes: ["b"], change: "removed", reasons: [] },
    ]);
  });

  it("sees that a task was renamed by its code, and what follows it only linked anew", () => {
    const after = [
      root,
      task("A", ["a"], "1111", ["START"]),
      task("X", ["x"], "5555", ["A"]),
      task("C", ["c"], "3333", ["X"]),
    ];
    expect(compareGraphs(after, before, nothing)).toEqual([
      { task: "P__X", nodes: ["x"], change: "renamed", before: "P__B", reasons: [] },
      { task: "P__C", nodes: ["c"], change: "changed", reasons: ["a task before it is renamed"] },
    ]);
  });

  it("does not guess when several tasks run the same code", () => {
    const same = [root, task("A", ["a"], "1111", ["START"]), task("B", ["b"], "1111", ["START"])];
    const after = [root, task("X", ["x"], "1111", ["START"]), task("Y", ["y"], "1111", ["START"])];
    expect(
      compareGraphs(after, same, knowledge([], { a: "1", b: "1", x: "1", y: "1" })).map(
        ({ change }) => change,
      ),
    ).toEqual(["added", "added", "removed", "removed"]);
  });

  it("says what else differs", () => {
    const [, a] = before;
    const after = {
      ...a!,
      sql: kedroTaskSql({ nodes: ["a"], hash: "1111" }, '"DB"."S"."P_2"'),
      warehouse: "BIG",
      timeoutMs: 5000,
      started: false,
    };
    expect(compareGraphs([root, after], [root, a!], nothing)[0]?.reasons).toEqual([
      "runtime, packages or Python",
      "warehouse: none -> BIG",
      "timeout (ms): none -> 5000",
      "is started, should be suspended",
    ]);
    const [one, two] = [task("G", ["a", "b"], "1", ["START"]), task("G", ["a", "c"], "2", ["START"])];
    expect(compareGraphs([root, two], [root, one], nothing)[0]?.reasons).toEqual([
      "also runs c",
      "no longer runs b",
    ]);
  });
});

describe("reasons", () => {
  const node = (hash: string, parts: KedroNode["parts"]): KedroNode => ({
    name: "train",
    unnamed: false,
    namespace: null,
    tags: [],
    inputs: [],
    outputs: [],
    dependsOn: [],
    function: { name: "fit", module: "m", kind: "function", file: "src/m.py", line: 3 },
    hash,
    wholeModules: false,
    parts,
  });
  const old = {
    name: "train",
    hash: "1",
    tags: [],
    dependsOn: [],
    parts: {
      code: "a",
      datasets: { x: "1", gone: "1" },
      parameters: { "params:seed": "1" },
      shape: "s",
      settings: "t",
    },
  };

  it("name the function, the catalog entry, the parameter that differs", () => {
    const knowledge = knowledgeOf(
      [old],
      [node("2", { ...old.parts, code: "b", datasets: { x: "2" }, parameters: { "params:seed": "2" } })],
    );
    expect(knowledge.why("train", "train")).toEqual([
      "code of fit (src/m.py:3)",
      "no longer catalog entry gone",
      "catalog entry x",
      "parameter seed",
    ]);
    expect(knowledgeOf([old], [node("1", old.parts)]).why("train", "train")).toEqual([]);
    expect(knowledgeOf(undefined, [node("2", old.parts)]).why("train", "train")).toEqual([]);
    expect(knowledgeOf([{ ...old, parts: undefined }], [node("2", old.parts)]).why("train", "train")).toEqual(
      ["code of fit (src/m.py:3), or what it reads"],
    );
  });

  it("name the settings of the configuration that differ", () => {
    const config = (kedro: object) => JSON.stringify({ kedro });
    expect(
      whyConfig(
        config({
          project: "a",
          params: { a: { b: 1 } },
          data: { uploads: { "data/x": "1" } },
          credentials: {},
        }),
        config({ project: "b", params: { a: { b: 2 }, c: [1] }, data: { uploads: { "data/x": "2" } } }),
      ),
    ).toEqual([
      "uploaded data data/x",
      "params.a.b: 1 -> 2",
      "params.c: none -> [1]",
      "a new version of the code",
    ]);
  });
});

import { expect, test } from "vitest";
import { type InvalidArguments, parseKedroGraph } from "../../../blueprints";
import { entry, graphOf } from "./graphs";

const graph = graphOf(
  [
    { name: "a", outputs: ["x"], tags: ["t"] },
    { name: "b", inputs: ["x"] },
  ],
  {
    datasets: {
      x: entry("pickle.PickleDataset", { filepath: "data/x.pkl", config: { type: "pickle.PickleDataset" } }),
    },
    parameters: { "params:a": 1 },
    problems: [
      { code: "parameter-not-json", subject: "params:x", message: "is a date", severity: "warning" },
    ],
  },
);
const json = (change: (copy: Record<string, unknown>) => void = () => undefined): unknown => {
  const copy = JSON.parse(JSON.stringify(graph)) as Record<string, unknown>;
  change(copy);
  return copy;
};

test("a graph is read as it was written, whatever else it holds", () => {
  expect(parseKedroGraph(json((copy) => (copy.added = "later")))).toEqual(graph);
});

test("the extractor's error is the user's", () => {
  const error = {
    code: "import",
    message: "No module named 'pandas'",
    hint: "pip install -r requirements.txt",
  };
  expect(() => parseKedroGraph({ error })).toThrow(
    /cannot be read: No module named 'pandas'\npip install -r requirements.txt/,
  );
});

test.each([
  ["another format", (copy) => (copy.format = 2), "format"],
  ["no project", (copy) => delete copy.project, "project"],
  ["nodes that are no list", (copy) => (copy.pipelines = { a: { nodes: {} } }), "pipelines.a.nodes"],
  ["a node without a name", (copy) => delete first(copy).name, "pipelines.__default__.nodes[0].name"],
  ["two nodes of one name", (copy) => (first(copy).name = "b"), "pipelines.__default__.nodes[1].name"],
  [
    "a foreign dependency",
    (copy) => (first(copy).dependsOn = ["c"]),
    "pipelines.__default__.nodes[0].dependsOn",
  ],
  ["a hash that is none", (copy) => (first(copy).hash = "'); DROP"), "pipelines.__default__.nodes[0].hash"],
  ["inputs that are no texts", (copy) => (first(copy).inputs = [1]), "pipelines.__default__.nodes[0].inputs"],
  ["datasets that are a list", (copy) => (copy.datasets = []), "datasets"],
] as [string, (copy: Record<string, unknown>) => void, string][])("%s is told", (_what, change, argument) => {
  let told: readonly string[] = [];
  try {
    parseKedroGraph(json(change));
  } catch (error) {
    told = (error as InvalidArguments).problems.map((problem) => problem.argument);
  }
  expect(told).toContain(argument);
});

function first(copy: Record<string, unknown>): Record<string, unknown> {
  const pipelines = copy.pipelines as { __default__: { nodes: Record<string, unknown>[] } };
  return pipelines.__default__.nodes[0]!;
}

test.each([[null], ["text"], [[]]])("%j is no graph", (value) =>
  expect(() => parseKedroGraph(value)).toThrow(/is not a JSON object/),
);

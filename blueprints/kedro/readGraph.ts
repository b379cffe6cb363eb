import { Problems } from "../checks";
import {
  type KedroDataset,
  type KedroFinding,
  type KedroFunction,
  kedroFunctionKinds,
  type KedroGraph,
  type KedroNode,
  type KedroPipeline,
} from "./graph";
import { bagOf, flagOf, listIn, type Shape, textIn, textOf } from "./shapes";
import { isBag, shown } from "./settings/reader";

const subject = "The exported Kedro graph (graph.json)";

/**
 * A graph as the extractor wrote it, checked so that planning can trust it. Members it does not know are let be: a
 * newer extractor may add some.
 *
 * @throws Error with the extractor's own message when it failed; InvalidArguments when the text is no such graph.
 */
export function parseKedroGraph(json: unknown): KedroGraph {
  const problems = new Problems();
  if (!isBag(json)) {
    problems.add("graph", "is not a JSON object", "export it again with `floe kedro graph`");
    problems.raise(subject);
    return parseKedroGraph({});
  }
  if (isBag(json.error)) throw failureOf(json.error);
  problems.require(
    json.format === 1,
    "format",
    `is ${shown(json.format ?? null)}; this version of Floe reads format 1`,
    "export the graph with the same version of Floe that deploys it",
  );
  const graph = graphOf(json, problems);
  for (const [name, pipeline] of Object.entries(graph.pipelines))
    checkPipeline(pipeline, problems.at(`pipelines.${name}`));
  problems.raise(subject);
  return graph;
}

function failureOf(error: Readonly<Record<string, unknown>>): Error {
  const said = (key: string) => (typeof error[key] === "string" ? error[key] : "");
  const hint = said("hint") === "" ? "" : `\n${said("hint")}`;
  return new Error(`The Kedro project cannot be read: ${said("message") || said("code")}${hint}`);
}

function graphOf(json: Readonly<Record<string, unknown>>, problems: Problems): KedroGraph {
  const shape: Shape = { bag: json, problems };
  const project: Shape = { bag: bagOf(shape, "project"), problems: problems.at("project") };
  return {
    format: 1,
    kedro: textIn(shape, "kedro"),
    python: textIn(shape, "python"),
    project: {
      name: textIn(project, "name"),
      package: textIn(project, "package"),
      source: textOf(project, "source") ?? "src",
    },
    env: textIn(shape, "env"),
    requirements: listIn(shape, "requirements"),
    pipelines: each(shape, "pipelines", pipelineOf),
    datasets: each(shape, "datasets", datasetOf),
    parameters: bagOf(shape, "parameters", true),
    credentials: listIn(shape, "credentials", true),
    mocked: listIn(shape, "mocked", true),
    problems: items(shape, "problems").map(findingOf),
  };
}

function each<T>(shape: Shape, key: string, read: (shape: Shape) => T): Record<string, T> {
  const within = shape.problems.at(key);
  return Object.fromEntries(
    Object.keys(bagOf(shape, key)).map((name) => {
      const inner: Shape = { bag: bagOf(shape, key), problems: within };
      return [name, read({ bag: bagOf(inner, name), problems: within.at(name) })];
    }),
  );
}

function items({ bag, problems }: Shape, key: string): Shape[] {
  const value = bag[key] ?? [];
  if (!Array.isArray(value)) {
    problems.add(key, "must be a list", "export the graph again");
    return [];
  }
  return value.map((one: unknown, index) => {
    const path = `${key}[${index}]`;
    if (!isBag(one)) problems.add(path, "must be an object", "export the graph again");
    return { bag: isBag(one) ? one : {}, problems: problems.at(path) };
  });
}

const pipelineOf = (shape: Shape): KedroPipeline => ({ nodes: items(shape, "nodes").map(nodeOf) });

function nodeOf(shape: Shape): KedroNode {
  const code: Shape = { bag: bagOf(shape, "function"), problems: shape.problems.at("function") };
  return {
    name: textIn(shape, "name"),
    unnamed: flagOf(shape, "unnamed"),
    namespace: textOf(shape, "namespace") ?? null,
    tags: [...listIn(shape, "tags", true)].sort(),
    inputs: listIn(shape, "inputs"),
    outputs: listIn(shape, "outputs"),
    dependsOn: listIn(shape, "dependsOn"),
    function: functionOf(code),
    hash: textIn(shape, "hash"),
    wholeModules: flagOf(shape, "wholeModules"),
    ...(isBag(shape.bag.parts) ? { parts: shape.bag.parts } : {}),
  };
}

function functionOf(shape: Shape): KedroFunction {
  const { line } = shape.bag;
  return {
    name: textIn(shape, "name"),
    module: textOf(shape, "module") ?? null,
    kind: kedroFunctionKinds.find((kind) => kind === shape.bag.kind) ?? "function",
    file: textOf(shape, "file") ?? null,
    line: typeof line === "number" ? line : null,
  };
}

function datasetOf(shape: Shape): KedroDataset {
  return {
    type: textIn(shape, "type"),
    filepath: textOf(shape, "filepath") ?? null,
    versioned: flagOf(shape, "versioned"),
    credentials: textOf(shape, "credentials") ?? null,
    pattern: textOf(shape, "pattern") ?? null,
    config: bagOf(shape, "config", true),
  };
}

function findingOf(shape: Shape): KedroFinding {
  return {
    code: textIn(shape, "code"),
    subject: textOf(shape, "subject") ?? "",
    message: textIn(shape, "message"),
    severity: shape.bag.severity === "warning" ? "warning" : "error",
  };
}

/** Names are unique, and nodes need nodes of the same pipeline. */
function checkPipeline({ nodes }: KedroPipeline, problems: Problems): void {
  const names = new Set<string>();
  for (const [index, { name, hash }] of nodes.entries()) {
    const path = `nodes[${index}]`;
    problems.require(
      !names.has(name),
      `${path}.name`,
      `"${name}" is there twice`,
      "name each node otherwise",
    );
    problems.require(
      hash === "" || /^[0-9a-f]{16}$/.test(hash),
      `${path}.hash`,
      "must be 16 hexadecimal digits",
      "export the graph again",
    );
    names.add(name);
  }
  for (const [index, { dependsOn }] of nodes.entries())
    for (const other of dependsOn)
      problems.require(
        names.has(other),
        `nodes[${index}].dependsOn`,
        `"${other}" is not a node of the pipeline`,
        "export the graph again",
      );
}

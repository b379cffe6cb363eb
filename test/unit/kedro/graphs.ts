import * as fc from "fast-check";
import type { KedroDataset, KedroGraph, KedroNode } from "../../../blueprints";

/** A node that reads and makes datasets; what it depends on follows from the others. */
export interface Sketch {
  readonly name: string;
  readonly inputs?: readonly string[];
  readonly outputs?: readonly string[];
  readonly tags?: readonly string[];
  readonly namespace?: string;
  readonly hash?: string;
  readonly unnamed?: boolean;
  readonly wholeModules?: boolean;
}

export const entry = (type: string, over: Partial<KedroDataset> = {}): KedroDataset => ({
  type,
  filepath: null,
  versioned: false,
  credentials: null,
  pattern: null,
  config: {},
  ...over,
});

export function nodesOf(sketches: readonly Sketch[]): KedroNode[] {
  const plain = (name: string) => name.split("@")[0] ?? name;
  const makers = new Map(
    sketches.flatMap(({ name, outputs = [] }) => outputs.map((one) => [plain(one), name])),
  );
  return sketches.map(({ name, inputs = [], outputs = [], ...rest }) => ({
    name,
    unnamed: false,
    namespace: null,
    tags: [],
    inputs,
    outputs,
    dependsOn: [...new Set(inputs.flatMap((input) => makers.get(plain(input)) ?? []))].sort(),
    function: { name: "run", module: "shop.nodes", kind: "function", file: "src/shop/nodes.py", line: 1 },
    hash: "0123456789abcdef",
    wholeModules: false,
    ...rest,
  }));
}

export function graphOf(sketches: readonly Sketch[], over: Partial<KedroGraph> = {}): KedroGraph {
  return {
    format: 1,
    kedro: "1.7.0",
    python: "3.11",
    project: { name: "Shop", package: "shop", source: "src" },
    env: "base",
    requirements: [],
    pipelines: { __default__: { nodes: nodesOf(sketches) } },
    datasets: {},
    parameters: {},
    credentials: [],
    mocked: [],
    problems: [],
    ...over,
  };
}

/** Any pipeline without circles: each node reads what some earlier ones make. */
export const pipelines = (most: number): fc.Arbitrary<readonly Sketch[]> =>
  fc.integer({ min: 1, max: most }).chain((count) =>
    fc
      .array(
        fc.record({
          reads: fc.array(fc.nat(999), { maxLength: 4 }),
          group: fc.integer({ min: 0, max: 3 }),
        }),
        { minLength: count, maxLength: count },
      )
      .map((rows) =>
        rows.map(({ reads, group }, index) => ({
          name: `n${index}`,
          inputs:
            index === 0 ? [] : [...new Set(reads.map((share) => `d${Math.floor((share * index) / 1000)}`))],
          outputs: [`d${index}`],
          tags: group === 0 ? [] : [`group.g${group}`],
        })),
      ),
  );

/** Names behind a name by its predecessors, itself left out. */
export function reachable(after: ReadonlyMap<string, readonly string[]>, name: string): Set<string> {
  const found = new Set<string>();
  const look = (one: string) => {
    for (const before of after.get(one) ?? [])
      if (!found.has(before)) {
        found.add(before);
        look(before);
      }
  };
  look(name);
  return found;
}

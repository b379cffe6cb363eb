import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type KedroPlan, kedroTaskGraph, planKedro } from "../../../blueprints";
import { reduceLinks } from "../../../blueprints/kedro/reduce";
import { expand, limits } from "../../../blueprints/snowflake/task-graph/proxies";
import { entry, graphOf, pipelines, reachable, type Sketch } from "./graphs";

const linksOf = (plan: KedroPlan) =>
  new Map<string, readonly string[]>([
    [plan.root, []],
    ...plan.tasks.map(({ name, after }) => [name, after] as const),
  ]);

const sqlOf = (plan: KedroPlan) =>
  Object.fromEntries(
    Object.entries(kedroTaskGraph(plan, { procedure: '"DB"."S"."P"' }).tasks).map(([name, { sql }]) => [
      name,
      sql,
    ]),
  );

describe("of any pipeline", () => {
  test("every node's task comes after the tasks of the nodes it needs, and only sources follow the root", () => {
    fc.assert(
      fc.property(pipelines(25), (sketches) => {
        const graph = graphOf(sketches);
        const plan = planKedro(graph);
        const links = linksOf(plan);
        const home = new Map(plan.tasks.map((task) => [task.nodes[0], task.name]));
        for (const node of graph.pipelines.__default__!.nodes) {
          const before = reachable(links, home.get(node.name)!);
          expect(before).toContain(plan.root);
          for (const other of node.dependsOn) expect(before).toContain(home.get(other));
          const first = links.get(home.get(node.name)!)!.includes(plan.root);
          expect(first).toBe(node.dependsOn.length === 0);
        }
      }),
    );
  });

  test("the reduction keeps who comes after whom, with no link to spare", () => {
    fc.assert(
      fc.property(pipelines(25), (sketches) => {
        const plan = planKedro(graphOf(sketches));
        const full = new Map(plan.tasks.map(({ name }) => [name, [] as string[]]));
        for (const { from, to } of plan.links) full.get(to)!.push(from);
        const reduced = reduceLinks(full);
        for (const name of full.keys()) expect(reachable(reduced, name)).toEqual(reachable(full, name));
        for (const [name, after] of reduced)
          for (const parent of after) {
            const without = new Map(reduced).set(
              name,
              after.filter((other) => other !== parent),
            );
            expect(reachable(without, name)).not.toContain(parent);
          }
      }),
    );
  });

  test("a grouping runs, or the circle is told with a real dependency", () => {
    fc.assert(
      fc.property(pipelines(14), (sketches) => {
        const plan = planKedro(graphOf(sketches), { groupBy: "tag" });
        const links = linksOf(plan);
        const circles = plan.tasks.filter(({ name }) => reachable(links, name).has(name));
        const told = plan.problems.filter(({ code }) => code === "cycle-after-grouping");
        expect(told.length > 0).toBe(circles.length > 0);
        for (const { message } of told) {
          const [, needing = "", dataset = "", maker = ""] =
            /node "(\w+)" needs "(\w+)" of node "(\w+)"/.exec(message) ?? [];
          expect(sketches.find(({ name }) => name === needing)?.inputs).toContain(dataset);
          expect(sketches.find(({ name }) => name === maker)?.outputs).toContain(dataset);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("grouping by memory always runs, and keeps nothing between tasks", () => {
    fc.assert(
      fc.property(pipelines(20), fc.array(fc.boolean(), { minLength: 20 }), (sketches, kept) => {
        const datasets = Object.fromEntries(
          sketches.flatMap((_, index) =>
            kept[index] === true ? [[`d${index}`, entry("pickle.PickleDataset")]] : [],
          ),
        );
        const plan = planKedro(graphOf(sketches, { datasets }), { groupBy: "memory" });
        expect(plan.problems.filter(({ code }) => code === "cycle-after-grouping")).toEqual([]);
        expect(plan.crossings.filter(({ kind }) => kind === "memory")).toEqual([]);
        expect(plan.tasks.flatMap(({ nodes }) => nodes).sort()).toEqual(
          sketches.map(({ name }) => name).sort(),
        );
      }),
      { numRuns: 300 },
    );
  });

  test("a node's new hash changes the SQL of its own task and of no other", () => {
    fc.assert(
      fc.property(
        pipelines(15),
        fc.nat(14),
        fc.constantFrom("node" as const, "tag" as const),
        (sketches, at, groupBy) => {
          const index = at % sketches.length;
          const changed = sketches.map((one, i) =>
            i === index ? { ...one, hash: "fedcba9876543210" } : one,
          );
          const [before, after] = [sketches, changed].map((some) => planKedro(graphOf(some), { groupBy }));
          const [old, young] = [sqlOf(before!), sqlOf(after!)];
          const different = Object.keys(young).filter((name) => old[name] !== young[name]);
          const own = after!.tasks.find(({ nodes }) => nodes.includes(`n${index}`))!.name;
          expect(different).toEqual([own]);
          expect(after!.tasks.map(({ name, after: links }) => [name, links])).toEqual(
            before!.tasks.map(({ name, after: links }) => [name, links]),
          );
        },
      ),
    );
  });

  test("the order in which the graph lists its nodes means nothing", () => {
    fc.assert(
      fc.property(
        pipelines(15).chain((sketches) =>
          fc.tuple(fc.constant(sketches), fc.shuffledSubarray([...sketches], { minLength: sketches.length })),
        ),
        ([sketches, shuffled]) => {
          expect(planKedro(graphOf(shuffled), { groupBy: "tag" })).toEqual(
            planKedro(graphOf(sketches), { groupBy: "tag" }),
          );
        },
      ),
    );
  });
});

/** A pipeline of `count` nodes: one source, many in the middle, one sink. */
function wide(count: number): Sketch[] {
  const middle = Array.from({ length: count - 2 }, (_, index) => index);
  return [
    { name: "source", outputs: ["raw"] },
    ...middle.map((index) => ({ name: `part_${index}`, inputs: ["raw"], outputs: [`part_${index}_out`] })),
    { name: "sink", inputs: middle.map((index) => `part_${index}_out`), outputs: ["all"] },
  ];
}

describe.each([9, 100, 900])("a pipeline of %i nodes that fans out and in", (count) => {
  const plan = planKedro(graphOf(wide(count)));
  const { tasks } = kedroTaskGraph(plan, { procedure: '"DB"."S"."P"' });
  const { links, proxies } = expand(
    Object.entries(tasks).map(([name, { after = [], sql }]) => ({ name, after, text: sql })),
  );

  test("stays within Snowflake's limits", () => {
    expect(plan.problems.filter(({ severity }) => severity === "error")).toEqual([]);
    const children = new Map<string, number>();
    for (const after of links.values()) {
      expect(after.length).toBeLessThanOrEqual(limits.predecessors);
      for (const other of after) children.set(other, (children.get(other) ?? 0) + 1);
    }
    expect(Math.max(...children.values())).toBeLessThanOrEqual(limits.children);
    expect(links.size + 1).toBeLessThanOrEqual(limits.tasks);
  });

  test("counts the proxies the task graph makes", () => {
    expect(plan.proxies.map(({ name }) => name).sort()).toEqual(proxies.map(({ name }) => name).sort());
    expect(plan.proxies.length).toBe(count < 102 ? 0 : 2 * Math.ceil((count - 2 - 100) / 99));
  });
});

test("a graph that is too large with its proxies says so, and what to do", () => {
  const plan = planKedro(graphOf(wide(990)));
  expect(plan.problems).toContainEqual(
    expect.objectContaining({
      severity: "error",
      code: "too-many-tasks",
      message: expect.stringMatching(/1010 tasks: 990 of nodes, a root, a finalizer and 18/) as string,
    }),
  );
});

test("a plan of 900 nodes takes a moment", () => {
  const graph = graphOf(wide(900));
  const start = performance.now();
  planKedro(graph);
  expect(performance.now() - start).toBeLessThan(1500);
});

describe("a plan", () => {
  const shop = graphOf([
    { name: "clean", inputs: ["orders"], outputs: ["clean_orders"] },
    { name: "split", inputs: ["clean_orders", "params:split"], outputs: ["train", "test"] },
    { name: "train", inputs: ["train", "parameters"], outputs: ["model"] },
    { name: "evaluate", inputs: ["model", "test"], outputs: ["score"] },
  ]);
  const plan = planKedro(shop);

  test("names what comes in, goes out and goes between tasks, without parameters", () => {
    expect(plan.inputs).toEqual(["orders"]);
    expect(plan.outputs).toEqual(["score"]);
    expect(plan.crossings.map(({ dataset, from, to }) => [dataset, from, to])).toEqual([
      ["clean_orders", "SHOP__CLEAN", ["SHOP__SPLIT"]],
      ["model", "SHOP__TRAIN", ["SHOP__EVALUATE"]],
      ["test", "SHOP__SPLIT", ["SHOP__EVALUATE"]],
      ["train", "SHOP__SPLIT", ["SHOP__TRAIN"]],
    ]);
  });

  test("drops a link that follows from others, and says so", () => {
    expect(plan.tasks.find(({ name }) => name === "SHOP__EVALUATE")?.after).toEqual(["SHOP__TRAIN"]);
    expect(plan.links).toContainEqual({
      from: "SHOP__SPLIT",
      to: "SHOP__EVALUATE",
      datasets: ["test"],
      direct: false,
    });
  });

  test("runs nodes of a group in their order, whatever they are called", () => {
    const grouped = planKedro(shop, { groupBy: () => "all" });
    expect(grouped.tasks).toHaveLength(1);
    expect(grouped.tasks[0]).toMatchObject({
      name: "SHOP__ALL",
      nodes: ["clean", "split", "train", "evaluate"],
      after: ["SHOP__START"],
      comment: "Kedro: clean, split, train, evaluate",
    });
    expect(grouped.crossings).toEqual([]);
  });
});

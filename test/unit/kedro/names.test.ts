import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { planKedro } from "../../../blueprints";
import { taskName } from "../../../blueprints/kedro/names";
import { expand } from "../../../blueprints/snowflake/task-graph/proxies";
import { graphOf } from "./graphs";

test.each([
  ["split", "SHOP__SPLIT"],
  ["active.split_data", "SHOP__ACTIVE__SPLIT_DATA"],
  ["clean__1a2b3c4d", "SHOP__CLEAN__1A2B3C4D"],
])("%s needs no hash", (label, name) => expect(taskName("SHOP", label)).toBe(name));

test.each([
  ["Split"],
  ["split data"],
  ["a__b"],
  ["_split"],
  ["split_"],
  ["größe"],
  ["start"],
  ["finish"],
  ["part.join_1"],
  ["part.1a2b3c4d"],
  ["x".repeat(300)],
  ["日本"],
])("%s needs one", (label) => expect(taskName("SHOP", label)).toMatch(/^SHOP__.*_[0-9A-F]{8}$/));

/** Labels that invite collisions. */
const label = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12 }),
  fc
    .array(fc.constantFrom("a", "b", "A", "_", ".", "-", " ", "1", "start", "join_1", "fan_1", "é"), {
      minLength: 1,
      maxLength: 6,
    })
    .map((parts) => parts.join("")),
);

describe("names of any nodes", () => {
  test("are unique, in upper case, and leave room for proxies", () => {
    fc.assert(
      fc.property(fc.uniqueArray(label, { minLength: 1, maxLength: 40 }), (labels) => {
        const names = labels.map((one) => taskName("P", one));
        expect(new Set(names).size).toBe(names.length);
        for (const name of names) {
          expect(name).toMatch(/^P__[A-Z0-9_]+$/);
          expect(name.length).toBeLessThanOrEqual(243);
          expect(["P__START", "P__FINISH"]).not.toContain(name);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("stay when another node comes", () => {
    fc.assert(
      fc.property(fc.uniqueArray(label, { minLength: 2, maxLength: 15 }), (labels) => {
        const [added, ...others] = labels;
        const nodes = others.map((name) => ({ name }));
        const byNode = (plan: ReturnType<typeof planKedro>) =>
          Object.fromEntries(plan.tasks.map((task) => [task.label, task.name]));
        const before: Record<string, string> = byNode(planKedro(graphOf(nodes)));
        const after: Record<string, string> = byNode(planKedro(graphOf([...nodes, { name: added! }])));
        expect(after).toEqual({ ...before, [added!]: expect.any(String) as string });
      }),
    );
  });

  test("are never those of proxies", () => {
    const nodes = [
      { name: "a", outputs: ["d"] },
      { name: "a.fan_1", outputs: [] },
      { name: "start.fan_1", outputs: [] },
      ...Array.from({ length: 150 }, (_, index) => ({ name: `n${index}`, inputs: ["d"] })),
    ];
    const plan = planKedro(graphOf(nodes));
    expect(plan.proxies.map(({ name }) => name)).toContain("SHOP__A__FAN_1");
    expect(plan.problems.filter(({ code }) => code === "name-collision")).toEqual([]);
    const tasks = [
      { name: plan.root, after: [] as string[], text: "" },
      ...plan.tasks.map(({ name, after }) => ({ name, after: [...after], text: "" })),
    ];
    const { links } = expand(tasks);
    expect(links.size).toBe(tasks.length + plan.proxies.length);
  });
});

describe("a graph is called", () => {
  const graph = graphOf([{ name: "a" }], {
    pipelines: {
      __default__: graphOf([{ name: "a" }]).pipelines.__default__!,
      "data-science": graphOf([{ name: "b" }]).pipelines.__default__!,
    },
  });

  test("like its package, with the pipeline unless it is the default one", () => {
    expect(planKedro(graph).prefix).toBe("SHOP");
    expect(planKedro(graph, { pipeline: "data-science" }).prefix).toMatch(/^SHOP_DATA_SCIENCE_[0-9A-F]{8}$/);
    expect(planKedro(graph, { pipeline: "data-science", pipelineNames: { "data-science": "ds" } }).root).toBe(
      "SHOP_DS__START",
    );
    expect(planKedro(graph, { pipelineNames: { __default__: "daily" } }).finalizer).toBe(
      "SHOP_DAILY__FINISH",
    );
  });

  test("as it is told to be", () => {
    expect(planKedro(graph, { name: "nightly", pipeline: "data-science" })).toMatchObject({
      name: "nightly",
      prefix: "NIGHTLY",
      tasks: [{ name: "NIGHTLY__B" }],
    });
  });
});

test("a node with the name of a group gets a hash; the group keeps its name", () => {
  const plan = planKedro(
    graphOf([
      { name: "train", outputs: ["x"] },
      { name: "fit", tags: ["group.train"], inputs: ["x"] },
    ]),
    { groupBy: "tag" },
  );
  expect(plan.tasks.map(({ name, nodes }) => [nodes[0], name])).toEqual([
    ["train", expect.stringMatching(/^SHOP__TRAIN_[0-9A-F]{8}$/)],
    ["fit", "SHOP__TRAIN"],
  ]);
});

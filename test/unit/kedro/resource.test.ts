import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type KedroOptions, kedroTaskGraph, planKedro } from "../../../blueprints";
import type { Bag } from "../../../provider/framework";
import { check } from "../../../provider/snowflake/task-graph/check";
import { graphOf as graphOfInputs } from "../../../provider/snowflake/task-graph/model";
import { graphOf, pipelines, type Sketch } from "./graphs";

/** Inputs of the native task graph as the engine hands them over. */
function inputsOf(sketches: readonly Sketch[], options: KedroOptions = {}) {
  const plan = planKedro(graphOf(sketches), options);
  const graph = kedroTaskGraph(plan, {
    procedure: '"DB"."S"."P"',
    config: { kedro: { format: 1 } },
    jobs: { schema: '"DB"."S"', stage: '@"DB"."S"."CODE"/a', archive: "runtime.zip" },
  });
  const inputs = JSON.parse(JSON.stringify({ database: "DB", schema: "S", ...graph })) as Bag;
  return { plan, inputs };
}

describe("the native task graph", () => {
  test("takes the plan of any pipeline, and makes as many tasks as the plan tells", () => {
    fc.assert(
      fc.property(
        pipelines(20),
        fc.constantFrom<KedroOptions>({}, { warehouse: "WH" }, { groupBy: "memory" }),
        (sketches, options) => {
          const { plan, inputs } = inputsOf(sketches, options);
          expect(check(inputs, new Set())).toEqual([]);
          const made = graphOfInputs(inputs);
          expect(made.root).toBe(plan.root);
          expect(made.tasks.map(({ name }) => name).sort()).toEqual(
            [
              plan.root,
              plan.finalizer,
              ...plan.tasks.map(({ name }) => name),
              ...plan.proxies.map(({ name }) => name),
            ].sort(),
          );
        },
      ),
    );
  });

  test("takes every setting the options have", () => {
    const { inputs } = inputsOf(
      [
        { name: "a", outputs: ["x"] },
        { name: "b", inputs: ["x"], outputs: ["y"] },
        { name: "c", inputs: ["y"] },
      ],
      {
        warehouse: "WH",
        schedule: "USING CRON 0 6 * * * UTC",
        retries: 2,
        timeoutSeconds: 604_800,
        nodeTimeoutSeconds: 604_800,
        overlapPolicy: "ALLOW_ALL_OVERLAP",
        suspendAfterFailures: 0,
        logLevel: "WARN",
        notifications: { error: "E", success: "S" },
        compute: {
          a: {
            serverless: { size: "SMALL", min: "XSMALL", max: "LARGE", targetCompletionInterval: "5 MINUTES" },
          },
          b: { pool: "GPUS", image: "/D/S/R/i:1" },
          c: { serverless: { max: "LARGE" } },
        },
      },
    );
    expect(check(inputs, new Set())).toEqual([]);
  });

  test.each([9, 100, 900])("takes %i nodes between one source and one sink", (count) => {
    const middle = Array.from({ length: count - 2 }, (_, index) => index);
    const { plan, inputs } = inputsOf([
      { name: "source", outputs: ["raw"] },
      ...middle.map((index) => ({ name: `part_${index}`, inputs: ["raw"], outputs: [`out_${index}`] })),
      { name: "sink", inputs: middle.map((index) => `out_${index}`) },
    ]);
    expect(check(inputs, new Set())).toEqual([]);
    expect(graphOfInputs(inputs).tasks).toHaveLength(count + 2 + plan.proxies.length);
  });

  test("refuses what the plan refuses: too many tasks, and groups that wait for each other", () => {
    const many = Array.from({ length: 999 }, (_, index) => ({ name: `n${index}` }));
    const tooMany = inputsOf(many);
    expect(tooMany.plan.problems.map(({ code }) => code)).toContain("too-many-tasks");
    expect(check(tooMany.inputs, new Set())).not.toEqual([]);
    const circle = inputsOf(
      [
        { name: "a", outputs: ["x"] },
        { name: "b", inputs: ["x"], outputs: ["y"] },
        { name: "c", inputs: ["y"] },
      ],
      { groupBy: ({ name }) => (name === "b" ? undefined : "odd") },
    );
    expect(circle.plan.problems.map(({ code }) => code)).toContain("cycle-after-grouping");
    expect(check(circle.inputs, new Set())).not.toEqual([]);
  });
});

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { drawMermaid, type KedroOptions, type KedroPlan, planKedro } from "../../../blueprints";
import { layered } from "../../../cli/kedro/draw/layered";
import { textWidth, fitted } from "../../../cli/kedro/draw/measure";
import { overview } from "../../../cli/kedro/draw/overview";
import { sceneOf } from "../../../cli/kedro/draw/scene";
import { drawSvg } from "../../../cli/kedro/draw/svg";
import { entry, graphOf, pipelines, type Sketch } from "./graphs";

const shop: Sketch[] = [
  { name: "clean", inputs: ["orders"], outputs: ["tidy"] },
  { name: "model.split", inputs: ["tidy"], outputs: ["train", "test", "rest"], tags: ["group.model"] },
  { name: "model.fit", inputs: ["train"], outputs: ["fitted"], tags: ["group.model"] },
  { name: "report", inputs: ["fitted", "test", "rest"] },
];
const planOf = (options: KedroOptions = {}): KedroPlan =>
  planKedro(graphOf(shop, { datasets: { fitted: entry("pickle.PickleDataset") } }), options);

function many(count: number): Sketch[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `step_${index}`,
    inputs: index < 30 ? [] : [`d${index - 30 + ((index * 7) % 20)}`],
    outputs: [`d${index}`],
  }));
}

test("Mermaid shows tasks, their nodes, and what goes between them", () => {
  expect(
    drawMermaid(planOf({ groupBy: "tag", compute: { clean: { warehouse: "WH" } } })).split("\n"),
  ).toEqual([
    "flowchart LR",
    '  start(["shop: start"])',
    '  t0["clean"]:::warehouse',
    '  t1["model<br/>·\u00a0model.split<br/>·\u00a0model.fit"]:::inherited',
    '  t2["report"]:::inherited',
    '  finish(["finish"])',
    "  start --> t0",
    '  t0 -->|"tidy"| t1',
    '  t1 -->|"fitted, rest +1"| t2',
    "  t2 -.-> finish",
    expect.stringMatching(/^ {2}classDef inherited /),
    expect.stringMatching(/^ {2}classDef warehouse /),
    "",
  ]);
});

test("Mermaid's quotes hold any name", () => {
  const text = drawMermaid(planKedro(graphOf([{ name: 'a "b" <c> #d; `end`' }])));
  expect(text).toContain('["a #quot;b#quot; #lt;c#gt; #35;d; #96;end#96;"]');
});

/** Throws unless every tag is closed in order. */
function checkXml(text: string): void {
  const open: string[] = [];
  for (const [, close, name = "", alone] of text.matchAll(/<(\/?)([a-z]+)(?:\s[^<>]*?)?(\/?)>/gi)) {
    if (close === "/") expect(open.pop()).toBe(name);
    else if (alone !== "/") open.push(name);
  }
  expect(open).toEqual([]);
  expect(text.replace(/<\/?[a-z][^<>]*>/gi, "")).not.toMatch(/[<>]|&(?!(amp|lt|gt|quot);)/);
}

describe("the SVG", () => {
  test("holds every task with its nodes and compute, for light and dark, and asks nothing of the world", async () => {
    const svg = await drawSvg(
      planOf({ groupBy: "tag", compute: { model: { pool: "GPUS", image: "/D/S/R/i:1" } } }),
    );
    for (const text of [
      ">clean<",
      ">model<",
      ">· model.fit<",
      ">GPUS<",
      ">report<",
      ">tidy<",
      ">fitted +2<",
      "when told to",
    ])
      expect(svg).toContain(text);
    expect(svg).toContain("prefers-color-scheme:dark");
    expect(svg.match(/https?:[^"]*/g)).toEqual(["http://www.w3.org/2000/svg"]);
    checkXml(svg);
  });

  test("escapes any name", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.string({ unit: "binary", minLength: 1 }), { minLength: 1, maxLength: 5 }),
        async (names) => {
          checkXml(await drawSvg(planKedro(graphOf(names.map((name) => ({ name, tags: [name] }))))));
        },
      ),
      { numRuns: 40 },
    );
  });

  test("marks what is wrong where it is", async () => {
    const svg = await drawSvg(
      planKedro(graphOf([{ name: "a", tags: ["group.x", "group.y"] }, { name: "b" }]), { groupBy: "tag" }),
    );
    expect(svg.match(/class="card wrong"/g)).toHaveLength(1);
    expect(svg).toMatch(/has 2 tags that name a group/);
  });

  test("is drawn even when groups wait for each other", async () => {
    const circle = planKedro(graphOf(shop), {
      groupBy: ({ name }) => (/clean|fit/.test(name) ? "odd" : undefined),
    });
    expect(circle.problems.map(({ code }) => code)).toContain("cycle-after-grouping");
    checkXml(await drawSvg(circle));
    checkXml(
      await drawSvg(
        planKedro(graphOf(many(90)), { groupBy: ({ name }) => (/_(5|70)$/.test(name) ? "odd" : undefined) }),
      ),
    );
  });

  test("of 900 nodes is an overview of a few hundred kilobytes, drawn in a moment", async () => {
    const plan = planKedro(graphOf(many(900)));
    const start = performance.now();
    const svg = await drawSvg(plan);
    expect(performance.now() - start).toBeLessThan(2000);
    expect(svg.length).toBeLessThan(500_000);
    expect(svg.match(/<title>/g)).toHaveLength(902);
    const [, width = "0", height = "0"] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
    expect(Number(width)).toBeLessThan(12_000);
    expect(Number(height)).toBeLessThan(4000);
  });
});

describe.each([
  ["layered", layered],
  ["overview", overview],
])("the %s layout of any pipeline", (_name, layout) => {
  test("lays boxes apart, within the drawing, each right of those it follows", async () => {
    await fc.assert(
      fc.asyncProperty(pipelines(18), async (sketches) => {
        const scene = { ...sceneOf(planKedro(graphOf(sketches))), compact: layout === overview };
        const { boxes, arrows, width, height } = await layout(scene);
        const all = [...boxes.values()];
        expect(all).toHaveLength(scene.boxes.length);
        for (const [index, box] of all.entries()) {
          expect(Math.min(box.x, box.y)).toBeGreaterThanOrEqual(-0.01);
          expect(box.x + box.width).toBeLessThanOrEqual(width + 0.01);
          expect(box.y + box.height).toBeLessThanOrEqual(height + 6);
          for (const other of all.slice(index + 1)) {
            const apart =
              box.x + box.width <= other.x + 0.01 ||
              other.x + other.width <= box.x + 0.01 ||
              box.y + box.height <= other.y + 0.01 ||
              other.y + other.height <= box.y + 0.01;
            expect(apart).toBe(true);
          }
        }
        expect(arrows).toHaveLength(scene.arrows.length);
        for (const { from, to } of scene.arrows)
          expect(boxes.get(from)!.x + boxes.get(from)!.width).toBeLessThanOrEqual(boxes.get(to)!.x);
      }),
      { numRuns: 40 },
    );
  });
});

test("a text that is too long keeps both of its ends", () => {
  expect(fitted("short", 10, 100)).toBe("short");
  const cut = fitted("data_processing.create_model_input_table", 10, 120);
  expect(cut).toMatch(/^data_pro.*….*table$/);
  expect(textWidth(cut, 10)).toBeLessThanOrEqual(120);
});

import { textWidth } from "./measure";
import type { Placed, PlacedBox, Point } from "./placed";
import type { Scene } from "./scene";
import { font, sizeOf } from "./sizes";

/** The part of dagre that is used: its own declarations do not resolve for programs of Node. */
interface Dagre {
  readonly Graph: new (options: { multigraph: boolean }) => DagreGraph;
  readonly layout: (graph: DagreGraph) => void;
}

interface DagreGraph {
  setGraph(label: object): void;
  setNode(id: string, label: object): void;
  setEdge(from: string, to: string, label: object, name: string): void;
  graph(): { readonly width?: number; readonly height?: number };
  node(id: string): Centred;
  edge(edge: { v: string; w: string; name: string }): Routed;
}

interface Centred {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Routed {
  readonly x?: number;
  readonly y?: number;
  readonly points: readonly Point[];
}

/** Layers from left to right by dagre, which is loaded only when something is drawn. */
export async function layered(scene: Scene): Promise<Placed> {
  const { Graph, layout } = (await import("@dagrejs/dagre")) as unknown as Dagre;
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: "LR", nodesep: 16, edgesep: 14, ranksep: 34 });
  for (const box of scene.boxes) graph.setNode(box.id, sizeOf(box, scene));
  for (const [index, { from, to, label, kind }] of scene.arrows.entries()) {
    const room =
      label === "" ? { width: 0, height: 0 } : { width: textWidth(label, font.arrow) + 10, height: 15 };
    graph.setEdge(
      from,
      to,
      { ...room, labelpos: "c", minlen: 1, weight: kind === "end" ? 1 : 2 },
      String(index),
    );
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  const boxes = new Map(
    scene.boxes.map((box) => {
      const { x, y, width: w, height: h } = graph.node(box.id);
      return [box.id, { x: x - w / 2, y: y - h / 2, width: w, height: h }];
    }),
  );
  const arrows = scene.arrows.map(({ from, to, label }, index) => {
    const { points, x = 0, y = 0 } = graph.edge({ v: from, w: to, name: String(index) });
    const ends = endsOf(boxes.get(from), boxes.get(to), points);
    // Between neighbours the only bend is where a label would sit.
    const bends = label === "" && points.length <= 3 ? [] : points.slice(1, -1);
    const way = [ends.start, ...bends, ends.end];
    return label === "" ? { points: way } : { points: way, label: { x, y } };
  });
  return { width, height, boxes, arrows };
}

/** Arrows leave on the right and arrive on the left, but for those of a circle, which dagre turns round. */
function endsOf(
  from: PlacedBox | undefined,
  to: PlacedBox | undefined,
  points: readonly Point[],
): { start: Point; end: Point } {
  const [start = { x: 0, y: 0 }] = points;
  const end = points.at(-1) ?? start;
  if (from === undefined || to === undefined || from.x + from.width > to.x) return { start, end };
  return {
    start: { x: from.x + from.width, y: from.y + from.height / 2 },
    end: { x: to.x, y: to.y + to.height / 2 },
  };
}

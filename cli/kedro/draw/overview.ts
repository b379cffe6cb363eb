import type { Placed, PlacedBox } from "./placed";
import type { Scene } from "./scene";
import { small } from "./sizes";

/** About how much wider than high the drawing of many tasks becomes. */
const aspect = 1.7;
const sweeps = 6;

/**
 * Hundreds of tasks at a glance: each stands right of those it follows, and a layer with more than fit beneath each
 * other goes on in a column beside it. Within a layer, tasks stand near those they follow and those that follow them.
 */
export function overview(scene: Scene): Placed {
  const layers = ordered(scene, layersOf(scene));
  const rows = Math.max(
    4,
    Math.ceil(Math.sqrt((scene.boxes.length * small.row * small.column) / aspect) / small.row),
  );
  const boxes = new Map<string, PlacedBox>();
  const height = Math.min(rows, Math.max(...layers.map((layer) => layer.length))) * small.row;
  let x = 0;
  for (const layer of layers) {
    const columns = Math.ceil(layer.length / rows);
    const each = Math.ceil(layer.length / columns);
    for (const [index, id] of layer.entries()) {
      const column = Math.floor(index / each);
      const inside = Math.min(each, layer.length - column * each);
      const top = (height - inside * small.row) / 2;
      boxes.set(id, {
        x: x + column * small.column,
        y: top + (index % each) * small.row,
        width: small.width,
        height: small.height,
      });
    }
    x += columns * small.column + small.gap;
  }
  const arrows = scene.arrows.map(({ from, to }) => ({ points: lineOf(boxes.get(from), boxes.get(to)) }));
  return { width: x - small.gap, height, boxes, arrows };
}

function layersOf({ boxes, arrows }: Scene): string[][] {
  const before = new Map<string, string[]>(boxes.map(({ id }) => [id, []]));
  for (const { from, to } of arrows) before.get(to)?.push(from);
  const ranks = new Map<string, number>();
  const visiting = new Set<string>();
  const rank = (id: string): number => {
    const known = ranks.get(id);
    if (known !== undefined) return known;
    // A circle has been told of; here it must only end.
    if (visiting.has(id)) return 0;
    visiting.add(id);
    const found = Math.max(0, ...(before.get(id) ?? []).map((parent) => rank(parent) + 1));
    ranks.set(id, found);
    return found;
  };
  const layers: { id: string; label: string }[][] = [];
  for (const { id, label } of boxes) (layers[rank(id)] ??= []).push({ id, label });
  return layers
    .filter((layer) => layer.length > 0)
    .map((layer) => layer.sort((a, b) => byName.compare(a.label, b.label)).map(({ id }) => id));
}

/** step_2 before step_10. */
const byName = new Intl.Collator("en", { numeric: true });

/** Orders each layer by the middle of its neighbours, from both sides in turns. */
function ordered({ arrows }: Scene, layers: readonly (readonly string[])[]): string[][] {
  const before = new Map<string, string[]>();
  const behind = new Map<string, string[]>();
  for (const { from, to } of arrows) {
    before.set(to, [...(before.get(to) ?? []), from]);
    behind.set(from, [...(behind.get(from) ?? []), to]);
  }
  const result = layers.map((layer) => [...layer]);
  const share = new Map<string, number>();
  const settle = (layer: readonly string[]) =>
    layer.forEach((id, index) => share.set(id, (index + 0.5) / layer.length));
  result.forEach(settle);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const neighbours = sweep % 2 === 0 ? before : behind;
    for (const layer of sweep % 2 === 0 ? result : [...result].reverse()) {
      const middle = new Map(
        layer.map((id) => {
          const near = neighbours.get(id) ?? [];
          const sum = near.reduce((total, other) => total + (share.get(other) ?? 0.5), 0);
          return [id, near.length === 0 ? (share.get(id) ?? 0.5) : sum / near.length];
        }),
      );
      layer.sort((a, b) => (middle.get(a) ?? 0) - (middle.get(b) ?? 0));
      settle(layer);
    }
  }
  return result;
}

function lineOf(from?: PlacedBox, to?: PlacedBox): { x: number; y: number }[] {
  if (from === undefined || to === undefined) return [];
  return [
    { x: from.x + from.width, y: from.y + from.height / 2 },
    { x: to.x, y: to.y + to.height / 2 },
  ];
}

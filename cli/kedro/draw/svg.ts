import type { KedroPlan } from "../../../blueprints/kedro";
import { layered } from "./layered";
import { fitted, textWidth } from "./measure";
import { overview } from "./overview";
import type { Placed, PlacedBox, Point } from "./placed";
import { type Arrow, type Box, type Scene, sceneOf, type Tone } from "./scene";
import { bold, font, pad } from "./sizes";
import { style, tones } from "./style";

const margin = 28;
const head = 58;
const foot = 40;
const narrowest = 460;

/** The task graph as one SVG file that needs nothing else: for light and dark pages, names and details on hover. */
export async function drawSvg(plan: KedroPlan): Promise<string> {
  const scene = sceneOf(plan);
  const placed = scene.compact ? overview(scene) : await layered(scene);
  const facts = scene.facts.join("  ·  ");
  const legend = legendOf(scene);
  const room = Math.max(placed.width, textWidth(facts, 11.5), legend.width, narrowest);
  const width = Math.ceil(room + 2 * margin);
  const height = Math.ceil(placed.height + head + foot + 2 * margin);
  const left = margin + (room - placed.width) / 2;
  const text = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(`Task graph ${scene.title}: ${facts}`)}">`,
    `<style>${style}</style>`,
    `<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path class="tip" d="M0 0.8 7.4 4 0 7.2Z"/></marker></defs>`,
    `<rect class="paper" width="${width}" height="${height}"/>`,
    `<text class="title" x="${margin}" y="${margin + 14}">${escaped(scene.title)}</text>`,
    `<text class="facts" x="${margin}" y="${margin + 34}">${escaped(facts)}</text>`,
    `<g transform="translate(${round(left)} ${margin + head})"${scene.compact ? ' class="many"' : ""}>`,
    ...scene.arrows.map((arrow, index) => arrowText(arrow, placed.arrows[index], scene.compact)),
    ...scene.boxes.map((box) => boxText(box, placed, scene)),
    ...scene.arrows.map((arrow, index) => arrowLabel(arrow, placed.arrows[index])),
    "</g>",
    `<g transform="translate(${margin} ${height - margin - 4})">${legend.text}</g>`,
    "</svg>",
    "",
  ];
  return text.filter((line) => line !== "").join("\n") + "\n";
}

function boxText(box: Box, placed: Placed, { compact }: Scene): string {
  const at = placed.boxes.get(box.id);
  if (at === undefined) return "";
  const inner = box.tone === "ends" ? pill(box, at, compact) : compact ? chip(box, at) : card(box, at);
  return `<g transform="translate(${round(at.x)} ${round(at.y)})"><title>${escaped(box.hint)}</title>${inner}</g>`;
}

function pill(box: Box, { width, height }: PlacedBox, compact: boolean): string {
  const [line] = box.lines;
  const size = compact ? ' style="font-size:9px"' : "";
  const middle = line === undefined ? height / 2 + (compact ? 3 : 4.5) : pad.top + 12;
  const centred = (name: string, y: number, text: string, more = "") =>
    `<text class="${name}" x="${round(width / 2)}" y="${round(y)}" text-anchor="middle"${more}>${escaped(text)}</text>`;
  return [
    `<rect class="pill" width="${round(width)}" height="${round(height)}" rx="${round(Math.min(height / 2, 18))}"/>`,
    centred("label pill-text", middle, box.label, size),
    line === undefined ? "" : centred("pill-dim", middle + pad.line, fitted(line, 10.5, width - 16)),
  ].join("");
}

function card(box: Box, { width, height }: PlacedBox): string {
  const inner = width - pad.side - 10;
  return [
    `<rect class="card${box.wrong ? " wrong" : ""}" width="${round(width)}" height="${round(height)}" rx="8"/>`,
    `<path class="tone-${box.tone}" d="M5 .5C2.2 1.3.5 4 .5 8V${round(height - 8)}C.5 ${round(height - 4)} 2.2 ${round(height - 1.3)} 5 ${round(height - 0.5)}Z"/>`,
    `<text class="label" x="${pad.side}" y="${pad.top + 12}">${escaped(fitted(box.label, font.label * bold, inner))}</text>`,
    ...box.lines.map(
      (line, index) =>
        `<text class="line" x="${pad.side}" y="${pad.top + pad.label + 11 + index * pad.line}">${escaped(fitted(line, font.line, inner))}</text>`,
    ),
  ].join("");
}

function chip(box: Box, { width, height }: PlacedBox): string {
  return [
    `<rect class="card${box.wrong ? " wrong" : ""}" width="${width}" height="${height}" rx="3"/>`,
    `<rect class="tone-${box.tone}" width="3" height="${height}" rx="1.5"/>`,
    `<text class="small" x="7" y="10.5">${escaped(fitted(box.label, font.small, width - 11))}</text>`,
  ].join("");
}

type Way = Placed["arrows"][number] | undefined;

function arrowText({ kind }: Arrow, way: Way, compact: boolean): string {
  if (way === undefined || way.points.length < 2) return "";
  const tip = compact ? "" : ' marker-end="url(#tip)"';
  return `<path class="arrow${kind === "data" ? "" : ` ${kind}`}" d="${curve(way.points)}"${tip}/>`;
}

function arrowLabel({ label }: Arrow, way: Way): string {
  if (way?.label === undefined) return "";
  const { x, y } = way.label;
  const width = textWidth(label, font.arrow) + 6;
  return `<rect class="paper" x="${round(x - width / 2)}" y="${round(y - 7)}" width="${round(width)}" height="14" rx="4"/><text class="data" x="${round(x)}" y="${round(y + 3.5)}" text-anchor="middle">${escaped(label)}</text>`;
}

/** A line through all points that is level at each of them. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  const bows = rest.map((to, index) => {
    const from = points[index] ?? first;
    const half = (to.x - from.x) / 2;
    return `C${pair({ x: from.x + half, y: from.y })} ${pair({ x: to.x - half, y: to.y })} ${pair(to)}`;
  });
  return `M${pair(first)}${bows.join("")}`;
}

function legendOf({ boxes, arrows, compact }: Scene): { text: string; width: number } {
  const used = new Set<Tone>(boxes.map(({ tone }) => tone));
  const entries: { mark: string; words: string }[] = Object.entries(tones)
    .filter(([tone]) => used.has(tone as Tone))
    .map(([tone, words]) => ({
      mark: `<rect class="tone-${tone}" y="-9" width="10" height="10" rx="2.5"/>`,
      words,
    }));
  if (!compact && arrows.some(({ kind }) => kind === "kept"))
    entries.push({
      mark: '<path class="arrow kept" d="M0-4H14"/>',
      words: "kept between tasks by the runtime",
    });
  let x = 0;
  const text = entries.map(({ mark, words }) => {
    const at = x;
    x += 20 + textWidth(words, 11.5) + 22;
    return `<g transform="translate(${round(at)} 0)">${mark}<text class="legend" x="20">${escaped(words)}</text></g>`;
  });
  return { text: text.join(""), width: x };
}

const round = (value: number): string => String(Math.round(value * 10) / 10);
const pair = ({ x, y }: Point): string => `${round(x)} ${round(y)}`;

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text in XML, without the control characters XML cannot hold. */
const escaped = (text: string): string =>
  Array.from(
    text,
    (char) => entities[char] ?? (char < " " && !"\t\n\r".includes(char) ? "\ufffd" : char),
  ).join("");

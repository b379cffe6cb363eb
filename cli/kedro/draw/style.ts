import type { Tone } from "./scene";

/** Colours by what they stand for, for light and dark surroundings. */
const light = {
  paper: "#ffffff",
  card: "#ffffff",
  ink: "#0f172a",
  dim: "#64748b",
  line: "#a3b1c6",
  edge: "#d8e0ea",
  wrong: "#dc2626",
  ends: "#475569",
  inherited: "#0284c7",
  warehouse: "#2563eb",
  memory: "#d97706",
  serverless: "#059669",
  pool: "#7c3aed",
} as const;

const dark: Readonly<Record<keyof typeof light, string>> = {
  paper: "#0b1220",
  card: "#131d31",
  ink: "#e8eef7",
  dim: "#94a3b8",
  line: "#55657f",
  edge: "#26344d",
  wrong: "#f87171",
  ends: "#94a3b8",
  inherited: "#38bdf8",
  warehouse: "#60a5fa",
  memory: "#fbbf24",
  serverless: "#34d399",
  pool: "#a78bfa",
};

const variables = (colours: Readonly<Record<string, string>>): string =>
  Object.entries(colours)
    .map(([name, value]) => `--${name}:${value}`)
    .join(";");

export const tones: Readonly<Record<Exclude<Tone, "ends">, string>> = {
  inherited: "the graph's compute",
  warehouse: "a warehouse of its own",
  memory: "Snowpark-optimized warehouse",
  serverless: "serverless",
  pool: "container on a compute pool",
};

/** The drawing's style sheet. It needs nothing from outside. */
export const style = `
svg{${variables(light)};background:var(--paper);font-family:ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
@media (prefers-color-scheme:dark){svg{${variables(dark)}}}
.paper{fill:var(--paper)}
.title{font-size:19px;font-weight:650;fill:var(--ink)}
.facts,.legend{font-size:11.5px;fill:var(--dim)}
.card{fill:var(--card);stroke:var(--edge);stroke-width:1}
.label{font-size:13px;font-weight:600;fill:var(--ink)}
.line{font-size:11px;fill:var(--dim)}
.small{font-size:9px;fill:var(--ink)}
.arrow{fill:none;stroke:var(--line);stroke-width:1.4}
.kept{stroke:var(--inherited);stroke-dasharray:5 3}
.end{stroke:var(--edge);stroke-dasharray:2 3}
.many .arrow{stroke-width:.9;opacity:.65}
.tip{fill:var(--line)}
.data{font-size:10px;fill:var(--dim)}
.pill{fill:var(--ends)}
.pill-text{fill:var(--paper)}
.pill-dim{fill:var(--paper);opacity:.75;font-size:10.5px}
.wrong{stroke:var(--wrong);stroke-width:2}
${Object.keys(light)
  .map((name) => `.tone-${name}{fill:var(--${name})}`)
  .join("")}
`.trim();

import type { KedroOptionRow } from "../../../blueprints/kedro";
import { sections } from "./sections";

/** Every option as Markdown tables, by the sections of the settings file: what docs/kedro.md holds. */
export function optionDocs(): string {
  return sections()
    .map(({ title, entries }) => {
      const rows = entries.flatMap(({ row, members }) => [row, ...members]).map(tableRow);
      return [`### ${title}`, "", "| Option | Default | |", "|---|---|---|", ...rows].join("\n");
    })
    .join("\n\n");
}

function tableRow({ key, type, description, default: usual, example }: KedroOptionRow): string {
  const kind = type.includes("|") ? ` One of ${code(type)}.` : "";
  const shown = example === undefined ? "" : ` Such as ${code(example)}.`;
  return `| ${code(key)} | ${usual === undefined ? "" : code(usual)} | ${cell(description)}${kind}${shown} |`;
}

const cell = (text: string): string => text.replaceAll("|", "\\|");
const code = (text: string): string => `\`${cell(text)}\``;

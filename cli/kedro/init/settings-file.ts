import { stringify } from "yaml";
import type { KedroOptionRow } from "../../../blueprints/kedro";
import { type Entry, sections } from "./sections";

/** Settings that are to stand in the file in force, by key. */
export type Carried = Readonly<Record<string, unknown>>;

const width = 108;

const head = (project: string) =>
  `How ${project} runs in Snowflake. Read by \`floe kedro\` and by the Pulumi program that deploys it. Every option stands here, commented out with its default or an example: take the # away and change it. conf/<env>/floe.yml may say otherwise for one environment. Nothing here is secret: account, user and key come from the SNOWFLAKE_* variables, secrets from Snowflake.`;

/** The text of `floe.yml`: every option with its meaning, those carried over in force. */
export function settingsFile(project: string, carried: Carried, notes: readonly string[] = []): string {
  const lines = comment(head(project));
  for (const note of notes) lines.push("#", ...comment(note));
  for (const { title, entries } of sections()) {
    lines.push("", `# --- ${title} ${"-".repeat(Math.max(3, width - title.length - 7))}`);
    for (const entry of entries) lines.push("", ...entryLines(entry, carried));
  }
  return `${lines.join("\n")}\n`;
}

function entryLines({ row, members }: Entry, carried: Carried): string[] {
  const { key, description } = row;
  const lines = comment(`${description}${choices(row)}`);
  for (const member of members)
    lines.push(...comment(`${nameOf(member)}: ${member.description}${choices(member)}`, "  "));
  if (Object.hasOwn(carried, key))
    return [
      ...lines,
      ...stringify({ [key]: carried[key] })
        .trimEnd()
        .split("\n"),
    ];
  if (members.length === 0) return [...lines, `# ${key}: ${shown(row)}`.trimEnd()];
  return [
    ...lines,
    `# ${key}:`,
    ...members.map((member) => `#   ${nameOf(member)}: ${shown(member)}`.trimEnd()),
  ];
}

const shown = ({ default: usual, example }: KedroOptionRow): string => usual ?? example ?? "";
const nameOf = ({ key }: KedroOptionRow): string => key.split(".").at(-1) ?? key;

/** Kinds that one cannot guess from the value shown. */
const choices = ({ type }: KedroOptionRow): string => (type.includes("|") ? ` One of: ${type}.` : "");

/** A text as comment lines of the file's width; what goes on is indented like its beginning. */
function comment(text: string, indent = ""): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const next = line === "" ? word : `${line} ${word}`;
    if (line !== "" && indent.length + next.length + 2 > width) {
      lines.push(line);
      line = indent === "" ? word : `  ${word}`;
    } else line = next;
  }
  return [...lines, line].map((each) => `# ${indent}${each}`);
}

import { stringify } from "yaml";
import { type OptionText, sections } from "./options";

/** Settings that are to stand in the file in force, by key. */
export type Carried = Readonly<Record<string, unknown>>;

const head = (project: string) => [
  `# How \`${project}\` runs in Snowflake. Read by \`floe kedro\` and by the Pulumi program that deploys it.`,
  "# Every option stands here, commented out with its default or an example: take the # away and change it.",
  "# conf/<env>/floe.yml may say otherwise for one environment. Nothing here is secret: accounts, users and",
  "# keys come from the SNOWFLAKE_* variables, secrets from Snowflake.",
];

/** The text of `floe.yml`: every option with its meaning, those carried over in force. */
export function settingsFile(project: string, carried: Carried, notes: readonly string[] = []): string {
  const lines = head(project);
  for (const note of notes) lines.push(...wrapped(`# ${note}`));
  for (const { title, options } of sections) {
    lines.push("", `# --- ${title} ${"-".repeat(Math.max(3, 96 - title.length))}`);
    for (const option of options) lines.push("", ...optionLines(option, carried));
  }
  return `${lines.join("\n")}\n`;
}

function optionLines(option: OptionText, carried: Carried): string[] {
  const about = option.about.map((line) => `# ${line}`);
  const set = Object.hasOwn(carried, option.key);
  const text = stringify(
    { [option.key]: set ? carried[option.key] : option.shown },
    { flowCollectionPadding: false },
  );
  const lines = text.trimEnd().split("\n");
  return [...about, ...(set ? lines : lines.map((line) => `# ${line}`))];
}

function wrapped(line: string): string[] {
  const result: string[] = [];
  let rest = line;
  while (rest.length > 110) {
    const at = rest.lastIndexOf(" ", 110);
    result.push(rest.slice(0, at));
    rest = `#   ${rest.slice(at + 1)}`;
  }
  return [...result, rest];
}

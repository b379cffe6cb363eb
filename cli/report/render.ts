import type { Change, Preview } from "./preview";
import { costs, destructive, revoked } from "./risks";

/** GitHub refuses longer comments. */
export const COMMENT_LIMIT = 65_536;

export const marker = (stack: string): string => `<!-- floe preview ${stack} -->`;

/** The preview as Markdown: what needs eyes first, then every change by component. */
export function render(stack: string, preview: Preview): string {
  const failed = preview.errors.length > 0;
  return [
    marker(stack),
    `### ${failed ? "❌" : preview.changes.length === 0 ? "✅" : "📋"} Preview of \`${stack}\``,
    summary(preview),
    ...(failed
      ? [
          section(
            "Errors",
            preview.errors.map((error) => fence(error)),
          ),
        ]
      : []),
    ...warnings(preview.changes),
    ...byComponent(preview.changes),
  ].join("\n\n");
}

/** The comment: the whole text when it fits, else its beginning and where the rest is. */
export function comment(stack: string, preview: Preview, fullTextAt: string): string {
  const text = render(stack, preview);
  if (text.length <= COMMENT_LIMIT) return text;
  const rest = `\n\n… too long for a comment: the full preview is in ${fullTextAt}`;
  const cut = text.slice(0, COMMENT_LIMIT - rest.length - 200);
  const open = (cut.match(/^```/gm)?.length ?? 0) % 2 === 1 ? "\n```" : "";
  const details =
    (cut.match(/<details>/g)?.length ?? 0) > (cut.match(/<\/details>/g)?.length ?? 0) ? "\n</details>" : "";
  return `${cut.slice(0, cut.lastIndexOf("\n"))}${open}${details}${rest}`;
}

function summary({ changes, unchanged, errors }: Preview): string {
  if (errors.length > 0 && changes.length === 0)
    return "The preview failed: nothing is known about its changes.";
  if (changes.length === 0) return `No change (${unchanged} unchanged).`;
  const counts = new Map<string, number>();
  for (const { op } of changes) counts.set(op, (counts.get(op) ?? 0) + 1);
  return `${[...counts].map(([op, count]) => `**${count}** ${op}`).join(", ")}, ${unchanged} unchanged.`;
}

function warnings(changes: readonly Change[]): string[] {
  const lost = destructive(changes).map(
    (change) => `- ⚠️ **${change.op}** ${named(change)}${because(change)}`,
  );
  const grants = revoked(changes).map((change) => `- 🔑 ${change.op} ${named(change)}`);
  const paid = changes
    .filter(({ op }) => !op.startsWith("delete"))
    .flatMap((change) => costs(change).map((cost) => `- 💰 ${named(change)}: \`${clean(cost)}\``));
  return [
    ...(lost.length > 0 ? [section("Loses data", lost)] : []),
    ...(grants.length > 0 ? [section("Takes access away", grants)] : []),
    ...(paid.length > 0 ? [section("Costs by the hour", paid)] : []),
  ];
}

function byComponent(changes: readonly Change[]): string[] {
  const groups = new Map<string, Change[]>();
  for (const change of changes) {
    const key = change.components.at(-1) ?? "stack";
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [...groups].map(([component, members]) => {
    const rows = members.map(
      (change) => `| ${change.op} | ${named(change)} | ${clean(change.because.join(", "))} |`,
    );
    return [
      `<details><summary><b>${clean(component)}</b>: ${members.length}</summary>`,
      "",
      "| | resource | because |",
      "|---|---|---|",
      ...rows,
      "</details>",
    ].join("\n");
  });
}

const section = (title: string, lines: readonly string[]): string =>
  [`**${title}**`, "", ...lines].join("\n");
const named = ({ type, name }: Change): string =>
  `\`${clean(type.split(":").at(-1) ?? type)}\` ${clean(name)}`;
const because = ({ because: reasons }: Change): string =>
  reasons.length > 0 ? ` because of ${clean(reasons.join(", "))}` : "";
const fence = (text: string): string => `\`\`\`\n${text.replaceAll("```", "'''").slice(0, 8_000)}\n\`\`\``;

/** Names come from the program: none may break out of the table or mention somebody. */
const clean = (text: string): string =>
  text
    .replace(/[\r\n]+/g, " ")
    .replaceAll("|", "\\|")
    .replaceAll("`", "'")
    .replaceAll("<", "&lt;")
    .replaceAll("@", "@\u200b");

/** A Markdown table. Cells are not padded: a longer one would change every line of its column. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (row: readonly string[]) => `| ${row.map(cell).join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}

/** A pipe would end the cell and a line break the row. */
function cell(text: string): string {
  return text
    .replaceAll("|", "\\|")
    .replaceAll(/\s*\n\s*/g, " ")
    .trim();
}

/** Blocks of a page, one blank line between them. */
export function blocks(...parts: readonly (string | readonly string[] | undefined)[]): string {
  return `${parts
    .flatMap((part) => part ?? [])
    .filter((part) => part !== "")
    .join("\n\n")}\n`;
}

export function code(text: string): string {
  return `\`${text}\``;
}

export function fenced(language: string, text: string): string {
  return ["```" + language, text.trim(), "```"].join("\n");
}

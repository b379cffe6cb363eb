/** A Markdown table in the form the formatter gives it: columns as wide as their widest cell. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [header, ...rows].map((row) => row.map(cell));
  const widths = header.map((_, column) => Math.max(3, ...cells.map((row) => widthOf(row[column] ?? ""))));
  const line = (row: readonly string[]) =>
    `| ${widths.map((width, column) => padded(row[column] ?? "", width)).join(" | ")} |`;
  const [first = [], ...others] = cells;
  return [
    line(first),
    `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`,
    ...others.map(line),
  ].join("\n");
}

/** A pipe would end the cell and a line break the row. */
function cell(text: string): string {
  return text
    .replaceAll("|", "\\|")
    .replaceAll(/\s*\n\s*/g, " ")
    .trim();
}

function widthOf(text: string): number {
  return text.length;
}

function padded(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
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

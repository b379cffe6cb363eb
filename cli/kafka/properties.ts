/** A Java properties file as Kafka's own tools take it: `key=value` or `key: value`, `#` comments, `\` at a line's end. */
export function parseProperties(text: string): Readonly<Record<string, string>> {
  const lines = text.replace(/\\\r?\n\s*/g, "").split(/\r?\n/);
  const found: Record<string, string> = {};
  for (const line of lines) {
    const match = /^\s*([^#!=:\s][^=:\s]*)\s*[=:\s]\s*(.*)$/.exec(line);
    if (match !== null) found[match[1] ?? ""] = unescape((match[2] ?? "").trimEnd());
  }
  return found;
}

const unescape = (value: string): string =>
  value.replace(/\\(.)/g, (_, letter: string) => ({ n: "\n", t: "\t", r: "\r" })[letter] ?? letter);

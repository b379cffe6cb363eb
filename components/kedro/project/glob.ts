/**
 * A matcher of paths with `/`: `*` and `?` stay within a folder, `**` goes through folders. A pattern without wildcards
 * means the path itself and all below it.
 */
export function matcher(patterns: readonly string[]): (path: string) => boolean {
  const rules = patterns.map((pattern) => {
    const whole = pattern.replace(/^\.?\//, "").replace(/\/+$/, "");
    const source = whole
      .split(/(\*\*\/|\*\*|\*|\?)/)
      .map((part) => wildcards[part] ?? part.replace(/[.+^${}()|[\]\\]/g, "\\$&"))
      .join("");
    return new RegExp(`^${source}(/.*)?$`);
  });
  return (path) => rules.some((rule) => rule.test(path));
}

const wildcards: Readonly<Record<string, string>> = {
  "**/": "(?:.*/)?",
  "**": ".*",
  "*": "[^/]*",
  "?": "[^/]",
};

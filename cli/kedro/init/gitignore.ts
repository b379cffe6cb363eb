/** Files that must not be committed, of the project and of the deployment. */
const wanted = ["conf/local/**", "**/*credentials*", "deploy/node_modules/", "deploy/index.js", ".floe/"];

/** What a project's .gitignore lacks; the text is left as it is otherwise. Undefined: nothing. */
export function missingIgnores(text: string, program: string): string[] {
  const lines = new Set(text.split(/\r?\n/).map((line) => bare(line.trim())));
  return wanted
    .map((pattern) => pattern.replace(/^deploy\//, `${program}/`))
    .filter((pattern) => !lines.has(bare(pattern)));
}

export function withIgnores(text: string, patterns: readonly string[]): string {
  const gap = text === "" || text.endsWith("\n") ? "" : "\n";
  return `${text}${gap}${text === "" ? "" : "\n"}# Deployment to Snowflake\n${patterns.join("\n")}\n`;
}

/** `conf/local/**`, `conf/local/` and `/conf/local` mean the same here. */
const bare = (line: string): string => line.replace(/^\//, "").replace(/\/(\*\*|\*)?$/, "");

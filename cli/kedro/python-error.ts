/** A Python error for people: what it says, and where in the project it was. */
export interface PythonError {
  /** `ValueError: told to fail`. */
  readonly gist: string;
  /** `src/spaceflights/nodes.py:12 in total`, outermost first. */
  readonly frames: readonly string[];
}

const frame = /^\s*File "([^"]+)", line (\d+), in (.+)$/;
/** Where tasks unpack the project. */
const unpacked = /^.*?\/floe-[^/]+\/(?:[^/]+\/)*?project\//;
const raised =
  /^\s*((?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*(?:Error|Exception|Exit|Interrupt|Warning|Missing|NotFound|Failed)?)(: [\s\S]*)?$/;

/** Reads Snowflake's report of a failed Python handler; another text is its own gist. */
export function pythonError(text: string): PythonError {
  const lines = text
    .replace(/\n\s*in function \S+ with handler \S+\s*$/, "")
    .trim()
    .split("\n");
  const at = lines.findIndex((line) => line.includes("Traceback (most recent call last)"));
  if (at < 0) return { gist: oneLine(text, 500), frames: [] };
  const frames: string[] = [];
  let last = at;
  lines.forEach((line, index) => {
    const [, file, number, name] = frame.exec(line) ?? [];
    if (file === undefined) return;
    last = index;
    if (unpacked.test(file)) frames.push(`${file.replace(unpacked, "")}:${number ?? ""} in ${name ?? ""}`);
  });
  const rest = lines.slice(last + 1);
  const begin = rest.findIndex(
    (line) => !/^\s{4,}/.test(line) && !/^\s*[\^~]+\s*$/.test(line) && raised.test(line),
  );
  const gist = oneLine(rest.slice(Math.max(0, begin)).join(" "), 500);
  return { gist: gist === "" ? oneLine(text, 500) : gist, frames };
}

/** A text on one line, not longer than a screen is wide. */
export function oneLine(text: string, most = 120): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}

import pc from "picocolors";

/** Writes what a command says: results to stdout, progress and errors to stderr, one JSON document with `--json`. */
export class Output {
  readonly live: boolean;
  private region = 0;

  constructor(readonly json: boolean) {
    this.live = !json && process.stderr.isTTY && process.env.TERM !== "dumb";
  }

  /** A line of progress. */
  note(line: string): void {
    if (this.json) return;
    this.clear();
    process.stderr.write(`${line}\n`);
  }

  /** A line of the result. */
  print(line = ""): void {
    if (this.json) return;
    this.clear();
    process.stdout.write(`${line}\n`);
  }

  /** The whole result as JSON; nothing else goes to stdout then. */
  document(value: unknown): void {
    if (this.json) process.stdout.write(`${JSON.stringify(value)}\n`);
  }

  error(message: string, code: number): void {
    this.clear();
    if (this.json) process.stdout.write(`${JSON.stringify({ error: message, code })}\n`);
    else process.stderr.write(`${pc.red("error:")} ${message}\n`);
  }

  /** Redraws the lines below the last printed one. Does nothing where the terminal cannot. */
  draw(lines: readonly string[]): void {
    if (!this.live) return;
    const width = Math.max(20, process.stderr.columns - 1);
    this.clear();
    for (const line of lines) process.stderr.write(`${clip(line, width)}\n`);
    this.region = lines.length;
  }

  clear(): void {
    if (this.region > 0) process.stderr.write(`\u001b[${this.region}A\u001b[0J`);
    this.region = 0;
  }
}

/** Rows under a header, columns padded; numbers to the right. */
export function table(header: readonly string[], rows: readonly (readonly unknown[])[]): string[] {
  const text = rows.map((row) => row.map(cell));
  const widths = header.map((name, at) => Math.max(name.length, ...text.map((row) => row[at]?.length ?? 0)));
  const right = header.map((_, at) => rows.length > 0 && rows.every((row) => typeof row[at] === "number"));
  const line = (cells: readonly string[]) =>
    cells
      .map((value, at) => (right[at] ? value.padStart(widths[at] ?? 0) : value.padEnd(widths[at] ?? 0)))
      .join("  ")
      .trimEnd();
  return [pc.bold(line(header)), ...text.map(line)];
}

export function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (value instanceof Date)
    return value
      .toISOString()
      .replace("T", " ")
      .replace(/\.?0*Z$/, "")
      .replace(/ 00:00:00$/, "");
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean")
    return String(value);
  return JSON.stringify(value);
}

const ESCAPE = "\u001b";
const COLOUR = new RegExp(`(${ESCAPE}\\[[0-9;]*m)`);

/** Cuts a line to the terminal's width; colour codes take no room. */
function clip(line: string, width: number): string {
  let shown = 0;
  let out = "";
  for (const part of line.split(COLOUR)) {
    if (part.startsWith("\u001b[")) out += part;
    else {
      out += part.slice(0, Math.max(0, width - shown));
      shown += part.length;
    }
  }
  return shown > width ? `${out}${pc.reset("")}` : out;
}

export const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MB`;

export function seconds(value: number): string {
  if (value < 120) return `${value < 10 ? value.toFixed(1) : String(Math.round(value))} s`;
  const minutes = Math.round(value / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

import { invalid } from "../front/errors";

/** One step of a JSONPath: a member, positions, or a range of positions. */
type Step = { members: string[] } | { positions: number[] } | { from?: number; to?: number };

/** A filter of DataProcessing: the JSONPath subset that the service documents for batch transform. */
export class Filter {
  private constructor(private readonly steps: Step[]) {}

  static readonly everything = new Filter([]);

  /** Reads `$`, `$.a.b`, `$['a','b']`, `$[0,2]`, `$[1:]`, `$[:-1]`, `$[-1]` and their sequences. */
  static parse(text: string, member: string): Filter {
    const refuse = (): never => {
      throw invalid(
        `${member} "${text}" is not a JSONPath of batch transform: use $, $.name, $['a','b'], $[0,2], $[1:] or $[:-1]`,
      );
    };
    if (!text.startsWith("$")) refuse();
    const steps: Step[] = [];
    let rest = text.slice(1);
    while (rest.length > 0) {
      const dotted = /^\.([A-Za-z_][\w-]*)/u.exec(rest);
      const bracket = /^\[([^\]]+)\]/u.exec(rest);
      if (dotted) steps.push({ members: [dotted[1] ?? ""] });
      else if (bracket) steps.push(inBrackets(bracket[1] ?? "") ?? refuse());
      else refuse();
      rest = rest.slice((dotted ?? bracket)?.[0].length ?? rest.length);
    }
    return new Filter(steps);
  }

  get isEverything(): boolean {
    return this.steps.length === 0;
  }

  /** What the path selects of one record; `undefined` when it selects nothing. */
  apply(record: unknown): unknown {
    let value = record;
    for (const step of this.steps) value = select(value, step);
    return value;
  }

  /** The same on a CSV record's cells: a path of one step over positions. */
  cells(cells: string[]): string[] | undefined {
    if (this.isEverything) return cells;
    const selected = this.apply(cells);
    if (Array.isArray(selected))
      return selected.every((each) => typeof each === "string") ? selected : undefined;
    return typeof selected === "string" ? [selected] : undefined;
  }
}

function inBrackets(text: string): Step | undefined {
  const quoted =
    /^\s*'[^']+'(\s*,\s*'[^']+')*\s*$/u.test(text) || /^\s*"[^"]+"(\s*,\s*"[^"]+")*\s*$/u.test(text);
  if (quoted) return { members: text.split(",").map((part) => part.trim().slice(1, -1)) };
  const range = /^\s*(-?\d+)?\s*:\s*(-?\d+)?\s*$/u.exec(text);
  if (range) {
    const end = (part: string | undefined) => (part === undefined ? undefined : Number(part));
    return { from: end(range[1]), to: end(range[2]) };
  }
  if (/^\s*-?\d+(\s*,\s*-?\d+)*\s*$/u.test(text)) return { positions: text.split(",").map(Number) };
  return undefined;
}

function select(value: unknown, step: Step): unknown {
  if ("members" in step) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    const record = value as Record<string, unknown>;
    const [only] = step.members;
    if (step.members.length === 1 && only !== undefined) return record[only];
    return Object.fromEntries(
      step.members.filter((name) => name in record).map((name) => [name, record[name]]),
    );
  }
  if (!Array.isArray(value)) return undefined;
  const items = value as unknown[];
  if (!("positions" in step)) return items.slice(step.from, step.to);
  const [only] = step.positions;
  if (step.positions.length === 1 && only !== undefined) return items.at(only);
  return step.positions.map((position) => items.at(position)).filter((item) => item !== undefined);
}

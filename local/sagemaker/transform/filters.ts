import {
  type Choice,
  longestFilter,
  parseRecordFilter,
  type Step,
} from "../../../blueprints/sagemaker/record-filter";
import { invalid } from "../front/errors";

/** A filter of DataProcessing, applied to records. */
export class Filter {
  private constructor(private readonly steps: readonly Step[]) {}

  static readonly everything = new Filter([]);

  static parse(text: string, member: string): Filter {
    const steps = text.length <= longestFilter ? parseRecordFilter(text) : undefined;
    if (steps !== undefined) return new Filter(steps);
    throw invalid(
      `${member} "${text}" is not a JSONPath of batch transform: use $, $.name, $.*, $['a','b'], $[0,2], $[1:] or $[:-1]`,
    );
  }

  get isEverything(): boolean {
    return this.steps.length === 0;
  }

  /** What the path selects of one record; `undefined` when it selects nothing or names a position that is not there. */
  apply(record: unknown): unknown {
    let value = record;
    for (const { choices } of this.steps) value = select(value, choices);
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

function select(value: unknown, choices: readonly Choice[]): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Array.isArray(value)
    ? ofList(value as unknown[], choices)
    : ofObject(value as Record<string, unknown>, choices);
}

function ofObject(record: Record<string, unknown>, choices: readonly Choice[]): unknown {
  const [only, ...more] = choices;
  if (only === undefined || "position" in only || "from" in only) return undefined;
  if ("all" in only) return more.length === 0 ? Object.values(record) : undefined;
  if (more.length === 0) return record[only.name];
  const names = choices.flatMap((choice) => ("name" in choice ? [choice.name] : []));
  return Object.fromEntries(names.filter((name) => name in record).map((name) => [name, record[name]]));
}

function ofList(items: unknown[], choices: readonly Choice[]): unknown {
  const [only, ...more] = choices;
  if (only !== undefined && more.length === 0 && "position" in only) return items.at(only.position);
  const chosen: unknown[] = [];
  for (const choice of choices) {
    if ("name" in choice) return undefined;
    if ("all" in choice) chosen.push(...items);
    else if ("from" in choice) chosen.push(...items.slice(choice.from, choice.to));
    else {
      const item = items.at(choice.position);
      if (item === undefined) return undefined;
      chosen.push(item);
    }
  }
  return chosen;
}

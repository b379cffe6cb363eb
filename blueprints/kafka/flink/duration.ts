import type { Problems } from "../../checks";

const units = { second: 1, minute: 60, hour: 3600, day: 86_400 } as const;
type Unit = keyof typeof units;

/** A length of time in words: `30 seconds`, `5 minutes`, `1 hour`. */
export function parseDuration(text: string): { readonly seconds: number; readonly sql: string } | undefined {
  const [, count, unit] = /^(\d{1,4}) (second|minute|hour|day)s?$/i.exec(text.trim()) ?? [];
  if (count === undefined || unit === undefined || Number(count) === 0) return undefined;
  const seconds = Number(count) * units[unit.toLowerCase() as Unit];
  // An interval's leading field holds two digits unless it is told more.
  const precision = count.length > 2 ? `(${count.length})` : "";
  return { seconds, sql: `INTERVAL '${Number(count)}' ${unit.toUpperCase()}${precision}` };
}

export function checkDuration(problems: Problems, argument: string, text: string): number | undefined {
  const parsed = parseDuration(text);
  problems.require(
    parsed !== undefined,
    argument,
    `"${text}" is no length of time`,
    "write it like 30 seconds, 5 minutes or 1 hour",
  );
  return parsed?.seconds;
}

/** Seconds of a length that was checked. */
export function intervalSeconds(text: string): number {
  return parseDuration(text)?.seconds ?? NaN;
}

/** SQL of a length that was checked. */
export function intervalSql(text: string): string {
  const parsed = parseDuration(text);
  if (parsed === undefined) throw new Error(`"${text}" is no length of time: write it like 5 minutes`);
  return parsed.sql;
}

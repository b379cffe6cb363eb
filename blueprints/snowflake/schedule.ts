import type { Problems } from "../checks/problems";
import { isPlain } from "../checks/values";

const fields = [
  { name: "minute", min: 0, max: 59 },
  { name: "hour", min: 0, max: 23 },
  { name: "day of month", min: 1, max: 31, letters: /^L$/ },
  {
    name: "month",
    min: 1,
    max: 12,
    names: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
  },
  {
    name: "day of week",
    min: 0,
    max: 6,
    names: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
    letters: /^[0-6]L$/,
  },
] as const;

/**
 * When a task runs: `5 MINUTES`, `30 SECONDS`, `1 HOUR`, or `USING CRON 0 6 * * * Europe/Berlin`
 * (doc page "CREATE TASK", SCHEDULE).
 */
export function checkSchedule(problems: Problems, argument: string, value: unknown): boolean {
  if (value === undefined || !isPlain(value)) return true;
  const reason = scheduleProblem(String(value));
  return problems.require(
    reason === undefined,
    argument,
    `"${String(value)}" is not a task schedule: ${reason ?? ""}`,
    "write '5 MINUTES' or 'USING CRON 0 6 * * * UTC'",
  );
}

/** Why a text is not a schedule, or undefined when it is one. */
export function scheduleProblem(text: string): string | undefined {
  const interval = /^(\d+)\s*(SECONDS?|S|MINUTES?|M|HOURS?|H)$/i.exec(text.trim());
  if (interval !== null) return intervalProblem(Number(interval[1]), (interval[2] ?? "").toUpperCase());
  const cron = /^USING\s+CRON\s+(.+?)\s+([A-Za-z_]+(?:\/[\w+-]+)*)$/i.exec(text.trim());
  if (cron === null) return "neither an interval nor USING CRON with five fields and a time zone";
  return cronProblem(cron[1] ?? "") ?? zoneProblem(cron[2] ?? "");
}

function intervalProblem(count: number, unit: string): string | undefined {
  const seconds = count * (unit.startsWith("S") ? 1 : unit.startsWith("M") ? 60 : 3600);
  if (seconds < 10) return "the shortest interval is 10 seconds";
  return seconds > 11520 * 60 ? "the longest interval is 11520 minutes (8 days)" : undefined;
}

/** Why a five-field cron text is wrong. */
export function cronProblem(text: string): string | undefined {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== 5)
    return `cron needs 5 fields (minute hour day-of-month month day-of-week), not ${parts.length}`;
  for (const [index, field] of fields.entries()) {
    const wrong = (parts[index] ?? "").split(",").find((item) => !validItem(item, field));
    if (wrong !== undefined) return `"${wrong}" is not a ${field.name} (${field.min} to ${field.max})`;
  }
  return undefined;
}

type Field = {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
  readonly letters?: RegExp;
};

function validItem(item: string, field: Field): boolean {
  if (field.letters?.test(item.toUpperCase()) === true) return true;
  const [range = "", step, ...rest] = item.split("/");
  if (rest.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) return false;
  if (range === "*") return true;
  const ends = range.split("-");
  if (ends.length > 2) return false;
  const [low = -1, high = low] = ends.map((end) => position(end, field));
  return low >= field.min && high <= field.max && low <= high;
}

function position(text: string, field: Field): number {
  const named = field.names?.indexOf(text.toUpperCase()) ?? -1;
  if (named >= 0) return named + field.min;
  return /^\d+$/.test(text) ? Number(text) : -1;
}

function zoneProblem(zone: string): string | undefined {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return undefined;
  } catch {
    return `"${zone}" is not a time zone of the IANA data base`;
  }
}

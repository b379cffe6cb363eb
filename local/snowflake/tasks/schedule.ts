import { Cron } from "croner";
import { SnowflakeError } from "../core/errors";

/** When a root task runs by itself. */
export interface Schedule {
  /** The first moment after `from` (epoch milliseconds) at which the task is due. */
  next(from: number): number;
}

const UNITS: Readonly<Record<string, number>> = {
  SECOND: 1000,
  SECONDS: 1000,
  MINUTE: 60_000,
  MINUTES: 60_000,
  HOUR: 3_600_000,
  HOURS: 3_600_000,
  M: 60_000,
  S: 1000,
  H: 3_600_000,
};
const SHORTEST = 10_000;
const LONGEST = 11_520 * 60_000;

const invalid = (text: string, rule: string): SnowflakeError =>
  new SnowflakeError(
    "001003",
    "22023",
    `SQL compilation error:\ninvalid value '${text}' for property 'SCHEDULE': ${rule}`,
  );

/** Seconds of `5 MINUTES`, `10 SECONDS` or `1 HOUR`; undefined when it is none. */
export function seconds(text: string): number | undefined {
  const interval = /^\s*(\d+)\s*([A-Za-z]+)\s*$/.exec(text);
  const unit = UNITS[(interval?.[2] ?? "").toUpperCase()];
  return interval === null || unit === undefined ? undefined : (Number(interval[1]) * unit) / 1000;
}

/** Reads `5 MINUTES`, `10 SECONDS`, `1 HOUR` or `USING CRON <minute hour day month weekday> <time zone>`. */
export function parseSchedule(text: string): Schedule {
  const cron = /^\s*USING\s+CRON\s+((?:\S+\s+){5})(\S+)\s*$/i.exec(text);
  if (cron !== null) return cronSchedule(text, (cron[1] ?? "").trim(), cron[2] ?? "");
  const every = (seconds(text) ?? 0) * 1000;
  if (every === 0)
    throw invalid(text, "write '<n> SECONDS | MINUTES | HOURS' or 'USING CRON <five fields> <time zone>'");
  if (every < SHORTEST || every > LONGEST)
    throw invalid(text, "the interval must be within 10 seconds to 11520 minutes (8 days)");
  return { next: (from) => from + every };
}

function cronSchedule(text: string, fields: string, timezone: string): Schedule {
  let job: Cron;
  try {
    job = new Cron(fields, { timezone, paused: true, mode: "5-part" });
    job.nextRun();
  } catch (error) {
    throw invalid(text, error instanceof Error ? error.message : String(error));
  }
  return { next: (from) => job.nextRun(new Date(from))?.getTime() ?? Number.POSITIVE_INFINITY };
}

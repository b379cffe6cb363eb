export const periods = ["day", "week", "month"] as const;
export type Period = (typeof periods)[number];

const day = 86_400_000;

/** The period a moment lies in, in UTC: `2026-11-21`, `2026-W47` (ISO 8601) or `2026-11`. */
export function periodOf(every: Period, now: Date): string {
  const date = now.toISOString().slice(0, 10);
  if (every === "day") return date;
  if (every === "month") return date.slice(0, 7);
  // The ISO week belongs to the year its Thursday is in.
  const midnight = Date.parse(date);
  const thursday = new Date(midnight + (4 - (new Date(midnight).getUTCDay() || 7)) * day);
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  const week = Math.floor((thursday.getTime() - first) / day / 7) + 1;
  return `${thursday.getUTCFullYear()}-W${String(week).padStart(2, "0")}`;
}

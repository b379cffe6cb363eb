const units: Readonly<Record<string, number>> = { S: 1, M: 60, H: 3600 };

/** Seconds of `15 MINUTES`, `30 s` or `1 HOUR`; undefined when it is none. */
export function intervalSeconds(text: string): number | undefined {
  const match = /^(\d+)\s*(SECONDS?|S|MINUTES?|M|HOURS?|H)$/i.exec(text.trim());
  return match === null
    ? undefined
    : Number(match[1]) * (units[(match[2] ?? "")[0]?.toUpperCase() ?? ""] ?? 0);
}

/** One way to write each interval: minutes where they are whole, which every account takes. */
export function canonicalInterval(text: string): string {
  const seconds = intervalSeconds(text);
  if (seconds === undefined) return text.trim();
  return seconds % 60 === 0 ? `${seconds / 60} MINUTES` : `${seconds} SECONDS`;
}

/** What a task of a Kedro graph answered, read leniently: an older runtime may say less. */
export interface Returned {
  readonly skipped: boolean;
  /** Rows, or what else a dataset counts, by dataset. */
  readonly read: Readonly<Record<string, number>>;
  readonly written: Readonly<Record<string, number>>;
}

const none: Returned = { skipped: false, read: {}, written: {} };

export function returned(text: string): Returned {
  if (!text.startsWith("{")) return none;
  try {
    const value = JSON.parse(text) as Readonly<Record<string, unknown>>;
    return { skipped: value.skipped === true, read: counts(value.in), written: counts(value.out) };
  } catch {
    return none;
  }
}

export const wasSkipped = (text: string): boolean => returned(text).skipped;

function counts(value: unknown): Record<string, number> {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, number] => typeof entry[1] === "number"),
  );
}

/** `companies 77,096 → clean_companies 77,096`, as far as known. */
export function rowsText(text: string): string {
  const { read, written } = returned(text);
  const list = (of: Readonly<Record<string, number>>) =>
    Object.entries(of)
      .map(([name, rows]) => `${name} ${rows.toLocaleString("en-US")}`)
      .join(", ");
  const [from, to] = [list(read), list(written)];
  if (from === "" && to === "") return "";
  return from === "" ? `→ ${to}` : to === "" ? from : `${from} → ${to}`;
}

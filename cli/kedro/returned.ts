/** Rows by dataset; null where a dataset does not count any. */
export type Counts = Readonly<Record<string, number | null>>;

/** What a task of a Kedro graph answered, read leniently: an older runtime may say less. */
export interface Returned {
  readonly skipped: boolean;
  /** Nodes it ran; undefined where it does not say. */
  readonly nodes: readonly string[] | undefined;
  readonly read: Counts;
  readonly written: Counts;
}

const none: Returned = { skipped: false, nodes: undefined, read: {}, written: {} };

export function returned(text: string): Returned {
  if (!text.startsWith("{")) return none;
  try {
    const value = JSON.parse(text) as Readonly<Record<string, unknown>>;
    return {
      skipped: value.skipped === true,
      nodes: names(value.nodes),
      read: counts(value.in),
      written: counts(value.out),
    };
  } catch {
    return none;
  }
}

export const wasSkipped = (text: string): boolean => returned(text).skipped;

function names(value: unknown): string[] | undefined {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : undefined;
}

function counts(value: unknown): Counts {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).map(([name, rows]) => [name, typeof rows === "number" ? rows : null]),
  );
}

/** `companies 77,096 → clean_companies 77,096, model`, as far as known. */
export function rowsText(text: string): string {
  const { read, written } = returned(text);
  const list = (of: Counts) =>
    Object.entries(of)
      .map(([name, rows]) => (rows === null ? name : `${name} ${rows.toLocaleString("en-US")}`))
      .join(", ");
  const [from, to] = [list(read), list(written)];
  if (from === "" && to === "") return "";
  return from === "" ? `→ ${to}` : to === "" ? from : `${from} → ${to}`;
}

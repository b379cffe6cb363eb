import { CommittedReader, placed, PLACED, type Read } from "./committed";

/** A row as the envelope's images show it. */
export type Row = Readonly<Record<string, unknown>>;

interface Envelope {
  readonly before: Row | null;
  readonly after: Row | null;
  readonly op: string;
  readonly ts_ms: number;
  readonly source: { readonly batch: number; readonly row: number };
}

/**
 * What a committed reader of changes has seen, change by change. Every change tells the row before and after it, so a
 * key's changes are a chain: one that is lost, doubled or out of order breaks it.
 */
export class Ledger {
  /** The present row of each key, as text. */
  readonly rows = new Map<string, string>();
  changes = 0;
  /** Changes of the same staged row, seen again. */
  duplicates = 0;
  /** Changes that do not begin where their key's last one ended, and are no duplicates. */
  broken: string[] = [];
  /** Changes staged earlier than one their partition had already. */
  disordered = 0;
  /** Greatest value of the row's STEP seen. */
  step = 0;
  readonly counts: Record<string, number> = {};
  private readonly seen = new Set<number>();
  private readonly last = new Map<number, number>();

  take({ partition, key, value }: Read): void {
    const { before, after, op, source } = JSON.parse(value) as Envelope;
    this.changes++;
    this.counts[op] = (this.counts[op] ?? 0) + 1;
    const place = source.batch * 1_000_000 + source.row;
    const again = this.seen.has(place);
    this.seen.add(place);
    if (again) this.duplicates++;
    else {
      if (place < (this.last.get(partition) ?? 0)) this.disordered++;
      this.last.set(partition, place);
      const [was, now] = [before && JSON.stringify(before), this.rows.get(key) ?? null];
      if (was !== now)
        this.broken.push(`${key} ${op} in batch ${source.batch}: ${was ?? "-"} follows ${now ?? "-"}`);
    }
    if (after === null) this.rows.delete(key);
    else this.rows.set(key, JSON.stringify(after));
    const step = Number(after?.["STEP"] ?? 0);
    if (step > this.step) this.step = step;
  }

  /** Starts to read a topic from its beginning. */
  follow(bootstrap: string, topic: string): Promise<CommittedReader> {
    return CommittedReader.open(bootstrap, topic, {
      each: placed((record) => this.take(record)),
      formatter: PLACED,
    });
  }
}

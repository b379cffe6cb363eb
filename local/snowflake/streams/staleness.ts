import type { Database } from "../core/account";
import type { CatalogObject } from "../core/cloud";
import { LOG_SCHEMA } from "./log";

const DAY = 86_400_000;

/** When each stream's offset last advanced. Kept in memory; the truth is in the database. */
export class Staleness {
  private readonly offsets = new Map<number, number>();

  constructor(readonly now: () => number = Date.now) {}

  async load(database: Database): Promise<void> {
    const connection = await database.connect();
    try {
      const rows = await connection.runAndReadAll(
        `SELECT stream_id, epoch_ms("at") FROM ${LOG_SCHEMA}.offsets`,
      );
      for (const [id, at] of rows.getRows()) this.offsets.set(Number(id), Number(at));
    } finally {
      connection.closeSync();
    }
  }

  consumed(streamId: number): void {
    this.offsets.set(streamId, this.now());
  }

  offsetOf(stream: CatalogObject): number {
    return this.offsets.get(stream.id) ?? stream.createdOn;
  }

  /** When the stream's offset leaves the table's retention, extended to at least 14 days by default. */
  staleAfter(stream: CatalogObject, table: CatalogObject | undefined): number {
    const days = (name: string, fallback: number): number => {
      const value = table?.properties[name];
      return typeof value === "number" ? value : fallback;
    };
    const kept = Math.max(
      days("DATA_RETENTION_TIME_IN_DAYS", 1),
      days("MAX_DATA_EXTENSION_TIME_IN_DAYS", 14),
    );
    return this.offsetOf(stream) + kept * DAY;
  }
}

export const isStale = (
  stream: CatalogObject,
  table: CatalogObject | undefined,
  staleness: Staleness,
): boolean => table === undefined || staleness.now() > staleness.staleAfter(stream, table);

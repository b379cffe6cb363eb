import { randomBytes } from "node:crypto";
import { EncodedResult } from "../query/encode";
import type { Result } from "../core/result";

/** Rows past which a result is handed out in pieces, which drivers fetch one after the other while they are read. */
const WHOLE = 100_000;
const FIRST = 20_000;
const PIECE = 50_000;

/** A large result's later rows, each piece under an address that cannot be guessed, as Snowflake's are. */
export class Pieces {
  private readonly key = randomBytes(16).toString("hex");

  private constructor(private readonly rows: readonly string[]) {}

  /** Undefined when the result is handed out whole. */
  static of(result: Result): Pieces | undefined {
    return result instanceof EncodedResult && result.encoded.length > WHOLE
      ? new Pieces(result.encoded)
      : undefined;
  }

  /** What comes with the answer itself. */
  first(): string {
    return `[${this.rows.slice(0, FIRST).join(",")}]`;
  }

  /** What tells drivers where the rest is. */
  head(base: string, queryId: string): Readonly<Record<string, unknown>> {
    const chunks = [];
    for (let from = FIRST; from < this.rows.length; from += PIECE) {
      const rows = this.rows.slice(from, from + PIECE);
      const uncompressedSize = rows.reduce((sum, row) => sum + Buffer.byteLength(row) + 1, -1);
      chunks.push({
        url: `${base}/results/${queryId}/${from}?key=${this.key}`,
        rowCount: rows.length,
        uncompressedSize,
        compressedSize: uncompressedSize,
      });
    }
    return { chunks, chunkHeaders: {} };
  }

  /** A piece: rows with commas between, which is how drivers expect them. Undefined without the key. */
  piece(from: number, key: string | null): string | undefined {
    if (key !== this.key) return undefined;
    return this.rows.slice(from, from + PIECE).join(",");
  }

  get size(): number {
    return this.rows.reduce((sum, row) => sum + row.length, 0);
  }
}

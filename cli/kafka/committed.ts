import type { StoredRecord } from "./brokers";

/** A partition's part of a broker's answer. */
export interface FetchedPartition {
  readonly partitionIndex: number;
  /** Of transactions that were given up, where in the answer they begin. */
  readonly abortedTransactions: readonly { readonly producerId: bigint; readonly firstOffset: bigint }[];
  readonly records?: readonly FetchedBatch[];
}

export interface FetchedBatch {
  readonly firstOffset: bigint;
  readonly lastOffsetDelta: number;
  readonly attributes: number;
  readonly firstTimestamp: bigint;
  readonly producerId: bigint;
  readonly records: readonly {
    readonly offsetDelta: number;
    readonly timestampDelta: bigint;
    readonly key: Buffer | null;
    readonly value: Buffer | null;
    readonly headers: readonly (readonly [Buffer | null, Buffer | null])[];
  }[];
}

const TRANSACTIONAL = 0b1_0000;
const CONTROL = 0b10_0000;
/** First field of a control record's key is its version, the second whether it commits. */
const ABORT = 0;

/**
 * The committed records of an answer from an offset on, as Kafka's own consumer tells them: a producer's batches from the
 * start of a transaction that was given up to its marker are left out, also where the marker comes in a later answer.
 */
export function committed(
  topic: string,
  { partitionIndex: partition, abortedTransactions, records = [] }: FetchedPartition,
  start: bigint,
): { readonly records: readonly StoredRecord[]; readonly next: bigint } {
  const begins = [...abortedTransactions].sort((a, b) => (a.firstOffset < b.firstOffset ? -1 : 1));
  const aborted = new Set<bigint>();
  const found: StoredRecord[] = [];
  let next = start;
  for (const batch of records) {
    const last = batch.firstOffset + BigInt(batch.lastOffsetDelta);
    while (begins[0] !== undefined && begins[0].firstOffset <= last)
      aborted.add(begins.shift()?.producerId ?? -1n);
    next = last + 1n > next ? last + 1n : next;
    if ((batch.attributes & CONTROL) !== 0) {
      if (batch.records[0]?.key?.readInt16BE(2) === ABORT) aborted.delete(batch.producerId);
      continue;
    }
    if ((batch.attributes & TRANSACTIONAL) !== 0 && aborted.has(batch.producerId)) continue;
    for (const record of batch.records) {
      const offset = batch.firstOffset + BigInt(record.offsetDelta);
      if (offset < start) continue;
      found.push({
        topic,
        partition,
        offset,
        timestamp: batch.firstTimestamp + record.timestampDelta,
        key: record.key,
        value: record.value,
        headers: record.headers.map(
          ([name, value]) => [String(name ?? ""), value ?? Buffer.alloc(0)] as const,
        ),
      });
    }
  }
  return { records: found, next };
}

import { createDecipheriv, createHash } from "node:crypto";
import type { Chunk } from "./request";
import { Refusal, STATUS } from "./status";

const BLOCK = 16;

/** A key of the account, which clients are given with each channel. */
export interface StreamKey {
  readonly id: number;
  /** 32 bytes. */
  readonly secret: Buffer;
}

/**
 * The Parquet file that a chunk of a blob is. Chunks are encrypted with AES in counter mode, by a key of their own: that of
 * the account hashed with the blob's path. The counter runs through the whole blob.
 *
 * Throws {@link Refusal} when the blob is not what its client has announced.
 */
export function decrypt(blob: Buffer, path: string, chunk: Chunk, key: StreamKey): Buffer {
  const { start, length, md5 } = chunk;
  if (chunk.keyId !== key.id)
    throw new Refusal(STATUS.badBlob, `the key ${chunk.keyId} is none of this account`);
  if (start < 0 || start % BLOCK !== 0 || length <= 0 || start + length > blob.length)
    throw new Refusal(STATUS.badBlob, `${path} has no chunk of ${length} bytes at ${start}`);
  const sealed = blob.subarray(start, start + length);
  if (createHash("md5").update(sealed).digest("hex") !== md5)
    throw new Refusal(STATUS.badBlob, `the chunk at ${start} of ${path} has another checksum`);
  const derived = createHash("sha256").update(key.secret).update(path, "utf8").digest();
  const counter = Buffer.alloc(BLOCK);
  counter.writeBigUInt64BE(BigInt(start / BLOCK), 8);
  const cipher = createDecipheriv("aes-256-ctr", derived, counter);
  return Buffer.concat([cipher.update(sealed), cipher.final()]);
}

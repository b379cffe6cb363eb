import { createReadStream, createWriteStream } from "node:fs";
import { rm, stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";

const sizes = new Map<string, number>();

/** Compresses a file beside itself and removes the plain one. Speed matters more than the last per cent of size. */
export async function compressFile(path: string): Promise<string> {
  const target = `${path}.gz`;
  sizes.set(target, (await stat(path)).size);
  await pipeline(
    createReadStream(path, { highWaterMark: 1 << 20 }),
    createGzip({ level: 1, chunkSize: 1 << 18 }),
    createWriteStream(target),
  );
  await rm(path);
  return target;
}

/** Size in bytes before compression. */
export async function uncompressedSize(compressed: string, plain: string): Promise<number> {
  const known = sizes.get(compressed);
  sizes.delete(compressed);
  return known ?? (await stat(plain)).size;
}

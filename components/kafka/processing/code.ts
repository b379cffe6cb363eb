import { createHash } from "node:crypto";
import { closeSync, existsSync, openSync, readSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

const built = ["connectors", "flink-sql", "target", "plugin", "floe-flink-sql.jar"];

/** The runner's jar that comes with Floe, from the sources as from their transpiled copy; undefined where none is built. */
export function runnerJar(): string | undefined {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    const found = join(folder, ...built);
    if (existsSync(found)) return found;
    if (dirname(folder) === folder) return undefined;
  }
}

const known = new Map<string, string>();

/** SHA-256 of a file, read once: many processors of a program have the same jar. */
export function fileHash(path: string): string {
  const { mtimeMs, size } = statSync(path);
  const key = `${path} ${mtimeMs} ${size}`;
  const found = known.get(key) ?? hash(path);
  known.set(key, found);
  return found;
}

function hash(path: string): string {
  const digest = createHash("sha256");
  const buffer = Buffer.alloc(1 << 20);
  const file = openSync(path, "r");
  try {
    for (let length = readSync(file, buffer); length > 0; length = readSync(file, buffer))
      digest.update(buffer.subarray(0, length));
  } finally {
    closeSync(file);
  }
  return digest.digest("hex");
}

import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ArchiveValue, AssetValue } from "../framework";

/** Lays an asset out as a file, or an archive as a folder. */
export async function lay(
  source: AssetValue | ArchiveValue,
  target: string,
  signal: AbortSignal,
): Promise<void> {
  if (source.kind === "archive") return layArchive(source, target, signal);
  await mkdir(dirname(target), { recursive: true });
  const content = await contentOf(source, signal);
  const hash = createHash("sha256").update(content).digest("hex");
  if (source.hash !== "" && source.hash !== hash)
    throw new Error("the source changed after its hash was taken: deploy again");
  await writeFile(target, content);
}

async function layArchive(source: ArchiveValue, target: string, signal: AbortSignal): Promise<void> {
  if (source.entries === undefined) {
    const from = source.path ?? "";
    if (!(await stat(from)).isDirectory()) throw new Error(`${from} is no folder: give it as FileAsset`);
    await mkdir(target, { recursive: true });
    for (const name of await filesBelow(from)) {
      const to = join(target, name);
      await mkdir(dirname(to), { recursive: true });
      await copyFile(join(from, name), to);
    }
    return;
  }
  await mkdir(target, { recursive: true });
  for (const [name, entry] of Object.entries(source.entries)) {
    if (name.split(/[\\/]/).includes("..")) throw new Error(`${name} leads out of the archive`);
    await lay(entry, join(target, name), signal);
  }
}

async function contentOf(source: AssetValue, signal: AbortSignal): Promise<Buffer> {
  if (source.kind === "file") return readFile(source.path);
  if (source.kind === "string") return Buffer.from(source.text);
  const response = await fetch(source.uri, { signal });
  if (!response.ok) throw new Error(`${source.uri} answered ${response.status} ${response.statusText}`);
  return Buffer.from(await response.arrayBuffer());
}

/** Every file below a folder, by its path with `/`, in order. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    )
    .sort();
}

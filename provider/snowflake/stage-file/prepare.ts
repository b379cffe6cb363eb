import { createHash } from "node:crypto";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Place, Source } from "./place";

/** One local file, ready to be PUT under its name below the version's folder. */
export interface Local {
  readonly name: string;
  readonly path: string;
  readonly size: number;
}

/** Lays a source out in a folder of its own, under the names it gets on the stage, and removes it afterwards. */
export async function withFiles<T>(
  source: Source,
  place: Pick<Place, "name">,
  pack: boolean,
  signal: AbortSignal,
  use: (files: readonly Local[]) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "floe-stage-"));
  try {
    const unpacked = join(folder, "source");
    await lay(source, unpacked, signal);
    const target = pack ? join(folder, "packed") : unpacked;
    if (pack) await zip(unpacked, target);
    const names = (await stat(target)).isDirectory() ? await walk(target) : [""];
    if (names.length === 0) throw new Error("the folder to upload holds no files");
    const files: Local[] = [];
    for (const name of names) {
      const whole = name === "" ? place.name : `${place.name}/${name}`;
      files.push(await ready(join(target, name), whole, folder));
    }
    return await use(files);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** PUT names a staged file after the local one, so the local one must bear its final name. */
async function ready(from: string, name: string, folder: string): Promise<Local> {
  if (!name.split("/").every((part) => /^[\w.+=@-]+$/.test(part)))
    throw new Error(`${name} cannot be uploaded: rename it to letters, digits and _ . + = @ -`);
  const path = join(folder, "named", name);
  await mkdir(dirname(path), { recursive: true });
  await copyFile(from, path);
  return { name, path, size: (await stat(path)).size };
}

async function lay(source: Source, target: string, signal: AbortSignal): Promise<void> {
  if (source.kind === "archive") {
    if (source.entries === undefined) {
      const from = source.path ?? "";
      if (!(await stat(from)).isDirectory()) throw new Error(`${from} is no folder: give it as FileAsset`);
      await mkdir(target, { recursive: true });
      for (const name of await walk(from)) await place(join(from, name), join(target, name));
      return;
    }
    await mkdir(target, { recursive: true });
    for (const [name, entry] of Object.entries(source.entries)) {
      if (name.split(/[\\/]/).includes("..")) throw new Error(`${name} leads out of the archive`);
      await lay(entry, join(target, name), signal);
    }
    return;
  }
  await mkdir(dirname(target), { recursive: true });
  const content = await contentOf(source, signal);
  const hash = createHash("sha256").update(content).digest("hex");
  if (source.hash !== "" && source.hash !== hash)
    throw new Error("the source changed after its hash was taken: deploy again");
  await writeFile(target, content);
}

async function place(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to);
}

async function contentOf(source: Exclude<Source, { kind: "archive" }>, signal: AbortSignal): Promise<Buffer> {
  if (source.kind === "file") return readFile(source.path);
  if (source.kind === "string") return Buffer.from(source.text);
  const response = await fetch(source.uri, { signal });
  if (!response.ok) throw new Error(`${source.uri} answered ${response.status} ${response.statusText}`);
  return Buffer.from(await response.arrayBuffer());
}

/** Every file below a folder, by its path with `/`, in order. */
async function walk(folder: string): Promise<string[]> {
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

/** A zip with nothing in it but names and contents, so that one content is one archive. */
async function zip(folder: string, target: string): Promise<void> {
  const { zipSync } = await import("fflate");
  const files: Record<string, Uint8Array> = {};
  for (const name of await walk(folder)) {
    // Python finds a folder without __init__.py in a zip by its own entry only.
    for (let at = dirname(name); at !== "."; at = dirname(at)) files[`${at}/`] = new Uint8Array(0);
    files[name] = await readFile(join(folder, name));
  }
  await writeFile(target, zipSync(files, { mtime: new Date(1980, 0, 1), os: 3, attrs: 0o644 << 16 }));
}

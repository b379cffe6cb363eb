import { copyFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { filesBelow, lay } from "../../assets/lay";
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
    const names = (await stat(target)).isDirectory() ? await filesBelow(target) : [""];
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

/** A zip with nothing in it but names and contents, so that one content is one archive. */
async function zip(folder: string, target: string): Promise<void> {
  const { zipSync } = await import("fflate");
  const files: Record<string, Uint8Array> = {};
  for (const name of await filesBelow(folder)) {
    // Python finds a folder without __init__.py in a zip by its own entry only.
    for (let at = dirname(name); at !== "."; at = dirname(at)) files[`${at}/`] = new Uint8Array(0);
    files[name] = await readFile(join(folder, name));
  }
  await writeFile(target, zipSync(files, { mtime: new Date(1980, 0, 1), os: 3, attrs: 0o644 << 16 }));
}

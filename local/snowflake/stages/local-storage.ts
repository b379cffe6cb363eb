import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { copyFile, mkdir, readdir, rm, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import type { StagedFile, Storage } from "./storage";

async function md5(path: string): Promise<string> {
  const hash = createHash("md5");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

/** The files of an internal stage: a folder of the account's state. */
export class LocalStorage implements Storage {
  constructor(readonly root: string) {}

  /** The absolute path of a name; refuses to leave the stage's folder. */
  path(name: string): string {
    const path = join(this.root, name);
    if (path !== this.root && !path.startsWith(this.root + sep))
      throw new Error(`the staged path '${name}' leaves its stage`);
    return path;
  }

  async list(prefix: string): Promise<StagedFile[]> {
    let entries;
    try {
      entries = await readdir(this.root, { recursive: true, withFileTypes: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw error;
    }
    const files: StagedFile[] = [];
    for (const entry of entries) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const name = relative(this.root, path).split(sep).join("/");
      if (!name.startsWith(prefix)) continue;
      const { size, mtime } = await stat(path);
      files.push({ name, size, md5: await md5(path), lastModified: mtime });
    }
    return files.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  fetch(name: string): Promise<string> {
    return Promise.resolve(this.path(name));
  }

  async store(source: string, name: string): Promise<void> {
    const target = this.path(name);
    await mkdir(dirname(target), { recursive: true });
    await copyFile(source, target);
  }

  async remove(name: string): Promise<void> {
    await rm(this.path(name), { force: true });
  }

  close(): void {
    // Nothing is held open.
  }
}

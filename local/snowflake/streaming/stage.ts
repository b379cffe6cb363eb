import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rm, rmdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { Refusal, STATUS } from "./status";

/** How long a blob may wait to be registered, over restarts of the account too. */
const KEPT_MS = 24 * 3_600_000;
/** Clients make a folder for each minute: what is older than this is not written to again. */
const FOLDER_MS = 3_600_000;
const BLOB = /^(?:[A-Za-z0-9_-]+\/)*[A-Za-z0-9_-]+\.bdec$/;

/** The folder clients put their blobs into: they run on this machine, as the same user. */
export class BlobStage {
  constructor(readonly folder: string) {}

  /** Makes the folder and drops what nobody has registered for a day, and what is empty. */
  async open(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const names = await readdir(this.folder, { recursive: true });
    // What is in a folder comes before it.
    for (const name of names.sort().reverse()) {
      const path = join(this.folder, name);
      const found = await stat(path);
      const age = Date.now() - found.mtimeMs;
      if (found.isFile() && age > KEPT_MS) await rm(path, { force: true });
      // It fails where something is in it.
      if (found.isDirectory() && age > FOLDER_MS) await rmdir(path).catch(() => undefined);
    }
  }

  /** A part of blob names that no other client has. */
  prefix(): string {
    return randomBytes(9).toString("hex");
  }

  async read(path: string): Promise<Buffer> {
    try {
      return await readFile(this.file(path));
    } catch (error) {
      if (error instanceof Refusal) throw error;
      throw new Refusal(STATUS.badBlob, `${path} is not in the stage`);
    }
  }

  async remove(path: string): Promise<void> {
    await rm(this.file(path), { force: true });
  }

  private file(path: string): string {
    if (!BLOB.test(path)) throw new Refusal(STATUS.badBlob, `'${path}' is no blob's name`);
    return join(this.folder, path);
  }
}

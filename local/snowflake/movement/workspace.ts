import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Session } from "../core/cloud";
import { LocalSession } from "../session/session";
import type { StagedFile, Storage } from "../stages/storage";

/** How many files are copied from or to storage at the same time. */
const AT_ONCE = 8;

/** Runs `work` on every item, a few at a time; the first failure is thrown when all that began have ended. */
export async function eachOf<T>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const failures: unknown[] = [];
  const lane = async (): Promise<void> => {
    while (next < items.length && failures.length === 0) {
      const index = next++;
      try {
        await work(items[index] as T, index);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, lane));
  if (failures.length > 0) throw failures[0] instanceof Error ? failures[0] : new Error(String(failures[0]));
}

/** A folder of one statement, removed when it ends; one of an open transaction, when that ends. */
export async function withFolder<T>(body: (folder: string) => Promise<T>, session?: Session): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "floe-copy-"));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    return await body(folder);
  } finally {
    if (session instanceof LocalSession && session.explicit) session.keep(remove);
    else await remove();
  }
}

export interface LocalFile {
  readonly file: StagedFile;
  /** Where its content can be read; the extension is the staged file's, no character means anything to a glob. */
  readonly path: string;
}

const extension = (name: string): string => /(?:\.[A-Za-z0-9]+){0,3}$/.exec(name)?.[0] ?? "";

/** Makes staged files readable in a folder. */
export async function fetchFiles(
  storage: Storage,
  files: readonly StagedFile[],
  folder: string,
): Promise<LocalFile[]> {
  const local: LocalFile[] = [];
  await eachOf(files, async (file, index) => {
    const path = join(folder, `${index}${extension(file.name)}`);
    await mkdir(dirname(path), { recursive: true });
    const at = await storage.fetch(file.name, path);
    if (at !== path) await symlink(at, path);
    local[index] = { file, path };
  });
  return local;
}

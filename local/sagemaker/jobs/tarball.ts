import { mkdir, readdir } from "node:fs/promises";
import { create, extract } from "tar";

/** Whether a folder holds anything. */
export async function hasFiles(folder: string): Promise<boolean> {
  return (await readdir(folder).catch(() => [])).length > 0;
}

/** Packs a folder's content, without the folder itself, as model.tar.gz and output.tar.gz are. */
export async function pack(folder: string, file: string): Promise<void> {
  const entries = await readdir(folder);
  await create(
    { gzip: { level: 6 }, file, cwd: folder, portable: true },
    entries.length > 0 ? entries : ["."],
  );
}

/** Unpacks an archive; entries that would leave the folder are refused. */
export async function unpack(file: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await extract({ file, cwd: folder, strict: true });
}
